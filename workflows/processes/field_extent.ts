import { dayMs } from '../domain/durations.ts';
import { isValueOf } from '../domain/fields.ts';
import type {
  CompiledField,
  Expression,
  FormFieldCondition,
  ProcessSnapshot,
} from '../domain/process.ts';
import type { FieldValue } from '../domain/ticket.ts';
import { leaves } from './process_words.ts';

/**
 * The values of fields that conditions tell apart: of a choice the options they name and one that they
 * do not, of a number or a date one between each two of their bounds, of anything else that it is
 * known. What no condition reads is not here: any value of it is as good as none.
 */
export function fieldExtent(
  { fields = {} }: Pick<ProcessSnapshot, 'fields'>,
  conditions: Expression[],
): Map<string, FieldValue[]> {
  const read = leaves(conditions).filter((leaf) => 'formField' in leaf);
  const byName = Map.groupBy(read, ({ formField }) => formField);
  const extent = new Map<string, FieldValue[]>();
  for (const [name, list] of byName) {
    const field = fields[name];
    if (field) extent.set(name, valuesToldApart(field, list));
  }
  return extent;
}

const extents = new WeakMap<object, Map<string, FieldValue[]>>();

/**
 * The fields that something of an open ticket turns on, with the values that it tells apart: those that
 * conditions read, that approvals are given for, that steps ask for, and that decide whether one of
 * these is shown.
 */
export function fieldsThatMatter(process: ProcessSnapshot): Map<string, FieldValue[]> {
  const known = extents.get(process);
  if (known) return known;
  const { fields = {} } = process;
  const conditions = conditionsOfRules(process);
  const names = new Set([...namesRead(conditions), ...askedBefore(fields), ...givenFor(process)]);
  const terms: Expression[] = [];
  // What decides whether one is shown matters as well: the set grows while it is gone through.
  for (const name of names) {
    const own = termsOf(fields[name]);
    terms.push(...own);
    for (const other of namesRead(own)) names.add(other);
  }
  const read = fieldExtent(process, [...conditions, ...terms]);
  const extent = new Map<string, FieldValue[]>();
  for (const [name, field] of Object.entries(fields)) {
    if (!names.has(name)) continue;
    const values = read.get(name) ?? [ordinaryValue(field)];
    const isGivenFor = values.length < 2 && givenFor(process).includes(name);
    extent.set(name, isGivenFor ? [...values, ...anotherValue(field)] : values);
  }
  extents.set(process, extent);
  return extent;
}

/** Of the fields that matter, those of which something turns on what is known: approvals aside. */
export function fieldsToldApart(process: ProcessSnapshot): ReadonlySet<string> {
  const known = toldApart.get(process);
  if (known) return known;
  const { fields = {} } = process;
  const conditions = [...conditionsOfRules(process), ...conditionsOfFields(process)];
  const names = new Set([...namesRead(conditions), ...askedBefore(fields)]);
  toldApart.set(process, names);
  return names;
}

const toldApart = new WeakMap<object, ReadonlySet<string>>();

/** When the fields that matter are shown and asked for. */
export function conditionsOfFields(process: ProcessSnapshot): Expression[] {
  const { fields = {} } = process;
  return [...fieldsThatMatter(process).keys()].flatMap((name) => termsOf(fields[name]));
}

/**
 * The process without asking, before steps, for fields that nothing else turns on: they can be filled in
 * as long as they are asked for, and nothing comes of it.
 */
export function withoutAskedFields(process: ProcessSnapshot): ProcessSnapshot {
  const { fields } = process;
  if (!fields) return process;
  const bare = mapFields(fields, withoutSteps);
  const matter = fieldsThatMatter({ ...process, fields: bare });
  return {
    ...process,
    fields: mapFields(fields, (field, name) => (matter.has(name) ? field : withoutSteps(field))),
  };
}

type CompiledFields = Record<string, CompiledField>;

function mapFields(
  fields: CompiledFields,
  change: (field: CompiledField, name: string) => CompiledField,
): CompiledFields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, change(field, name)]),
  );
}

function withoutSteps(field: CompiledField): CompiledField {
  const { required, ...rest } = field;
  if (!required?.before) return field;
  const { before: _, ...others } = required;
  return others.at ? { ...rest, required: others } : rest;
}

