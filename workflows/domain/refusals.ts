import type { GuardedStep } from './process.ts';
import type { Asked, FieldKind, LinkKind, MissingSteps, Status } from './ticket.ts';

type Nothing = Record<never, never>;

/** A word that the process does not have, and those it has. */
interface UnknownWord {
  word: string;
  allowed: string[];
}

/** What a ticket holds by a name of its process. `handed_over_by` is the group a refusal goes back to. */
export interface MissingName {
  what:
    | 'group'
    | 'category'
    | 'service'
    | 'handed_over_by'
    | 'task'
    | 'priority'
    | 'impact'
    | 'urgency'
    | 'pending_reason'
    | 'link_kind';
  word: string;
}

/** A ticket as people know it; one that has no number yet, by its id. */
export interface TicketName {
  ticketId: string;
  number: number | null;
}

/** What can be asked for by an id, a name or a number, and not be there. */
export type Findable =
  | 'absence'
  | 'account'
  | 'address'
  | 'API token'
  | 'article'
  | 'attachment'
  | 'configuration item'
  | 'customer'
  | 'delivery'
  | 'group'
  | 'knowledge session'
  | 'macro'
  | 'mail'
  | 'mailbox'
  | 'message'
  | 'metric'
  | 'passkey'
  | 'person'
  | 'problem'
  | 'process'
  | 'remote link'
  | 'remote session'
  | 'rotation'
  | 'rule'
  | 'saved query'
  | 'session'
  | 'ticket'
  | 'version'
  | 'webhook'
  | 'view';

/**
 * Why something asked of the desk was not done, by the core or before it came there: a code and what
 * it speaks of. Codes are stable, and programs branch on them. The sentences are in workflows/processes/refusal_words.ts, in each language.
 */
