import test from 'ava';
import { lea, marc } from '../domain/desk.ts';
import { eventually } from '../support/eventually.ts';
import {
  breakAgain,
  mend,
  openTicket,
  type PlaybookDesk,
  runWith,
  startOn,
  startPlaybookDesk,
  stepsOf,
  stepWith,
} from './playbook_desk.ts';

let desk: PlaybookDesk;

test.before(async () => {
  desk = await startPlaybookDesk();
});

test.serial(
  'a retry gives each branch what it had, in whichever order the branches ended',
  async (t) => {
    const ticket = await openTicket(desk);
    const runId = await startOn(desk, ticket, 'branches');
    await eventually(async () => (await ticket.state()).tasks?.length === 3);
    const { tasks: asked = [] } = await ticket.state();
    // The last that was asked is done first.
    for (const [step, noted] of [
      ['ask 3', 'noted'],
      ['ask', 'ask › noted'],
      ['ask 2', 'ask 2 › noted'],
    ] as const) {
      const { n = 0 } = asked.find(({ run }) => run?.step === step) ?? {};
      await ticket.does(marc, 'completeTask', { n });
      await stepWith(desk, runId, `${noted}: done`);
    }
    await runWith(desk, runId, 'parked');
    const done = (await stepsOf(desk, runId)).filter((step) => step.endsWith(': done')).toSorted();
    await eventually(async () => (await ticket.state()).playbooks?.[0]?.status === 'parked');
    mend();
    const { ticket: after } = await ticket.does(lea, 'retryPlaybook', { runId });
    const next = after.playbooks?.at(-1)?.runId ?? '';
    await runWith(desk, next, 'done');
    const again = await stepsOf(desk, next);
    const kept = again.filter((step) => step.endsWith(': kept')).toSorted();
    t.deepEqual(
      kept.map((step) => step.replace(': kept', '')),
      done.map((step) => step.replace(': done', '')),
      'nothing that was done is done again',
    );
    t.deepEqual(again.slice(-2), ['breaks once: done', 'summed: done']);
    const { tags = [], taskCount } = await ticket.state();
    t.deepEqual(tags, ['noted-3', 'noted-1', 'noted-2', 'sums-11-12-13']);
    t.is(taskCount, 3, 'nobody is asked again');
  },
);

test.serial('what was done beside a step that failed is not done again', async (t) => {
  breakAgain();
  const ticket = await openTicket(desk);
  const runId = await startOn(desk, ticket, 'beside');
  await runWith(desk, runId, 'parked');
  t.deepEqual(await stepsOf(desk, runId), ['breaks once: failed', 'counted: done']);
  await eventually(async () => (await ticket.state()).playbooks?.[0]?.status === 'parked');
  mend();
  const { ticket: after } = await ticket.does(lea, 'retryPlaybook', { runId });
  const next = after.playbooks?.at(-1)?.runId ?? '';
  await runWith(desk, next, 'done');
  t.deepEqual(await stepsOf(desk, next), [
    'breaks once: done',
    'counted: kept',
    'counted so far: done',
  ]);
});
