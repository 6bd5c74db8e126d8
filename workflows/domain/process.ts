import type { CompiledCalendar } from './calendar.ts';
import type { ActingRule } from './rules/rule.ts';
import type {
  Approvers,
  ClockKind,
  ClockName,
  DeviceFactName,
  DiagnosticStepKind,
  Level,
  Priority,
  RequesterFactName,
  Tier,
} from './ticket.ts';

/** A condition on a ticket, as data: it is compared, diffed and evaluated, never executed. */
export type Expression =
  | { all: Expression[] }
  | { any: Expression[] }
  | { not: Expression }
  | { field: ExpressionField; in: string[] }
  | { fact: string }
  | FormFieldCondition
  | RequesterCondition
  | DeviceCondition
  | TimeCondition
  | CountCondition
  | { assigneeHas: string };

/** What is known of whoever asks: a word of the company, not of the process. */
export interface RequesterCondition {
  requester: RequesterFactName;
  in: string[];
}

/** What the register says of one of the devices and services that the ticket is about, or of several. */
export interface DeviceCondition {
  device: DeviceFactName;
  in: string[];
}

/** What time alone can make true or untrue. */
export type TimeCondition =
  /** Now is in the hours of this calendar. */
  { within: string } | SpanCondition;

/** It has lasted at least so long: by the clock, or in the hours of a calendar. */
export interface SpanCondition {
  span: SpanName;
  atLeastMinutes: number;
  calendar?: string;
}

export interface CountCondition {
  count: CountName;
  atLeast: number;
}

/**
 * What of a ticket lasts: since it was opened; since its requester has waited for a word of the desk;
 * since it is pending; since it has waited for an agent; since it came to its tier. What does not last
 * now has lasted for no time at all.
 */
export const spanNames = ['age', 'waiting', 'pending', 'unassigned', 'at_tier'] as const;
export type SpanName = (typeof spanNames)[number];

/** What of a ticket is counted. `hand_offs` are up, `escalations` those and management told. */
export const countNames = [
  'reopenings',
  'hand_offs',
  'bounces',
  'escalations',
  'breaches',
  'requester_messages',
  'merged',
  'affected',
] as const;
export type CountName = (typeof countNames)[number];

/** On a field of the process: the option chosen, that something is known, or between which bounds it is. */
export type FormFieldCondition =
  | { formField: string; in: string[] }
  | { formField: string; isKnown: true }
  | { formField: string; min?: number | string; max?: number | string };

/** What every ticket has that conditions read. */
export const expressionFields = [
  'type',
  'channel',
  'category',
  'service',
  'impact',
  'urgency',
  'priority',
  'requesterTier',
  'group',
  'tier',
] as const;
export type ExpressionField = (typeof expressionFields)[number];

export interface SupportGroup {
  tier: Tier;
  /** The hours in which the group works: its queue deadline counts in these. */
  calendar: string;
  strategy: 'least_loaded' | 'round_robin' | 'longest_idle';
  /** The group with more skill; null at the top. */
  escalatesTo: string | null;
}

export interface Category {
  group: string;
  /** Skills an agent needs for this category. */
  skills: string[];
  /** Groups by the name of their tier that replace the group's own `escalatesTo`. */
  escalation: Record<string, string>;
  /** Ordered steps an agent is offered; keys match `DiagnosticStep.runbookStep`. */
  runbook: string[];
}

export interface TriageRule {
  name: string;
  when: Expression;
  set: {
    category?: string;
    service?: string;
    group?: string;
    impact?: Level;
    urgency?: Level;
    priority?: Priority;
  };
}

/** A clock of a process's own. Where it is promised, and how soon, is in `targets`. */
export interface ProcessClock {
  name: ClockName;
  measures: ClockKind;
  /** Of `tier_work`: the tier, by its name. */
  tier?: string;
}

/** The first target of a clock whose condition holds applies. */
export interface ServiceLevelTarget {
  clock: ClockName;
  when: Expression;
  targetMinutes: number;
  calendar: string;
}

/** What happens by itself when a clock warns or breaches. */
export interface EscalationRule {
  name: string;
  clock: ClockName;
  /** Percent of the target; 100 is the breach. */
  atPercent: number;
  when: Expression;
  then: { functional: true } | { hierarchical: number };
  /** Roles told about it: names the notifier resolves to people. */
  notify?: string[];
}

/** How a ticket waits. */
export interface WaitingRule {
  pauses: ClockName[];
  /** Minutes of `calendar` after which the requester is reminded. */
  reminderMinutes: number[];
  /** Minutes of `calendar` after which pending ends by itself. */
  limitMinutes: number;
  calendar: string;
}

export interface PendingRule extends WaitingRule {
  /**
   * What happens then: the ticket is resumed, or resolved with this code. Absent of `approval`, which
   * ends as the approval says.
   */
  then?: 'resume' | { resolve: string };
  /** What else ends it: a message of the requester, who is waited for. */
  endsOn?: 'requester_message';
}

/**
 * A ticket for which `when` holds is pending until this is granted, refused, or was not decided in
 * time.
 */
