import fc from 'fast-check';
import type {
  ApprovalRule,
  EscalationRule,
  Expression,
  PendingRule,
  ProcessClock,
  ProcessSnapshot,
  Rules,
  ServiceLevelTarget,
} from '../../workflows/domain/process.ts';
import { usualClocks } from '../../workflows/domain/process_clocks.ts';
import type { Approvers, ClockName, Quorum } from '../../workflows/domain/ticket.ts';
import { process, rules } from './desk.ts';
import { someLevels, somePriorities, someReasons } from './random_steps.ts';

/** Several of one kind, and work at two tiers. */
export const ownClocks: ProcessClock[] = [
  { name: 'gold_repair', measures: 'resolution' },
  { name: 'experts_answer', measures: 'acknowledgement' },
  { name: 'desk_work', measures: 'tier_work', tier: 'first_line' },
  { name: 'experts_work', measures: 'tier_work', tier: 'second_line' },
];
export const someClocks: ClockName[] = [...usualClocks, ...ownClocks].map(({ name }) => name);

const field = (name: Extract<Expression, { field: string }>['field'], ...values: string[]) =>
  fc.subarray(values, { minLength: 1 }).map((found): Expression => ({ field: name, in: found }));

/** Everything a condition can ask about and a command can change. */
const condition: fc.Arbitrary<Expression> = fc.oneof(
  field('category', 'vpn', 'printer'),
  field('tier', 'first_line', 'second_line', 'third_line'),
  field('group', 'desk', 'network', 'core'),
  field('priority', ...somePriorities),
  field('impact', ...someLevels),
  field('type', 'incident', 'service_request'),
  field('requesterTier', 'vip'),
  field('category', 'vpn', 'printer').map((one): Expression => ({ not: one })),
);

/** One calendar for all targets of a clock, so that what it used up can be counted again. */
function targetsOf(clock: ClockName): fc.Arbitrary<ServiceLevelTarget[]> {
  const rows = fc.array(
    fc.record({
      when: fc.oneof(condition, fc.constant<Expression>({ all: [] })),
      targetMinutes: fc.integer({ min: 1, max: 3000 }),
    }),
    { maxLength: 4 },
  );
  return fc
    .tuple(fc.constantFrom('office', 'always'), rows)
    .map(([calendar, found]) => found.map((row) => ({ clock, calendar, ...row })));
}

const escalationRules: fc.Arbitrary<EscalationRule[]> = fc
  .array(
    fc.record({
      clock: fc.constantFrom(...someClocks),
      atPercent: fc.constantFrom(25, 50, 75, 100),
      when: fc.oneof(condition, fc.constant<Expression>({ all: [] })),
      then: fc.constantFrom<EscalationRule['then']>(
        { functional: true },
        { hierarchical: 1 },
        { hierarchical: 2 },
      ),
    }),
    { maxLength: 5 },
  )
  .map((found) => found.map((rule, i) => ({ name: `rule_${i}`, ...rule })));

const warning = fc.oneof(
  fc.record({ clock: fc.constantFrom(...someClocks), percent: fc.constantFrom(10, 50, 90) }),
  fc.record({
    clock: fc.constantFrom(...someClocks),
    beforeMinutes: fc.constantFrom(30, 180, 2000),
  }),
);

const quorum = fc.constantFrom<Quorum>(2, 3, 'majority', 'all');

const approvals: fc.Arbitrary<ApprovalRule[]> = fc
  .array(
    fc.record({
      when: condition,
      isKept: fc.boolean(),
      givenFor: fc.option(fc.subarray(['type', 'category', 'priority', 'tier'] as const)),
      quorum: fc.option(quorum),
      after: fc.option(fc.subarray(['approval_0', 'approval_1'])),
      isCountedBySeat: fc.boolean(),
      areRefusalsCounted: fc.boolean(),
      wait: fc.option(fc.integer({ min: 2, max: 3000 })),
      next: fc.array(fc.option(quorum), { maxLength: 2 }),
    }),
    { maxLength: 3 },
  )
  .map((found) =>
    found.map((one, i) => ({
      ...{ name: `approval_${i}`, when: one.when, approverGroup: 'core', refusedCode: 'no_answer' },
      ...(one.isKept && { isKept: true as const }),
      ...(one.givenFor && { givenFor: [...one.givenFor] }),
      ...(one.quorum !== null && { quorum: one.quorum }),
      // After those before it alone: none is in a circle.
      ...(one.after && { after: one.after.filter((name) => name < `approval_${i}`) }),
      ...(one.isCountedBySeat && { isCountedBySeat: true as const }),
      ...(one.areRefusalsCounted && { areRefusalsCounted: true as const }),
      ...(one.wait !== null && { wait: waitOf(one.wait) }),
      ...(one.next.length > 0 && { next: one.next.map(othersOf) }),
    })),
  );

