import fc from 'fast-check';
import type {
  ApprovalRule,
  CompiledField,
  EscalationRule,
  Expression,
  HandOffGate,
  PendingRule,
  ProcessSnapshot,
  RequiredFields,
  Rules,
  ServiceLevelTarget,
  SupportGroup,
} from '../../workflows/domain/process.ts';
import { clocksOf } from '../../workflows/domain/process_clocks.ts';
import type { ActingRule, RuleAction } from '../../workflows/domain/rules/rule.ts';
import type { Quorum } from '../../workflows/domain/ticket.ts';
import { always, office, process, rules } from '../domain/desk.ts';

/** Two first lines that differ in their hours alone, categories alike and not, and a second line. */
const strategy = 'least_loaded';
const experts: SupportGroup = { tier: 2, calendar: 'office', strategy, escalatesTo: null };
const groups: Record<string, SupportGroup> = {
  day: { tier: 1, calendar: 'office', strategy, escalatesTo: 'experts' },
  night: { tier: 1, calendar: 'always', strategy, escalatesTo: 'experts' },
  experts,
};
const plain = { skills: [], escalation: {}, runbook: [] };
const base: ProcessSnapshot = {
  ...process,
  groups,
  entryGroup: 'day',
  categories: {
    vpn: { ...plain, group: 'day', escalation: { second_line: 'experts' }, runbook: ['ping'] },
    printer: { ...plain, group: 'day' },
    phone: { ...plain, group: 'night' },
  },
  triage: [],
};

const approval: PendingRule = { ...process.pending.supplier, pauses: ['resolution'] };

const everyTicket: Expression = { all: [] };

const field = (name: Extract<Expression, { field: string }>['field'], ...values: string[]) =>
  fc.subarray(values, { minLength: 1 }).map((found): Expression => ({ field: name, in: found }));

/** A choice, a number behind it, and one of which nothing but itself turns. */
const formFields: Record<string, CompiledField> = {
  size: {
    position: 0,
    kind: 'choice',
    options: ['small', 'medium', 'large'],
    shownWhen: { field: 'category', in: ['printer', 'phone'] },
  },
  quantity: {
    position: 1,
    kind: 'number',
    decimals: 0,
    min: 1,
    max: 9,
    shownWhen: { formField: 'size', in: ['large'] },
    required: { at: 'opening' },
  },
  machine: { position: 2, kind: 'device', required: { before: ['resolve', 'escalate'] } },
};

const formFieldCondition = fc.constantFrom<Expression>(
  { formField: 'size', in: ['small'] },
  { formField: 'size', isKnown: true },
  { formField: 'quantity', min: 3 },
  { formField: 'machine', isKnown: true },
);

const condition = fc.oneof(
  { weight: 4, arbitrary: fc.constant(everyTicket) },
  field('category', 'vpn', 'printer', 'phone'),
  field('priority', 'p1', 'p2'),
  field('tier', 'first_line', 'second_line'),
  field('group', 'day', 'night'),
  field('type', 'service_request'),
  field('service', 'intranet').map((one): Expression => ({ not: one })),
  fc
    .tuple(field('category', 'vpn', 'printer'), field('priority', 'p1', 'p2', 'p3'))
    .map((parts): Expression => ({ all: parts })),
  formFieldCondition,
);

const target = (...clocks: ServiceLevelTarget['clock'][]) =>
  fc.record({
    clock: fc.constantFrom(...clocks),
    when: condition,
    targetMinutes: fc.constantFrom(30, 240, 1200),
    calendar: fc.constantFrom('office', 'always'),
  });

const targets = fc
  .tuple(
    fc.array(target('resolution', 'total_resolution'), { minLength: 1, maxLength: 2 }),
    fc.array(target('first_response', 'next_response'), { maxLength: 1 }),
    fc.array(target('acknowledgement'), { maxLength: 1 }),
  )
  .map((found) => found.flat());

const escalationRules = fc
  .array(
    fc.record({
      clock: fc.constantFrom(...clocksOf(base).keys()),
      atPercent: fc.constantFrom(50, 100),
      when: condition,
      then: fc.constantFrom<EscalationRule['then']>(
        { functional: true },
        { hierarchical: 1 },
        { hierarchical: 2 },
      ),
    }),
    { maxLength: 2 },
  )
  .map((found) => found.map((rule, i): EscalationRule => ({ name: `rule_${i}`, ...rule })));

