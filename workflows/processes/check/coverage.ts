import { isWorkingAt } from '../../domain/calendar.ts';
import { dayMs, minuteMs } from '../../domain/durations.ts';
import { holdsOfField } from '../../domain/expression.ts';
import type {
  CountName,
  DeviceCondition,
  Expression,
  ExpressionField,
  FormFieldCondition,
  ProcessSnapshot,
  Rules,
  ServiceLevelTarget,
} from '../../domain/process.ts';
import {
  affectedMax,
  type ClockName,
  type FieldValue,
  mergedFromMax,
} from '../../domain/ticket.ts';
import { fixedValues } from '../definitions/rule_problems.ts';
import { boundOf, fieldExtent } from '../field_extent.ts';
import { type Leaf, leaves, subjectOf } from '../process_words.ts';

/** What is known of a ticket: the value of a field, or that it is none of those rules name. */
export type Known = ReadonlyMap<string, string | null>;

const yearMs = 366 * dayMs;

/** A kind of ticket that no rule tells apart, and the first target that applies to it, if any. */
export interface Region {
  known: Known;
  target: ServiceLevelTarget | undefined;
}

/**
 * Every kind of ticket that the targets of a clock tell apart, with the target each gets. Fields are
 * looked at only as far as a condition turns on them, so what a process never mentions costs nothing.
 */
export function regionsOf(process: ProcessSnapshot, clock: ClockName): Region[] {
  const targets = process.targets.filter((target) => target.clock === clock);
  const conditions = targets.map(({ when }) => when);
  const choices = choicesOf(process, conditions);
  const regions: Region[] = [];
  const open: Known[] = [new Map()];
  for (let known = open.pop(); known; known = open.pop()) {
    const undecided = firstUndecided(targets, known);
    if (typeof undecided !== 'string') {
      regions.push({ known, target: undecided });
      continue;
    }
    for (const value of choices.get(undecided) ?? []) {
      const next = new Map(known).set(undecided, value);
      if (canBe(process, next, choices)) open.push(next);
    }
  }
  return regions;
}

/** The target that applies, or the field that decides it and is not known yet. */
function firstUndecided(
  targets: readonly ServiceLevelTarget[],
  known: Known,
): ServiceLevelTarget | string | undefined {
  for (const target of targets) {
    const outcome = outcomeOf(target.when, known);
    if (outcome === true) return target;
    if (outcome !== false) return outcome;
  }
  return undefined;
}

/** What tickets are looked at: what is known of all of them, and which of them there can be. */
export interface Scope {
  known?: Known;
  isPossible?(known: Known): boolean;
  /** Which hours there are at once; any of a process's calendars, where nobody knows. */
  hours?: Hours;
}

/** Calendars that conditions name: those that are open at some instant, and no other of them. */
export type Hours = readonly ReadonlySet<string>[];

/** Which of the calendars that conditions name are open at once, in the year from an instant on. */
export function hoursOf({ calendars }: Rules, conditions: Expression[], from: number): Hours {
  const named = [
    ...new Set(leaves(conditions).flatMap((leaf) => ('within' in leaf ? [leaf.within] : []))),
  ].filter((id) => calendars[id] !== undefined);
  const minutes = named.flatMap((id) => calendars[id]?.minutes ?? []);
  const to = from + yearMs;
  const instants = [from, ...minutes.map((minute) => minute * minuteMs)];
  const open = new Map<string, ReadonlySet<string>>();
  for (const at of new Set(instants)) {
    if (at < from || at >= to) continue;
    const now = named.filter((id) => calendars[id] && isWorkingAt(calendars[id], at));
    open.set(now.join(), new Set(now));
  }
  return [...open.values()];
}

/** Whether a ticket can be what all of the conditions say; an open one, where no scope is given. */
export function canHold(
  process: ProcessSnapshot,
  conditions: readonly Expression[],
  scope: Scope = {},
): boolean {
  const condition: Expression = { all: [...conditions] };
  const choices = choicesOf(process, [condition]);
  const {
    known: given = new Map(),
    isPossible = (known: Known) => canBe(process, known, choices),
    hours,
  } = scope;
  const open: Known[] = [given];
  for (let known = open.pop(); known; known = open.pop()) {
    const outcome = outcomeOf(condition, known);
    if (outcome === true) return true;
    if (outcome === false) continue;
    for (const value of choices.get(outcome) ?? []) {
      const next = new Map(known).set(outcome, value);
      if (isPossible(next) && (!hours || areHours(hours, next))) open.push(next);
    }
  }
  return false;
}

/** Whether a condition holds, or the first thing it turns on that is not known. */
function outcomeOf(condition: Expression, known: Known): boolean | string {
  if ('all' in condition) return joined(condition.all, known, false);
  if ('any' in condition) return joined(condition.any, known, true);
  if ('not' in condition) {
    const inner = outcomeOf(condition.not, known);
    return typeof inner === 'string' ? inner : !inner;
  }
  if ('device' in condition && condition.in.length > 1)
    return joined(byWord(condition), known, true);
  const name = nameOf(condition);
  if (!known.has(name)) return name;
  const value = known.get(name);
  if ('formField' in condition) return holdsOfField(condition, sampleOf(condition, value));
  if ('span' in condition) return Number(value) >= condition.atLeastMinutes;
  if ('count' in condition) return Number(value) >= condition.atLeast;
  if (isYesOrNo(condition)) return value !== null;
  return value !== null && value !== undefined && condition.in.includes(value);
}

