import type { CommandPayload } from './commands.ts';
import type { Draft } from './draft.ts';
import { type ConditionSubject, holds } from './expression.ts';
import type { CompiledField, Expression, GuardedStep, ProcessSnapshot } from './process.ts';
import { Refused } from './refusals.ts';
import type { Channel, FieldKind, FieldValue, FieldValues } from './ticket.ts';

/**
 * The fields that a process adds to its tickets. A value stays what it is when the ticket becomes
 * something that the field is not shown of; it is no longer asked for then.
 */

/** By these no form was filled in: nobody could have been asked. */
const withoutForm: readonly Channel[] = ['email', 'import', 'monitoring'];

/** Whether whoever opens a ticket by the channel fills in a form. */
export function hasForm(channel: Channel): boolean {
  return !withoutForm.includes(channel);
}

type Fields = Pick<ProcessSnapshot, 'fields'>;
type Tiers = Pick<ProcessSnapshot, 'tiers'>;
const formsKnowNone: Tiers = { tiers: [] };

/** When a field is shown and asked for: what forms know of it, too. */
interface AskedField {
  shownWhen?: Expression | undefined;
  required?: { at?: 'opening'; before?: readonly GuardedStep[]; when?: Expression } | undefined;
}

export function isShown({ shownWhen }: AskedField, ticket: ConditionSubject): boolean {
  return shownWhen === undefined || holds(shownWhen, ticket, null);
}

/**
 * Whether the field is asked for: of a ticket as it is, whose process says what its tiers are called, or of
 * a form, which has no tier yet; at its opening, or before a step.
 */
export function isRequired(
  field: AskedField,
  ticket: ConditionSubject,
  before: 'opening' | GuardedStep,
  { tiers }: Tiers = formsKnowNone,
): boolean {
  const { required } = field;
  if (!required || !isShown(field, ticket)) return false;
  const asks =
    before === 'opening' ? required.at === 'opening' : required.before?.includes(before) === true;
  return asks && (required.when === undefined || holds(required.when, ticket, null, tiers));
}

/** Names of the fields that are asked for before this and are not known of the ticket. */
export function missingFieldsOf(
  { fields = {}, tiers }: Fields & Tiers,
  ticket: ConditionSubject,
  before: 'opening' | GuardedStep,
): string[] {
  return Object.entries(fields).flatMap(([name, field]) =>
    ticket.fields?.[name] === undefined && isRequired(field, ticket, before, { tiers })
      ? [name]
      : [],
  );
}

/** Whether it is a value of the field. A text is known by its id alone: its length is not seen here. */
export function isValueOf(field: CompiledField, value: FieldValue): boolean {
  switch (field.kind) {
    case 'choice':
      return typeof value === 'string' && field.options.includes(value);
    case 'number':
      return typeof value === 'number' && isNumberOf(field, value);
    case 'date':
      return typeof value === 'string' && isDay(value) && isWithin(field, value);
    default:
      return typeof value === 'string' && value.length > 0 && value.length <= idLengthMax;
  }
}

const idLengthMax = 200;

function isNumberOf(field: CompiledField & { kind: 'number' }, value: number): boolean {
  const { decimals } = field;
  return (
    Number.isFinite(value) && Number(value.toFixed(decimals)) === value && isWithin(field, value)
  );
}

function isWithin<V extends number | string>(
  { min, max }: { min?: V | undefined; max?: V | undefined },
  value: V,
): boolean {
  return (min === undefined || value >= min) && (max === undefined || value <= max);
}

/** A day that there is, as `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return false;
  const isLeapYear = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && isLeapYear ? 29 : daysOfMonths[month - 1];
  return days !== undefined && day >= 1 && day <= days;
}

const daysOfMonths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** @throws Refused where a name is none of the process's fields, or a value none of its field's. */
export function checkFields(
  { fields = {} }: Fields,
  values: Readonly<Record<string, FieldValue | null>>,
): void {
  for (const [name, value] of Object.entries(values)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!field) throw new Refused('field_unknown', { word: name, allowed: Object.keys(fields) });
    if (value === null || isValueOf(field, value)) continue;
    throw new Refused('field_value_wrong', { field: name, ...expectedOf(field) });
  }
}

