import type { RuleActs, RuleStanding } from './rules/rule.ts';

/**
 * The ticket and the words of the desk. One meaning each, everywhere: code, API, warehouse, screens.
 *
 * - **Ticket**: what a requester asked for. An *incident* is an unplanned interruption or loss of
 *   quality; a *service request* is a formal request for something to be provided.
 * - **Requester**: the person served. **Agent**: a person who serves. **Support group**: agents of
 *   one tier. **Tier**: a name of the process, in the order of skill; here its rank, 1 for the least.
 * - **Priority** is derived from impact × urgency; an override is an event with a reason. All three are
 *   words of the process.
 * - **Clock**: a promise being measured in support hours. A **breach** is a fact about time and is
 *   permanent; it is not an escalation.
 * - **Functional escalation** moves the ticket to more skill, with a **hand-off**; **hierarchical
 *   escalation** tells management and leaves the assignee where it is.
 * - **Resolved** is said by us and can be reopened inside the reopen window; **closed** is final.
 *
 * Every instant is a number of milliseconds since 1970-01-01T00:00Z. Texts and names are never
 * here: only the ids of the rows that hold them, so that a person can be forgotten.
 */

export const ticketTypes = ['incident', 'service_request'] as const;
export type TicketType = (typeof ticketTypes)[number];

/** With the desk, which is what every open ticket is that is not pending. */
export const workingStatuses = ['new', 'assigned', 'in_progress'] as const;
/** While somebody owes the requester a resolution. */
export const openStatuses = [...workingStatuses, 'pending'] as const;
/** Once no command can change the ticket's course any more. */
export const overStatuses = ['closed', 'cancelled', 'merged'] as const;
export const statuses = [...openStatuses, 'resolved', ...overStatuses] as const;
export type Status = (typeof statuses)[number];

/** What a ticket waits for: a name of the process. For an `approval` it waits by itself. */
export type PendingReason = string;

/** By what a ticket is linked; a process has kinds of its own beside those that the desk needs. */
export const linkKinds = [
  'related',
  'parent',
  'child',
  'split_from',
  'split_into',
  'problem',
  'follow_up_of',
] as const;
export type LinkKind = string;

/** An impact or an urgency: a name of the process, which orders them. */
export type Level = string;
/** A name of the process, which orders them. */
export type Priority = string;

/** The rank of a tier: 1 has the least skill. What it is called is said by the process. */
export type Tier = number;

export const requesterTiers = ['standard', 'vip'] as const;
export type RequesterTier = (typeof requesterTiers)[number];

export const visibilities = ['public', 'internal'] as const;
export type Visibility = (typeof visibilities)[number];

export const channels = [
  'portal',
  'email',
  'chat',
  'phone',
  'walk_in',
  'api',
  'monitoring',
  'import',
] as const;
export type Channel = (typeof channels)[number];

/** Who did it. `system` acts for the process: its id names the rule or the part that acted. */
export interface Actor {
  kind: 'requester' | 'agent' | 'system';
  id: string;
}

/**
 * Reply clocks (`first_response`, `next_response`) reset with each exchange; status clocks pause.
 * `resolution` ends at the first resolution that the desk gives and never restarts; `total_resolution` ends
 * when the ticket is closed; `acknowledgement` is what one tier promises another after a functional
 * escalation (an OLA); `tier_work` is how long a ticket may be at a tier (another), each time it comes
 * there. Whatever is still owed pauses while the ticket is resolved, and goes on after a reopening.
 */
export const clockKinds = [
  'first_response',
  'next_response',
  'resolution',
  'total_resolution',
  'acknowledgement',
  'tier_work',
] as const;
export type ClockKind = (typeof clockKinds)[number];

/** A clock of the process by its name: one of its own, or one that is called by what it measures. */
export type ClockName = string;

export type ClockOutcome = 'met' | 'breached' | 'cancelled';

export interface ClockWarning {
  /** Share of the target that is used up by then. */
  percent: number;
  /** Only where the warning was promised so long before the target, in support hours. */
  beforeMs?: number;
  /** When the warning is due; null while the clock is paused, once told, and where it would precede it. */
  at: number | null;
  /** When it was told last: a longer target may put its moment ahead again. */
  firedAt: number | null;
}

