import type {
  CompiledField,
  EscalationRule,
  PendingRule,
  ProcessClock,
  ProcessSnapshot,
  ProcessWarning,
  ServiceLevelTarget,
  SupportGroup,
} from '../domain/process.ts';
import { type DiagnosticStepKind, fieldTextUsual } from '../domain/ticket.ts';
import type { CalendarDefinition } from './calendars/definition.ts';
import { canonicalJson, hashOf } from './canonical_json.ts';
import { compileApproval } from './compile_approval.ts';
import { always, type TierAndAbove } from './conditions.ts';
import type {
  ClockDefinition,
  FieldDefinition,
  PendingDefinition,
  ProcessDefinition,
  WaitingDefinition,
  WarningDefinition,
} from './define.ts';
import { ProcessDefinitionError } from './definitions/error.ts';
import { definitionProblems } from './definitions/problems.ts';
import { type Duration, minutesOf } from './durations.ts';
import { impactsOf, namesOf, prioritiesOf, tiersOf, urgenciesOf } from './own_words.ts';
import { compileRules } from './rules/rules.ts';
import { targetRows } from './target_rows.ts';
import { compileTask } from './tasks.ts';

/**
 * The data a ticket carries for its whole life. Equal definitions give equal hashes.
 *
 * @param file where the definition is written, for the error
 * @throws ProcessDefinitionError with everything that is wrong.
 */
export function compileProcess(definition: ProcessDefinition, file?: string): ProcessSnapshot {
  const problems = definitionProblems(definition);
  if (problems.length > 0) throw new ProcessDefinitionError(definition.id, problems, file);
  const tiers = namesOf(tiersOf(definition));
  const body = spelledOut(snapshotBody(definition, tiers), tiers);
  return JSON.parse(canonicalJson({ ...body, hash: hashOf(body) })) as ProcessSnapshot;
}

/** The hash a snapshot should have: over everything in it but the hash itself. */
export function snapshotHash(snapshot: ProcessSnapshot): string {
  const { hash: _, ...body } = snapshot;
  return hashOf(body);
}

/** Conditions on a tier and those above name each of them. */
function spelledOut<Part>(part: Part, tiers: readonly string[]): Part {
  if (typeof part !== 'object' || part === null) return part;
  if (Array.isArray(part)) return part.map((one) => spelledOut(one, tiers)) as Part;
  if (isTierAndAbove(part)) {
    return { field: part.field, in: tiers.slice(tiers.indexOf(part.in[0])) } as Part;
  }
  return mapValues(part as Record<string, unknown>, (one) => spelledOut(one, tiers)) as Part;
}

function isTierAndAbove(part: object): part is TierAndAbove {
  return 'andAbove' in part;
}

function snapshotBody(
  definition: ProcessDefinition,
  tiers: string[],
): Omit<ProcessSnapshot, 'hash'> {
  const length = (duration: Duration, calendar: string) =>
    minutesOf(duration, definition.calendars[calendar] as CalendarDefinition);
  const { attention, reopenWindow, survey } = definition;
  return {
    id: definition.id,
    version: definition.version,
    engine: 1,
    tiers,
    groups: mapValues(definition.groups, (group) => compileGroup(group, tiers)),
    entryGroup: definition.entryGroup,
    categories: mapValues(definition.categories, (category) => ({
      group: category.group,
      skills: [...(category.skills ?? [])],
      escalation: withoutAbsent<string>(category.escalation ?? {}),
      runbook: Object.keys(category.runbook ?? {}),
    })),
    services: Object.keys(definition.services),
    ...compilePriorities(definition),
    defaults: definition.defaults,
    triage: [...(definition.triage ?? [])],
    ...(definition.clocks && { clocks: Object.entries(definition.clocks).map(compileClock) }),
    targets: targetRows(definition).map(
      ({ clock, when, within, calendar }): ServiceLevelTarget => ({
        clock,
        when,
        targetMinutes: length(within, calendar),
        calendar,
      }),
    ),
    warnings: entries(definition.warnings).flatMap(([clock, percents]) =>
      (percents ?? []).map((warning) => compileWarning(clock, warning)),
    ),
    escalationRules: (definition.escalationRules ?? []).map(compileEscalationRule),
    ...(definition.rules && { rules: compileRules(definition) }),
    escalationReasons: Object.keys(definition.escalationReasons),
    gates: (definition.gates ?? []).map(({ fromTier, when, requires = {}, runbook }) => ({
      fromTier,
      ...(when && { when }),
      requires: (Object.entries(requires) as [DiagnosticStepKind, number][]).map(([kind, min]) => ({
        kind,
        min,
      })),
      ...(runbook && { runbook: runbook === 'all' ? runbook : [...runbook] }),
    })),
    ...(definition.requiredFields && {
      requiredFields: definition.requiredFields.map(({ before, fields, when = always }) => ({
        before: [...before],
        fields: [...fields],
        when,
      })),
    }),
    ...(definition.fields && {
      fields: Object.fromEntries(
        Object.entries(definition.fields).map(([name, field], position) => [
          name,
          compileField(field, position),
        ]),
      ),
    }),
    ...(definition.tasks && {
      tasks: mapValues(definition.tasks, (task) =>
        compileTask(task, length, (group) => hoursOf(definition, group), compileField),
      ),
    }),
    bounceLimit: definition.bounceLimit,
    onLapse: definition.onLapse,
    hierarchyLevels: definition.hierarchyLevels,
    pending: mapValues(withoutAbsent(definition.pending), (rule, reason) =>
      compilePending(rule, length, reason),
    ),
    ...(definition.links && { links: mapValues(definition.links, ({ inverse }) => inverse) }),
    ...(definition.approvals && {
      approvals: definition.approvals.map((approval) =>
        compileApproval(approval, definition.pending.approval, length),
      ),
    }),
    ...(definition.notificationHours && { notificationCalendar: definition.notificationHours }),
    assignmentMinutes: length(definition.assignment, hoursOf(definition, definition.entryGroup)),
    attention: {
      minutes: length(attention.after, attention.calendar),
      calendar: attention.calendar,
    },
    reopenWindow: {
      minutes: length(reopenWindow.length, reopenWindow.calendar),
      calendar: reopenWindow.calendar,
    },
    messageReopens: definition.messageReopens,
    ...(definition.answerTakesTicket === false && { answerTakesTicket: false as const }),
    survey: survey && {
      expiresMinutes: length(survey.expiresAfter, survey.calendar),
      calendar: survey.calendar,
    },
    resolutionCodes: mapValues(definition.resolutionCodes, ({ requires }) => ({
      requires: [...(requires ?? [])],
    })),
    calendars: Object.keys(definition.calendars),
  };
}

