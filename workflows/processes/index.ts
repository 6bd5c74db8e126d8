import type { CompiledCalendar } from '../domain/calendar.ts';
import { dayMs } from '../domain/durations.ts';
import type { ProcessSnapshot, Rules } from '../domain/process.ts';
import type { TicketState } from '../domain/ticket.ts';
import { compileCalendar } from './calendars/compiler.ts';
import { compileProcess } from './compile.ts';
import type { LocalizedText, ProcessDefinition } from './define.ts';
import { ProcessDefinitionError } from './definitions/error.ts';
import { followTheSun } from './follow_the_sun.ts';
import { emptyHistory } from './history.ts';
import { itSupport } from './it_support.ts';
import type { Locale } from './locales.ts';
import { namesOf, prioritiesOf } from './own_words.ts';
import { type Offers, offersOfAll, offersProblems } from './routing/offers.ts';
import { type Asked, type Routed, routeTicket } from './routing/route.ts';
import { titlesOfRules } from './rule_titles.ts';
import { serviceRequests } from './service_requests.ts';

export type { LocalizedText, ProcessDefinition } from './define.ts';
export type { Locale } from './locales.ts';
export { findFacts } from './text_facts.ts';

/** The processes this desk knows, by the file of this folder that each is written in. */
const written: Readonly<Record<string, ProcessDefinition>> = {
  'it_support.ts': itSupport as ProcessDefinition,
  'follow_the_sun.ts': followTheSun as ProcessDefinition,
  'service_requests.ts': serviceRequests as ProcessDefinition,
  'history.ts': emptyHistory,
};

const ours: ReadonlyMap<string, ProcessDefinition> = new Map(
  Object.values(written).map((definition) => [definition.id, definition]),
);
let definitions = ours;
/** The versions beside the present one, the newest first: tickets that follow them are still open. */
let former: ReadonlyMap<string, readonly ProcessDefinition[]> = new Map();
let offered: Offers | undefined;
let revision = 0;

/** What was shipped on this desk: every version of every process, and what it offers to whom. */
export interface ShippedProcesses {
  /** Of any process, in any order; of those that come with Palier, their titles alone are used. */
  versions: readonly ProcessDefinition[];
  offers: Offers | undefined;
}

/**
 * Takes over what was shipped, in place of what was taken over before. Of each process the newest version counts that
 * compiles: an older desk may have shipped what this one does not read.
 * @returns the versions that do not compile, and what is wrong with the offers
 */
export function adoptProcesses({ versions, offers }: ShippedProcesses): Error[] {
  const problems: Error[] = [];
  const present = new Map(ours);
  const before = new Map<string, ProcessDefinition[]>();
  for (const one of [...versions].sort((a, b) => b.version - a.version)) {
    const known = present.get(one.id);
    if (known) {
      if (known.version !== one.version) before.set(one.id, [...(before.get(one.id) ?? []), one]);
      continue;
    }
    try {
      snapshotOf(one);
      present.set(one.id, one);
    } catch (error) {
      problems.push(error as Error);
    }
  }
  definitions = present;
  former = before;
  offered = undefined;
  if (offers) {
    const wrong = offersProblems(offers, offerable());
    if (wrong.length > 0) problems.push(new ProcessDefinitionError('offers', wrong));
    // What is wrong of it is offered to nobody: rather too little is open than everything to all.
    offered = withoutWrong(
      offers,
      wrong.map((problem) => problem.path),
    );
  }
  rulesToday.clear();
  revision += 1;
  return problems;
}

/** @param paths where something is wrong, as `offersProblems` names it */
function withoutWrong(offers: Offers, paths: readonly string[]): Offers {
  const isRight = (place: string) =>
    !paths.some((one) => one === place || one.startsWith(`${place}.`));
  const pages = Object.entries(offers.pages ?? {});
  const routes = Array.isArray(offers.routes) ? offers.routes : [];
  return {
    default: isRight('offers.default') ? offers.default : defaultProcessId,
    pages: Object.fromEntries(pages.filter(([slug]) => isRight(`offers.pages.${slug}`))),
    routes: routes.filter((_route, index) => isRight(`offers.routes.${index}`)),
  };
}

