import type { GuardedStep, RequiredField } from '../domain/process.ts';
import type {
  ClockName,
  DiagnosticStepKind,
  Level,
  PendingReason,
  Priority,
  Tier,
} from '../domain/ticket.ts';
import type { ApprovalDefinition } from './approvals.ts';
import type { CalendarDefinition } from './calendars/definition.ts';
import type { Condition, FixedNames } from './conditions.ts';
import type { Duration } from './durations.ts';
import type { Locale } from './locales.ts';
import type { NotificationRules } from './notifications/rules.ts';
import type { FieldsSet, RuleDefinition } from './rules/definition.ts';
import type { TaskDefinitions } from './tasks.ts';

export type LocalizedText = Readonly<Record<Locale, string>>;

/**
 * A process as its owner writes it. The keys of `groups`, `calendars`, `categories`, `services`,
 * `resolutionCodes`, `escalationReasons`, `textFacts` and `roles` are its names, and the skills that its categories need: naming one that is
 * not there does not type-check. `compileProcess` turns it into the data a ticket carries.
 */
export interface ProcessDefinition<
  Group extends string = string,
  Calendar extends string = string,
  Category extends string = string,
  Service extends string = string,
  Code extends string = string,
  Reason extends string = string,
  Fact extends string = string,
  Role extends string = string,
  Fields extends FieldDefinitions = FieldDefinitions,
  Approval extends string = string,
  Template extends string = string,
  Skill extends string = string,
  Task extends string = string,
