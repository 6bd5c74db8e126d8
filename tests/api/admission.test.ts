import test from 'ava';
import fc from 'fast-check';
import { openAdmission } from '../../api/http/admission/admission.ts';
import {
  afterSample,
  firstLimit,
  type Limit,
  type Sample,
  sizeMin,
  slowMs,
} from '../../api/http/admission/limit.ts';
import { ApiError, notFound } from '../../api/http/errors.ts';

const outcome = fc.constantFrom('done', 'failed', 'refused');
const sample = fc.record({
  afterMs: fc.integer({ min: 0, max: 100 }),
  tookMs: fc.integer({ min: 0, max: 4 * slowMs }),
  inFlight: fc.integer({ min: 1, max: 1_200 }),
  outcome,
});

/** What the limit is after each of these, told one after the other. */
function limitsAfter(
  steps: (Omit<Sample, 'startedAt' | 'endedAt'> & { afterMs: number; tookMs: number })[],
) {
  let now = 10_000;
  let limit = firstLimit;
  return steps.map(({ afterMs, tookMs, inFlight, outcome }) => {
    now += afterMs;
    const before = limit;
    const told: Sample = { startedAt: now - tookMs, endedAt: now, inFlight, outcome };
    limit = afterSample(limit, told);
    return { before, told, after: limit };
  });
}

test('the limit never leaves its bounds, and one answer moves it by two at most, or a quarter', (t) => {
  fc.assert(
    fc.property(fc.array(sample, { maxLength: 300 }), (steps) => {
      for (const { before, after } of limitsAfter(steps)) {
        t.true(after.size >= sizeMin && after.size <= 1_000);
        t.true(after.size <= before.size + 2 / before.size);
        t.true(after.size >= Math.max(sizeMin, before.size * 0.75));
      }
    }),
  );
});

test('what began before the last cut does not cut again', (t) => {
  fc.assert(
    fc.property(fc.array(sample, { maxLength: 300 }), (steps) => {
      for (const { before, told, after } of limitsAfter(steps)) {
        if (told.startedAt < before.cutAt) t.true(after.size >= before.size);
      }
    }),
  );
});

test('quick answers raise the limit only while it is used, and refusals never do', (t) => {
  const quick = { startedAt: 0, endedAt: 1, inFlight: 20, outcome: 'done' } as const;
  t.true(afterSample(firstLimit, quick).size > firstLimit.size);
  t.is(afterSample(firstLimit, { ...quick, inFlight: 3 }).size, firstLimit.size);
  t.is(afterSample(firstLimit, { ...quick, outcome: 'refused' }).size, firstLimit.size);
});

/** A desk that does `perSecond` whatever is asked, all at once and each as slowly as the others. */
function sharedDesk(perSecond: number, clients: number, seconds: number) {
  const stepMs = 5;
  let limit: Limit = firstLimit;
  let inside: { startedAt: number; left: number }[] = [];
  const took: number[] = [];
  let done = 0;
  for (let now = 0; now < seconds * 1_000; now += stepMs) {
    while (inside.length < Math.min(clients, Math.floor(limit.size))) {
      inside.push({ startedAt: now, left: 1 });
    }
    const share = (perSecond * stepMs) / 1_000 / inside.length;
    for (const each of inside) each.left -= share;
    for (const each of inside.filter(({ left }) => left <= 0)) {
      limit = afterSample(limit, {
        startedAt: each.startedAt,
        endedAt: now,
        inFlight: inside.length,
        outcome: 'done',
      });
      took.push(now - each.startedAt);
      done++;
    }
    inside = inside.filter(({ left }) => left > 0);
  }
  return { slowest: Math.max(...took), perSecond: done / seconds };
}

