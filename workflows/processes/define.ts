import type { GuardedStep, RequiredField } from '../domain/process.ts';
import type { ownRecipients } from '../domain/recipients.ts';
import type { ClockKind, DiagnosticStepKind } from '../domain/ticket.ts';
import type { ApprovalDefinition } from './approvals.ts';
import type { CalendarDefinition } from './calendars/definition.ts';
import type { Condition, FixedNames } from './conditions.ts';
import type { Duration } from './durations.ts';
import type { Locale } from './locales.ts';
import type { NotificationRules } from './notifications/rules.ts';
import type { FieldsSet, RuleDefinition } from './rules/definition.ts';
import type { StandardLevel, StandardPriority, StandardTier } from './standard_words.ts';
import type { TaskDefinitions } from './tasks.ts';

export type LocalizedText = Readonly<Record<Locale, string>>;

/** Something of a process that people read by its title. */
export interface Titled {
  title: LocalizedText;
}

/** The names of a process, by what they are names of. */
export interface Names {
  tier: string;
  group: string;
  calendar: string;
  category: string;
  service: string;
  priority: string;
  impact: string;
  urgency: string;
  pending: string;
  link: string;
  code: string;
  reason: string;
  fact: string;
  role: string;
  approval: string;
  clock: string;
  template: string;
  skill: string;
  task: string;
  playbook: string;
  fields: FieldDefinitions;
}

/** A condition on names that the process has. */
type When<N extends Names> = Condition<NamesOf<N>>;

/**
 * A process as its owner writes it. The keys of `groups`, `calendars`, `categories`, `priorities` and
 * all that has titles are its names: naming one that is not there does not type-check, at the line
 * where it stands. `compileProcess` turns it into the data a ticket carries.
 */