/** One measured promise. `elapsedMs` and `targetMs` are support-hours milliseconds. */
export interface Clock {
  name: ClockName;
  /** What its name says, where absent. */
  measures?: ClockKind;
  /** 1 for the first clock of this name on the ticket. */
  cycle: number;
  calendar: string;
  targetMs: number;
  /**
   * When what it measures began: the opening, the requester's message, the hand-off. A promise that
   * is made later counts from there, too.
   */
  startedAt: number;
  /** Working time used up to `runningSince`, or in all where the clock does not run. */
  elapsedMs: number;
  /** Null while paused and once stopped. */
  runningSince: number | null;
  /** Why it is paused: a pending reason, `resolved` or `merged`; null while it is not. */
  pausedBy: string | null;
  /** The instant the target will be reached; null while paused; kept once stopped or breached. */
  dueAt: number | null;
  warnings: ClockWarning[];
  /** Names of the escalation rules it has set off: each does once. */
  rulesApplied: string[];
  /** The first and only breach of this clock, never erased. */
  breachedAt: number | null;
  stoppedAt: number | null;
  outcome: ClockOutcome | null;
}

export const diagnosticStepKinds = [
  'information',
  'reproduction',
  'test',
  'root_cause',
  'workaround',
] as const;
export type DiagnosticStepKind = (typeof diagnosticStepKinds)[number];

/** What a gate still asks for: so many more steps of a kind, or one of the runbook by its name. */
export type MissingSteps = { kind: DiagnosticStepKind; count: number } | { runbookStep: string };

/**
 * What the receiving tier needs so that nobody starts over. Texts by id. The steps are those that
 * were recorded before it, the first `stepCount` of the ticket: its events have them.
 */
export interface HandOff {
  fromGroup: string;
  toGroup: string;
  fromTier: Tier;
  toTier: Tier;
  reason: string;
  noteId: string | null;
  requestedOutcomeId: string | null;
  stepCount: number;
  /** Gate conditions not met; only a timeout may hand off with some missing. */
  missing: MissingSteps[];
  timeAtTierMs: number;
  by: Actor;
}

export interface Escalation {
  n: number;
  kind: 'functional' | 'hierarchical';
  at: number;
  by: Actor;
  reason: string;
  fromGroup: string;
  toGroup: string;
  fromTier: Tier;
  toTier: Tier;
  /** Management level told, for a hierarchical escalation. */
  level: number | null;
  handOff: HandOff | null;
  /** What the agent wrote to management; the note of a hand-off is in its record. */
  noteId?: string;
  outcome: 'open' | 'accepted' | 'refused' | 'lapsed' | 'withdrawn' | 'told';
  settledAt: number | null;
}

/** A hand-off as it is remembered: where the ticket can go back to, and to whom. */
export type Climb = Pick<Escalation, 'fromGroup' | 'fromTier' | 'by'>;

export interface Resolution {
  /** 1 for the first of the ticket. */
  n: number;
  at: number;
  by: Actor;
  byTier: Tier;
  group: string;
  code: string;
  noteId: string | null;
  rootCauseId: string | null;
  articleId: string | null;
  reopenedAt: number | null;
}

export interface Survey {
  /** The resolution it asks about. */
  n: number;
  requestedAt: number;
  expiresAt: number;
  state: 'open' | 'answered' | 'expired' | 'cancelled';
  score: number | null;
  answeredAt: number | null;
  /** What people said whose tickets were merged into this one. */
  others?: SurveyAnswer[];
  /** Nobody can answer any more. */
  isOver?: true;
}

export interface SurveyAnswer {
  requesterId: string;
  score: number;
}

export interface Pending {
  reason: PendingReason;
  since: number;
  until: number | null;
  /** Instants still to come at which the requester is reminded. */
  reminders: number[];
  remindersSent: number;
  /** When pending ends by itself, whatever else happens. */
  endsAt: number;
}

/**
 * Who manages the requester of a ticket and can be asked, as whoever sent a command knew it: null
 * where nobody does, or can be. Of one who is away somebody who stands in is the deputy.
 */
export interface RequesterManager {
  managerId: string | null;
  deputyId?: string;
}

/**
 * How many have to grant an approval: so many, more than half of those who may decide it, or all of
 * them.
 */
export type Quorum = number | 'majority' | 'all';

/**
 * Who decides an approval: the people of `approverGroup`, which is a support group or a role; or one
 * person, in whose place that group decides where there is nobody, or nobody who can be asked.
 */
export interface Approvers {
  approverGroup: string;
  /** The manager of the requester, or the manager of that manager. */
  managerOf?: 'requester' | 'manager';
  /** The person whom this field of the process names. */
  personIn?: string;
  /** One of them, where absent. */
  quorum?: Quorum;
}

/** What one of those who decide an approval said. */
export interface ApprovalAnswer {
  answer: 'granted' | 'refused';
  by: Actor;
  /** Whom they stood in for. */
  onBehalfOf?: string;
  /** An owner, who stands in for all of them: none of those who were asked. */
  isOwner?: true;
  noteId: string | null;
  at: number;
}