function hoursOf({ groups }: ProcessDefinition, group: string): string {
  return (groups[group] as { calendar: string }).calendar;
}

function compilePriorities(definition: ProcessDefinition) {
  const priorities = prioritiesOf(definition);
  const unpromised = namesOf(priorities.filter(({ isPromised }) => !isPromised));
  return {
    priorities: namesOf(priorities),
    ...(unpromised.length > 0 && { unpromised }),
    impacts: namesOf(impactsOf(definition)),
    urgencies: namesOf(urgenciesOf(definition)),
    priorityMatrix: definition.priorityMatrix,
  };
}

/** Of its words the snapshot has none. */
function compileField(field: FieldDefinition, position: number): CompiledField {
  const { shownWhen, required } = field;
  return {
    position,
    ...(shownWhen && { shownWhen }),
    ...(required && {
      required: { ...required, ...(required.before && { before: [...required.before] }) },
    }),
    ...compileKind(field),
  } as CompiledField;
}

function compileKind(field: FieldDefinition) {
  switch (field.kind) {
    case 'text': {
      const { kind, maxLength = fieldTextUsual, lines = 'one' } = field;
      return { kind, maxLength, lines };
    }
    case 'choice':
      return { kind: field.kind, options: Object.keys(field.options) };
    case 'number': {
      const { kind, min, max, decimals = 0 } = field;
      return { kind, min, max, decimals };
    }
    case 'date': {
      const { kind, min, max } = field;
      return { kind, min, max };
    }
    default:
      return { kind: field.kind };
  }
}

function compileClock([name, clock]: [string, ClockDefinition]): ProcessClock {
  const { measures } = clock;
  return { name, measures, ...(measures === 'tier_work' && { tier: clock.tier }) };
}

function compileWarning(clock: string, warning: WarningDefinition): ProcessWarning {
  if (typeof warning === 'number') return { clock, percent: warning };
  return { clock, beforeMinutes: minutesOf(warning.beforeDue, 'always') };
}

type AnyWait = WaitingDefinition<string> & Partial<PendingDefinition<string, string>>;
type LengthIn = (duration: Duration, calendar: string) => number;

function compilePending(
  { pauses = [], reminders = [], limit, calendar, atLimit = 'resume', endsOn }: AnyWait,
  length: LengthIn,
  reason: string,
): PendingRule {
  return {
    pauses: [...pauses],
    reminderMinutes: reminders.map((reminder) => length(reminder, calendar)),
    limitMinutes: length(limit, calendar),
    calendar,
    ...(reason !== 'approval' && { then: atLimit }),
    ...(endsOn && { endsOn }),
  };
}

function compileGroup(
  group: ProcessDefinition['groups'][string],
  tiers: readonly string[],
): SupportGroup {
  return {
    tier: tiers.indexOf(group.tier) + 1,
    calendar: group.calendar,
    strategy: group.strategy ?? 'least_loaded',
    escalatesTo: group.escalatesTo ?? null,
  };
}

function compileEscalationRule(
  rule: NonNullable<ProcessDefinition['escalationRules']>[number],
): EscalationRule {
  const { name, clock, atPercent, when, escalate, notify } = rule;
  const then = escalate === 'functional' ? ({ functional: true } as const) : escalate;
  return { name, clock, atPercent, when, then, ...(notify && { notify: [...notify] }) };
}

/** `approval: undefined` says no more than nothing. */
function withoutAbsent<V>(record: Readonly<Record<string, V | undefined>>): Record<string, V> {
  return Object.fromEntries(
    Object.entries(record).filter((entry): entry is [string, V] => entry[1] !== undefined),
  );
}

function mapValues<K extends string, V, W>(
  record: Readonly<Record<K, V>>,
  change: (value: V, key: string) => W,
): Record<K, W> {
  return Object.fromEntries(
    Object.entries<V>(record).map(([key, value]) => [key, change(value, key)]),
  ) as Record<K, W>;
}

function entries<V>(record: Partial<Record<string, V>>): [string, V | undefined][] {
  return Object.entries(record);
}
