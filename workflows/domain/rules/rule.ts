import type { Expression } from '../process.ts';
import type {
  CheckSubject,
  ClockName,
  FieldValue,
  Level,
  LinkKind,
  PendingReason,
  Priority,
  TicketType,
  Visibility,
} from '../ticket.ts';
import type { RuleEvent } from './rule_events.ts';
import type { Stay } from './stays.ts';

/**
 * A rule of the process that acts by itself: *on* something, *when* a condition holds, *do*. As data:
 * a ticket carries it with its process.
 *
 * - **on** says when it is looked at: an event, a moment of a clock, so long in a state, the opening or
 *   closing of a calendar.
 * - **when** is read of the ticket as it is then. Of an event it is read once; a moment of time has
 *   come for good, so the condition may come to hold after it: whichever is the later.
 * - **do** is done in order, each by the rules of the command it stands for. What such a command would
 *   refuse is recorded, and the next is done.
 * - **once** `ticket`: it acts once on a ticket. Where absent each time, that is by each such event, once
 *   for each clock, for each stay in the state, at each opening or closing.
 */
export interface ActingRule {
  name: string;
  on: RuleTrigger;
  when: Expression;
  do: RuleAction[];
  once?: 'ticket';
}

export type RuleTrigger =
  | { event: RuleEvent }
  /** Percent of the target; 100 is the breach. */
  | { clock: ClockName; atPercent: number }
  /** Each warning of the clock. */
  | { clock: ClockName; warning: true }
  | { in: Stay; afterMinutes: number; calendar: string }
  | { opens: string }
  | { closes: string };

/**
 * What rules can do, by its name: what it needs to know, as data. A new one is a row here, one in the
 * table of actions.ts that decides it, and one in `processes/rules/action_words.ts` for its owner; the
 * compiler finds what is missing.
 */
export interface RuleActions {
  /** The ticket's `assignee` or `group`, a group by name, or a role. */
  notify: { recipients: string[] };
  /** To the queue of a group, of its own where none is named; to whoever has these skills as well. */
  assign: { group?: string; skills?: string[] };
  /** What it is, and what is known of it; a null takes away. */
  set: {
    type?: TicketType;
    category?: string | null;
    service?: string | null;
    impact?: Level;
    urgency?: Level;
    priority?: Priority;
    fields?: Record<string, FieldValue | null>;
  };
  tag: { add?: string[]; remove?: string[] };
  /** An approval of the process by its name, whatever its own condition says. */
  askApproval: { approval: string };
  /** `forMinutes` of `calendar`; until the reason's own limit, where absent. */
  hold: { reason: PendingReason; forMinutes?: number; calendar?: string };
  resume: Record<never, never>;
  /** `parameters`: what of the ticket the text speaks of. */
  note: { template: string; visibility: Visibility; parameters: NoteParameter[] };
  escalate: { functional: true } | { hierarchical: number };
  /** A task of the process by its name. */
  addTask: { task: string };
  /** The webhook of this name. */
  webhook: { webhook: string };
  /** Whoever is on call in a group; of the ticket's own, where none is named. */
  page: { group?: string };
  /** To the ticket that the rule's event names, or to one by its id. */
  link: { kind: LinkKind; to: 'event' | { ticketId: string } };
  /** A playbook of the desk by its name. */
  startPlaybook: { playbook: string };
  /** Asks the network; the answer is a diagnostic step, of the runbook where one is named. */
  check: { subject: CheckSubject; runbookStep?: string };
}

export type RuleActionName = keyof RuleActions;

export type RuleAction<K extends RuleActionName = RuleActionName> = {
  [P in K]: { do: P } & RuleActions[P];
}[K];

/** What of a ticket a text of a rule can speak of, whatever the language. */
export const noteParameters = [
  'type',
  'category',
  'service',
  'impact',
  'urgency',
  'priority',
  'group',
] as const;
export type NoteParameter = (typeof noteParameters)[number];

/** What a ticket remembers of a rule that acted, or waits for its time. */
export interface RuleStanding {
  /** How often it acted. */
  count: number;
  /** Of a rule that waits: since when the ticket has been in the state. */
  since?: number;
  /** When its time comes; null once it has. */
  dueAt?: number | null;
  /** Its time has come, and its condition does not hold: when time alone makes it hold. */
  looksAt?: number;
  /** It has acted in this stay. */
  hasActed?: true;
}

/** How often rules acted within a minute from an instant. */
export interface RuleActs {
  from: number;
  count: number;
  /** They feed each other: they act no more until the minute is over. */
  areStopped?: true;
}

/** Beyond so many in one step rules feed each other: they stop, and whoever answers for them is told. */
export const ruleActsPerStepMax = 50;
/** Beyond so many within a minute, by however many steps, they do as well. */
export const ruleActsPerMinuteMax = 200;
/** Beyond so many in the life of a ticket its rules act no more. */
export const ruleActsPerTicketMax = 5_000;

/** Who acts for a rule. */
export function ruleActor(rule: string) {
  return { kind: 'system', id: `rule:${rule}` } as const;
}

/** The rule that somebody is, if any. */
export function ruleOfActor({ kind, id }: { kind: string; id: string }): string | null {
  return kind === 'system' && id.startsWith('rule:') ? id.slice('rule:'.length) : null;
}
