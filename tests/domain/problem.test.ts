import test from 'ava';
import fc from 'fast-check';
import {
  isDiagnosed,
  isProblemOverdue,
  type ProblemCommand,
  type ProblemEvent,
  type ProblemState,
  problemOf,
} from '../../workflows/domain/problem.ts';
import { allowedOnProblem, decideProblem } from '../../workflows/domain/problem_rules.ts';
import { at, day, hour, lea, marc, process } from './desk.ts';

type Asked = ProblemCommand extends infer C
  ? C extends unknown
    ? Omit<C, 'actor'>
    : never
  : never;

/** A problem of the small desk, told event by event. */
class Problem {
  events: ProblemEvent[] = [];
  state: ProblemState | null = null;

  does(command: Asked, now: number, actor = lea) {
    const decision = decideProblem(
      this.state,
      { ...command, actor } as ProblemCommand,
      now,
      process,
    );
    if (decision.kind === 'refusal') return decision.refusal;
    this.events.push(...decision.events);
    this.state = decision.state;
    return decision.events.map(({ type }) => type);
  }
}

const log = { name: 'log', problemId: 'prb-1', titleId: 'txt-title' } as const;

function logged(fields: Partial<Asked & { name: 'log' }> = {}): Problem {
  const problem = new Problem();
  problem.does({ ...log, ...fields }, at(0, '09:00'));
  return problem;
}

test('a problem is logged with the priority of its impact and urgency, and a day to look at it', (t) => {
  const problem = logged({ category: 'vpn', impact: 'high', urgency: 'medium' });

  t.deepEqual(problem.events, [
    {
      seq: 1,
      type: 'problem_logged',
      at: at(0, '09:00'),
      actor: lea,
      data: {
        problemId: 'prb-1',
        processId: 'small_desk',
        titleId: 'txt-title',
        descriptionId: null,
        category: 'vpn',
        service: null,
        impact: 'high',
        urgency: 'medium',
        priority: 'p2',
        priorityOverridden: false,
        group: 'desk',
      },
    },
    {
      seq: 2,
      type: 'review_planned',
      at: at(0, '09:00'),
      actor: lea,
      data: { reviewAt: at(3, '09:00'), cause: 'logged' },
    },
  ]);
  t.is(problem.state?.status, 'logged');
});

test('the life of a problem, from its first word to its end', (t) => {
  const problem = logged();
  t.deepEqual(problem.does({ name: 'assign', owner: marc.id, group: 'network' }, at(0, '10:00')), [
    'problem_assigned',
    'investigation_started',
  ]);
  t.deepEqual(problem.does({ name: 'diagnose', workaroundId: 'txt-w' }, at(1, '10:00')), [
    'diagnosis_recorded',
    'known_error_declared',
  ]);
  t.deepEqual(problem.does({ name: 'diagnose', rootCauseId: 'txt-r' }, at(2, '10:00')), [
    'diagnosis_recorded',
  ]);
  const incidents = ['tkt-1'];
  t.deepEqual(
    problem.does({ name: 'resolve', noteId: 'txt-n', code: 'solved', incidents }, at(3, '10:00')),
    ['problem_resolved', 'review_planned'],
  );
  t.deepEqual(problem.does({ name: 'close' }, at(17, '10:00')), ['problem_closed']);
  t.like(problem.state, {
    status: 'closed',
    knownErrorAt: at(1, '10:00'),
    resolvedAt: at(3, '10:00'),
    closedAt: at(17, '10:00'),
    reviewAt: null,
    rootCauseId: 'txt-r',
    workaroundId: 'txt-w',
  });
});

test('what came back is understood as far as it had been', (t) => {
  const problem = logged({ owner: lea.id });
  problem.does({ name: 'diagnose', rootCauseId: 'txt-r' }, at(1, '10:00'));
  problem.does({ name: 'resolve', noteId: 'txt-n' }, at(2, '10:00'));
  t.deepEqual(problem.does({ name: 'reopen' }, at(4, '10:00')), [
    'problem_reopened',
    'review_planned',
  ]);
  t.like(problem.state, {
    status: 'known_error',
    resolvedAt: null,
    resolutionNoteId: null,
    reviewAt: at(11, '10:00'),
  });
});