export interface ProcessDefinition<N extends Names = Names> {
  /** In snake case, and for ever: tickets refer to it. */
  id: string;
  /** Grows by one with each change that reaches tickets. */
  version: number;
  title: LocalizedText;
  calendars: Record<N['calendar'], CalendarDefinition>;
  /** Most urgent first. P1 to P4, from critical to low, where a process has none of its own. */
  priorities?: Record<N['priority'], PriorityDefinition>;
  /** Highest first: high, medium and low, where a process has none of its own. So are `urgencies`. */
  impacts?: Record<N['impact'], LevelDefinition>;
  urgencies?: Record<N['urgency'], LevelDefinition>;
  /** The least skill first: a first, a second and a third line, where a process has none of its own. */
  tiers?: Record<N['tier'], Titled>;
  groups: Record<
    N['group'],
    GroupDefinition<NoInfer<N['group']>, NoInfer<N['calendar']>, NoInfer<N['tier']>>
  >;
  /** Where a ticket goes that no category or rule sends elsewhere. */
  entryGroup: NoInfer<N['group']>;
  /** Whom rules tell besides groups and agents. Held by whoever is a member under that name. */
  roles?: Record<N['role'], Titled>;
  categories: Record<
    N['category'],
    CategoryDefinition<NoInfer<N['group']>, N['skill'], NoInfer<N['tier']>>
  >;
  /** Skills of agents that conditions ask about and no category needs. */
  skills?: readonly N['skill'][];
  services: Record<N['service'], Titled & { description?: LocalizedText }>;
  /**
   * Literal words and phrases by the name of the fact they are evidence of. Found at intake, where
   * the text is, whatever the accents and capitals, as whole words.
   */
  textFacts?: Record<N['fact'], readonly string[]>;
  priorityMatrix: Record<
    NoInfer<N['impact']>,
    Record<NoInfer<N['urgency']>, NoInfer<N['priority']>>
  >;
  defaults: { impact: NoInfer<N['impact']>; urgency: NoInfer<N['urgency']> };
  /** Applied in order when a ticket is opened; a later rule sees what an earlier one set. */
  triage?: readonly {
    name: string;
    when: NoInfer<When<N>>;
    set: {
      category?: NoInfer<N['category']>;
      service?: NoInfer<N['service']>;
      group?: NoInfer<N['group']>;
      impact?: NoInfer<N['impact']>;
      urgency?: NoInfer<N['urgency']>;
      priority?: NoInfer<N['priority']>;
    };
  }[];
  /**
   * Clocks of its own, beside those that are called by what they measure: several of one kind, by contract
   * say, and `tier_work`, how long tickets may be at a tier. Each has targets, and runs where one of them holds.
   */
  clocks?: Record<N['clock'], ClockDefinition<NoInfer<N['tier']>>>;
  /**
   * The first target of a clock whose condition holds applies, whatever changed the ticket: it is
   * looked up after each step. One that comes to hold late counts from when what it measures began
   * (the opening, the requester's message, the hand-off), without the pauses since; one that goes and
   * comes back goes on as if it had never gone. Tickets for which none holds are promised nothing.
   */
  targets: readonly NoInfer<TargetDefinition<N>>[];
  /** When each clock warns: percents of its target, or support hours before it. */
  warnings: Partial<Record<NoInfer<ClockOf<N>>, readonly WarningDefinition[]>>;
  escalationRules?: readonly {
    name: string;
    /** What people read where the rule has escalated; its name, as words, when absent. */
    title?: LocalizedText;
    clock: NoInfer<ClockOf<N>>;
    /**
     * One of the clock's warnings, or 100 for the breach. The rule acts once per clock, as soon as
     * the percentage has passed and the condition holds, whichever comes first.
     */
    atPercent: number;
    when: NoInfer<When<N>>;
    /** To more skill, or to this level of management. */
    escalate: 'functional' | { hierarchical: number };
    /** Who is told, as in `notify` of `rules`. */
    notify?: readonly (OwnRecipient | NoInfer<GroupOrRole<N>>)[];
  }[];
  /**
   * What the process does by itself: on an event, a moment of a clock, so long in a state or the opening
   * of a calendar, when a condition holds, do something. By their names, which are in the histories.
   */
  rules?: Readonly<
    Record<
      string,
      RuleDefinition<{
        group: NoInfer<N['group']>;
        calendar: NoInfer<N['calendar']>;
        category: NoInfer<N['category']>;
        service: NoInfer<N['service']>;
        priority: NoInfer<Known<N, N['priority']>>;
        impact: NoInfer<Known<N, N['impact']>>;
        urgency: NoInfer<Known<N, N['urgency']>>;
        pending: NoInfer<Exclude<N['pending'], 'approval'>>;
        approval: NoInfer<Known<N, N['approval']>>;
        clock: NoInfer<ClockOf<N>>;
        template: NoInfer<Known<N, N['template']>>;
        task: NoInfer<Known<N, N['task']>>;
        link: 'related' | 'parent' | 'child' | NoInfer<Known<N, N['link']>>;
        playbook: NoInfer<Known<N, N['playbook']>>;
        recipient: OwnRecipient | NoInfer<GroupOrRole<N>>;
        fields: string extends N['group'] ? object : FieldsSet<NoInfer<N['fields']>>;
        condition: NoInfer<NamesOf<N>>;
      }>
    >
  >;
  /**
   * Texts that rules add to tickets, read in the reader's language. What of a ticket they speak of stands
   * in braces: `{priority}`.
   */
  noteTemplates?: Record<N['template'], LocalizedText>;
  escalationReasons: Record<N['reason'], Titled>;
  /**
   * Kinds of links between tickets, beside those that the desk needs: what the other ticket is to this
   * one, and which kind that makes this one to the other.
   */
  links?: Record<N['link'], LinkDefinition<NoInfer<N['link']>>>;
  /**
   * What must have been done at a tier before a person may pass a ticket up from it: escalated, or
   * assigned to a group above. All that hold for a ticket count.
   */
  gates?: readonly {
    fromTier: NoInfer<N['tier']>;
    /** Every ticket of the tier when absent. */
    when?: NoInfer<When<N>>;
    /** How many diagnostic steps of each kind, of whatever they were. */
    requires?: Partial<Record<DiagnosticStepKind, number>>;
    /**
     * Steps of the runbook of the ticket's category, by name, or `all` of them. A category is asked
     * for those that its own runbook has.
     */
    runbook?: 'all' | readonly string[];
  }[];
  /** What must be known of a ticket before an agent takes a step with it. */
  requiredFields?: readonly {
    before: readonly GuardedStep[];
    fields: readonly RequiredField[];
    /** Every ticket when absent. */
    when?: NoInfer<When<N>>;
  }[];
  /**
   * What tickets are asked besides, in the order of the form. Where one is not shown it is not asked
   * for; what was said of it stays.
   */
  fields?: N['fields'] & FieldConditions<NoInfer<N['fields']>, NoInfer<NamesOf<N>>>;
  /** Pieces of work that are added to tickets by name: by people, macros, rules and playbooks. */
  tasks?: TaskDefinitions<N['task'], NoInfer<N['group']>, NoInfer<N['calendar']>>;
  /** Playbooks of the desk that rules begin, by their names. */
  playbooks?: readonly N['playbook'][];
  bounceLimit: number;
  onLapse: 'return' | 'tell';
  hierarchyLevels: number;
  /**
   * `approval` is for a ticket that waits for one of `approvals`: not decided within its limit, it
   * ends as that one says, `refusedAs`.
   */
  pending: {
    [Reason in N['pending']]: Reason extends 'approval'
      ? WaitingDefinition<NoInfer<N['calendar']>, NoInfer<ClockOf<N>>>
      : PendingDefinition<NoInfer<N['calendar']>, NoInfer<N['code']>, NoInfer<ClockOf<N>>>;
  };
  /** What must be granted before anybody works on a ticket, in the order in which it is asked. */
  approvals?: readonly ApprovalDefinition<{
    approval: N['approval'];
    approvers: NoInfer<GroupOrRole<N>>;
    code: NoInfer<N['code']>;
    field: NoInfer<FieldNameOf<N>>;
    personField: NoInfer<FieldNameOf<N, 'person'>>;
    numberField: NoInfer<FieldNameOf<N, 'number'>>;
    condition: NoInfer<NamesOf<N>>;
  }>[];
  /** Notifications of rules wait for these hours; without them they go out at once. */
  notificationHours?: NoInfer<N['calendar']>;
  /**
   * By which channels requesters and agents are told, by reason, where it is not as it is by default
   * (docs/processes.md has the table). Tickets do not carry it: as it is now, it is for all of them.
   */
  notifications?: NotificationRules;
  /** How long a ticket may wait for an agent, in its group's hours. */
  assignment: Duration;
  /** How long an open ticket may lie with nothing else due before somebody must look. */
  attention: { after: Duration; calendar: NoInfer<N['calendar']> };
  reopenWindow: { length: Duration; calendar: NoInfer<N['calendar']> };
  /** A requester's message on a resolved ticket reopens it. */
  messageReopens: boolean;
  /** An agent's public answer on a ticket that nobody has makes it theirs: so it is unless false. */
  answerTakesTicket?: boolean;
  survey: { expiresAfter: Duration; calendar: NoInfer<N['calendar']> } | null;
  resolutionCodes: Record<
    N['code'],
    Titled & { requires?: readonly ('note' | 'rootCause' | 'article')[] }
  >;
}