/** How an approval is asked, whatever its rule says later. */
export interface ApprovalTerms extends Approvers {
  /** Whoever granted another approval of the ticket may grant this one as well. */
  isOpenToGranters?: true;
  areRefusalsCounted?: true;
  isCountedBySeat?: true;
  /** Of those who are asked one after the other, the first has none, the next has 1. */
  turn?: number;
  /** A rule that acts asked for it: it stands whatever the condition of the approval says. */
  isAskedByRule?: true;
}

/** A decision somebody outside the desk has to take before the work begins. */
export interface Approval extends ApprovalTerms {
  n: number;
  /** The rule of the process that asked for it. */
  rule: string;
  /** Of whom one person's approval was asked, a manager say; absent where nobody knew. */
  askedOf?: RequesterManager;
  /** What the ticket was when it was asked, by the fields that it is given for. */
  givenFor: Record<string, string | null>;
  requestedAt: number;
  /** Instants still to come at which those who have not answered are reminded. */
  reminders?: number[];
  remindersSent?: number;
  /** Not decided by then, it lapses; where absent, when the ticket's waiting ends. */
  endsAt?: number;
  /** What was said of it, where more than one has to. */
  answers?: ApprovalAnswer[];
  /** How many decide it, as was known when it was answered last. */
  of?: number;
  outcome: 'open' | 'granted' | 'refused' | 'lapsed' | 'withdrawn';
  by: Actor | null;
  /** Whom they stood in for who decided. */
  onBehalfOf?: string;
  noteId: string | null;
  settledAt: number | null;
}

/** How a playbook knows a step of a run of its own. */
export interface RunStep {
  id: string;
  step: string;
}

/** A piece of work on a ticket that a group does beside its owner, or before. Texts by id. */
export interface Task {
  /** 1 for the first of the ticket. */
  n: number;
  /** The task of the process that it is one of: its title and its form are there. */
  name?: string;
  titleId: string | null;
  descriptionId?: string;
  /** A text with a line for each item. */
  checklistId?: string;
  itemCount?: number;
  /** Items that are done, by their places from 1. */
  checked?: number[];
  group: string;
  assignee: string | null;
  addedBy: Actor;
  addedAt: number;
  /** It can be worked on only once these have ended. */
  after?: number[];
  /** Since when it can be worked on; null while it waits for another. */
  openedAt: number | null;
  /** How long it may take from then on, in the hours of `calendar`. */
  withinMs?: number;
  /** Since when that counts, where it is not since `openedAt`: it was said anew, or hours were given back. */
  countedFrom?: number;
  calendar: string;
  dueAt: number | null;
  /** When it is told that it will be due; null where that was told, or is not to come. */
  warnAt: number | null;
  /** It was told that it is overdue, once and for ever. */
  overdueAt?: number;
  /** The desk does not resolve the ticket before it has ended. */
  isRequired?: true;
  /** The requester sees its title, and whether it is done. */
  isShown?: true;
  run?: RunStep;
  outcome: 'open' | 'done' | 'cancelled';
  endedAt?: number;
  endedBy?: Actor;
  noteId?: string | null;
}

/** What others are asked for, each by its number. */
export type Asked = 'approval' | 'escalation';

export interface Link {
  kind: LinkKind;
  /** What a kind of the process is called at the other end. */
  inverse?: LinkKind;
  /** A ticket's id, or a problem's. */
  id: string;
  /** Of a merged ticket: made since, for the ticket it goes back to. */
  isGained?: true;
}

/** A ticket that another stands for: who waits for an answer behind it, and what goes along with it. */
export interface MergedTicket {
  ticketId: string;
  requesterId: string;
  links: Link[];
  /** Who is in copy of it: they hear what its requester hears. */
  copied?: string[];
}

/** The same, as the ticket that stands for it knows it: with what was written to it since. */
export interface FollowedTicket extends MergedTicket {
  /** Since when its requester, who wrote, has waited for a word of the desk. */
  unansweredSince?: number;
  requesterMessageCount?: number;
}

/** What a resolved ticket was, until somebody said that it was not solved. */
export interface ResolvedRest {
  n: number;
  resolvedAt: number;
  autoCloseAt: number;
  assignee: string | null;
  workStartedAt: number | null;
  survey: Survey | null;
}