function waitOf(limitMinutes: number): NonNullable<ApprovalRule['wait']> {
  return { limitMinutes, reminderMinutes: [Math.floor(limitMinutes / 2)], calendar: 'office' };
}

function othersOf(quorum: Quorum | null): Approvers {
  return { approverGroup: 'network', ...(quorum !== null && { quorum }) };
}

/** One to eight priorities, and one to five words for impact and for urgency. */
const scales = fc
  .record({
    priorities: fc.integer({ min: 1, max: somePriorities.length }),
    impacts: fc.integer({ min: 1, max: someLevels.length }),
    urgencies: fc.integer({ min: 1, max: someLevels.length }),
    places: fc.array(fc.nat(), { minLength: 25, maxLength: 25 }),
    unpromised: fc.boolean(),
  })
  .map((drawn) => {
    const priorities = somePriorities.slice(0, drawn.priorities);
    const impacts = someLevels.slice(0, drawn.impacts);
    const urgencies = someLevels.slice(0, drawn.urgencies);
    const least = priorities.at(-1) as string;
    const priorityMatrix = Object.fromEntries(
      impacts.map((impact, row) => [
        impact,
        Object.fromEntries(
          urgencies.map((urgency, column) => {
            const place = (drawn.places[row * 5 + column] ?? 0) % priorities.length;
            return [urgency, priorities[place] as string];
          }),
        ),
      ]),
    );
    return {
      ...{ priorities, impacts, urgencies, priorityMatrix },
      ...(drawn.unpromised && { unpromised: [least] }),
      defaults: { impact: impacts.at(-1) as string, urgency: urgencies.at(-1) as string },
      triage: process.triage.map((rule) =>
        rule.set.priority ? { ...rule, set: { priority: least } } : rule,
      ),
    };
  });

const pauses = fc.subarray([...someClocks]);

/** One to six reasons to wait, each with pauses and an end of its own. */
const waits = fc
  .tuple(
    fc.integer({ min: 1, max: someReasons.length }),
    fc.array(
      fc.record({ pauses, then: fc.constantFrom<End>('resume', { resolve: 'no_answer' }) }),
      { minLength: someReasons.length, maxLength: someReasons.length },
    ),
    fc.constantFrom(undefined, ...someReasons),
  )
  .map(([count, rules, answered]) =>
    Object.fromEntries(
      someReasons.slice(0, count).map((reason, i): [string, PendingRule] => [
        reason,
        {
          ...process.pending[i % 2 === 0 ? 'requester' : 'change'],
          ...rules[i],
          ...(reason === answered && { endsOn: 'requester_message' }),
        },
      ]),
    ),
  );
type End = NonNullable<PendingRule['then']>;

/** The small desk with promises, warnings, rules and pauses of its own. */
export const anyRules: fc.Arbitrary<Rules> = fc
  .record({
    targets: fc.tuple(...someClocks.map(targetsOf)).map((found) => found.flat()),
    warnings: fc.uniqueArray(warning, {
      maxLength: 6,
      selector: (one) => JSON.stringify(one),
    }),
    escalationRules,
    approvals,
    gates: fc.constantFrom<ProcessSnapshot['gates']>([], process.gates),
    messageReopens: fc.boolean(),
    onLapse: fc.constantFrom<ProcessSnapshot['onLapse']>('return', 'tell'),
    waits,
    approvalPauses: pauses,
    hasLinks: fc.boolean(),
    isShared: fc.boolean(),
    scales,
  })
  .map(({ waits, approvalPauses, hasLinks, isShared, scales, ...changes }) => {
    const { change } = process.pending;
    const pending = { ...waits, approval: { ...change, pauses: approvalPauses } };
    const shared = isShared ? { answerTakesTicket: false as const } : {};
    const links = hasLinks ? { links: { blocks: 'blocked_by', blocked_by: 'blocks' } } : {};
    return {
      ...rules,
      process: {
        ...process,
        ...scales,
        ...changes,
        ...shared,
        ...links,
        clocks: ownClocks,
        pending,
      },
    };
  });