/** Every condition of the rules that decide something of an open ticket. */
function conditionsOfRules(process: ProcessSnapshot): Expression[] {
  const { targets, escalationRules, gates, approvals = [], requiredFields = [] } = process;
  const { rules: acting = [] } = process;
  const rules = [
    ...targets,
    ...escalationRules,
    ...gates,
    ...approvals,
    ...requiredFields,
    ...acting,
  ];
  return rules.flatMap(({ when }) => (when ? [when] : []));
}

function namesRead(conditions: Expression[]): string[] {
  return leaves(conditions).flatMap((leaf) => ('formField' in leaf ? [leaf.formField] : []));
}

function askedBefore(fields: CompiledFields): string[] {
  return Object.keys(fields).filter((name) => (fields[name]?.required?.before ?? []).length > 0);
}

/** The fields of the process that approvals are given for. */
function givenFor({ approvals = [], fields = {} }: ProcessSnapshot): string[] {
  const named = approvals.flatMap(({ givenFor = [], personIn }) =>
    personIn === undefined ? givenFor : [...givenFor, personIn],
  );
  return named.filter((name) => Object.hasOwn(fields, name));
}

function termsOf(field: CompiledField | undefined): Expression[] {
  const { shownWhen, required } = field ?? {};
  const isAsked = (required?.before ?? []).length > 0;
  return [shownWhen, isAsked ? required?.when : undefined].filter((one) => one !== undefined);
}

/** A value of the field, any. */
export function ordinaryValue(field: CompiledField): FieldValue {
  switch (field.kind) {
    case 'choice':
      return field.options[0] ?? '';
    case 'number':
      return field.min ?? Math.min(1, field.max ?? 1);
    case 'date':
      return field.min ?? field.max ?? '2026-01-05';
    default:
      return `a_${field.kind}`;
  }
}

/** One beside the ordinary, where there is one. */
function anotherValue(field: CompiledField): FieldValue[] {
  const first = ordinaryValue(field);
  const others: FieldValue[] =
    field.kind === 'choice'
      ? field.options
      : field.kind === 'number' || field.kind === 'date'
        ? [step(field, first, 1), step(field, first, -1)]
        : [`another_${field.kind}`];
  return others.filter((value) => value !== first && isValueOf(field, value)).slice(0, 1);
}

/** The bound that a condition names, if it is one of bounds. */
export function boundOf(condition: FormFieldCondition): FieldValue | undefined {
  return 'in' in condition || 'isKnown' in condition ? undefined : (condition.min ?? condition.max);
}

function valuesToldApart(field: CompiledField, read: readonly FormFieldCondition[]): FieldValue[] {
  if (field.kind === 'choice') {
    const named = new Set(read.flatMap((leaf) => ('in' in leaf ? leaf.in : [])));
    const other = field.options.find((option) => !named.has(option));
    return [...named, ...(other === undefined ? [] : [other])];
  }
  if (field.kind !== 'number' && field.kind !== 'date') return [ordinaryValue(field)];
  const bounds = read.flatMap((leaf) =>
    'in' in leaf || 'isKnown' in leaf
      ? []
      : [leaf.min, leaf.max].filter((bound) => bound !== undefined),
  );
  const near = bounds.flatMap((bound) => [before(field, bound), bound, after(field, bound)]);
  const values = [ordinaryValue(field), ...near].filter((value) => isValueOf(field, value));
  return oneOfEach(values, read);
}

/** One of the values for which the conditions hold alike. */
function oneOfEach(values: FieldValue[], read: readonly FormFieldCondition[]): FieldValue[] {
  const isWithin = (value: FieldValue) =>
    read.map((leaf) => {
      if ('in' in leaf || 'isKnown' in leaf) return true;
      const { min, max } = leaf;
      return (min === undefined || value >= min) && (max === undefined || value <= max);
    });
  const byOutcome = new Map(values.map((value) => [isWithin(value).join(), value]));
  return [...byOutcome.values()];
}

function before(field: CompiledField, bound: FieldValue): FieldValue {
  return step(field, bound, -1);
}

function after(field: CompiledField, bound: FieldValue): FieldValue {
  return step(field, bound, 1);
}

/** The next value there is on this side. */
function step(field: CompiledField, bound: FieldValue, sign: 1 | -1): FieldValue {
  if (field.kind === 'number') {
    return Number((Number(bound) + sign * 10 ** -field.decimals).toFixed(field.decimals));
  }
  const at = Date.parse(`${bound}T00:00:00Z`) + sign * dayMs;
  return new Date(at).toISOString().slice(0, 10);
}