export interface RefusalParameters {
  /** Each of those who decide an approval says it once. */
  already_answered: { n: number };
  already_assigned: Nothing;
  already_decided: { what: Asked; n: number };
  already_linked: { kind: LinkKind; id: string };
  already_major: Nothing;
  already_merged: { ticketId: string };
  /** Nobody is asked that any more. */
  already_withdrawn: { what: Asked; n: number };
  /** Somebody else has answered the requester since the writer looked. */
  answered_meanwhile: { seq: number };
  /** Of how many is the half or the whole, nobody can tell now. */
  approvers_unknown: { n: number };
  /** `state` is where the article is instead. */
  article_not_archived: { state: 'draft' | 'published' };
  /** The ticket's rows tell of more than its workflow has: one of them was put back. */
  behind_rows: { seq: number; recordedSeq: number };
  category_unknown: UnknownWord;
  code_unknown: UnknownWord;
  due_in_past: Nothing;
  field_not_shown: { field: string };
  /**
   * What must be known, written or chosen before a step is taken: `category`, `service`, `note`,
   * `rootCause`, `article`, or a field of the process by its name.
   */
  field_required: { step: GuardedStep | 'deEscalate' | 'open' | 'completeTask'; missing: string[] };
  field_unknown: UnknownWord;
  /** What is said of a field is none of its values. */
  field_value_wrong: {
    field: string;
    kind: FieldKind;
    options?: string[];
    min?: number | string;
    max?: number | string;
  };
  gate_not_met: { tier: string; missing: MissingSteps[] };
  /** A ticket is escalated to a group of a higher tier only. */
  group_not_above: { group: string };
  approval_unknown: UnknownWord;
  group_unknown: UnknownWord;
  /** Two approvals of a ticket are granted by two people. */
  granted_another: { n: number };
  /** Nobody of the group it was handed to has taken it yet. */
  hand_off_open: { n: number; group: string };
  impact_unknown: UnknownWord;
  link_kind_unknown: UnknownWord;
  linked_to_itself: Nothing;
  major_into_ordinary: Nothing;
  /** Names in a text that the requester reads tell nobody. */
  mentions_are_internal: Nothing;
  merged_into_itself: Nothing;
  no_approval: Nothing;
  no_children: Nothing;
  no_escalation: { n: number };
  no_higher_level: Nothing;
  no_higher_tier: { group: string };
  no_lower_tier: { group: string };
  /** Nobody is paged for it. */
  no_page: Nothing;
  /** It is under way on the ticket no more, or never was. */
  no_consent: { n: number };
  consent_over: { outcome: string };
  no_playbook: { runId: string };
  no_survey: Nothing;
  not_an_approver: { group: string };
  not_an_incident: TicketName;
  not_found: { what: Findable; received: string; known?: string[] };
  /** The ticket carries a process that an older desk compiled; it takes another version alone. */
  process_unreadable: { process: string; version: number; lacking: string[] };
  /** The later version of a process lacks what the ticket has. */
  not_in_version: { process: string; version: number; missing: MissingName[] };
  not_linked: { kind: LinkKind; id: string };
  not_major: Nothing;
  /** Not merged, or merged for good. */
  not_merged: Nothing;
  not_merged_into_it: { ticketId: string };
  not_own_approval: Nothing;
  not_pending: Nothing;
  not_resolved: Nothing;
  not_the_open_approval: { n: number; openN: number };
  not_waiting: Nothing;
  not_yours: { owner: string };
  one_level_only: { is: 'child' | 'parent' };
  only_agents: Nothing;
  only_requester: Nothing;
  other_problem: TicketName;
  /** Somebody has it already, or nobody answered. */
  page_over: { n: number };
  /** The ticket's rows and its workflow contradict each other. */
  parked: Nothing;
  /** The ticket does not stand for the one that was meant: not any more, or not yet. */
  parted: { ticketId: string };
  pending_reason_unknown: UnknownWord;
  priority_unknown: UnknownWord;
  /** What goes on by itself is not retried. */
  playbook_runs: { playbook: string };
  problem_closed: Nothing;
  problem_not_resolved: Nothing;
  problem_resolved: Nothing;
  process_older: { process: string; version: number };
  reason_unknown: UnknownWord;
  review_in_past: Nothing;
  role_not_allowed: { roles: readonly string[]; allowed: readonly string[] };
  score_out_of_range: { score: number };
  service_unknown: UnknownWord;
  shared_with_others: Nothing;
  stale: { seq: number; expectedSeq: number };
  /** By way of others a task would wait for itself. */
  task_after_itself: { n: number };
  /** It waits for these. */
  task_blocked: { n: number; after: number[] };
  /** It was done, or cancelled. */
  task_ended: { n: number; outcome: 'done' | 'cancelled' };
  task_item_unknown: { n: number; item: number; itemCount: number };
  /** Its checklist has items that are not done. */
  task_items_open: { n: number; count: number };
  /** The ticket has no such task, or too many have ended since for it to be reopened. */
  task_not_found: { n: number };
  task_still_open: { n: number };
  /** The process has no task of the name. */
  task_unknown: UnknownWord;
  /** The desk does not resolve the ticket before these have ended. */
  tasks_open: { numbers: number[] };
  ticket_is_history: { ticketId: string };
  ticket_over: { status: Status; mergedInto: string | null };
  ticket_resolved: Nothing;
  /** A date that people set. */
  too_far_ahead: { days: number };
  too_many_affected: { limit: number };
  too_many_checks: { limit: number };
  too_many_consents: { limit: number };
  too_many_copies: { limit: number };
  too_many_followers: { limit: number };
  too_many_incidents: { limit: number };
  too_many_kept: { limit: number };
  too_many_links: { limit: number };
  too_many_merged: { limit: number };
  too_many_pages: { limit: number };
  too_many_playbooks: { limit: number };
  too_many_queries: { limit: number };
  too_many_tasks: { limit: number };
  too_many_tags: { limit: number };
  too_many_webhooks: { limit: number };
  until_in_past: Nothing;
  urgency_unknown: UnknownWord;
  waits_for_approval: { group: string };
  webhook_disabled: { name: string };
  wrong_process: { process: string; expected: string };
}

export type RefusalCode = keyof RefusalParameters;

export type Refusal<C extends RefusalCode = RefusalCode> = {
  [K in C]: { code: K; parameters: RefusalParameters[K] };
}[C];

/** Thrown inside the core only; `decide` gives it back as a value. */
export class Refused<C extends RefusalCode = RefusalCode> extends Error {
  readonly refusal: { code: C; parameters: RefusalParameters[C] };

  constructor(
    code: C,
    ...[parameters]: Nothing extends RefusalParameters[C] ? [] : [RefusalParameters[C]]
  ) {
    super(code);
    this.refusal = { code, parameters: (parameters ?? {}) as RefusalParameters[C] };
  }
}

/** @returns the refusal behind an error of the core, null for any other error */
export function refusalOf(error: unknown): Refusal | null {
  return error instanceof Refused ? (error.refusal as Refusal) : null;
}