/** A rest of the ticket that was ended by words to tickets merged into it, as long as they are. */
export interface Awakening {
  /** Once it would have ended, why it rested is all. */
  rest: { pending: Pending } | { resolved: ResolvedRest } | { cause: string };
  /** The tickets they were said to, each with the first one, in order. */
  words: { ticketId: string; at: number }[];
  /** When it would have ended without them; null while it would go on. */
  until: number | null;
}

/** What was said on a survivor to those who wait for a ticket merged into it, or by them. */
export interface SaidMessage {
  messageId: string;
  fromTicketId: string;
  actor: Actor;
  at: number;
  isAutomatic: boolean;
  visibility: Visibility;
  /** The ticket it was said to, where that one was merged and so gets it back itself one day. */
  forTicketId?: string;
}

/** What a merge took from a ticket, for as long as it can be undone. */
export interface BeforeMerge {
  pending: Pending | null;
  waitingForAgent: WaitingForAgent | null;
  attentionAt: number | null;
}

/** When an open approval reminds, and lapses. */
export type ApprovalDue = Required<Pick<Approval, 'n' | 'reminders' | 'endsAt'>>;

/** A stretch in which the ticket rested: pending for a reason, `resolved` or `merged`. */
export interface Pause {
  cause: string;
  from: number;
  to: number;
}

export interface WaitingForAgent {
  since: number;
  /** When an unassigned ticket is raised to management. */
  dueAt: number;
  preferredAgent: string | null;
  excludedAgents: string[];
}

/** What a ticket or a problem is about and how much it matters. */
export interface Classification {
  category: string | null;
  service: string | null;
  impact: Level;
  urgency: Level;
  priority: Priority;
  priorityOverridden: boolean;
}

/** What a process can ask of a ticket besides what every ticket has. */
export const fieldKinds = ['text', 'choice', 'number', 'date', 'person', 'device'] as const;
export type FieldKind = (typeof fieldKinds)[number];

/**
 * Of a field of the process: the id of a text, the name of an option, a number, a day (`YYYY-MM-DD`),
 * the id of a person's account or of a device.
 */
export type FieldValue = string | number;
/** By the names of the fields; those that are not known are left out. */
export type FieldValues = Record<string, FieldValue>;

/** What the desk knows of whoever asks, in the words of the company. */
/** What led a ticket to its process. */
export const routingKinds = [
  'named',
  'page',
  'mailbox',
  'route',
  'category',
  'service',
  'default',
] as const;
export type RoutingKind = (typeof routingKinds)[number];

/** `name`: of the page, route, category or service that led there. */
export interface RoutedBy {
  kind: RoutingKind;
  name: string | null;
}

export const requesterFactNames = ['site', 'department', 'customer', 'contract'] as const;
export type RequesterFactName = (typeof requesterFactNames)[number];
/** What is not known is left out. */
export type RequesterFacts = Partial<Record<RequesterFactName, string>>;

/** What the register says of a device or service. */
export const deviceFactNames = ['kind', 'type', 'model', 'site'] as const;
export type DeviceFactName = (typeof deviceFactNames)[number];
export type DeviceFacts = Partial<Record<DeviceFactName, string>>;

/** As many fields as a process has at most: each ticket carries what is known of them. */
export const fieldsMax = 60;
/** As many options as a choice has at most. */
export const fieldOptionsMax = 200;
/** How long the text of a field may be, in characters, and where its process says nothing else. */
export const fieldTextMax = 10_000;
export const fieldTextUsual = 2_000;

/** Beyond these a ticket takes no more of them: it carries each by its id. */
export const linksMax = 300;
export const mergedFromMax = 80;
/** Of these it remembers the latest, which is more than a process has. */
export const climbsMax = 20;
export const runbookStepsMax = 50;
export const tagsMax = 20;
export const affectedMax = 20;
export const followersMax = 50;
export const copiedMax = 20;
export const pausesMax = 40;
export const withdrawnMax = 20;
export const awakeningsMax = 2;
export const assigneeSkillsMax = 50;
export const openTasksMax = 20;
/** As many that have ended are remembered: these can be reopened. */
export const endedTasksMax = 10;
export const taskItemsMax = 20;
/** How long a task may be given: a year of minutes. */
export const taskMinutesMax = 366 * 24 * 60;
/** How many others a task waits for at most. */
export const taskAfterMax = 10;
export const playbooksMax = 10;
/** As many checks are asked for at once. */
export const checksMax = 10;