/** Grows whenever other processes are taken over: what was worked out of those before is no longer so. */
export function processesRevision(): number {
  return revision;
}

/** Whether a process comes with Palier. */
export function isOurs(processId: string): boolean {
  return ours.has(processId);
}

/** What can be offered: every process but that of imported logs. */
function offerable(): ProcessDefinition[] {
  return processDefinitions().filter(({ id }) => id !== historyProcessId);
}

/** What this desk offers: as it was shipped, else every process to everybody. */
export function presentOffers(): Offers {
  offered ??= offersOfAll(offerable(), defaultProcessId);
  return offered;
}

/** Which process a ticket is to follow, by what this desk offers. */
export function routed(asked: Asked): Routed {
  return routeTicket(presentOffers(), offerable(), asked);
}

/** The process that is offered first where nothing else was shipped. */
export const defaultProcessId = 'it_support';
export const historyProcessId = 'imported_history';

const lookBackMs = 7 * dayMs;
/** Calendars reach at least this far ahead of now. */
export const calendarHorizonMs = 180 * dayMs;

export function processDefinitions(): ProcessDefinition[] {
  return [...definitions.values()];
}

/** Where a process of this desk is written, from the top of the repository. */
export function fileOf(definition: ProcessDefinition): string | undefined {
  const file = Object.keys(written).find((name) => written[name] === definition);
  return file && `workflows/processes/${file}`;
}

/**
 * Compiles every process of this desk: a program that acts for it starts with all or not at all.
 * @throws ProcessDefinitionError for the first that is wrong, naming its file
 */
export function compileAll(): void {
  for (const definition of Object.values(written)) {
    const known = ours.get(definition.id);
    if (known && known !== definition) {
      const expected = `an id that ${fileOf(known)} does not have too`;
      const problem = { path: 'id', value: definition.id, expected };
      throw new ProcessDefinitionError(definition.id, [problem], fileOf(definition));
    }
    snapshotOf(definition);
  }
}

export function findProcess(processId: string): ProcessDefinition | undefined {
  return definitions.get(processId);
}

/**
 * The version of its process that a ticket follows, as its owner wrote it; the present one where this program does
 * not have that version, or does not read it any more.
 */
export function definitionFollowed({
  processId,
  processVersion,
}: Pick<TicketState, 'processId' | 'processVersion'>): ProcessDefinition | undefined {
  const present = findProcess(processId);
  if (present?.version === processVersion) return present;
  const versions = former.get(processId) ?? [];
  return versions.find((one) => one.version === processVersion && isRead(one)) ?? present;
}

const unread = new WeakSet<ProcessDefinition>();

/** Whether this program reads what a desk once shipped. */
export function isRead(definition: ProcessDefinition): boolean {
  if (unread.has(definition)) return false;
  try {
    snapshotOf(definition);
    return true;
  } catch {
    unread.add(definition);
    return false;
  }
}

/** @throws Error where the desk has no such process. */
export function definitionOf(processId: string): ProcessDefinition {
  const definition = findProcess(processId);
  if (!definition) {
    const known = [...definitions.keys()].join(', ');
    throw new Error(`Process '${processId}': expected one of ${known}`);
  }
  return definition;
}

/** Of processes that the desk knows by their tickets alone, as those of imported logs: their priorities. */
const prioritiesOfLogs = new Map<string, readonly string[]>();

/** Says in which order a process ranks its priorities that no definition of the desk is of. */
export function rememberPriorities(processId: string, priorities: readonly string[]): void {
  prioritiesOfLogs.set(processId, priorities);
}

/** 1 for the most urgent priority of a process; one that it does not have comes last. */
export function priorityRankOf(processId: string, priority: string): number {
  const definition = findProcess(processId);
  const ofLog = definition ? undefined : prioritiesOfLogs.get(processId);
  const names = ofLog ?? namesOf(prioritiesOf(definition ?? {}));
  const place = names.indexOf(priority);
  return place === -1 ? names.length + 1 : place + 1;
}

/** Whether it is the most urgent of several. */
export function isMostUrgent(processId: string, priority: string): boolean {
  const [first, second] = prioritiesOf(findProcess(processId) ?? {});
  return second !== undefined && priority === first?.id;
}

