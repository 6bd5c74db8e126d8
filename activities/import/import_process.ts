import { dayMs } from '../../workflows/domain/durations.ts';
import { keysOf } from '../../workflows/domain/keys.ts';
import type { ProcessSnapshot, Rules } from '../../workflows/domain/process.ts';
import { unknownGroup } from '../../workflows/domain/record.ts';
import { compileProcess } from '../../workflows/processes/compile.ts';
import { type HistoryNames, historyProcess } from '../../workflows/processes/history.ts';
import {
  compileCalendars,
  findProcess,
  processDefinitions,
} from '../../workflows/processes/index.ts';
import { type TierWord, tiersOf } from '../../workflows/processes/own_words.ts';
import type { LogRow } from './log_row.ts';
import type { Mapping } from './mapping.ts';
import { type LogNames, NamesError } from './names.ts';

/** A day after the last row, so that its own deadlines have their calendars. */
const marginMs = dayMs;
/** Deadlines of a history lie a century ahead; its calendar never closes, so this costs nothing. */
const historyEnd = Date.UTC(2300, 0);

/** The rules a log's tickets are replayed under. */
export interface ImportProcess {
  rules: Rules;
  /** The process as it is kept: a log is not held by all of its rules. */
  snapshot: ProcessSnapshot;
  /** The code of a resolution whose step names none. */
  defaultCode: string;
  /** Where a case begins whose first row names no group; null for where it is first said to be, or triage. */
  firstGroup: string | null;
}

/** What a process is made for: the names of a log, and when its rows lie. */
export interface LogOutline {
  names: LogNames;
  fromMs: number;
  toMs: number;
}

/** What tickets of a log that was imported before live under: its names stay. */
export type KnownProcess = Pick<ProcessSnapshot, 'groups' | 'categories' | 'services'>;

/** The group a row names, by its own column or by its tier alone. */
export function groupOfRow({ group, tier }: LogRow): string | undefined {
  return group?.name ?? (tier === undefined ? undefined : groupOfTier(tier));
}

function groupOfTier(tier: number): string {
  return `tier_${tier}`;
}

/** @throws NamesError where the mapping names a process or a group that is not there. */
export function buildProcess(
  mapping: Mapping,
  outline: LogOutline,
  known?: KnownProcess,
): ImportProcess {
  const built =
    typeof mapping.process === 'string'
      ? deskProcess(mapping.process, outline)
      : logProcess(mapping, mapping.process, outline, known);
  checkGroups(mapping, built.rules.process);
  return built;
}

function checkGroups({ activities }: Mapping, { groups }: ProcessSnapshot): void {
  for (const [activity, rules] of Object.entries(activities)) {
    for (const step of rules.flatMap(({ steps }) => steps)) {
      if (!('group' in step) || step.group === undefined) continue;
      if (Object.hasOwn(groups, step.group)) continue;
      const known = Object.keys(groups).join(', ');
      throw new NamesError(`activities.${activity}: group "${step.group}": expected ${known}`);
    }
  }
}

function logProcess(
  mapping: Mapping,
  declared: Exclude<Mapping['process'], string>,
  outline: LogOutline,
  known: KnownProcess | undefined,
): ImportProcess {
  const names = historyNames(mapping, declared, outline.names, known);
  const definition = historyProcess(mapping.name, mapping.title, names);
  const process = compileProcess(definition);
  const calendars = compileCalendars(definition, 0, historyEnd);
  return {
    rules: { process, calendars },
    snapshot: process,
    defaultCode: Object.keys(names.resolutionCodes)[0] as string,
    firstGroup: names.entryGroup,
  };
}

function deskProcess(processId: string, { fromMs, toMs }: LogOutline): ImportProcess {
  const definition = findProcess(processId);
  if (!definition) {
    const known = processDefinitions().map(({ id }) => id);
    throw new NamesError(`process "${processId}": the desk has ${known.join(', ')}`);
  }
  const snapshot = compileProcess(definition);
  // What was done was done, whatever would be asked for before it here.
  const process = { ...snapshot, gates: [] };
  const calendars = compileCalendars(definition, fromMs - marginMs, toMs + 400 * marginMs);
  return {
    rules: { process, calendars },
    snapshot,
    defaultCode: Object.keys(process.resolutionCodes)[0] ?? '',
    firstGroup: null,
  };
}