> {
  /** In snake case, and for ever: tickets refer to it. */
  id: string;
  /** Grows by one with each change that reaches tickets. */
  version: number;
  title: LocalizedText;
  calendars: Record<Calendar, CalendarDefinition>;
  groups: Record<Group, GroupDefinition<NoInfer<Group>, NoInfer<Calendar>>>;
  /** Where a ticket goes that no category or rule sends elsewhere. */
  entryGroup: NoInfer<Group>;
  /** Whom rules tell besides groups and agents. Held by whoever is a member under that name. */
  roles?: Record<Role, { title: LocalizedText }>;
  categories: Record<Category, CategoryDefinition<NoInfer<Group>, Skill>>;
  /** Skills of agents that conditions ask about and no category needs. */
  skills?: readonly Skill[];
  services: Record<Service, { title: LocalizedText }>;
  /**
   * Literal words and phrases by the name of the fact they are evidence of. Found at intake, where
   * the text is, whatever the accents and capitals, as whole words.
   */
  textFacts?: Record<Fact, readonly string[]>;
  priorityMatrix: Record<Level, Record<Level, Priority>>;
  defaults: { impact: Level; urgency: Level };
  /** Applied in order when a ticket is opened; a later rule sees what an earlier one set. */
  triage?: readonly {
    name: string;
    when: Condition<
      NamesOf<
        NoInfer<Group>,
        NoInfer<Calendar>,
        NoInfer<Category>,
        NoInfer<Service>,
        NoInfer<Fact>,
        NoInfer<Fields>,
        NoInfer<Skill>
      >
    >;
    set: {
      category?: NoInfer<Category>;
      service?: NoInfer<Service>;
      group?: NoInfer<Group>;
      impact?: Level;
      urgency?: Level;
      priority?: Priority;
    };
  }[];
  /**
   * The first target of a clock whose condition holds applies, whatever changed the ticket: it is
   * looked up after each step. One that comes to hold late counts from when what it measures began
   * (the opening, the requester's message, the hand-off), without the pauses since; one that goes and
   * comes back goes on as if it had never gone. Tickets for which none holds are promised nothing.
   */
  targets: readonly TargetDefinition<
    NoInfer<Calendar>,
    NamesOf<
      NoInfer<Group>,
      NoInfer<Calendar>,
      NoInfer<Category>,
      NoInfer<Service>,
      NoInfer<Fact>,
      NoInfer<Fields>,
      NoInfer<Skill>
    >
  >[];
  /** When each clock warns: percents of its target, or support hours before it. */
  warnings: Partial<Record<ClockName, readonly WarningDefinition[]>>;
  escalationRules?: readonly {
    name: string;
    /** What people read where the rule has escalated; its name, as words, when absent. */
    title?: LocalizedText;
    clock: ClockName;
    /**
     * One of the clock's warnings, or 100 for the breach. The rule acts once per clock, as soon as
     * the percentage has passed and the condition holds, whichever comes first.
     */
    atPercent: number;
    when: Condition<
      NamesOf<
        NoInfer<Group>,
        NoInfer<Calendar>,
        NoInfer<Category>,
        NoInfer<Service>,
        NoInfer<Fact>,
        NoInfer<Fields>,
        NoInfer<Skill>
      >
    >;
    /** To more skill, or to this level of management. */
    escalate: 'functional' | { hierarchical: number };
    /** Who is told: the ticket's `assignee`, all of its `group`, a group by name, or a role. */
    notify?: readonly RecipientOf<NoInfer<Group>, NoInfer<Role>>[];
  }[];
  /**
   * What the process does by itself: on an event, a moment of a clock, so long in a state or the opening
   * of a calendar, when a condition holds, do something. By their names, which are in the histories.
   */
  rules?: Readonly<
    Record<
      string,
      RuleDefinition<{
        group: NoInfer<Group>;
        calendar: NoInfer<Calendar>;
        category: NoInfer<Category>;
        service: NoInfer<Service>;
        approval: RoleNameOf<NoInfer<Group>, NoInfer<Approval>>;
        template: RoleNameOf<NoInfer<Group>, NoInfer<Template>>;
        recipient: RecipientOf<NoInfer<Group>, NoInfer<Role>>;
        fields: FieldsSetOf<NoInfer<Group>, NoInfer<Fields>>;
        condition: NamesOf<
          NoInfer<Group>,
          NoInfer<Calendar>,
          NoInfer<Category>,
          NoInfer<Service>,
          NoInfer<Fact>,
          NoInfer<Fields>,
          NoInfer<Skill>
        >;
      }>
    >
  >;
  /**
   * Texts that rules add to tickets, read in the reader's language. What of a ticket they speak of stands
   * in braces: `{priority}`.
   */
  noteTemplates?: Record<Template, LocalizedText>;
  escalationReasons: Record<Reason, { title: LocalizedText }>;
  /**
   * What must have been done at a tier before a person may pass a ticket up from it: escalated, or
   * assigned to a group above. All that hold for a ticket count.
   */
  gates?: readonly {
    fromTier: Tier;
    /** Every ticket of the tier when absent. */
    when?: Condition<
      NamesOf<
        NoInfer<Group>,
        NoInfer<Calendar>,
        NoInfer<Category>,
        NoInfer<Service>,
        NoInfer<Fact>,
        NoInfer<Fields>,
        NoInfer<Skill>
      >
    >;
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
    when?: Condition<
      NamesOf<
        NoInfer<Group>,
        NoInfer<Calendar>,
        NoInfer<Category>,
        NoInfer<Service>,
        NoInfer<Fact>,
        NoInfer<Fields>,
        NoInfer<Skill>
      >
    >;
  }[];
  /**
   * What tickets are asked besides, in the order of the form. Where one is not shown it is not asked
   * for; what was said of it stays.
   */
  fields?: Fields &
    FieldConditions<
      NoInfer<Fields>,
      NamesOf<
        NoInfer<Group>,
        NoInfer<Calendar>,
        NoInfer<Category>,
        NoInfer<Service>,
        NoInfer<Fact>,
        NoInfer<Fields>,
        NoInfer<Skill>
      >
    >;
  /** Pieces of work that are added to tickets by name: by people, macros, rules and playbooks. */
  tasks?: TaskDefinitions<Task, NoInfer<Group>, NoInfer<Calendar>>;
  bounceLimit: number;
  onLapse: 'return' | 'tell';
  hierarchyLevels: number;
  /**
   * `approval` is for a ticket that waits for one of `approvals`: not decided within its limit, it
   * ends as that one says, `refusedAs`.
   */
  pending: Record<
    Exclude<PendingReason, 'approval'>,
    PendingDefinition<NoInfer<Calendar>, NoInfer<Code>>
  > & { approval?: WaitingDefinition<NoInfer<Calendar>> };
  /** What must be granted before anybody works on a ticket, in the order in which it is asked. */
  approvals?: readonly ApprovalDefinition<{
    approval: Approval;
    approvers: NoInfer<Group> | RoleNameOf<NoInfer<Group>, NoInfer<Role>>;
    code: NoInfer<Code>;
    field: FieldNameOf<NoInfer<Group>, NoInfer<Fields>>;
    personField: FieldNameOf<NoInfer<Group>, NoInfer<Fields>, 'person'>;
    numberField: FieldNameOf<NoInfer<Group>, NoInfer<Fields>, 'number'>;
    condition: NamesOf<
      NoInfer<Group>,
      NoInfer<Calendar>,
      NoInfer<Category>,
      NoInfer<Service>,
      NoInfer<Fact>,
      NoInfer<Fields>,
      NoInfer<Skill>
    >;
  }>[];
  /** Notifications of rules wait for these hours; without them they go out at once. */
  notificationHours?: NoInfer<Calendar>;
  /**
   * By which channels requesters and agents are told, by reason, where it is not as it is by default
   * (docs/processes.md has the table). Tickets do not carry it: as it is now, it is for all of them.
   */
  notifications?: NotificationRules;
  /** How long a ticket may wait for an agent, in its group's hours. */
  assignment: Duration;
  /** How long an open ticket may lie with nothing else due before somebody must look. */
  attention: { after: Duration; calendar: NoInfer<Calendar> };
  reopenWindow: { length: Duration; calendar: NoInfer<Calendar> };
  /** A requester's message on a resolved ticket reopens it. */
  messageReopens: boolean;
  /** An agent's public answer on a ticket that nobody has makes it theirs: so it is unless false. */
  answerTakesTicket?: boolean;
  survey: { expiresAfter: Duration; calendar: NoInfer<Calendar> } | null;
  resolutionCodes: Record<
    Code,
    { title: LocalizedText; requires?: readonly ('note' | 'rootCause' | 'article')[] }
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
    | { kind: 'choice'; options: Readonly<Record<string, { title: LocalizedText }>> }
    | { kind: 'number'; min?: number; max?: number; decimals?: number; unit?: LocalizedText }
    /** Days, `YYYY-MM-DD`. */
    | { kind: 'date'; min?: string; max?: string }
    | { kind: 'person' }
    | { kind: 'device' }
  );