/** What a value of the field is, as far as it can be said in figures and names. */
function expectedOf(field: CompiledField) {
  const { kind } = field;
  if (kind === 'choice') return { kind, options: field.options };
  if (kind !== 'number' && kind !== 'date') return { kind };
  const { min, max } = field;
  return { kind, ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
}

/** What a ticket that was just opened must know, and may. @throws Refused */
export function checkOpeningFields(draft: Draft): void {
  const { state, rules } = draft;
  refuseHidden(rules.process, state, Object.keys(state.fields ?? {}));
  if (!hasForm(state.channel)) return;
  const missing = missingFieldsOf(rules.process, state, 'opening');
  if (missing.length > 0) throw new Refused('field_required', { step: 'open', missing });
}

function refuseHidden(
  { fields = {} }: Fields,
  ticket: ConditionSubject,
  names: readonly string[],
): void {
  const hidden = names.find((name) => fields[name] && !isShown(fields[name], ticket));
  if (hidden !== undefined) throw new Refused('field_not_shown', { field: hidden });
}

/** Fills in fields, changes and clears them (null). What is so already is no change. */
export function setFields(draft: Draft, { fields }: CommandPayload['setFields']): void {
  const { process } = draft.rules;
  checkFields(process, fields);
  const before = draft.state;
  const known = before.fields ?? {};
  const changes = Object.entries(fields).filter(([name, value]) => (known[name] ?? null) !== value);
  if (changes.length === 0) return;
  const after = { ...before, fields: withFields(known, Object.fromEntries(changes)) };
  // What is known may be put right where the ticket is something else now.
  const isNew = ([name, value]: [string, FieldValue | null]) =>
    value !== null && known[name] === undefined;
  refuseHidden(
    process,
    after,
    changes.filter(isNew).map(([name]) => name),
  );
  const cleared = changes.flatMap(([name, value]) => (value === null ? [name] : []));
  const asked = missingFieldsOf(process, after, 'opening');
  const missing = cleared.filter((name) => asked.includes(name));
  if (missing.length > 0) throw new Refused('field_required', { step: 'open', missing });
  const changed = Object.fromEntries(changes);
  draft.emit('fields_set', { fields: changed, kinds: kindsOf(process, changed) });
}

/** The kinds of the fields that these are values of: an event says what it holds. */
export function kindsOf(
  { fields = {} }: Fields,
  values: Readonly<Record<string, unknown>>,
): Record<string, FieldKind> {
  const names = Object.keys(values);
  return Object.fromEntries(
    names.flatMap((name) => (fields[name] ? [[name, fields[name].kind]] : [])),
  );
}

/** The values after a change; a null takes one away. */
export function withFields(
  known: Readonly<FieldValues>,
  changes: Readonly<Record<string, FieldValue | null>>,
): FieldValues {
  const entries = Object.entries({ ...known, ...changes });
  return Object.fromEntries(
    entries.filter((entry): entry is [string, FieldValue] => entry[1] !== null),
  );
}

/**
 * Names of the fields whose values another version of the process has no place for: it lacks the
 * field, has another kind under its name, or lacks the option. Bounds hold for what is filled in later.
 *
 * @param before the version that the ticket follows, as far as it is known
 */
export function fieldsWithoutPlace(
  values: Readonly<FieldValues> = {},
  before: Fields,
  after: Fields,
): string[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const field = after.fields?.[name];
    const was = before.fields?.[name];
    if (!field || (was && was.kind !== field.kind)) return [name];
    return field.kind === 'choice' && !field.options.includes(String(value)) ? [name] : [];
  });
}
