import type { OutgoingCommandName } from './outgoing_commands.ts';
import type { Refusal } from './refusals.ts';
import type { NoteParameter, RuleActionName } from './rules/rule.ts';
import type {
  Actor,
  ApprovalDue,
  ApprovalTerms,
  BeforeMerge,
  Channel,
  CheckResult,
  CheckSubject,
  Classification,
  Clock,
  ClockName,
  ClockOutcome,
  ClockWarning,
  ConsentAnswer,
  DeviceFacts,
  DiagnosticStepKind,
  Escalation,
  FieldKind,
  FieldValue,
  FieldValues,
  Level,
  LinkKind,
  MergedTicket,
  OnCallCause,
  PageGap,
  PageStep,
  PendingReason,
  RequesterFacts,
  RequesterManager,
  RequesterTier,
  ResolvedRest,
  RoutedBy,
  RunStep,
  Task,
  TicketState,
  TicketType,
  Tier,
  Visibility,
} from './ticket.ts';

interface ClockKey {
  name: ClockName;
  cycle: number;
}

/** An agent that was considered for a ticket, and why it was taken or not. */
export interface Candidate {
  agent: string;
  load: number;
  capacity: number;
  verdict: 'chosen' | 'eligible' | 'absent' | 'off_shift' | 'full' | 'lacks_skill' | 'excluded';
}

/**
 * How what is written of a ticket and what the ticket knew itself differed. `rows_ahead`: it knew
 * less. `rows_behind`: it knew more. `parted`: each had something of its own after the same past.
 * `not_running`: nobody carried it on. `rows_edited`: the same past was told in two ways. `parked`:
 * it was held, and nothing differs any more.
 */
export const repairCauses = [
  'not_running',
  'parted',
  'rows_ahead',
  'rows_behind',
  'rows_edited',
  'parked',
] as const;
export type RepairCause = (typeof repairCauses)[number];

/** What an approval was for, and what of that the ticket is now. */
export interface ApprovalChange {
  field: string;
  was: string | null;
  is: string | null;
}

/** What somebody said of an approval. */
export interface ApprovalDecision {
  n: number;
  noteId: string | null;
  /** Whom they stood in for. */
  onBehalfOf?: string;
  /** Said by an owner, who was not asked. */
  isOwner?: true;
  /** How many decide it, where that was known and counts. */
  of?: number;
}

/** A task when it is added. */
export type TaskBegun = Omit<
  Task,
  'addedBy' | 'addedAt' | 'checked' | 'outcome' | 'endedAt' | 'endedBy' | 'overdueAt' | 'noteId'
>;

/** When a task is due, and by which hours. */
export type TaskDue = Pick<Task, 'n' | 'dueAt' | 'warnAt'> &
  Pick<Partial<Task>, 'withinMs' | 'countedFrom'>;
/** `retried`: another run took its place. */
export type PlaybookOutcome = 'done' | 'cancelled' | 'retried';

/** Why a run was never begun: the desk has no such playbook, or it could not be started in time. */
export type NotBegunReason = 'unknown' | 'not_begun';

