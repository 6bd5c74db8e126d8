import path from 'node:path';
import type {
  Expression,
  HandOffGate,
  ProcessSnapshot,
  ProcessWarning,
  RequiredFields,
  SupportGroup,
} from '../../domain/process.ts';
import { tierName } from '../../domain/tiers.ts';
import { closedDays } from '../calendars/compiler.ts';
import type { CalendarDefinition } from '../calendars/definition.ts';
import { canonicalJson } from '../canonical_json.ts';
import type { FieldDefinition, ProcessDefinition } from '../define.ts';
import { allRules } from '../notifications/words.ts';
import { impactsOf, type OwnWord, prioritiesOf, tiersOf, urgenciesOf } from '../own_words.ts';
import { conditionWords, minutesWords } from '../process_words.ts';
import { titlesOfRules } from '../rule_titles.ts';
import { taskTexts } from '../tasks.ts';
import { type Difference, deepDifference, type Grain } from './deep_difference.ts';
import { renamedStep, wordsFor } from './words.ts';

/** A process to compare. A compiled snapshot has no hours, titles or texts of its own. */
export interface ComparedProcess {
  snapshot: ProcessSnapshot;
  definition?: ProcessDefinition;
}

export interface DiffLine extends Difference {
  /** What changes, in words; the path with old and new value where there are no words for it. */
  text: string;
  /** False where the text is no more than the path. */
  isWorded: boolean;
}

export interface ProcessDiff {
  lines: DiffLine[];
  /** False where a side is a snapshot: then hours, titles, texts and text facts are unknown. */
  hasDefinitions: boolean;
}

/**
 * Everything that changes from one process to another, the version first. Nothing is left out: each difference of the compiled forms is one line, and so is each of hours, titles,
 * texts and text facts where both sides have them. Equal processes have no lines.
 */
export function diffProcesses(before: ComparedProcess, after: ComparedProcess): ProcessDiff {
  const hasDefinitions = before.definition !== undefined && after.definition !== undefined;
  const [left, right] = [before, after].map(({ snapshot, definition }) =>
    comparable(snapshot, hasDefinitions ? definition : undefined),
  );
  const differences = deepDifference(left, right, grain);
  const lines = [...differences, ...renamedCalendars(differences)].map((difference): DiffLine => {
    const words = unlessMalformed(() => wordsFor(difference));
    return { ...difference, text: words ?? rawText(difference), isWorded: words !== undefined };
  });
  return { lines, hasDefinitions };
}

/** Hours that are gone and are there again under another name: to open tickets they are others. */
function renamedCalendars(differences: Difference[]): Difference[] {
  const whole = differences.filter(({ path }) => path[0] === 'calendars' && path.length === 2);
  const gone = whole.filter(({ before, after }) => isHours(before) && after === undefined);
  const added = whole.filter(({ before, after }) => before === undefined && isHours(after));
  return gone.flatMap(({ path: [, before], before: hours }) =>
    added
      .filter(({ after }) => canonicalJson(after) === canonicalJson(hours))
      .map(({ path: [, after] }) => ({ path: ['calendars', renamedStep], before, after })),
  );
}