/** What a playbook asks of the requester. Texts by id. */
export interface Consent {
  /** 1 for the first of the ticket. */
  n: number;
  titleId: string;
  noteId: string;
  /** When the requester is reminded; null once they were. */
  nextAt: number | null;
  /** Not answered by then, it lapses. */
  expiresAt: number;
  /** The step of the playbook that asked. */
  run?: RunStep;
  outcome: ConsentOutcome;
}
export const consentAnswers = ['yes', 'no'] as const;
export type ConsentAnswer = (typeof consentAnswers)[number];
export const consentOutcomes = ['open', ...consentAnswers, 'lapsed', 'withdrawn'] as const;
export type ConsentOutcome = (typeof consentOutcomes)[number];

export const consentsMax = 5;
/** As many that are over are remembered: their requester sees what they said. */
export const endedConsentsMax = 5;

export const checkKinds = ['dns', 'tcp', 'http'] as const;
export type CheckKind = (typeof checkKinds)[number];
export const dnsTypes = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'SRV', 'TXT'] as const;
export type DnsType = (typeof dnsTypes)[number];

/** What a check asks the network, and what is expected of the answer. */
export type CheckSubject =
  /** One of the records is `expect`; where nothing is expected, there is one. */
  | { kind: 'dns'; name: string; type: DnsType; expect?: string }
  /** Something listens there. */
  | { kind: 'tcp'; host: string; port: number }
  /** Any 2xx where no status is expected. */
  | { kind: 'http'; url: string; status?: number; containing?: string };

/** `refused`: the desk does not ask there. */
export const checkOutcomes = ['met', 'not_met', 'no_answer', 'refused'] as const;
export type CheckOutcome = (typeof checkOutcomes)[number];

/** What came of a check, without its words: those are of its diagnostic step. */
export interface CheckResult {
  kind: CheckKind;
  outcome: CheckOutcome;
  elapsedMs: number;
  /** Which of those that the ticket asked for it is. */
  n?: number;
  /** The step of the playbook that asked. */
  run?: RunStep;
}

/** A check that the ticket asked for and has not heard of yet. */
export interface RequestedCheck {
  n: number;
  subject: CheckSubject;
  runbookStep: string | null;
  /** Whose check it is: the actor, as `rule:NAME`. */
  by: string;
}

export const openPagesMax = 5;

/** Why nobody is on call. */
export const onCallGaps = ['no_members', 'not_begun', 'outside_hours', 'all_absent'] as const;
export type OnCallGap = (typeof onCallGaps)[number];

/** Why nobody could be paged at a level: nobody is on call, or there is nobody of whom it speaks. */
export const pageGaps = [...onCallGaps, 'no_rotation', 'nobody_left', 'no_lead'] as const;
export type PageGap = (typeof pageGaps)[number];

/** How somebody came to be on call: `stand_in` is the next in turn, for whoever is away. */
export const onCallCauses = ['turn', 'override', 'stand_in', 'named', 'lead'] as const;
export type OnCallCause = (typeof onCallCauses)[number];

/** Where a page stands in the escalation chain of its group. */
export interface PageStep {
  /** From 1. */
  level: number;
  /** From 1: the chain may be gone through again. */
  round: number;
}

/** A page that nobody has acknowledged yet. */
export interface Page extends PageStep {
  n: number;
  group: string;
  /** The rule that paged. */
  rule: string;
  requestedAt: number;
  /** Who was paged at this level; null while nobody was. */
  person: string | null;
  pagedAt: number | null;
  /** When the next level is tried; null while whoever is on call is being found. */
  nextAt: number | null;
  /** Null: there is none. */
  next: PageStep | null;
  /** Who was paged in this round. */
  tried: string[];
}

/** A playbook on a ticket, until it is over. */
export interface PlaybookRun {
  /** Its workflow. */
  runId: string;
  playbook: string;
  inputId: string | null;
  /** The rule that began it, if one did: it begins no other while this one is under way. */
  rule?: string;
  startedAt: number;
  /** `parked`: it cannot go on by itself. */
  status: 'running' | 'parked';
  /** The step that it is parked at. */
  step?: string;
}

/**
 * What decisions about the ticket need, and no more: it does not grow with the ticket's age. What
 * was is in its events, and told from them in record.ts.
 *
 * Plain JSON: it crosses continue-as-new and lies in Postgres as it is.
 */