test('whatever a desk can do and however many ask, all of it is done and nobody waits 1.5 s', (t) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 20, max: 500 }),
      fc.integer({ min: 50, max: 500 }),
      (perSecond, clients) => {
        const found = sharedDesk(perSecond, clients, 20);
        t.true(found.slowest < 1_500, `${found.slowest} ms`);
        t.true(found.perSecond > perSecond * 0.9, `${found.perSecond} of ${perSecond}`);
      },
    ),
    { numRuns: 30 },
  );
});

/** Work that ends when told to. */
function work() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  return { begin: () => promise, end: () => resolve('done'), fail: reject };
}

async function full() {
  const admission = openAdmission();
  const inside = Array.from({ length: admission.limit }, work);
  const answers = inside.map(({ begin }) => admission.admit(begin));
  return { admission, inside, answers };
}

test('where there is no room, whoever comes is sent away before anything has begun', async (t) => {
  const { admission, inside, answers } = await full();
  let hasBegun = false;
  const begin = async () => {
    hasBegun = true;
  };
  const error = await t.throwsAsync<ApiError>(admission.admit(begin), { instanceOf: ApiError });
  t.like(error, { status: 503, code: 'busy' });
  t.regex(error?.headers['Retry-After'] ?? '', /^[123]$/);
  for (const each of inside) each.end();
  await Promise.all(answers);
  t.false(hasBegun);
  t.is(admission.inFlight, 0);
});

test('who waits is let in as soon as somebody leaves, in the order they came', async (t) => {
  const { admission, inside, answers } = await full();
  const said: string[] = [];
  const waiting = ['first', 'second'].map((name) => admission.admit(async () => said.push(name)));
  inside[0]?.end();
  await Promise.all(waiting);
  t.deepEqual(said, ['first', 'second']);
  for (const each of inside) each.end();
  await Promise.all(answers);
});

test('the line is short: who would wait in vain is sent away at once', async (t) => {
  const { admission, inside, answers } = await full();
  const waiting = inside.slice(0, 4).map(({ begin }) => admission.admit(begin));
  await t.throwsAsync(
    admission.admit(async () => {}),
    { code: 'busy' },
  );
  for (const each of inside) each.end();
  await Promise.all([...answers, ...waiting]);
});

test('what fails leaves its place, and makes the room smaller unless the caller was wrong', async (t) => {
  const admission = openAdmission();
  const before = admission.limit;
  await t.throwsAsync(
    admission.admit(() => {
      throw notFound('ticket', 'tkt-1');
    }),
  );
  t.is(admission.limit, before);
  await t.throwsAsync(
    admission.admit(() => {
      throw new Error('the disk is full');
    }),
  );
  t.true(admission.limit < before);
  t.is(admission.inFlight, 0);
});

test('one account that asks for everything leaves room for the others', async (t) => {
  const admission = openAdmission();
  const inside = Array.from({ length: admission.limit }, work);
  const answers = inside.map(({ begin }) => admission.admit(begin, 'acc-greedy'));
  const waiting = Array.from({ length: 4 }, () =>
    admission.admit(() => 'greedy', 'acc-greedy').catch((error: ApiError) => error.code),
  );
  const other = admission.admit(() => 'other', 'acc-other');
  inside[0]?.end();
  t.is(await other, 'other', 'though it came last, and the line was full');
  for (const each of inside) each.end();
  await Promise.all(answers);
  t.deepEqual(await Promise.all(waiting), ['greedy', 'greedy', 'greedy', 'busy']);
});

test('where one account has all the room, another one gets in before any of its next', async (t) => {
  const admission = openAdmission();
  const inside = Array.from({ length: admission.limit }, work);
  const answers = inside.map(({ begin }) => admission.admit(begin, 'acc-greedy'));
  const other = admission.admit(() => 'other', 'acc-other');
  const next = admission.admit(() => 'greedy', 'acc-greedy');
  // What is done takes longer than the line is for those who have so much.
  await t.throwsAsync(next, { instanceOf: ApiError });
  inside[0]?.end();
  t.is(await other, 'other');
  for (const each of inside) each.end();
  await Promise.all(answers);
});