interface AnyField {
  title: LocalizedText;
  /** Below the field: what to write, and what for. */
  hint?: LocalizedText;
  /**
   * Of which tickets it is asked: always, where absent. It reads what is known when a form is filled
   * in: type, channel, category, service, impact, urgency, the requester's tier and fields before it.
   */
  shownWhen?: Condition;
  /** At the opening of a ticket by a form, or before an agent takes a step; while it is shown. */
  required?: { at?: 'opening'; before?: readonly GuardedStep[]; when?: Condition };
}

/** A field of the process, by its kind. */
export type FieldDefinition = AnyField &
  (
    | { kind: 'text'; maxLength?: number; lines?: 'one' | 'many' }
    | { kind: 'choice'; options: Readonly<Record<string, Titled>> }
    | { kind: 'number'; min?: number; max?: number; decimals?: number; unit?: LocalizedText }
    /** Days, `YYYY-MM-DD`. */
    | { kind: 'date'; min?: string; max?: string }
    | { kind: 'person' }
    | { kind: 'device' }
  );
export type FieldDefinitions = Readonly<Record<string, FieldDefinition>>;

/** The same fields, their conditions on names that the process has. */
type FieldConditions<Fields, Name extends string> = {
  readonly [Field in keyof Fields]: {
    shownWhen?: Condition<Name>;
    required?: { when?: Condition<Name> };
  };
};

