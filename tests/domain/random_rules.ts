import fc from 'fast-check';
import type { Expression, ProcessSnapshot } from '../../workflows/domain/process.ts';
import type {
  ActingRule,
  RuleAction,
  RuleActionName,
  RuleTrigger,
} from '../../workflows/domain/rules/rule.ts';
import { ruleEvents } from '../../workflows/domain/rules/rule_events.ts';
import { stayNames } from '../../workflows/domain/rules/stays.ts';

const everything = fc.constant<Expression>({ all: [] });
const is = (field: 'priority' | 'category' | 'group' | 'tier', ...values: string[]) =>
  fc.subarray(values, { minLength: 1 }).map((found): Expression => ({ field, in: found }));
const condition = fc.oneof(
  { weight: 3, arbitrary: everything },
  is('priority', 'p1', 'p2', 'p3', 'p4'),
  is('category', 'vpn', 'printer'),
  is('group', 'desk', 'network', 'core'),
  is('tier', 'first_line', 'second_line', 'third_line').map((one): Expression => ({ not: one })),
);

const calendar = fc.constantFrom('office', 'always');
const clock = fc.constantFrom('first_response', 'next_response', 'resolution', 'acknowledgement');
const trigger: fc.Arbitrary<RuleTrigger> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...ruleEvents).map((event) => ({ event })) },
  fc.record({ clock, atPercent: fc.constantFrom(50, 75, 100) }),
  clock.map((name) => ({ clock: name, warning: true as const })),
  fc.record({
    in: fc.constantFrom(...stayNames),
    afterMinutes: fc.integer({ min: 20, max: 3000 }),
    calendar,
  }),
  calendar.map((opens) => ({ opens })),
  calendar.map((closes) => ({ closes })),
);

const group = fc.constantFrom('desk', 'network', 'core');

/** A kind that is left out does not compile. */
const actions: { [K in RuleActionName]: fc.Arbitrary<RuleAction<K>> } = {
  notify: fc.record({
    do: fc.constant('notify'),
    recipients: fc.constantFrom(['assignee', 'group'], ['owner']),
  }),
  assign: fc.record(
    { do: fc.constant('assign'), group, skills: fc.constant(['french']) },
    { requiredKeys: ['do'] },
  ),
  set: fc.record(
    {
      do: fc.constant('set'),
      priority: fc.constantFrom('p1', 'p2', 'p3', 'p4'),
      category: fc.constantFrom('vpn', 'printer', null),
      urgency: fc.constantFrom('high', 'medium', 'low'),
    },
    { requiredKeys: ['do'] },
  ),
  tag: fc.record({
    do: fc.constant('tag'),
    add: fc.subarray(['a', 'b']),
    remove: fc.subarray(['b', 'c']),
  }),
  askApproval: fc.constant({ do: 'askApproval', approval: 'risky' }),
  hold: fc.record(
    {
      do: fc.constant('hold'),
      reason: fc.constantFrom('requester', 'supplier', 'change'),
      forMinutes: fc.integer({ min: 10, max: 2000 }),
      calendar,
    },
    { requiredKeys: ['do', 'reason'] },
  ),
  resume: fc.constant({ do: 'resume' }),
  note: fc.record({
    do: fc.constant('note'),
    template: fc.constant('hello'),
    visibility: fc.constantFrom('public', 'internal'),
    parameters: fc.subarray(['group', 'priority', 'service']),
  }),
  escalate: fc.constantFrom(
    { do: 'escalate', functional: true },
    { do: 'escalate', hierarchical: 1 },
    { do: 'escalate', hierarchical: 2 },
  ),
  addTask: fc.record({ do: fc.constant('addTask'), task: fc.constantFrom('badge', 'cake') }),
  webhook: fc.constant({ do: 'webhook', webhook: 'pager' }),
  page: fc.record({ do: fc.constant('page'), group }, { requiredKeys: ['do'] }),
  link: fc.record({
    do: fc.constant('link'),
    kind: fc.constantFrom('related', 'parent', 'child', 'nothing'),
    to: fc.constantFrom('event' as const, { ticketId: 'tkt-00000000000000000000000009' }),
  }),
  startPlaybook: fc.constant({ do: 'startPlaybook', playbook: 'new_employee' }),
  check: fc.constantFrom(
    { do: 'check', subject: { kind: 'tcp', host: 'vpn.example.org', port: 443 } },
    {
      do: 'check',
      subject: { kind: 'dns', name: 'vpn.example.org', type: 'A' },
      runbookStep: 'ping',
    },
  ),
};

const action = fc.oneof(...(Object.values(actions) as fc.Arbitrary<RuleAction>[]));

/** Rules that do anything on anything, wise or not. */
export const anyActingRules: fc.Arbitrary<ActingRule[]> = fc
  .array(
    fc.record(
      {
        on: trigger,
        when: condition,
        do: fc.array(action, { minLength: 1, maxLength: 3 }),
        once: fc.constant('ticket' as const),
      },
      { requiredKeys: ['on', 'when', 'do'] },
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((rules) => rules.map((rule, i) => ({ name: `rule_${i}`, ...rule })));

/** A process with these rules, and what they name. */
export function withRules(process: ProcessSnapshot, rules: ActingRule[]): ProcessSnapshot {
  const [approval] = Object.values(process.pending);
  if (!approval) throw new Error('a process without pending reasons');
  return {
    ...process,
    rules,
    tasks: { badge: { group: 'network', withinMinutes: 60 } },
    approvals: [
      { name: 'risky', when: { any: [] }, approverGroup: 'core', refusedCode: 'no_answer' },
    ],
    pending: { ...process.pending, approval },
  };
}
