import {
  addWorkingMs,
  type CompiledCalendar,
  isWorkingAt,
  workingMsBetween,
} from '../../domain/calendar.ts';
import { dayMs, hourMs, minuteMs } from '../../domain/durations.ts';
import { conditionsOf, timeConditions } from '../../domain/expression.ts';
import { keysOf } from '../../domain/keys.ts';
import type { ProcessSnapshot, Rules } from '../../domain/process.ts';
import { compileProcess } from '../compile.ts';
import type { ProcessDefinition } from '../define.ts';
import { explore, openAll } from '../explore/explore.ts';
import { partsOf } from '../explore/parts.ts';
import { type Extent, fullExtentOf, sparingExtentOf } from '../explore/sparing.ts';
import type { ViewName } from '../explore/views.ts';
import { compileCalendars } from '../index.ts';
import { checkCalendars } from './calendars.ts';
import { checkConditions, type Idle } from './conditions.ts';
import { type Finding, Findings } from './finding.ts';
import { checkClimbs, checkEnds } from './graph.ts';
import { Inspector } from './inspector.ts';
import { checkPromises } from './promises.ts';
import { checkRulesEnd } from './rules_end.ts';

export type { Finding } from './finding.ts';

export interface CheckReport {
  process: string;
  version: number;
  hash: string;
  /** What must not be: each with its counter-example. */
  violations: Finding[];
  /** What is allowed and worth a look. */
  notices: Finding[];
  /** How much each view of the search that found these looked at. */
  searches: SearchSize[];
}

interface SearchSize {
  view: ViewName;
  states: number;
  moves: number;
}

/** How far a search has come. */
export interface Progress extends SearchSize {
  isFull: boolean;
}

interface CheckOptions {
  /** Told every now and then while a view is searched. */
  onProgress?(progress: Progress): void;
  /** Searches in full at once, and not only where the sparing search finds something. */
  isFull?: boolean;
}

const yearMs = 366 * dayMs;

/**
 * Proves of a process, by letting everything happen that can, that no ticket can be forgotten:
 * every open state has an owner and a next deadline, every state can reach an end, no escalation
 * goes in circles uncounted, bounces are told, warnings come before breaches, time alone comes
 * to an end, timeouts use codes there are, calendars work and categories have groups. What it searches
 * and what it forgets is said at `explore/views.ts`.
 *
 * It is searched sparingly (`explore/sparing.ts`), which leaves out only what cannot make something
 * wrong that is right otherwise. Where that finds something wrong, the views that found it are
 * searched in full until it is found again: so the shortest way there is always told, with every step. Clocks of its
 * own that only watch are searched one at a time (`explore/parts.ts`).
 *
 * @param from the instant from which tickets are opened
 * @throws ProcessDefinitionError where the definition does not compile
 */
export function checkProcess(
  definition: ProcessDefinition,
  from: number,
  options: CheckOptions = {},
): CheckReport {
  const process = compileProcess(definition);
  const calendarsUntil = (to: number) => compileCalendars(definition, from - 7 * dayMs, to);
  return checkSnapshot(process, calendarsUntil, from, options);
}

/** As `checkProcess`; `calendarsUntil` compiles the calendars from some days before `from`. */
export function checkSnapshot(
  process: ProcessSnapshot,
  calendarsUntil: (to: number) => Record<string, CompiledCalendar>,
  from: number,
  options: CheckOptions = {},
): CheckReport {
  const calendars = calendarsUntil(from + 2 * yearMs);
  const reachMs = longestMs(process, calendars, from);
  if (reachMs < yearMs) return checkRules({ process, calendars }, from, options);
  const longer = calendarsUntil(from + 2 * yearMs + 4 * reachMs);
  return checkRules({ process, calendars: longer }, from, options);
}