export interface ApprovalRule extends Approvers {
  name: string;
  when: Expression;
  /** What was asked or granted stands where `when` no longer holds; otherwise it is withdrawn. */
  isKept?: true;
  /**
   * What of the ticket it is given for: where one of these changes, it is asked again. What `when` reads
   * and what is requested (type, category, service), where the process does not say.
   */
  givenFor?: string[];
  /** Numbers of `givenFor` that may become less: more was granted. */
  givenUpTo?: string[];
  /** Whoever granted another approval of the ticket may grant this one as well. */
  isOpenToGranters?: true;
  /** The resolution code of a ticket that was not approved. */
  refusedCode: string;
  /**
   * Asked once these are granted, or not needed; at once where there are none. Where absent, once all
   * before it are, and no other is asked.
   */
  after?: string[];
  /** One refusal does not end it as long as the quorum can still be reached. */
  areRefusalsCounted?: true;
  /** Whoever stands in for several counts for each of them. */
  isCountedBySeat?: true;
  /** How long it waits. As the process's rule for `approval` says, where absent. */
  wait?: Pick<WaitingRule, 'reminderMinutes' | 'limitMinutes' | 'calendar'>;
  /** Who is asked, one after the other, where it was not decided in time; after them it is refused. */
  next?: Approvers[];
}

/** Percent of the target at which a clock warns, or support minutes before the target. */
export type ProcessWarning =
  | { clock: ClockName; percent: number }
  | { clock: ClockName; beforeMinutes: number };

/** What people do with a ticket that may ask what must be known of it. */
export type GuardedStep = 'escalate' | 'setPending' | 'resolve';
export type RequiredField = 'category' | 'service';

/** A field that a process adds to its tickets. Its title and those of its options are in the definition. */
export type CompiledField = {
  /** Its place in the form, from 0. */
  position: number;
  /** Always where absent. */
  shownWhen?: Expression;
  /** As long as it is shown, and `when` holds. */
  required?: { at?: 'opening'; before?: GuardedStep[]; when?: Expression };
} & (
  | { kind: 'text'; maxLength: number; lines: 'one' | 'many' }
  | { kind: 'choice'; options: string[] }
  | { kind: 'number'; min?: number; max?: number; decimals: number }
  /** Days, `YYYY-MM-DD`. */
  | { kind: 'date'; min?: string; max?: string }
  | { kind: 'person' | 'device' }
);

/** A task that is added by its name. What its items and the fields of its form are called is in the definition. */
export interface TaskTemplate {
  group: string;
  /** How long it may take from when it can be worked on, in the hours of its calendar; no deadline where absent. */
  withinMinutes?: number;
  /** The hours of its group, where absent. */
  calendar?: string;
  itemCount?: number;
  /** What whoever completes it fills in: every field that is `required` at all. */
  form?: Record<string, CompiledField>;
  isRequired?: true;
  isShown?: true;
}

/** Where `when` holds, an agent takes none of these steps before all of `fields` are known. */
export interface RequiredFields {
  before: GuardedStep[];
  fields: RequiredField[];
  when: Expression;
}

/** What must have been done before people may take a ticket up from a tier, by whatever command. */
export interface HandOffGate {
  /** Its name. */
  fromTier: string;
  /** Every ticket of the tier when absent. */
  when?: Expression;
  /** Each must have been recorded at least `min` times. */
  requires: { kind: DiagnosticStepKind; min: number }[];
  /** Steps that must have been carried out of the runbook of the ticket's category: those it has of these. */
  runbook?: 'all' | string[];
}

/**
 * A process as compiled data: what the workflow carries for the whole life of a ticket. Titles and
 * other texts stay in the definition. `hash` is over everything else.
 */
export interface ProcessSnapshot {
  id: string;
  version: number;
  /** The semantics of the core this was written for. */
  engine: 1;
  hash: string;
  /** The least skill first: the rank of a tier is its place, from 1. */
  tiers: string[];
  groups: Record<string, SupportGroup>;
  entryGroup: string;
  categories: Record<string, Category>;
  services: string[];
  /** Most urgent first. */
  priorities: Priority[];
  /** Those of them that are promised nothing. */
  unpromised?: Priority[];
  /** Highest first. */
  impacts: Level[];
  urgencies: Level[];
  priorityMatrix: Record<Level, Record<Level, Priority>>;
  defaults: { impact: Level; urgency: Level };
  triage: TriageRule[];
  /** Besides those that every process has by what they measure. */
  clocks?: ProcessClock[];
  targets: ServiceLevelTarget[];
  warnings: ProcessWarning[];
  escalationRules: EscalationRule[];
  /** What it does by itself. */
  rules?: ActingRule[];
  escalationReasons: string[];
  /** Kinds of links of its own, by name, each with what it is called at the other end. */
  links?: Record<string, string>;
  gates: HandOffGate[];
  requiredFields?: RequiredFields[];
  fields?: Record<string, CompiledField>;
  tasks?: Record<string, TaskTemplate>;
  /** Refused or lapsed hand-offs after which management is told. */
  bounceLimit: number;
  /** What happens to a hand-off nobody accepted in time. */
  onLapse: 'return' | 'tell';
  /** Highest level of management that can be told. */
  hierarchyLevels: number;
  /**
   * A rule for `approval` is needed where `approvals` has any. What was not decided within its limit
   * was not approved.
   */
  pending: Record<string, PendingRule>;
  approvals?: ApprovalRule[];
  /** Notifications wait for these hours; without them they go out at once. */
  notificationCalendar?: string;
  /** How long a ticket may wait for an agent, in its group's hours. */
  assignmentMinutes: number;
  attention: { minutes: number; calendar: string };
  reopenWindow: { minutes: number; calendar: string };
  /** A requester's message on a resolved ticket reopens it. */
  messageReopens: boolean;
  /** False where an agent's public answer on a ticket that nobody has does not make it theirs. */
  answerTakesTicket?: false;
  survey: { expiresMinutes: number; calendar: string } | null;
  resolutionCodes: Record<string, { requires: ('note' | 'rootCause' | 'article')[] }>;
  calendars: string[];
}

export interface Rules {
  process: ProcessSnapshot;
  calendars: Record<string, CompiledCalendar>;
}