type FieldNamesOf<Fields> = {
  [Name in keyof Fields & string]:
    | `field:${Name}`
    | (Fields[Name] extends { kind: 'choice'; options: infer Options }
        ? `option:${Name}.${keyof Options & string}`
        : never)
    | (Fields[Name] extends { kind: infer Kind extends 'number' | 'date' }
        ? `${Kind}:${Name}`
        : never);
}[keyof Fields & string];

/**
 * Names that a process may be without. Where something else is wrong, none of its names were found, and
 * any will do: then that alone is red, and not each line that names one of these.
 */
type Known<N extends Names, Name extends string> = string extends N['group'] ? string : Name;

type FieldNameOf<
  N extends Names,
  Kind extends FieldDefinition['kind'] = FieldDefinition['kind'],
  Fields = N['fields'],
> = Known<
  N,
  {
    [Name in keyof Fields & string]: Fields[Name] extends { kind: Kind } ? Name : never;
  }[keyof Fields & string]
>;

/** An impact or an urgency. */
export interface LevelDefinition extends Titled {
  /** What whoever reports something reads for it: its title, where absent. */
  plainTitle?: LocalizedText;
}

export interface LinkDefinition<Link extends string = string> extends Titled {
  inverse: Link;
}

export interface PriorityDefinition extends Titled {
  /** Tickets of this priority are promised nothing: no target may apply to them. */
  promise?: false;
}

export interface GroupDefinition<
  Group extends string,
  Calendar extends string,
  Tier extends string = string,
> {
  title: LocalizedText;
  tier: Tier;
  calendar: Calendar;
  strategy?: 'least_loaded' | 'round_robin' | 'longest_idle';
  /** The group with more skill; absent at the top. */
  escalatesTo?: Group;
}

export interface CategoryDefinition<
  Group extends string,
  Skill extends string = string,
  Tier extends string = string,
> {
  title: LocalizedText;
  /** For the catalogue: what is asked for under it. */
  description?: LocalizedText;
  group: Group;
  skills?: readonly Skill[];
  /** Where this category climbs from the tier below, instead of where its group does. */
  escalation?: Partial<Record<Tier, Group>>;
  runbook?: Readonly<Record<string, RunbookStep>>;
}

/** Whom rules tell of the ticket's own people. */
type OwnRecipient = (typeof ownRecipients)[number];

/** What a clock measures; of `tier_work`, at which tier. */
export type ClockDefinition<Tier extends string = string> = Titled &
  ({ measures: UsualClock } | { measures: 'tier_work'; tier: Tier });

/** A clock that every process has, by what it measures. */
export type UsualClock = Exclude<ClockKind, 'tier_work'>;

type ClockOf<N extends Names> = UsualClock | Known<N, N['clock']>;

/** A percentage of the target, or minutes() or hours() before it. */
export type WarningDefinition = number | { beforeDue: Duration };

export interface RunbookStep {
  kind: DiagnosticStepKind;
  text: LocalizedText;
}

/** A promise of one clock, or a table of promises by priority. */
export type TargetDefinition<N extends Names = Names> = OneTarget<N> | TargetTable<N>;

interface OneTarget<N extends Names> {
  clock: ClockOf<N>;
  when: When<N>;
  within: Duration;
  calendar: N['calendar'];
  byPriority?: undefined;
}