export interface TicketState extends Classification {
  v: 1;
  ticketId: string;
  seq: number;
  processId: string;
  processVersion: number;
  status: Status;
  type: TicketType;
  channel: Channel;
  /** Names of the text facts found at intake (the text itself is not here). */
  facts: string[];
  requesterId: string;
  requesterTier: RequesterTier;
  /** What else conditions ask of the requester, as last known; absent where nothing is. */
  requesterFacts?: RequesterFacts;
  /** As last known; absent where the process does not ask managers. */
  requesterManager?: RequesterManager;
  group: string;
  tier: Tier;
  assignee: string | null;
  /** Absent where nobody knows them, or the process does not ask. */
  assigneeSkills?: string[];
  waitingForAgent: WaitingForAgent | null;
  pending: Pending | null;
  openedAt: number;
  updatedAt: number;
  tierEnteredAt: number;
  firstResponseAt: number | null;
  /**
   * Since when its own requester has been waiting for a word of the desk; null once it has answered.
   * What was written to tickets that this one stands for is theirs.
   */
  unansweredSince: number | null;
  workStartedAt: number | null;
  resolvedAt: number | null;
  /** The first resolution that the desk gave: not the requester's own, alone, nor a refusal. */
  firstResolvedAt: number | null;
  closedAt: number | null;
  /** When a resolved ticket closes by itself, or a merge becomes final. */
  autoCloseAt: number | null;
  /** When somebody must look, if nothing else is due earlier. */
  attentionAt: number | null;
  requesterMessageCount: number;
  agentPublicMessageCount: number;
  /** The last answer of the desk: its event, and who gave it. Absent of a ticket that began before. */
  lastAnswer?: { seq: number; by: string };
  bounceCount: number;
  hierarchyLevel: number;
  /** The latest that are over: what is promised later does not count them either. */
  pauses: Pause[];
  /** In order of their start: of each name the latest, and the last before it that breached. */
  clocks: Clock[];
  /** How many clocks ever breached. */
  breachCount: number;
  /** How many steps of each kind were recorded. */
  stepCounts: Partial<Record<DiagnosticStepKind, number>>;
  /** The keys of the runbook steps that were carried out, the latest last. */
  runbookSteps: string[];
  /** The last hand-off, and each level of management that was told, in order. */
  escalations: Escalation[];
  /** How many there were of any kind. */
  escalationCount: number;
  /** The last hand-off from each group and tier, the latest last. */
  climbs: Climb[];
  /** The last one; its `n` is how many there were. */
  resolution: Resolution | null;
  /** The last of each rule of the process, in the order in which they were asked. */
  approvals: Approval[];
  /** The latest that were withdrawn, by number: who answers one hears that. */
  withdrawn: Record<Asked, number[]>;
  links: Link[];
  /** A major incident: many reporters, one parent, one broadcast. */
  isMajor: boolean;
  /** What everybody is told about the major incident. */
  majorStatementId?: string | null;
  survey: Survey | null;
  mergedInto: string | null;
  /** Kept while the merge can be undone. */
  beforeMerge?: BeforeMerge | null;
  /** Tickets merged into this one, and those merged into them before: it stands for all. */
  mergedFrom: FollowedTicket[];
  /** The latest. */
  awakenings?: Awakening[];
  /** Words that the desk put on it, in the order in which it did. */
  tags?: string[];
  /** Ids of the configuration items it is about, in the order in which they were marked. */
  affected?: string[];
  /** What the register says of them, by their ids; of those that it knows. */
  affectedFacts?: Record<string, DeviceFacts>;
  /** Agents who hear what happens on it, whoever has it. */
  followers?: string[];
  /** People beside the requester who read what the requester reads, and reply. */
  copied?: string[];
  /** What is known of the fields of its process; absent where nothing is. */
  fields?: FieldValues;
  /** By their names: the rules that acted, and those that wait for their time. */
  ruleStandings?: Record<string, RuleStanding>;
  /** How often they acted of late. */
  ruleActs?: RuleActs;
  /** They acted so often that they act no more. */
  areRulesStopped?: true;
  /** Those that are open, and the latest that have ended, by number. */
  tasks?: Task[];
  /** How many there were. */
  taskCount?: number;
  /** Its playbooks that are not over, in the order in which they began. */
  playbooks?: PlaybookRun[];
  /** How many began, of any. */
  playbookCount?: number;
  /** What the requester is asked for: those that are open, and the latest that are over. */
  consents?: Consent[];
  /** How many there were. */
  consentCount?: number;
  /** Checks that were asked for and are not recorded yet. */
  checks?: RequestedCheck[];
  /** How many were asked for, of any. */
  checkCount?: number;
  /** Those that nobody has acknowledged. */
  pages?: Page[];
  /** How many there were. */
  pageCount?: number;
  /** The run of another ticket's playbook that waits for this one to be over. */
  awaitedBy?: string;
}

/** Who is in copy of the ticket, or of one that it stands for, and is nobody's requester here. */
export function copiedOf(state: TicketState): string[] {
  const all = [state, ...state.mergedFrom].flatMap(({ copied = [] }) => copied);
  const requesters = requestersOf(state);
  return [...new Set(all)].filter((id) => !requesters.includes(id));
}