/** A ticket is about several devices: each word of them is so, or is not. */
function byWord({ device, in: words }: DeviceCondition): DeviceCondition[] {
  return words.map((word) => ({ device, in: [word] }));
}

type YesOrNo = Extract<
  Leaf,
  { fact: unknown } | { within: unknown } | { assigneeHas: unknown } | { device: unknown }
>;

function isYesOrNo(leaf: Leaf): leaf is YesOrNo {
  return 'fact' in leaf || 'within' in leaf || 'assigneeHas' in leaf || 'device' in leaf;
}

/** `decisive` ends it: one false part of `all`, one true part of `any`. */
function joined(parts: Expression[], known: Known, decisive: boolean): boolean | string {
  const outcomes = parts.map((part) => outcomeOf(part, known));
  if (outcomes.includes(decisive)) return decisive;
  return outcomes.find((one) => typeof one === 'string') ?? !decisive;
}

function nameOf(leaf: Leaf): string {
  return 'device' in leaf ? `${subjectOf(leaf)} ${leaf.in.join()}` : subjectOf(leaf);
}

type Choices = ReadonlyMap<string, readonly (string | null)[]>;

/** Of each field the values that conditions name, and null for all others where there are any. */
function choicesOf(process: ProcessSnapshot, conditions: Expression[]): Choices {
  const all: Partial<Record<ExpressionField, readonly string[]>> = {
    ...fixedValues,
    tier: process.tiers,
    group: Object.keys(process.groups),
    priority: process.priorities,
    impact: process.impacts,
    urgency: process.urgencies,
  };
  const choices = new Map<string, (string | null)[]>();
  const each = (leaf: Leaf): Leaf[] => ('device' in leaf ? byWord(leaf) : [leaf]);
  for (const leaf of leaves(conditions).flatMap(each)) {
    if ('formField' in leaf) continue;
    const name = nameOf(leaf);
    const named = valuesNamed(leaf);
    const values = [...new Set([...(choices.get(name) ?? []), ...named])];
    choices.set(
      name,
      values.filter((value) => value !== null),
    );
  }
  for (const [name, values] of choices) {
    const possible = all[name as ExpressionField];
    const hasOthers = !possible || possible.some((value) => !values.includes(value));
    if (name === 'priority') choices.set(name, [...process.priorities]);
    else if (hasOthers && !isAmount(name)) values.push(null);
  }
  for (const [name, values] of fieldExtent(process, conditions)) {
    choices.set(`formField ${name}`, [...values.map(String), null]);
  }
  return choices;
}

/** As texts: of an amount none, and what is enough. */
function valuesNamed(leaf: Exclude<Leaf, FormFieldCondition>): string[] {
  if ('span' in leaf) return ['0', String(leaf.atLeastMinutes)];
  if ('count' in leaf) {
    const { count, atLeast } = leaf;
    return atLeast > (countsMax[count] ?? Number.POSITIVE_INFINITY) ? ['0'] : ['0', `${atLeast}`];
  }
  return isYesOrNo(leaf) ? ['yes'] : leaf.in;
}

/** Beyond these a ticket takes no more. */
export const countsMax: Partial<Record<CountName, number>> = {
  merged: mergedFromMax,
  affected: affectedMax,
};

function isAmount(name: string): boolean {
  return name.startsWith('span ') || name.startsWith('count ');
}

/** Values of fields are known as texts; what has bounds as a number is one. */
function sampleOf(
  condition: FormFieldCondition,
  value: string | null | undefined,
): FieldValue | undefined {
  if (value === null || value === undefined) return undefined;
  const isNumber = typeof boundOf(condition) === 'number';
  return isNumber ? Number(value) : value;
}

/** A ticket is in a group, and a group stands at one tier. */
function canBe({ groups, tiers }: ProcessSnapshot, known: Known, choices: Choices): boolean {
  const isSo = (field: string, value: string) => {
    const said = known.get(field);
    if (said === undefined) return true;
    return said === null ? !choices.get(field)?.includes(value) : said === value;
  };
  if (waitsForAgent(known) && hasAssignee(known)) return false;
  return Object.entries(groups).some(
    ([group, { tier }]) => isSo('group', group) && isSo('tier', tiers[tier - 1] ?? ''),
  );
}

function waitsForAgent(known: Known): boolean {
  return [...known].some(([name, value]) => name.startsWith('span unassigned') && value !== '0');
}

function hasAssignee(known: Known): boolean {
  return [...known].some(([name, value]) => name.startsWith('skill ') && value !== null);
}

/** At some instant the calendars are open and closed as they are known to be. */
function areHours(hours: Hours, known: Known): boolean {
  const said = [...known].filter(([name]) => name.startsWith('within '));
  if (said.length === 0) return true;
  return hours.some((open) =>
    said.every(([name, value]) => open.has(name.slice('within '.length)) === (value !== null)),
  );
}