export type FieldDefinitions = Readonly<Record<string, FieldDefinition>>;

/** The same fields, their conditions on names that the process has. */
type FieldConditions<Fields, Names extends string> = {
  readonly [Name in keyof Fields]: {
    shownWhen?: Condition<Names>;
    required?: { when?: Condition<Names> };
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

/** Where something else is wrong, any name will do, as with facts. */
type FieldNameOf<
  Group extends string,
  Fields,
  Kind extends FieldDefinition['kind'] = FieldDefinition['kind'],
> = string extends Group
  ? string
  : {
      [Name in keyof Fields & string]: Fields[Name] extends { kind: Kind } ? Name : never;
    }[keyof Fields & string];

export interface GroupDefinition<Group extends string, Calendar extends string> {
  title: LocalizedText;
  tier: Tier;
  calendar: Calendar;
  strategy?: 'least_loaded' | 'round_robin' | 'longest_idle';
  /** The group with more skill; absent at the top. */
  escalatesTo?: Group;
}

export interface CategoryDefinition<Group extends string, Skill extends string = string> {
  title: LocalizedText;
  group: Group;
  skills?: readonly Skill[];
  /** Where this category climbs, instead of where its group does. */
  escalation?: { 2?: Group; 3?: Group };
  runbook?: Readonly<Record<string, RunbookStep>>;
}

/** A percentage of the target, or minutes() or hours() before it. */
export type WarningDefinition = number | { beforeDue: Duration };

export interface RunbookStep {
  kind: DiagnosticStepKind;
  text: LocalizedText;
}

export interface TargetDefinition<Calendar extends string, Names extends string> {
  clock: ClockName;
  when: Condition<Names>;
  within: Duration;
  calendar: Calendar;
}

export interface WaitingDefinition<Calendar extends string> {
  title: LocalizedText;
  pauses: readonly ClockName[];
  reminders: readonly Duration[];
  /** After this long it ends by itself. */
  limit: Duration;
  calendar: Calendar;
}

export interface PendingDefinition<Calendar extends string, Code extends string>
  extends WaitingDefinition<Calendar> {
  /** How it ends after its limit. */
  atLimit: 'resume' | { resolve: Code };
}

/** As with facts below: where something else is wrong, any role will do. */
type RecipientOf<Group extends string, Role extends string> =
  | 'assignee'
  | 'group'
  | Group
  | RoleNameOf<Group, Role>;

type FieldsSetOf<Group extends string, Fields> = string extends Group ? object : FieldsSet<Fields>;

type RoleNameOf<Group extends string, Role extends string> = string extends Group ? string : Role;

type NamesOf<
  Group extends string,
  Calendar extends string,
  Category extends string,
  Service extends string,
  Fact extends string,
  Fields,
  Skill extends string,
> =
  | FixedNames
  | `group:${Group}`
  | `calendar:${Calendar}`
  | `category:${Category}`
  | `service:${Service}`
  // Where something else is wrong no names were found: then facts are any, as the others are.
  | `fact:${string extends Group ? string : Fact}`
  | `skill:${string extends Group ? string : Skill}`
  | (string extends Group
      ? `${'field' | 'option' | 'number' | 'date'}:${string}`
      : FieldNamesOf<Fields>);

/** Where a key stands that a process does not have: the value it was given is in the error. */
type NoSuchKey = 'a process has no such key';

export function defineProcess<
  Group extends string,
  Calendar extends string,
  Category extends string,
  Service extends string,
  Code extends string,
  Reason extends string,
  Fact extends string = never,
  Role extends string = never,
  Fields extends FieldDefinitions = Record<never, never>,
  Approval extends string = never,
  Template extends string = never,
  Skill extends string = never,
  Task extends string = never,
  Key extends string = never,
>(
  // By itself an unknown key would hide the names, and each condition would be wrong instead of it.
  definition: ProcessDefinition<
    Group,
    Calendar,
    Category,
    Service,
    Code,
    Reason,
    Fact,
    Role,
    Fields,
    Approval,
    Template,
    Skill,
    Task
  > & {
    [K in Key]?: K extends keyof ProcessDefinition ? unknown : NoSuchKey;
  },
): ProcessDefinition<
  Group,
  Calendar,
  Category,
  Service,
  Code,
  Reason,
  Fact,
  Role,
  Fields,
  Approval,
  Template,
  Skill,
  Task
> {
  return definition;
}

type TargetTable<Calendar extends string> = Record<
  Priority,
  { calendar: Calendar } & Partial<Record<ClockName, Duration>>
>;

/** Targets that depend on priority alone, written as the table people know. */
export function targetsByPriority<const Calendar extends string>(
  table: TargetTable<Calendar>,
): TargetDefinition<Calendar, `priority:${Priority}`>[] {
  const rows = Object.entries(table) as [Priority, TargetTable<Calendar>[Priority]][];
  return rows.flatMap(([priority, { calendar, ...promises }]) =>
    (Object.entries(promises) as [ClockName, Duration][]).map(([clock, within]) => ({
      clock,
      when: { field: 'priority', in: [priority] },
      within,
      calendar,
    })),
  );
}
