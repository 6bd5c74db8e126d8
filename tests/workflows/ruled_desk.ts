import type { Rules } from '../../workflows/domain/process.ts';
import type { ActingRule } from '../../workflows/domain/rules/rule.ts';

const everything = { all: [] };
const about = (...categories: string[]) => ({ field: 'category' as const, in: categories });

/** Every action that rules have, where each can be done and where it is refused. */
const acting: ActingRule[] = [
  {
    name: 'at_the_opening',
    on: { event: 'opened' },
    when: about('vpn'),
    do: [
      { do: 'tag', add: ['seen'] },
      { do: 'set', priority: 'p2', fields: { seats: 4 } },
      { do: 'note', template: 'hello', visibility: 'public', parameters: ['priority'] },
      { do: 'notify', recipients: ['group'] },
      { do: 'webhook', webhook: 'pager' },
      { do: 'addTask', task: 'badge' },
      // The gate of the first line stands in its way, and no task has this name.
      { do: 'assign', group: 'core' },
      { do: 'addTask', task: 'cake' },
    ],
  },
  {
    name: 'for_the_experts',
    on: { event: 'classified' },
    when: about('routing'),
    do: [
      { do: 'assign', group: 'network', skills: ['bgp'] },
      { do: 'escalate', hierarchical: 1 },
      { do: 'escalate', functional: true },
      { do: 'page', group: 'core' },
      { do: 'check', subject: { kind: 'tcp', host: 'router.example.org', port: 179 } },
      { do: 'startPlaybook', playbook: 'restart_host' },
    ],
  },
  {
    name: 'as_it_was_linked',
    on: { event: 'linked' },
    when: everything,
    do: [{ do: 'link', kind: 'child', to: 'event' }],
  },
  {
    name: 'wait_for_parts',
    on: { event: 'note_added' },
    when: everything,
    do: [{ do: 'hold', reason: 'supplier', forMinutes: 60, calendar: 'always' }],
    once: 'ticket',
  },
  {
    name: 'parts_are_here',
    on: { event: 'requester_wrote' },
    when: everything,
    do: [{ do: 'resume' }],
  },
  {
    name: 'ask_first',
    on: { event: 'reopened' },
    when: everything,
    do: [{ do: 'askApproval', approval: 'again' }],
  },
  {
    name: 'half_is_over',
    on: { clock: 'resolution', atPercent: 50 },
    when: everything,
    do: [{ do: 'notify', recipients: ['group'] }],
  },
  {
    name: 'too_late',
    on: { clock: 'resolution', atPercent: 100 },
    when: everything,
    do: [{ do: 'tag', add: ['late'] }],
  },
  {
    name: 'nobody_took_it',
    on: { in: 'waiting_for_agent', afterMinutes: 30, calendar: 'always' },
    when: everything,
    do: [{ do: 'notify', recipients: ['desk'] }],
    once: 'ticket',
  },
];

/** The small desk, with rules. */
export function ruledDesk(rules: Rules): Rules {
  const { process } = rules;
  return {
    ...rules,
    process: {
      ...process,
      rules: acting,
      fields: { seats: { kind: 'number', decimals: 0, position: 0 } },
      tasks: { badge: { group: 'network', withinMinutes: 60, calendar: 'office' } },
      approvals: [
        { name: 'again', when: { any: [] }, approverGroup: 'core', refusedCode: 'no_answer' },
      ],
      pending: {
        ...process.pending,
        approval: { pauses: [], reminderMinutes: [], limitMinutes: 600, calendar: 'office' },
      },
    },
  };
}
