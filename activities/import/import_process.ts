import { dayMs } from '../../workflows/domain/durations.ts';
import type { ProcessSnapshot, Rules } from '../../workflows/domain/process.ts';
import { compileProcess } from '../../workflows/processes/compile.ts';
import { type HistoryNames, historyProcess } from '../../workflows/processes/history.ts';
import { compileCalendars, definitionOf } from '../../workflows/processes/index.ts';
import type { Mapping } from './mapping.ts';
import type { LogCase, LogRow } from './read_log.ts';

/** A day after the last row, so that its own deadlines have their calendars. */
const marginMs = dayMs;
/** Deadlines of a history lie a century ahead; its calendar never closes, so this costs nothing. */
const historyEnd = Date.UTC(2300, 0);

/** The rules a log's tickets are replayed under, and the log's words as keys of that process. */
export interface ImportProcess {
  rules: Rules;
  /** The code of a resolution whose step names none. */
  defaultCode: string;
}

/** A word of a log as a key of a process: “Réseau / Wi-Fi” → `reseau_wi_fi`. */
export function keyOf(word: string): string {
  const plain = word.normalize('NFD').replace(/\p{Mark}/gu, '');
  const key = plain
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  return /^[a-z]/.test(key) ? key : `n_${key || 'other'}`;
}

/** The group a row names, by its own column or by its tier alone. */
export function groupOfRow(row: LogRow): string | undefined {
  if (row.group !== undefined) return keyOf(row.group);
  return row.tier === undefined ? undefined : `tier_${row.tier}`;
}

/** @throws Error where the mapping names a process that the desk does not have. */
export function buildProcess(mapping: Mapping, cases: LogCase[]): ImportProcess {
  if (typeof mapping.process === 'string') return deskProcess(mapping.process, cases);
  const names = namesOf(mapping.process, cases);
  const definition = historyProcess(mapping.name, mapping.title, names);
  const process = compileProcess(definition);
  const calendars = compileCalendars(definition, 0, historyEnd);
  return {
    rules: { process, calendars },
    defaultCode: Object.keys(names.resolutionCodes)[0] as string,
  };
}

function deskProcess(processId: string, cases: LogCase[]): ImportProcess {
  const definition = definitionOf(processId);
  const process = compileProcess(definition);
  const instants = cases.flatMap(({ rows }) => [rows[0]?.at ?? 0, rows.at(-1)?.at ?? 0]);
  const from = instants.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const to = instants.reduce((a, b) => Math.max(a, b), 0);
  const calendars = instants.length
    ? compileCalendars(definition, from - marginMs, to + 400 * marginMs)
    : {};
  return {
    rules: { process, calendars },
    defaultCode: Object.keys(process.resolutionCodes)[0] ?? '',
  };
}

function namesOf(declared: Exclude<Mapping['process'], string>, cases: LogCase[]): HistoryNames {
  const names: HistoryNames = {
    groups: { ...declared.groups } as HistoryNames['groups'],
    entryGroup: declared.entryGroup,
    categories: {},
    services: {},
    resolutionCodes: { ...declared.resolutionCodes },
  };
  if (Object.keys(names.resolutionCodes).length === 0) {
    const title = { en: 'Resolved in the log', fr: 'Résolu dans le journal' };
    names.resolutionCodes.logged = { title };
  }
  for (const { rows } of cases) for (const row of rows) addNames(names, row);
  return names;
}

function addNames(names: HistoryNames, row: LogRow): void {
  const group = groupOfRow(row);
  if (group !== undefined) {
    names.groups[group] ??= { title: asIs(row.group ?? `Tier ${row.tier}`), tier: row.tier ?? 1 };
  }
  if (row.category !== undefined) {
    names.categories[keyOf(row.category)] ??= {
      title: asIs(row.category),
      group: names.entryGroup,
    };
  }
  if (row.service !== undefined) {
    names.services[keyOf(row.service)] ??= { title: asIs(row.service) };
  }
}

function asIs(word: string) {
  return { en: word, fr: word };
}

/** What of a row the process does not have, or undefined. History has everything its log names. */
export function findUnknownName(row: LogRow, process: ProcessSnapshot): string | undefined {
  const named = {
    group: [groupOfRow(row), Object.keys(process.groups)],
    category: [row.category && keyOf(row.category), Object.keys(process.categories)],
    service: [row.service && keyOf(row.service), process.services],
  } as const;
  for (const [field, [key, known]] of Object.entries(named)) {
    if (key === undefined || (known as readonly string[]).includes(key)) continue;
    return `${field} "${key}": process ${process.id} has ${known.join(', ')}`;
  }
  return undefined;
}

/**
 * The same rules, under which tickets enter at `group`: a log says itself where each case began.
 */
export function enteringAt(rules: Rules, group: string): Rules {
  const { process } = rules;
  const categories = Object.fromEntries(
    Object.entries(process.categories).map(([name, category]) => [name, { ...category, group }]),
  );
  return { ...rules, process: { ...process, entryGroup: group, categories } };
}

/** The same rules, under which `from` escalates to `to`: a log says itself where a case went. */
export function escalatingTo(rules: Rules, from: string, to: string): Rules {
  const { process } = rules;
  const group = process.groups[from];
  if (!group) return rules;
  const groups = { ...process.groups, [from]: { ...group, escalatesTo: to } };
  const categories = Object.fromEntries(
    Object.entries(process.categories).map(([name, category]) => [
      name,
      { ...category, escalation: {} },
    ]),
  );
  return { ...rules, process: { ...process, groups, categories } };
}