/** What the process does by itself as soon as a ticket is opened. */
const openingRules = fc.option(
  fc
    .record({
      when: condition,
      do: fc.subarray<RuleAction>(
        [
          { do: 'set', category: 'phone' },
          { do: 'hold', reason: 'supplier' },
          { do: 'escalate', functional: true },
          { do: 'addTask', task: 'look' },
          { do: 'page', group: 'night' },
        ],
        { minLength: 1, maxLength: 2 },
      ),
    })
    .map((rule): ActingRule[] => [{ name: 'at_the_opening', on: { event: 'opened' }, ...rule }]),
);

const gates = fc.constantFrom<HandOffGate[]>(
  [],
  [{ fromTier: 'first_line', requires: [{ kind: 'test', min: 1 }] }],
  [
    { fromTier: 'first_line', requires: [], runbook: 'all' },
    {
      fromTier: 'first_line',
      when: { field: 'priority', in: ['p1'] },
      requires: [{ kind: 'test', min: 2 }],
    },
  ],
);

const approvals = fc.option(
  fc
    .record({
      name: fc.constant('spending'),
      when: fc.oneof(field('category', 'phone'), field('priority', 'p1'), formFieldCondition),
      givenFor: fc.constantFrom<string[]>(['category'], ['quantity'], ['machine', 'size']),
      approverGroup: fc.constant('experts'),
      refusedCode: fc.constantFrom('no_answer', 'gone'),
      quorum: fc.option(fc.constantFrom<Quorum>(3, 'all')),
      isPassedOn: fc.boolean(),
    })
    .map(
      ({ quorum, isPassedOn, ...rule }): ApprovalRule => ({
        ...rule,
        ...(quorum !== null && { quorum, areRefusalsCounted: true as const }),
        ...(isPassedOn && { wait: approval, next: [{ approverGroup: 'desk' }] }),
      }),
    ),
);

const requiredFields = fc.option(
  fc.record({
    before: fc.subarray<'escalate' | 'setPending' | 'resolve'>(
      ['escalate', 'setPending', 'resolve'],
      { minLength: 1 },
    ),
    fields: fc.subarray<'category' | 'service'>(['category', 'service'], { minLength: 1 }),
    when: condition,
  }),
);

const listOf = <T>(one: T | null): T[] => (one === null ? [] : [one]);

/** What can be wrong with a process and compiles all the same; most have none of it. */
const fault = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Partial<ProcessSnapshot>>({}) },
  fc.constantFrom<Partial<ProcessSnapshot>>(
    { hierarchyLevels: 0 },
    { resolutionCodes: {} },
    { warnings: [{ clock: 'resolution', percent: 120 }] },
    { attention: { minutes: 0, calendar: 'office' } },
    { groups: { ...groups, spare: { ...experts, tier: 3 } } },
    { groups: { ...groups, experts: { ...experts, escalatesTo: 'day' } } },
    {
      pending: {
        ...process.pending,
        approval,
        change: { ...process.pending.change, then: { resolve: 'gone' } },
      },
    },
  ),
);

interface SmallChanges {
  targets: ServiceLevelTarget[];
  escalationRules: EscalationRule[];
  gates: HandOffGate[];
  asked: ApprovalRule | null;
  required: RequiredFields | null;
  hasFields: boolean;
  acting: ActingRule[] | null;
  fault: Partial<ProcessSnapshot>;
  onLapse: ProcessSnapshot['onLapse'];
  messageReopens: boolean;
  hasSurvey: boolean;
}

/** The small process with these changes of it. */
export function smallRules({
  asked = null,
  required = null,
  hasFields = false,
  acting = null,
  fault: wrong = {},
  hasSurvey = false,
  ...changes
}: Partial<SmallChanges>): Rules {
  return {
    ...rules,
    calendars: { office, always },
    process: {
      ...base,
      warnings: [],
      ...changes,
      approvals: listOf<ApprovalRule>(asked),
      requiredFields: listOf<RequiredFields>(required),
      ...(hasFields && { fields: formFields }),
      ...(acting && { rules: acting, tasks: { look: { group: 'day', isRequired: true } } }),
      pending: { ...process.pending, approval },
      survey: hasSurvey ? process.survey : null,
      ...wrong,
    },
  };
}

/** A process so small that everything that can happen in it is tried in no time. */
export const anySmallRules: fc.Arbitrary<Rules> = fc
  .record<SmallChanges>({
    targets,
    escalationRules,
    gates,
    asked: approvals,
    required: requiredFields,
    hasFields: fc.boolean(),
    acting: openingRules,
    fault,
    onLapse: fc.constantFrom<ProcessSnapshot['onLapse']>('return', 'tell'),
    messageReopens: fc.boolean(),
    hasSurvey: fc.boolean(),
  })
  .map(smallRules);