const snapshots = new WeakMap<ProcessDefinition, ProcessSnapshot>();

/** @throws ProcessDefinitionError with everything that is wrong, and where it is written. */
export function snapshotOf(definition: ProcessDefinition): ProcessSnapshot {
  let snapshot = snapshots.get(definition);
  if (!snapshot) {
    snapshot = compileProcess(definition, fileOf(definition));
    snapshots.set(definition, snapshot);
  }
  return snapshot;
}

/** Every calendar of a process, compiled between two instants. */
export function compileCalendars(
  definition: ProcessDefinition,
  fromMs: number,
  toMs: number,
): Record<string, CompiledCalendar> {
  return Object.fromEntries(
    Object.entries(definition.calendars).map(([id, calendar]) => [
      id,
      compileCalendar(id, calendar, fromMs, toMs),
    ]),
  );
}

/** Which version of each of its calendars a process has, whatever the horizon. */
export function calendarVersionsOf(definition: ProcessDefinition): Record<string, string> {
  const compiled = Object.entries(compileCalendars(definition, 0, 0));
  return Object.fromEntries(compiled.map(([id, { version }]) => [id, version]));
}

let today = Number.NaN;
const rulesToday = new Map<string, Rules>();

/**
 * What a ticket opened at `nowMs` takes with it: the snapshot, and the calendars from some days
 * before that day to 180 days after it. Equal all day (UTC), so it is compiled once a day.
 */
export function rulesAt(processId: string, nowMs: number): Rules {
  const day = Math.floor(nowMs / dayMs) * dayMs;
  if (day !== today) {
    rulesToday.clear();
    today = day;
  }
  let rules = rulesToday.get(processId);
  if (!rules) {
    const definition = definitionOf(processId);
    const toMs = day + dayMs + calendarHorizonMs;
    const calendars = compileCalendars(definition, day - lookBackMs, toMs);
    rules = { process: snapshotOf(definition), calendars };
    rulesToday.set(processId, rules);
  }
  return rules;
}

export type TitledKind =
  | 'group'
  | 'category'
  | 'service'
  | 'resolutionCode'
  | 'escalationReason'
  | 'rule'
  | 'pendingReason'
  | 'approval'
  | 'task'
  | 'calendar';

/**
 * What a key of a process is called. Keys that the desk's own version of the process does not have
 * (of an imported log, of an older version) are shown as words: `software_development` as
 * “Software development”.
 */
export function titleOf(
  processId: string,
  kind: TitledKind,
  key: string,
  locale: Locale = 'en',
): string {
  const present = findProcess(processId);
  for (const one of present ? [present, ...(former.get(processId) ?? [])] : []) {
    const title = kind === 'calendar' ? calendarTitle(one, key) : titlesIn(one, kind)?.[key]?.title;
    if (title?.[locale] !== undefined) return title[locale];
  }
  return wordsOf(key);
}

const aroundTheClock: LocalizedText = { en: 'Around the clock', fr: '24 heures sur 24' };

function calendarTitle({ calendars }: ProcessDefinition, key: string): LocalizedText | undefined {
  const calendar = calendars[key];
  return calendar === 'always' ? aroundTheClock : calendar?.title;
}

function titlesIn(
  definition: ProcessDefinition,
  kind: Exclude<TitledKind, 'calendar'>,
): Record<string, { title: LocalizedText }> | undefined {
  switch (kind) {
    case 'group':
      return { ...definition.roles, ...definition.groups };
    case 'approval':
      return Object.fromEntries((definition.approvals ?? []).map((one) => [one.name, one]));
    case 'task':
      return definition.tasks ?? {};
    case 'category':
      return definition.categories;
    case 'service':
      return definition.services;
    case 'resolutionCode':
      return definition.resolutionCodes;
    case 'escalationReason':
      return { ...titlesOfRules(definition), ...definition.escalationReasons };
    case 'rule':
      return titlesOfRules(definition);
    case 'pendingReason':
      return definition.pending;
  }
}

function wordsOf(key: string): string {
  const words = key.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Every word for a priority that a process of this desk has. */
export function ownPriorityNames(): string[] {
  return [...new Set(processDefinitions().flatMap((process) => namesOf(prioritiesOf(process))))];
}