/** As `checkProcess`, with calendars that are compiled already. */
export function checkRules(rules: Rules, from: number, options: CheckOptions = {}): CheckReport {
  const { process, calendars } = rules;
  const violations = new Findings();
  const notices = new Findings();
  checkCalendars(process, calendars, from, { violations, notices });
  checkCategories(process, violations);
  const idle = checkConditions(rules, from, { violations, notices });
  checkPromises(process, { violations, notices }, idle);
  // Time cannot be searched where a calendar has none: it would stand still at once.
  const doesTimePass = violations.list().every(({ rule }) => rule !== 'calendar_works');
  // Where rules go on for ever, so would every search.
  const canSearch =
    doesTimePass && checkRulesEnd(rules, openingInstants(rules, from), { violations, notices });
  const found = canSearch ? searchFor(rules, from, idle, options) : nothing;
  violations.addAll(found.violations);
  notices.addAll(found.notices);
  const { id, version, hash } = process;
  return {
    process: id,
    version,
    hash,
    violations: violations.list(),
    notices: notices.list(),
    searches: found.searches,
  };
}

interface Found {
  violations: Finding[];
  /** Those that one view found, by its name. */
  byView: ReadonlyMap<ViewName, readonly Finding[]>;
  notices: Finding[];
  searches: SearchSize[];
}

const nothing: Found = { violations: [], byView: new Map(), notices: [], searches: [] };

/** In which views: for what another search found there, and no longer than needed, or for everything. */
type Wanted = ReadonlyMap<ViewName, readonly Finding[] | undefined>;

function searchFor(
  rules: Rules,
  from: number,
  idle: Idle,
  { isFull = false, onProgress }: CheckOptions,
): Found {
  const tell = (inFull: boolean) => (size: SearchSize) => onProgress?.({ ...size, isFull: inFull });
  const inFull = (wanted?: Wanted) =>
    searchIn(fullExtentOf(rules), rules, from, idle, tell(true), wanted);
  if (isFull) return inFull();
  const found = searchInParts(rules, from, idle, tell(false));
  if (found.violations.length === 0) return found;
  // What is told of several views at once is not the word of one of them.
  const isOfViews = found.violations.every(({ rule }) => rule !== 'climbs_end');
  const again = isOfViews ? inFull(found.byView) : nothing;
  if (again.violations.length === 0) return inFull();
  const sizes = new Map([...found.searches, ...again.searches].map((size) => [size.view, size]));
  return { ...again, notices: found.notices, searches: [...sizes.values()] };
}

/** The sparing search: in each part of the process, as one. */
function searchInParts(
  rules: Rules,
  from: number,
  idle: Idle,
  onProgress: (size: SearchSize) => void,
): Found {
  const violations = new Findings();
  const byView = new Map<ViewName, Finding[]>();
  const sizes = new Map<ViewName, SearchSize>();
  const notices: Finding[][] = [];
  for (const { process, views } of partsOf(rules.process)) {
    const part = { ...rules, process };
    const before = new Map(sizes);
    const added = ({ view, states, moves }: SearchSize): SearchSize => {
      const known = before.get(view);
      return { view, states: states + (known?.states ?? 0), moves: moves + (known?.moves ?? 0) };
    };
    const wanted = new Map(views.map((view) => [view, undefined]));
    const found = searchIn(
      sparingExtentOf(part),
      part,
      from,
      idle,
      (size) => onProgress(added(size)),
      wanted,
    );
    violations.addAll(found.violations);
    notices.push(found.notices);
    for (const [view, one] of found.byView) byView.set(view, [...(byView.get(view) ?? []), ...one]);
    for (const size of found.searches) sizes.set(size.view, added(size));
  }
  // What is never used of the whole process is told by the part that is searched in every view.
  const [first = []] = notices;
  return { violations: violations.list(), byView, notices: first, searches: [...sizes.values()] };
}

