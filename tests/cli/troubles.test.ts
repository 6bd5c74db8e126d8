import test from 'ava';
import { hungAfterMs, judge, type PartName, type Reasons } from '../../cli/desk/troubles.ts';

const second = 1_000;

/** What is told and ended over rounds that found these, two seconds apart. */
function judged(rounds: Reasons[], restartable: PartName[] = ['Worker']) {
  let troubles = {};
  return rounds.map((found, index) => {
    const judgement = judge(troubles, found, index * 2 * second, restartable);
    troubles = judgement.troubles;
    return { notices: judgement.notices, hung: judgement.hung };
  });
}

const lost: Reasons = { Worker: 'no answer in 3000 ms' };

test('a trouble is told once, when it is seen the second time, and so is its end', (t) => {
  const notices = judged([{}, lost, lost, lost, {}, {}]).map((round) => round.notices);
  t.deepEqual(notices, [
    [],
    [],
    ['Worker: no answer in 3000 ms'],
    [],
    ['Worker is well again, after 6 s'],
    [],
  ]);
});

test('what has gone before it was seen twice is not told: its end was told by whoever starts it again', (t) => {
  t.deepEqual(
    judged([lost, {}, lost, {}]).flatMap((round) => round.notices),
    [],
  );
});

test('a part that is silent for half a minute is ended, and again after another half', (t) => {
  const rounds = judged(Array.from({ length: 40 }, () => lost));
  const ended = rounds.flatMap(({ hung }, index) => hung.map(() => index * 2 * second));
  t.deepEqual(ended, [hungAfterMs, 2 * hungAfterMs]);
  t.true(rounds[15]?.notices.includes('Worker has not been well for 30 s: it is started again'));
});

test('what is not ours to start is told and left alone', (t) => {
  const rounds = judged(Array.from({ length: 40 }, (): Reasons => ({ Disk: '3 MB free' })));
  t.deepEqual(
    rounds.flatMap(({ hung }) => hung),
    [],
  );
  t.deepEqual(
    rounds.flatMap(({ notices }) => notices),
    ['Disk: 3 MB free'],
  );
});