/** Of each clock how soon by priority: `resolution: { p1: hours(4), p2: hours(8) }`. */
export interface TargetTable<N extends Names = Names> {
  /** Every ticket when absent. */
  when?: When<N>;
  /** Of all of them, or of each priority. */
  calendar: N['calendar'] | Partial<Record<N['priority'], N['calendar']>>;
  byPriority: Partial<Record<ClockOf<N>, Partial<Record<N['priority'], Duration>>>>;
  clock?: undefined;
}

export interface WaitingDefinition<Calendar extends string, Clock extends string = string> {
  title: LocalizedText;
  /** The clocks that it pauses: none where absent. */
  pauses?: readonly Clock[];
  /** When whoever is waited for is reminded: never, where absent. */
  reminders?: readonly Duration[];
  /** After this long it ends by itself. */
  limit: Duration;
  calendar: Calendar;
}

export interface PendingDefinition<
  Calendar extends string,
  Code extends string,
  Clock extends string = string,
> extends WaitingDefinition<Calendar, Clock> {
  /** How it ends after its limit: the ticket is resumed, where absent. */
  atLimit?: 'resume' | { resolve: Code };
  /** The requester is waited for: their next message ends it. */
  endsOn?: 'requester_message';
}

type GroupOrRole<N extends Names> = N['group'] | Known<N, N['role']>;

export type NamesOf<N extends Names> =
  | FixedNames
  | `tier:${Known<N, N['tier']>}`
  | `group:${N['group']}`
  | `calendar:${N['calendar']}`
  | `category:${N['category']}`
  | `service:${N['service']}`
  | `priority:${Known<N, N['priority']>}`
  | `impact:${Known<N, N['impact']>}`
  | `urgency:${Known<N, N['urgency']>}`
  | `fact:${Known<N, N['fact']>}`
  | `skill:${Known<N, N['skill']>}`
  | (string extends N['group']
      ? `${'field' | 'option' | 'number' | 'date'}:${string}`
      : FieldNamesOf<N['fields']>);

/** Where a key stands that a process does not have: the value it was given is in the error. */
type NoSuchKey = 'a process has no such key';

export function defineProcess<
  Group extends string,
  Calendar extends string,
  Category extends string,
  Service extends string,
  Code extends string,
  Reason extends string,
  Pending extends string,
  Tier extends string = StandardTier,
  Priority extends string = StandardPriority,
  Impact extends string = StandardLevel,
  Urgency extends string = StandardLevel,
  Link extends string = never,
  Fact extends string = never,
  Role extends string = never,
  Fields extends FieldDefinitions = Record<never, never>,
  Approval extends string = never,
  Template extends string = never,
  Skill extends string = never,
  Task extends string = never,
  Playbook extends string = never,
  Clock extends string = never,
  Key extends string = never,
>(
  // By itself an unknown key would hide the names, and each condition would be wrong instead of it.
  definition: ProcessDefinition<{
    tier: Tier;
    group: Group;
    calendar: Calendar;
    category: Category;
    service: Service;
    priority: Priority;
    impact: Impact;
    urgency: Urgency;
    pending: Pending;
    link: Link;
    code: Code;
    reason: Reason;
    fact: Fact;
    role: Role;
    approval: Approval;
    clock: Clock;
    template: Template;
    skill: Skill;
    task: Task;
    playbook: Playbook;
    fields: Fields;
  }> & {
    [K in Key]?: K extends keyof ProcessDefinition ? unknown : NoSuchKey;
  },
): ProcessDefinition<{
  tier: Tier;
  group: Group;
  calendar: Calendar;
  category: Category;
  service: Service;
  priority: Priority;
  impact: Impact;
  urgency: Urgency;
  pending: Pending;
  link: Link;
  code: Code;
  reason: Reason;
  fact: Fact;
  role: Role;
  clock: Clock;
  approval: Approval;
  template: Template;
  skill: Skill;
  task: Task;
  playbook: Playbook;
  fields: Fields;
}> {
  return definition;
}