function searchIn(
  { process, views, isTried }: Extent,
  { process: full, calendars }: Rules,
  from: number,
  idle: Idle,
  onProgress: (size: SearchSize) => void,
  wanted?: Wanted,
): Found {
  const rules = { process, calendars };
  const violations = new Findings();
  const notices = new Findings();
  const searches: SearchSize[] = [];
  const byView = new Map<ViewName, Finding[]>();
  const seen = new Inspector(rules, full.bounceLimit);
  const opened = openAll(rules, openingInstants(rules, from));
  for (const view of keysOf(views)) {
    if (wanted?.has(view) === false) continue;
    const sought = wanted?.get(view);
    const inView = new Findings();
    seen.violations = inView;
    seen.onProgress = (states, moves) => onProgress({ view, states, moves });
    // Only who has seen everything can say that there is no way to the end.
    const canStop = sought?.every(({ rule }) => rule !== 'can_end') ?? false;
    seen.isDone = () => canStop && sought?.every((one) => inView.has(one)) === true;
    onProgress({ view, states: 0, moves: 0 });
    const explored = explore(rules, opened, views[view], seen, (...move) => isTried(view, ...move));
    if (explored.isComplete) checkEnds(explored, inView);
    const { states, decisions: moves } = explored;
    searches.push({ view, states: states.length, moves });
    if (inView.list().length > 0) byView.set(view, inView.list());
    violations.addAll(inView.list());
  }
  checkClimbs(seen.climbs.values(), rules, violations);
  checkUnused(process, seen, idle, notices);
  return { violations: violations.list(), byView, notices: notices.list(), searches };
}

function checkCategories(process: ProcessSnapshot, violations: Findings): void {
  const inspect = (category: string, group: string, place: string) => {
    if (process.groups[group]) return;
    const message = `Category '${category}' names '${group}', which is no support group`;
    violations.add('category_has_group', message, [], [`categories.${category}.${place}`]);
  };
  for (const [name, { group, escalation }] of Object.entries(process.categories)) {
    inspect(name, group, 'group');
    for (const [tier, above] of Object.entries(escalation)) {
      inspect(name, above, `escalation.${tier}`);
    }
  }
}

function checkUnused(
  process: ProcessSnapshot,
  inspector: Inspector,
  idle: Idle,
  notices: Findings,
): void {
  // Who approves is asked, and has no tickets of their own.
  const approving = new Set(process.approvals?.map(({ approverGroup }) => approverGroup));
  for (const group of Object.keys(process.groups)) {
    if (inspector.groupsReached.has(group) || approving.has(group)) continue;
    const message = `Support group '${group}' is reached only when somebody moves a ticket there`;
    notices.add('group_is_reached', message, [], [`groups.${group}`]);
  }
  for (const [index, rule] of process.escalationRules.entries()) {
    const { name } = rule;
    if (inspector.rulesFired.has(name) || idle.has(rule)) continue;
    const message = `Escalation rule '${name}' never changes anything`;
    notices.add('rule_fires', message, [], [`escalationRules.${index}`]);
  }
}

/** In the entry group's hours and out of them: what is due first is not the same. */
function openingInstants({ process, calendars }: Rules, from: number): number[] {
  const calendar = calendars[process.groups[process.entryGroup]?.calendar ?? ''];
  if (!calendar) return [from];
  const working = addWorkingMs(calendar, from, hourMs);
  const hours = Array.from({ length: 7 * 24 }, (_, hour) => working + hour * hourMs);
  const free = hours.find((hour) => workingMsBetween(calendar, hour, hour + hourMs) === 0);
  const usual = free === undefined ? [working] : [working, free];
  const asked = conditionsOf(process).flatMap(timeConditions);
  const named = new Set(asked.flatMap((one) => ('within' in one ? [one.within] : [])));
  const others = [...named].flatMap((id) => {
    const { [id]: hoursOf } = calendars;
    if (!hoursOf || usual.some((at) => isWorkingAt(hoursOf, at))) return [];
    return [addWorkingMs(hoursOf, from, hourMs)];
  });
  return [...usual, ...others];
}

/** The longest wait of a process, in elapsed time by the sparsest of its calendars. */
function longestMs(
  process: ProcessSnapshot,
  calendars: Record<string, CompiledCalendar>,
  from: number,
): number {
  const { attention, reopenWindow, survey, assignmentMinutes } = process;
  const pending = Object.values(process.pending);
  const minutes = Math.max(
    attention.minutes,
    reopenWindow.minutes,
    survey?.expiresMinutes ?? 0,
    assignmentMinutes,
    ...pending.map((rule) => rule.limitMinutes),
    ...process.targets.map((target) => target.targetMinutes),
  );
  const worked = Object.values(calendars).map((calendar) =>
    workingMsBetween(calendar, from, from + yearMs),
  );
  const share = Math.min(...worked.filter((ms) => ms > 0)) / yearMs;
  return Number.isFinite(share) ? (minutes * minuteMs) / share : 0;
}