test('without a root cause and a workaround it is a known error no longer', (t) => {
  const problem = logged({ owner: lea.id });
  problem.does({ name: 'diagnose', rootCauseId: 'txt-r' }, at(1, '10:00'));
  t.deepEqual(problem.does({ name: 'diagnose', rootCauseId: null }, at(1, '11:00')), [
    'diagnosis_recorded',
    'known_error_withdrawn',
  ]);
  t.like(problem.state, { status: 'under_investigation', knownErrorAt: null });
});

test('what is so already is not said again', (t) => {
  const problem = logged({ owner: lea.id });
  t.deepEqual(problem.does({ name: 'assign', owner: lea.id }, at(0, '10:00')), []);
  t.deepEqual(problem.does({ name: 'classify', impact: 'medium' }, at(0, '10:00')), []);
});

test('a set priority holds until impact × urgency is asked for again', (t) => {
  const problem = logged({ priority: 'p1' });
  problem.does({ name: 'classify', impact: 'low', urgency: 'low' }, at(0, '10:00'));
  t.is(problem.state?.priority, 'p1');
  problem.does({ name: 'classify', priority: null }, at(0, '11:00'));
  t.like(problem.state, { priority: 'p4', priorityOverridden: false });
});

const refuses = test.macro(
  (t, before: Asked[], command: Asked, expected: { code: string; allowed?: string[] }) => {
    const problem = before.length === 0 ? new Problem() : logged();
    for (const one of before.slice(1)) problem.does(one, at(1, '09:00'));
    const { length } = problem.events;
    t.like(problem.does(command, at(2, '09:00')), expected);
    t.is(problem.events.length, length, 'nothing happened');
  },
);

const resolved: Asked[] = [log, { name: 'resolve', noteId: 'txt-n' }];
const closed: Asked[] = [...resolved, { name: 'close' }];

test(
  'an unknown category is refused, with those there are',
  refuses,
  [],
  { ...log, category: 'x' },
  {
    code: 'category_unknown',
    parameters: { word: 'x', allowed: ['vpn', 'printer', 'routing'] },
  },
);
test(
  'an unknown service is refused',
  refuses,
  [],
  { ...log, service: 'x' },
  {
    code: 'service_unknown',
  },
);
test(
  'an unknown group is refused',
  refuses,
  [log],
  { name: 'assign', group: 'x' },
  {
    code: 'group_unknown',
  },
);
test(
  'a review in the past is refused',
  refuses,
  [log],
  { name: 'planReview', reviewAt: at(0, '09:00') },
  {
    code: 'review_in_past',
  },
);
test(
  'only a resolved problem is reopened',
  refuses,
  [log],
  { name: 'reopen' },
  {
    code: 'problem_not_resolved',
  },
);
test(
  'only a resolved problem is closed',
  refuses,
  [log],
  { name: 'close' },
  {
    code: 'problem_not_resolved',
  },
);
test(
  'a resolved problem is diagnosed no more',
  refuses,
  resolved,
  { name: 'diagnose', rootCauseId: 'r' },
  {
    code: 'problem_resolved',
  },
);
test(
  'a closed problem takes nothing',
  refuses,
  closed,
  { name: 'reopen' },
  {
    code: 'problem_closed',
  },
);
test(
  'a closed problem takes no incident',
  refuses,
  closed,
  { name: 'linkPastIncident', ticketId: 't' },
  {
    code: 'problem_closed',
  },
);

