import { holdsOfField } from '../../domain/expression.ts';
import type {
  Expression,
  ExpressionField,
  FormFieldCondition,
  ProcessSnapshot,
  ServiceLevelTarget,
} from '../../domain/process.ts';
import { type ClockName, type FieldValue, priorities } from '../../domain/ticket.ts';
import { fixedValues } from '../definitions/rule_problems.ts';
import { boundOf, fieldExtent } from '../field_extent.ts';
import { leaves } from '../process_words.ts';

/** What is known of a ticket: the value of a field, or that it is none of those rules name. */
export type Known = ReadonlyMap<string, string | null>;

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
  known: Known;
  isPossible(known: Known): boolean;
}

/** Whether a ticket can be what all of the conditions say; an open one, where no scope is given. */
export function canHold(
  process: ProcessSnapshot,
  conditions: readonly Expression[],
  scope?: Scope,
): boolean {
  const condition: Expression = { all: [...conditions] };
  const choices = choicesOf(process, [condition]);
  const { known: given, isPossible }: Scope = scope ?? {
    known: new Map(),
    isPossible: (known) => canBe(process, known, choices),
  };
  const open: Known[] = [given];
  for (let known = open.pop(); known; known = open.pop()) {
    const outcome = outcomeOf(condition, known);
    if (outcome === true) return true;
    if (outcome === false) continue;
    for (const value of choices.get(outcome) ?? []) {
      const next = new Map(known).set(outcome, value);
      if (isPossible(next)) open.push(next);
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
  const name = nameOf(condition);
  if (!known.has(name)) return name;
  const value = known.get(name);
  if ('fact' in condition) return value !== null;
  if ('formField' in condition) return holdsOfField(condition, sampleOf(condition, value));
  return value !== null && value !== undefined && condition.in.includes(value);
}

/** `decisive` ends it: one false part of `all`, one true part of `any`. */
function joined(parts: Expression[], known: Known, decisive: boolean): boolean | string {
  const outcomes = parts.map((part) => outcomeOf(part, known));
  if (outcomes.includes(decisive)) return decisive;
  return outcomes.find((one) => typeof one === 'string') ?? !decisive;
}

function nameOf(leaf: ReturnType<typeof leaves>[number]): string {
  if ('formField' in leaf) return `formField ${leaf.formField}`;
  return 'fact' in leaf ? `fact ${leaf.fact}` : leaf.field;
}

type Choices = ReadonlyMap<string, readonly (string | null)[]>;

/** Of each field the values that conditions name, and null for all others where there are any. */
function choicesOf(process: ProcessSnapshot, conditions: Expression[]): Choices {
  const all: Partial<Record<ExpressionField, readonly string[]>> = {
    ...fixedValues,
    group: Object.keys(process.groups),
  };
  const choices = new Map<string, (string | null)[]>();
  for (const leaf of leaves(conditions)) {
    if ('formField' in leaf) continue;
    const name = nameOf(leaf);
    const named = 'fact' in leaf ? [leaf.fact] : leaf.in;
    const values = [...new Set([...(choices.get(name) ?? []), ...named])];
    choices.set(
      name,
      values.filter((value) => value !== null),
    );
  }
  for (const [name, values] of choices) {
    const possible = all[name as ExpressionField];
    const hasOthers = !possible || possible.some((value) => !values.includes(value));
    if (name === 'priority') choices.set(name, [...priorities]);
    else if (hasOthers) values.push(null);
  }
  for (const [name, values] of fieldExtent(process, conditions)) {
    choices.set(`formField ${name}`, [...values.map(String), null]);
  }
  return choices;
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
function canBe({ groups }: ProcessSnapshot, known: Known, choices: Choices): boolean {
  const isSo = (field: string, value: string) => {
    const said = known.get(field);
    if (said === undefined) return true;
    return said === null ? !choices.get(field)?.includes(value) : said === value;
  };
  return Object.entries(groups).some(
    ([group, { tier }]) => isSo('group', group) && isSo('tier', String(tier)),
  );
}