/** Whether somebody has no more than a copy of the ticket. */
export function isInCopy(state: TicketState, { kind, id }: Actor): boolean {
  return kind === 'requester' && copiedOf(state).includes(id);
}

/** Whether this is the ticket, or one that it stands for. */
export function standsFor({ ticketId, mergedFrom }: TicketState, id: string): boolean {
  return ticketId === id || mergedFrom.some((merged) => merged.ticketId === id);
}

/**
 * The ticket's links and those of the tickets it stands for, each once: of parents its own comes
 * first, and one with children has none. A link to a ticket that it stands for leads nowhere now.
 */
export function standingLinks(state: TicketState): Link[] {
  const all = [...state.links, ...state.mergedFrom.flatMap(({ links }) => links)];
  const standing = new Map(
    all
      .filter(({ id }) => !standsFor(state, id))
      .map(({ kind, id, inverse }) => [
        `${kind} ${id}`,
        { kind, id, ...(inverse !== undefined && { inverse }) },
      ]),
  );
  const links = [...standing.values()];
  const parent = links.some(({ kind }) => kind === 'child')
    ? undefined
    : links.find(({ kind }) => kind === 'parent');
  return links.filter((link) => link.kind !== 'parent' || link === parent);
}

export function childrenOf(state: TicketState): string[] {
  return standingLinks(state).flatMap(({ kind, id }) => (kind === 'child' ? [id] : []));
}

/** How many links the ticket carries, for itself and for those it stands for. */
export function linkCount({ links, mergedFrom }: TicketState): number {
  return mergedFrom.reduce((sum, merged) => sum + merged.links.length, links.length);
}

/** Who waits for the ticket to be solved: its requester, and those of the tickets it stands for. */
export function requestersOf(state: TicketState): string[] {
  return [...new Set([state, ...state.mergedFrom].map(({ requesterId }) => requesterId))];
}

/** Since when somebody who waits for the ticket has been waiting for a word of the desk. */
export function waitingSince({
  unansweredSince,
  mergedFrom,
}: Pick<TicketState, 'unansweredSince' | 'mergedFrom'>): number | null {
  let earliest = unansweredSince;
  for (const { unansweredSince: since } of mergedFrom) {
    if (since !== undefined && (earliest === null || since < earliest)) earliest = since;
  }
  return earliest;
}

/** Those that its requester may answer: on a merged ticket, and on one that is over, none. */
export function openConsents(state: Pick<TicketState, 'status' | 'consents'>): Consent[] {
  if (state.status === 'merged' || isOver(state)) return [];
  return (state.consents ?? []).filter(({ outcome }) => outcome === 'open');
}

/** Whom the survey asks who has not answered yet. */
export function askedBySurvey(state: TicketState): string[] {
  const { survey, requesterId } = state;
  if (!survey || survey.isOver) return [];
  const answered = (survey.others ?? []).map((one) => one.requesterId);
  if (survey.state !== 'open') answered.push(requesterId);
  return requestersOf(state).filter((id) => !answered.includes(id));
}

/** True while somebody owes the requester a resolution. */
export function isOpen({ status }: { status: Status }): boolean {
  return isAmong(openStatuses, status);
}

/** True once no command can change the ticket's course any more. */
export function isOver({ status }: { status: Status }): boolean {
  return isAmong(overStatuses, status);
}

/** Over for good: a merge can be undone until it is final. */
export function isEnded({ status, autoCloseAt }: Pick<TicketState, 'status' | 'autoCloseAt'>) {
  return isOver({ status }) && (status !== 'merged' || autoCloseAt === null);
}

/** Whether a word is one of a list's, whatever else it could be. */
export function isAmong<T extends string>(words: readonly T[], word: string): word is T {
  return (words as readonly string[]).includes(word);
}

/** The latest clock of a name, whether it runs or not. */
export function latestClock(state: TicketState, name: ClockName): Clock | undefined {
  return state.clocks.findLast((clock) => clock.name === name);
}

/** What a clock measures. */
export function kindOf({ name, measures }: Pick<Clock, 'name' | 'measures'>): ClockKind {
  return measures ?? (name as ClockKind);
}

/** Of the open clocks that measure it, the one that is due next; one that is paused is due after all others. */
export function nextClockOf(state: TicketState, kind: ClockKind): Clock | undefined {
  const open = state.clocks.filter((clock) => clock.stoppedAt === null && kindOf(clock) === kind);
  return open.toSorted((a, b) => (a.dueAt ?? Infinity) - (b.dueAt ?? Infinity))[0];
}