const id = fc.constantFrom('txt-a', 'txt-b');
const idOrNull = fc.option(id, { nil: null });
const levels = fc.constantFrom('high', 'medium', 'low');
const anything: fc.Arbitrary<Asked> = fc.oneof(
  fc.record({ name: fc.constant('describe'), titleId: id, descriptionId: idOrNull }),
  fc.record(
    {
      name: fc.constant('classify'),
      category: fc.constantFrom('vpn', 'printer', null, 'unknown'),
      impact: levels,
      urgency: levels,
      priority: fc.constantFrom('p1', 'p4', null),
    },
    { requiredKeys: ['name'] },
  ),
  fc.record(
    {
      name: fc.constant('assign'),
      group: fc.constantFrom('desk', 'core', 'unknown'),
      owner: fc.constantFrom(lea.id, marc.id, null),
    },
    { requiredKeys: ['name'] },
  ),
  fc.record({
    name: fc.constant('planReview'),
    reviewAt: fc.integer({ min: at(0, '00:00'), max: at(90, '00:00') }),
  }),
  fc.record(
    { name: fc.constant('diagnose'), rootCauseId: idOrNull, workaroundId: idOrNull },
    { requiredKeys: ['name'] },
  ),
  fc.record({ name: fc.constant('resolve'), noteId: id }),
  fc.record({ name: fc.constant('reopen') }),
  fc.record({ name: fc.constant('close') }),
  fc.record({ name: fc.constant('linkPastIncident'), ticketId: id }),
  fc.record({ name: fc.constant('unlinkPastIncident'), ticketId: id }),
) as fc.Arbitrary<Asked>;
const life = fc.array(fc.tuple(anything, fc.integer({ min: 1, max: 5 * day })), { maxLength: 40 });

/** Every state of a random life, with the instant it was reached at. */
function* statesOf(steps: [Asked, number][]) {
  const problem = logged();
  let now = at(0, '09:00');
  for (const [command, afterMs] of steps) {
    now += afterMs;
    problem.does(command, now);
    yield { problem, state: problem.state as ProblemState, command, now };
  }
}

test('a problem that is not closed has somebody look at it again: none is forgotten', (t) => {
  fc.assert(
    fc.property(life, (steps) => {
      for (const { state } of statesOf(steps)) {
        t.is(state.reviewAt === null, state.status === 'closed');
      }
    }),
  );
  t.pass();
});

test('a known error is one that is written down, and an investigation has begun with an owner', (t) => {
  fc.assert(
    fc.property(life, (steps) => {
      for (const { state } of statesOf(steps)) {
        if (state.status === 'known_error') t.true(isDiagnosed(state));
        if (state.status === 'logged') t.false(isDiagnosed(state) || state.owner !== null);
        t.is(state.status === 'resolved' || state.status === 'closed', state.resolvedAt !== null);
      }
    }),
  );
  t.pass();
});

test('the events alone tell the whole problem, in order and without gaps', (t) => {
  fc.assert(
    fc.property(life, (steps) => {
      for (const { problem, state } of statesOf(steps)) {
        t.deepEqual(problemOf(problem.events), state);
        t.deepEqual(JSON.parse(JSON.stringify(state)), state);
        t.deepEqual(
          problem.events.map(({ seq }) => seq),
          problem.events.map((_, index) => index + 1),
        );
      }
    }),
    { numRuns: 50 },
  );
});

test('what is not offered is refused, whatever came before', (t) => {
  const links = ['linkPastIncident', 'unlinkPastIncident'];
  fc.assert(
    fc.property(life, anything, (steps, command) => {
      const { problem, now } = [...statesOf(steps)].at(-1) ?? {
        problem: logged(),
        now: at(0, '09:00'),
      };
      const state = problem.state as ProblemState;
      if (
        links.includes(command.name) ||
        (allowedOnProblem(state) as string[]).includes(command.name)
      )
        return;
      const outcome = decideProblem(
        state,
        { ...command, actor: lea } as ProblemCommand,
        now + hour,
        process,
      );
      t.is(outcome.kind, 'refusal');
    }),
  );
  t.pass();
});

test('past its review a problem is overdue until somebody plans another', (t) => {
  const problem = logged({ reviewAt: at(1, '09:00') });
  t.false(isProblemOverdue(problem.state as ProblemState, at(1, '09:00')));
  t.true(isProblemOverdue(problem.state as ProblemState, at(1, '09:01')));
  problem.does({ name: 'planReview', reviewAt: at(9, '09:00') }, at(2, '09:00'));
  t.false(isProblemOverdue(problem.state as ProblemState, at(2, '09:00')));
});