const unknown = { title: { en: 'Not said in the log', fr: 'Non précisé dans le journal' } };
const serviceDesk = { title: { en: 'Service desk', fr: 'Centre de services' } };
const logged = { title: { en: 'Resolved in the log', fr: 'Résolu dans le journal' } };

/**
 * What a log and its mapping name. In a log that says who has a ticket, one that does not say it
 * yet is in an unknown group and in no other: nothing else would be true.
 */
function historyNames(
  { fields }: Mapping,
  declared: Exclude<Mapping['process'], string>,
  { words, tiers, bareTiers }: LogNames,
  known: KnownProcess = { groups: {}, categories: {}, services: [] },
): HistoryNames {
  const saysGroups = fields.group !== undefined || fields.tier !== undefined;
  const entryGroup = saysGroups ? unknownGroup : (declared.entryGroup ?? 'service_desk');
  const tierWords = tiersOf(declared);
  const [first] = tierWords as [TierWord, ...TierWord[]];
  // A group that was known at a tier which the mapping does not name any more is at the last.
  const called = (tier: number) => tierWords[tier - 1] ?? (tierWords.at(-1) as TierWord);
  const names: HistoryNames = {
    groups: { ...declared.groups } as HistoryNames['groups'],
    entryGroup,
    categories: {},
    services: {},
    resolutionCodes: { ...declared.resolutionCodes },
    ...scalesOf(declared),
  };
  if (saysGroups) names.groups[unknownGroup] = { ...unknown, tier: first.id };
  else names.groups[entryGroup] ??= { ...serviceDesk, tier: first.id };
  if (Object.keys(names.resolutionCodes).length === 0) names.resolutionCodes.logged = logged;
  for (const [group, { tier }] of Object.entries(known.groups)) {
    const title = asIs(words.group.get(group) ?? group);
    names.groups[group] ??= { title, tier: called(tier).id };
  }
  for (const [group, word] of words.group) {
    names.groups[group] ??= { title: asIs(word), tier: called(tiers.get(group) ?? 1).id };
  }
  for (const tier of bareTiers) {
    const { id, title } = called(tier);
    names.groups[groupOfTier(tier)] ??= { title, tier: id };
  }
  for (const name of Object.keys(known.categories)) {
    names.categories[name] = { title: asIs(name), group: entryGroup };
  }
  for (const name of known.services) names.services[name] = { title: asIs(name) };
  for (const [name, word] of words.category) {
    names.categories[name] = { title: asIs(word), group: entryGroup };
  }
  for (const [name, word] of words.service) names.services[name] = { title: asIs(word) };
  return names;
}

function scalesOf({
  tiers,
  priorities,
  impacts,
  urgencies,
  pendingReasons,
}: Exclude<Mapping['process'], string>) {
  return {
    ...(tiers && { tiers }),
    ...(priorities && { priorities }),
    ...(impacts && { impacts }),
    ...(urgencies && { urgencies }),
    pendingReasons,
  };
}

function asIs(word: string) {
  return { en: word, fr: word };
}

/** What of a row the process does not have, or undefined. History has everything its log names. */
export function findUnknownName(row: LogRow, process: ProcessSnapshot): string | undefined {
  const named = {
    group: [groupOfRow(row), Object.keys(process.groups)],
    category: [row.category?.name, Object.keys(process.categories)],
    service: [row.service?.name, process.services],
  } as const;
  for (const field of keysOf(named)) {
    const [name, known] = named[field];
    if (name === undefined || known.includes(name)) continue;
    return `${field} "${name}": process ${process.id} has ${known.join(', ')}`;
  }
  return undefined;
}