/** Of the clocks that measure it: the open one that is due next, or else the latest. */
export function shownClockOf(state: TicketState, kind: ClockKind): Clock | undefined {
  return nextClockOf(state, kind) ?? state.clocks.findLast((clock) => kindOf(clock) === kind);
}

export function stepCountOf({ stepCounts }: TicketState, kind: DiagnosticStepKind): number {
  return stepCounts[kind] ?? 0;
}

/** How many diagnostic steps were recorded, of any kind. */
export function stepCount({ stepCounts }: TicketState): number {
  return Object.values(stepCounts).reduce((sum, count) => sum + count, 0);
}

export function openClocks(state: TicketState): Clock[] {
  return state.clocks.filter((clock) => clock.stoppedAt === null);
}

export function findOpenClock(state: TicketState, name: ClockName): Clock | undefined {
  return state.clocks.find((clock) => clock.name === name && clock.stoppedAt === null);
}

/** The functional escalation the current group has neither accepted nor refused, if any. */
export function openEscalation(state: TicketState): Escalation | undefined {
  return state.escalations.find((escalation) => escalation.outcome === 'open');
}

/** The approval that ended the ticket: it was refused, or nobody decided it in time. */
export function endedByApproval({
  status,
  resolution,
  approvals,
}: TicketState): Approval | undefined {
  if (status !== 'resolved' && status !== 'closed') return undefined;
  return approvals.find(
    ({ outcome, settledAt }) =>
      (outcome === 'refused' || outcome === 'lapsed') && settledAt === resolution?.at,
  );
}

/** The decisions the ticket waits for, in the order in which they were asked. */
export function openApprovals(state: TicketState): Approval[] {
  return state.approvals.filter((approval) => approval.outcome === 'open');
}

/** The decision that the ticket has waited for the longest, if any. */
export function openApproval(state: TicketState): Approval | undefined {
  return state.approvals.find((approval) => approval.outcome === 'open');
}

/** The work on the ticket that is not done yet, by number. */
export function openTasks({ tasks = [] }: Pick<TicketState, 'tasks'>): Task[] {
  return tasks.filter(({ outcome }) => outcome === 'open');
}

/** Since when the hours of what is open are counted: calendars must reach back to there. */
export function countedSince(state: TicketState, now: number): number {
  const starts = openClocks(state).map(({ startedAt }) => startedAt);
  const opened = openTasks(state).flatMap(({ openedAt }) => openedAt ?? []);
  return Math.min(now, ...starts, ...opened);
}

/** The open tasks that a task waits for, by number. */
export function blockersOf(state: Pick<TicketState, 'tasks'>, { openedAt, after }: Task): number[] {
  if (openedAt !== null || !after) return [];
  return openTasks(state)
    .map(({ n }) => n)
    .filter((n) => after.includes(n));
}

/** Whom a field names; null where it names nobody. */
export function personNamed({ fields }: Pick<TicketState, 'fields'>, field: string): string | null {
  const named = fields?.[field];
  return named === undefined ? null : String(named);
}

/** When an open approval lapses. */
export function lapsesAt({ pending }: Pick<TicketState, 'pending'>, { endsAt }: Approval) {
  return endsAt ?? pending?.endsAt ?? null;
}

/** Who said yes to an approval that stands or may still. */
export function grantersOf({ outcome, by, answers }: Approval): string[] {
  if (outcome !== 'open' && outcome !== 'granted') return [];
  if (!answers) return outcome === 'granted' && by ? [by.id] : [];
  return answers.filter(({ answer }) => answer === 'granted').map((one) => one.by.id);
}

/** Who granted another approval of the ticket, and may therefore not grant this one: it takes two. */
export function grantersOfOthers(
  { approvals }: TicketState,
  { rule, isOpenToGranters }: Pick<Approval, 'rule' | 'isOpenToGranters'>,
): string[] {
  if (isOpenToGranters) return [];
  return approvals.flatMap((other) => (other.rule === rule ? [] : grantersOf(other)));
}

/**
 * Whether an approval was answered for somebody already, or by them: each of those who decide is heard
 * once, and so is whoever stands in for several, unless the process counts them for each.
 */
export function hasAnswered(
  { answers = [], isCountedBySeat }: Pick<Approval, 'answers' | 'isCountedBySeat'>,
  actorId: string,
  onBehalfOf?: string,
): boolean {
  const seat = onBehalfOf ?? actorId;
  return answers.some(
    (one) => (one.onBehalfOf ?? one.by.id) === seat || (!isCountedBySeat && one.by.id === actorId),
  );
}
