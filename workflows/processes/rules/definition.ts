import type { RuleEvent } from '../../domain/rules/rule_events.ts';
import type { Stay } from '../../domain/rules/stays.ts';
import type { CheckSubject, TicketType, Visibility } from '../../domain/ticket.ts';
import type { Condition } from '../conditions.ts';
import type { FieldDefinition, LocalizedText } from '../define.ts';
import type { Duration } from '../durations.ts';

/** What of the process a rule can name. */
export interface RuleNames {
  group: string;
  calendar: string;
  category: string;
  service: string;
  priority: string;
  impact: string;
  urgency: string;
  pending: string;
  approval: string;
  clock: string;
  template: string;
  task: string;
  link: string;
  playbook: string;
  /** Groups and roles, and those of the ticket. */
  recipient: string;
  /** Fields of the process, with what a rule can set each to. */
  fields: object;
  /** What its condition asks about. */
  condition: string;
}

/** What the process does by itself: on something, when a condition holds. */
export interface RuleDefinition<N extends RuleNames = RuleNames> {
  /** What people read where the rule has acted. */
  title: LocalizedText;
  on: TriggerDefinition<N>;
  /** Every ticket when absent. Read of the ticket as it is then. */
  when?: Condition<N['condition']>;
  /** In order. What a command would refuse is refused to the rule as well, and shown. */
  do: readonly ActionDefinition<N>[];
  /**
   * At most once on a ticket. Where absent: by each such event, once for each clock, for each stay in the
   * state, at each opening or closing.
   */
  once?: 'ticket';
}

export type TriggerDefinition<N extends RuleNames = RuleNames> =
  | { event: RuleEvent }
  /** One of the clock's warnings, or 100 for the breach. */
  | { clock: N['clock']; atPercent: number }
  /** Each warning of the clock. */
  | { clock: N['clock']; warning: true }
  /** So long in a state, in the hours of a calendar. */
  | { in: Stay; after: Duration; calendar: N['calendar'] }
  | { opens: N['calendar'] }
  | { closes: N['calendar'] };

/** How each action is written, by the word that it begins with. */
export interface ActionForms<N extends RuleNames = RuleNames> {
  /**
   * The ticket's `assignee`, all of its `group`, its `owner` (its assignee, or its group where it has none), a
   * group by name, or a role.
   */
  notify: { notify: readonly N['recipient'][] };
  /** To a group, or back to the `queue` of its own; to whoever has these skills besides. */
  assign: { assign: N['group'] | 'queue'; skills?: readonly string[] };
  set: {
    set: {
      type?: TicketType;
      category?: N['category'] | null;
      service?: N['service'] | null;
      impact?: N['impact'];
      urgency?: N['urgency'];
      priority?: N['priority'];
      /** Choices, numbers and days; null clears a field of whatever kind. */
      fields?: N['fields'];
    };
  };
  tag: { tag: readonly string[]; untag?: readonly string[] };
  /** One of `approvals`, whatever its own condition says: `never`, for one that only rules or playbooks ask for. */
  askApproval: { askApproval: N['approval'] };
  /** As long as the reason's own limit, where nothing is said. */
  hold: { hold: N['pending']; for?: { length: Duration; calendar: N['calendar'] } };
  resume: { resume: true };
  /** A text of `noteTemplates`: for the desk, unless it is `public`. */
  note: { note: N['template']; visibility?: Visibility };
  /** To more skill, or to this level of management. */
  escalate: { escalate: 'functional' | { hierarchical: number } };
  /** One of `tasks`: to its group, with its checklist and its form. */
  addTask: { addTask: N['task'] };
  /** The webhook of the desk that has this name. */
  webhook: { webhook: string };
  /** Whoever is on call in a group; `group` is the ticket's own. */
  page: { page: N['group'] | 'group' };
  /** To the ticket of the rule's event, which is `linked`; or to one by its id, `tkt-…`. */
  link: { link: N['link']; to: 'event' | { ticket: string } };
  /** One of `playbooks`. One that this rule began and that is under way is not begun twice. */
  startPlaybook: { startPlaybook: N['playbook'] };
  /** What is asked of the network, and what is expected; `as`: the step of the runbook that it is. */
  check: { check: CheckSubject; as?: string };
}

export type ActionDefinition<N extends RuleNames = RuleNames> = ActionForms<N>[keyof ActionForms];

/** What a rule can set the fields of a process to. */
export type FieldsSet<Fields> = {
  readonly [Name in keyof Fields]?: ValueOf<Fields[Name]> | null;
};

type ValueOf<Field> = Field extends { kind: 'choice'; options: infer Options }
  ? keyof Options & string
  : Field extends { kind: infer Kind extends FieldDefinition['kind'] }
    ? Kind extends 'number'
      ? number
      : Kind extends 'date'
        ? string
        : null
    : null;