/** A compiled snapshot has the names of its calendars only. */
function isHours(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/** A snapshot edited by hand may lack what is read of it: then paths must do, without words. */
function unlessMalformed<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** The compiled form, and of the definition what did not go into it. */
function comparable(
  { hash: _, id, version, ...rest }: ProcessSnapshot,
  definition: ProcessDefinition | undefined,
): object {
  // By its name: another tier below it is no change of a group.
  const byName = ({ tier, ...group }: SupportGroup) => {
    return { ...group, tier: tierName(rest, tier) ?? tier };
  };
  const groups = unlessMalformed(() => mapRecord(rest.groups, byName)) ?? rest.groups;
  const snapshot = { id, version, ...rest, groups };
  if (!definition) return snapshot;
  const { title, textFacts } = definition;
  const calendars = mapRecord(definition.calendars, withClosures);
  const notifications = allRules(definition);
  return { ...snapshot, title, calendars, textFacts, notifications, texts: textsOf(definition) };
}

/** What a file of holidays says, and not only where it lies. */
function withClosures(hours: CalendarDefinition): CalendarDefinition | object {
  if (hours === 'always' || !hours.holidays || !('ics' in hours.holidays)) return hours;
  const { ics, ...place } = hours.holidays;
  const holidays = { ...place, ics: path.basename(ics), closes: closedDays(hours) };
  return { ...hours, holidays };
}

function textsOf(definition: ProcessDefinition): object {
  const { groups, categories, services, resolutionCodes, escalationReasons } = definition;
  const titles = { groups, categories, services, resolutionCodes, escalationReasons };
  const fields = definition.fields ?? {};
  return {
    ...mapRecord(titles, (items) => mapRecord(items, ({ title }) => title)),
    tiers: titlesOf(tiersOf(definition)),
    clocks: mapRecord(definition.clocks ?? {}, ({ title }) => title),
    priorities: titlesOf(prioritiesOf(definition)),
    impacts: titlesOf(impactsOf(definition)),
    urgencies: titlesOf(urgenciesOf(definition)),
    pending: mapRecord(definition.pending, ({ title }) => title),
    approvals: Object.fromEntries((definition.approvals ?? []).map((one) => [one.name, one.title])),
    escalationRules: mapRecord(titlesOfRules(definition), ({ title }) => title),
    noteTemplates: definition.noteTemplates ?? {},
    fields: mapRecord(fields, fieldTexts),
    tasks: mapRecord(definition.tasks ?? {}, (task) => taskTexts(task, fieldTexts)),
    runbooks: mapRecord(categories, ({ runbook }) => runbook ?? {}),
  };
}

function titlesOf(words: readonly OwnWord[]): Record<string, object> {
  return Object.fromEntries(words.map(({ id, title }) => [id, title]));
}

/** What people read of a field: the snapshot has none of it. */
function fieldTexts(field: FieldDefinition): object {
  const { title, hint } = field;
  return {
    title,
    ...(hint && { hint }),
    ...(field.kind === 'number' && field.unit && { unit: field.unit }),
    ...(field.kind === 'choice' && { options: mapRecord(field.options, (one) => one.title) }),
  };
}

function mapRecord<V, W>(
  record: { readonly [key: string]: V },
  change: (value: V) => W,
): Record<string, W> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

const namedLists: readonly string[] = ['clocks', 'triage', 'escalationRules', 'rules', 'approvals'];

const grain: Grain = {
  keyOf: (path, item) => unlessMalformed(() => keyOf(path, item)),
  isWhole(path) {
    const last = path.at(-1);
    const isOfHours = path[0] === 'calendars' && path.length === 4;
    return (
      last === 'when' ||
      last === 'shownWhen' ||
      last === 'then' ||
      last === 'wait' ||
      last === 'next' ||
      isOfHours ||
      (path[0] === 'tasks' && path.length === 3) ||
      (path[0] === 'texts' && path[1] === 'tasks' && path.length === 4) ||
      (path[0] === 'rules' && path.length === 3) ||
      (path[0] === 'notifications' && path.length === 3) ||
      path.join('.') === 'survey'
    );
  },
};

function keyOf(path: readonly string[], item: unknown): string | undefined {
  if (typeof item === 'string' || typeof item === 'number') return String(item);
  const [list, , part] = path;
  const one = item as Record<string, unknown>;
  if (path.length === 1 && namedLists.includes(list as string)) return text(one.name);
  if (list === 'targets') return `${one.clock} for ${conditionWords(one.when as Expression)}`;
  if (list === 'warnings') return warningKey(item as ProcessWarning);
  if (list === 'requiredFields' && path.length === 1) return requiredKey(item as RequiredFields);
  if (list === 'gates') return part === 'requires' ? text(one.kind) : gateKey(item as HandOffGate);
  return undefined;
}

function warningKey(warning: ProcessWarning): string {
  if ('percent' in warning) return `${warning.clock} at ${warning.percent} %`;
  return `${warning.clock} ${minutesWords(warning.beforeMinutes)} before it is due`;
}

function gateKey({ fromTier, when }: HandOffGate): string {
  return when === undefined ? fromTier : `${fromTier} for ${conditionWords(when)}`;
}

function requiredKey({ before, when }: RequiredFields): string {
  return `${before.join(' and ')} for ${conditionWords(when)}`;
}

function text(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : String(value);
}

function rawText({ path, before, after }: Difference): string {
  const shown = (value: unknown) => (value === undefined ? 'nothing' : JSON.stringify(value));
  return `${path.join('.')}: ${shown(before)} → ${shown(after)}`;
}