/** What each event says. Keys are event types; values are the event's `data`. */
export interface EventData {
  ticket_opened: {
    ticketId: string;
    processId: string;
    processVersion: number;
    /** Why it follows its process. */
    routedBy?: RoutedBy;
    type: TicketType;
    channel: Channel;
    category: string | null;
    service: string | null;
    impact: Level;
    urgency: Level;
    facts: string[];
    fields?: FieldValues;
    /** What kinds of fields those are. */
    fieldKinds?: Record<string, FieldKind>;
    requesterId: string;
    requesterTier: RequesterTier;
    requesterFacts?: RequesterFacts;
    requesterManager?: RequesterManager;
    /** How long the call took that it came by; absent where nobody said. */
    contactMs?: number;
  };
  /** `rules` names the triage rules that applied, in order. */
  ticket_classified: Classification & {
    type: TicketType;
    rules: string[];
    noteId: string | null;
  };
  ticket_routed: {
    group: string;
    tier: Tier;
    fromGroup: string | null;
    fromTier: Tier | null;
    cause:
      | 'triage'
      | 'manual'
      | 'escalation'
      | 'de_escalation'
      | 'refusal'
      | 'lapse'
      | 'migration'
      | 'import';
    noteId: string | null;
  };
  assignment_requested: {
    group: string;
    skills: string[];
    preferredAgent: string | null;
    excludedAgents: string[];
    dueAt: number;
    /** Since when it has waited, where it goes on waiting in the same queue. */
    since?: number;
  };
  assignment_overdue: { group: string; dueAt: number; nextDueAt: number };
  ticket_assigned: {
    assignee: string;
    fromAssignee: string | null;
    group: string;
    cause: 'automatic' | 'manual' | 'self' | 'import';
    decisionId: string | null;
    strategy: string | null;
    candidates: Candidate[];
    noteId: string | null;
    /** Those of the assignee's that the process asks about. */
    skills?: string[];
  };
  /** The desk knows something else of whoever asked: it is true of them from here on. */
  requester_facts_changed: { facts: RequesterFacts; requesterTier: RequesterTier };
  /** `left`: whoever had it is of the desk no more. */
  ticket_unassigned: { assignee: string; cause: 'routed' | 'manual' | 'reopened' | 'left' };
  work_started: { assignee: string };
  message_added: {
    messageId: string;
    visibility: Visibility;
    isFirstResponse: boolean;
    isAutomatic: boolean;
    /** The ticket it was said on: a major incident, to all who report it, or a former survivor. */
    fromTicketId?: string;
    /** When it was said there, while this ticket was merged into that one. */
    saidAt?: number;
    /** The ticket it was said to, which this one stands for. */
    forTicketId?: string;
    /** Agents whom a note names, by their accounts. */
    mentionedAgents?: string[];
    mentionedGroups?: string[];
  };
  diagnostic_step_recorded: {
    stepId: string;
    kind: DiagnosticStepKind;
    runbookStep: string | null;
    hasRuledOut: boolean;
    tier: Tier;
    /** Where the desk asked the network itself. */
    check?: CheckResult;
  };
  /** The requester is asked; `nextAt` is when they are reminded. */
  consent_requested: {
    n: number;
    titleId: string;
    noteId: string;
    expiresAt: number;
    nextAt: number;
    run?: RunStep;
  };
  consent_answered: { n: number; answer: ConsentAnswer; noteId: string | null; run?: RunStep };
  consent_reminder: { n: number };
  consent_lapsed: { n: number; run?: RunStep };
  consent_withdrawn: { n: number; run?: RunStep };
  /** Asked by whoever acts; the diagnostic step with its number says what came of it. */
  check_requested: { n: number; subject: CheckSubject; runbookStep: string | null };
  escalated: { escalation: Escalation };
  escalation_accepted: { n: number };
  escalation_refused: { n: number; noteId: string | null };
  /** The receiving tier neither accepted nor refused within its promise. */
  escalation_lapsed: { n: number };
  /** Before the receiving tier answered, the ticket went elsewhere or was solved. */
  escalation_withdrawn: { n: number };
  pending_started: {
    reason: PendingReason;
    until: number | null;
    noteId: string | null;
    reminders: number[];
    endsAt: number;
    /** Since when, and how often its requester was reminded, where it waits on as it did. */
    since?: number;
    remindersSent?: number;
  };
  pending_reminder: { reason: PendingReason; count: number };
  pending_ended: {
    reason: PendingReason;
    cause:
      | 'manual'
      | 'requester_message'
      | 'until_reached'
      | 'limit_reached'
      | 'approved'
      | 'withdrawn'
      | 'resolved'
      | 'ended';
    /** Ended by a word to this ticket, which was merged into it. */
    forTicketId?: string;
  };
  clock_started: { clock: Clock };
  clock_paused: ClockKey & { elapsedMs: number; cause: string };
  clock_resumed: ClockKey & { dueAt: number; warnings: ClockWarning[] };
  clock_stopped: ClockKey & { elapsedMs: number; outcome: ClockOutcome };
  /** Its promise had gone and is there again: it counts on, the time between included. */
  clock_restored: ClockKey & {
    calendar: string;
    targetMs: number;
    elapsedMs: number;
    dueAt: number;
    warnings: ClockWarning[];
  };
  clock_retargeted: ClockKey & {
    calendar: string;
    targetMs: number;
    oldTargetMs: number;
    elapsedMs: number;
    dueAt: number | null;
    oldDueAt: number | null;
    warnings: ClockWarning[];
  };
  clock_recalculated: ClockKey & {
    elapsedMs: number;
    dueAt: number | null;
    oldDueAt: number | null;
    warnings: ClockWarning[];
    cause: 'calendar' | 'horizon' | 'parting';
  };
  /** `isLeftToRules`, where a rule acts on it: then that says who is told. */
  sla_warning: ClockKey & {
    percent: number;
    beforeMs?: number;
    dueAt: number;
    isLeftToRules?: true;
  };
  sla_breach: ClockKey & { dueAt: number; targetMs: number };
  /** So much of a clock was used up and the rule's condition held: what it asks for follows. */
  escalation_rule_applied: ClockKey & { rule: string; percent: number };
  /** What the rule was on came about, and its condition held; of a clock which. What it does follows. */
  rule_acted: { rule: string; name?: ClockName; cycle?: number };
  /** The command that it stands for would have been refused: nothing of it was done. */
  rule_refused: { rule: string; action: RuleActionName; refusal: Refusal };
  /**
   * The ticket has been waiting since for the rule to act when it is due; null once it was. It waits no
   * more where `since` is null. `looksAt`: all that is missing is its condition, which time alone makes
   * hold then.
   */
  rule_timed: { rule: string; since: number | null; dueAt: number | null; looksAt?: number };
  /** They acted so often that they stop for a minute; for good where it is too much for one ticket. */
  rules_stopped: { rule: string; limit: number; isForGood?: true };
  /** The text is the template's, in whatever language it is read in. */
  rule_note_added: {
    rule: string;
    visibility: Visibility;
    text: { template: string; parameters: Partial<Record<NoteParameter, string>> };
  };
  /** The webhook of this name is told. */
  webhook_called: { rule: string; webhook: string };
  ticket_resolved: {
    n: number;
    code: string;
    noteId: string | null;
    rootCauseId: string | null;
    articleId: string | null;
    byTier: Tier;
    group: string;
    autoCloseAt: number;
    /** Its children are to be resolved with it. */
    isForChildren?: true;
    /** The process ended it, and nobody had given what was asked for: it was not approved, say. */
    isUnfulfilled?: true;
  };
  ticket_reopened: {
    n: number;
    cause: 'requester' | 'requester_message' | 'agent' | 'import';
    noteId: string | null;
    /** Reopened by a word to this ticket, which was merged into it. */
    forTicketId?: string;
  };
  /** Whoever said that it was not solved did so of a ticket that has parted with this one. */
  resolution_restored: ResolvedRest;
  ticket_closed: { cause: 'manual' | 'timeout' | 'import'; noteId: string | null };
  ticket_cancelled: { noteId: string | null };
  /** `finalAt` is when it can no longer be undone. */
  ticket_merged: { into: string; noteId: string | null; finalAt: number };
  /** The ticket it was merged into had been merged itself: it is followed on this one. */
  merge_redirected: { from: string; into: string };
  merge_settled: Record<never, never>;
  /** What it waited for before the merge, it waits for again. */
  ticket_unmerged: { from: string; mergedAt: number; approvals?: ApprovalDue[] } & BeforeMerge;
  /** With it come those merged into it before, and the links that they had. */
  merge_received: { ticketId: string; tickets: MergedTicket[] };
  merge_undone: { ticketId: string; tickets: MergedTicket[] };
  /** Another ticket did not take what this one, or a person on it, had asked of it. */
  delivery_refused: {
    command: OutgoingCommandName;
    ticketId: string;
    /** Null where that ticket is over. */
    refusal: Refusal | null;
    /** Who asked for it; null where nobody did. */
    by: Actor | null;
    /** What had been done on this ticket for it was undone. */
    isTakenBack: boolean;
  };
  survey_requested: { n: number; expiresAt: number };
  survey_expired: { n: number };
  survey_cancelled: { n: number };
  /** `isOfAnother`, where somebody says it whose ticket was merged into this one. */
  satisfaction_recorded: {
    n: number;
    score: number;
    commentId: string | null;
    /** By which way it was said; absent where nobody knew. */
    channel?: Channel;
    isOfAnother?: true;
  };
  /** `givenFor` is what it is asked for: the ticket as it was, by field. */
  approval_requested: ApprovalTerms & {
    n: number;
    rule: string;
    /** Of whom it is asked, where one person decides and somebody knew who that is. */
    askedOf?: RequesterManager;
    givenFor: Record<string, string | null>;
    /** Where it has a deadline of its own. */
    reminders?: number[];
    endsAt?: number;
  };
  /** One of several who have to said so; it is not decided yet. */
  approval_answered: ApprovalDecision & { answer: 'granted' | 'refused' };
  approval_granted: ApprovalDecision;
  approval_refused: ApprovalDecision;
  approval_reminder: { n: number; count: number };
  /** `isPassedOn`, where the process asks others now. */
  approval_lapsed: { n: number; isPassedOn?: true };
  /** It is no longer needed, or the ticket has ended; with `changes`, what it was asked or granted for is something else now. */
  approval_withdrawn: { n: number; changes?: ApprovalChange[] };
  /** As it begins: with nothing done, and due where it can be worked on at once. */
  task_added: TaskBegun;
  task_assigned: {
    n: number;
    assignee: string | null;
    fromAssignee: string | null;
    group: string;
    fromGroup: string;
    /** `left`: whoever had it is of the desk no more. */
    cause: 'self' | 'manual' | 'left';
  };
  /** What it waited for has ended: from now on it can be worked on. */
  task_opened: TaskDue;
  task_item_checked: { n: number; item: number; isDone: boolean };
  /** Whatever is named became another. */
  task_changed: {
    n: number;
    titleId?: string;
    descriptionId?: string | null;
    /** Its items now, with which of them each was before; null for a new one. */
    checklistItems?: (number | null)[];
    checklistId?: string | null;
    after?: number[];
    isRequired?: boolean;
    isShown?: boolean;
    due?: Omit<TaskDue, 'n'>;
  };
  /** Its hours are others now, or it rested. */
  task_rescheduled: TaskDue;
  task_warned: { n: number; dueAt: number };
  task_overdue: { n: number; dueAt: number };
  /**
   * Done. `answers` is what its form says; `elapsedMs` how long that took, in its hours. A playbook
   * hears of the end of a task that it added by its `run`.
   */
  task_completed: {
    n: number;
    noteId: string | null;
    elapsedMs: number;
    answers?: FieldValues;
    kinds?: Record<string, FieldKind>;
    run?: RunStep;
  };
  /** `ticket_ended`: nobody wants it any more. */
  task_cancelled: {
    n: number;
    cause: 'manual' | 'ticket_ended';
    noteId: string | null;
    run?: RunStep;
  };
  task_reopened: TaskDue & { noteId: string | null };
  /** `from`, where it was meant for a ticket that this one stands for. */
  /** `inverse`: what a kind of the process is called at the other end. */
  ticket_linked: { kind: LinkKind; id: string; inverse?: LinkKind; from?: string };
  ticket_unlinked: { kind: LinkKind; id: string; inverse?: LinkKind };
  /** What became another; null where it is not known any more. */
  fields_set: { fields: Record<string, FieldValue | null>; kinds: Record<string, FieldKind> };
  ticket_tagged: { added: string[]; removed: string[] };
  /** `facts`: what the register says of those that were added. */
  affected_changed: {
    added: string[];
    removed: string[];
    facts?: Record<string, DeviceFacts>;
  };
  ticket_followed: { followers: string[]; cause: 'self' | 'mention' };
  ticket_unfollowed: { follower: string };
  copy_added: { person: string };
  copy_removed: { person: string };
  major_incident_declared: { noteId: string | null };
  major_incident_withdrawn: { noteId: string | null };
  /** `sendAt` is later than the event where it would fall in the recipients' quiet hours. */
  notification_requested: { rule: string; recipients: string[]; sendAt: number };
  /** `retryOf`, where it takes what the steps before `fromStep` of another run gave. */
  playbook_started: {
    n: number;
    runId: string;
    playbook: string;
    inputId: string | null;
    /** The rule that began it. */
    rule?: string;
    retryOf?: string;
    fromStep?: string;
  };
  /** It cannot go on by itself. `place` is a line of its code; what it says is in its row. */
  playbook_parked: {
    runId: string;
    playbook: string;
    step: string | null;
    place: string | null;
    /** Where it was never begun. */
    reason?: NotBegunReason;
  };
  playbook_ended: {
    runId: string;
    playbook: string;
    outcome: PlaybookOutcome;
    noteId: string | null;
  };
  /** It was of a ticket merged into this one, and goes on here. */
  playbook_received: { runId: string; playbook: string; inputId: string | null };
  /** Somebody of the group who is on call is wanted now. */
  page_requested: { n: number; group: string; rule: string };
  /** Whoever was on call at this level; the next is tried at `nextAt`. `layer`: of whose turn it is. */
  paged: PageStep & {
    n: number;
    group: string;
    person: string;
    layer: string | null;
    cause: OnCallCause;
    nextAt: number;
    next: PageStep | null;
  };
  /** Nobody acknowledged it in time, or nobody could be paged there. */
  page_escalated: PageStep & {
    n: number;
    group: string;
    fromLevel: number;
    fromPerson: string | null;
    cause: 'unanswered' | PageGap;
  };
  /** Somebody has it: whoever acts. `person` was paged last. */
  page_acknowledged: PageStep & {
    n: number;
    group: string;
    person: string | null;
    /** Since it was asked for. */
    elapsedMs: number;
    cause: 'said' | 'took' | 'answered' | 'resolved';
  };
  /** The chain was gone through as often as it says. */
  page_unanswered: PageStep & { n: number; group: string; cause: 'unanswered' | PageGap };
  /** The ticket needs nobody any more. */
  page_withdrawn: { n: number; group: string; person: string | null };
  attention_scheduled: { at: number };
  attention_required: { level: number; nextAt: number };
  calendars_replaced: { versions: Record<string, string> };
  process_migrated: {
    fromVersion: number;
    toVersion: number;
    hash: string;
    /** Fields that were known and have no place in the version. */
    droppedFields?: string[];
    /** Rules that acted or waited, and that the version does not have. */
    droppedRules?: string[];
  };
  /**
   * A step of a history that changes nothing here, kept so that none is lost. `refused` is the
   * command that it would have been, had the ticket's lifecycle allowed it.
   */
  history_noted: { reason: string; refused: string | null };
  /** What is written of the ticket and what it knew itself were brought together. */
  history_repaired: {
    cause: RepairCause;
    /** Events that one of the two lacked and got from the other. */
    restoredCount: number;
    /** Events that nobody has any more; in their places is noted that they are lost. */
    lostCount: number;
    /** The ticket, where its events no longer tell it. */
    ticket?: TicketState;
  };
}

export type EventType = keyof EventData;

/** Where an imported event came from: the log's own words. */
export interface EventSource {
  activity: string;
  resource: string | null;
  /** Name of the log's file. */
  file: string;
  line: number;
  /** Where the log says that the step brought the ticket: a process that has the group does not choose one. */
  group?: string;
  /** With the first event that a row of the log caused: what else the row says, by column. */
  attributes?: Record<string, string>;
}

interface EventEnvelope {
  /** 1, 2, 3 … over the whole life of the ticket, across continue-as-new. */
  seq: number;
  at: number;
  actor: Actor;
  /** The command that caused it; null for what time or the process did. */
  commandId: string | null;
  source?: EventSource;
}

export type TicketEvent = {
  [T in EventType]: EventEnvelope & { type: T; data: EventData[T] };
}[EventType];
