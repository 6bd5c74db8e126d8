import type { ConditionSubject } from '../../../workflows/domain/expression.ts';
import { isDay, isRequired, isShown } from '../../../workflows/domain/fields.ts';
import type { CompiledField, ProcessSnapshot } from '../../../workflows/domain/process.ts';
import type { FieldValue, FieldValues } from '../../../workflows/domain/ticket.ts';
import { findItem } from '../../configuration_items/find_items.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { givenValue, invalidInput } from '../../http/errors.ts';
import { type Expectation, expected, received } from '../../http/expectations.ts';
import { expectationsOf } from '../../http/input.ts';
import type { Fault } from '../../http/problem_parameters.ts';
import { line, text } from '../../http/text.ts';
import type { Account } from '../../people/directory.ts';
import type { ChangedFields } from './given_fields.ts';

export type Fields = NonNullable<ProcessSnapshot['fields']>;

/** What was given for each field: texts as they are to be written, everything else as it is kept. */
export interface JudgedFields {
  texts: Record<string, string>;
  values: Record<string, FieldValue | null>;
}

/** How one value was judged: what it is, or what it should have been. */
type Judged = { value: FieldValue } | { expected: Expectation };

/**
 * Judges values by the fields that a process has: their kinds, their bounds, and that whom they name
 * there is.
 * @param path of the body, where the values are: `body.fields`
 * @param account who fills it in: whoever asks for help names a device of their own
 * @throws ApiError 400 naming each value that is none of its field's, and each name that is no field's
 */
export async function judgeFields(
  fields: Fields | undefined,
  given: ChangedFields,
  path: string,
  account: Account,
  dependencies: ApiDependencies,
): Promise<JudgedFields> {
  const { faults, judged } = await judgeEach(fields, given, path, account, dependencies);
  if (faults.length > 0) throw invalidInput(faults);
  return judged;
}

/** The same, where nothing is thrown: what is wrong with each. */
export async function faultsOf(
  fields: Fields,
  given: ChangedFields,
  path: string,
  account: Account,
  dependencies: ApiDependencies,
): Promise<readonly Fault[]> {
  return (await judgeEach(fields, given, path, account, dependencies)).faults;
}

async function judgeEach(
  fields: Fields = {},
  given: ChangedFields,
  path: string,
  account: Account,
  dependencies: ApiDependencies,
): Promise<{ faults: Fault[]; judged: JudgedFields }> {
  const faults: Fault[] = [];
  const judged: JudgedFields = { texts: {}, values: {} };
  for (const [name, value] of Object.entries(given)) {
    const at = `${path}.${name}`.slice(0, pathMax);
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!field) {
      const known = expected('no_such_field', { known: Object.keys(fields) });
      faults.push({ path: at, expected: known, received: shortValue(value) });
      continue;
    }
    if (value === null) {
      judged.values[name] = null;
      continue;
    }
    const one = await judgeValue(field, value, account, dependencies);
    if ('expected' in one) {
      faults.push({ path: at, expected: one.expected, received: shortValue(value) });
    } else if (field.kind === 'text') judged.texts[name] = String(one.value);
    else judged.values[name] = one.value;
  }
  return { faults, judged };
}

const pathMax = 200;
const shownMax = 60;

function shortValue(value: unknown) {
  const isLong = typeof value === 'string' && value.length > shownMax;
  return isLong ? received('string', { count: [...value].length }) : givenValue(value);
}

async function judgeValue(
  field: CompiledField,
  value: FieldValue,
  account: Account,
  { accounts, database }: ApiDependencies,
): Promise<Judged> {
  switch (field.kind) {
    case 'number':
      return judgeNumber(field, value);
    case 'date':
      return judgeDay(field, value);
    case 'choice': {
      const isOption = field.options.some((option) => option === value);
      return isOption ? { value } : { expected: expected('one_of', { words: field.options }) };
    }
    case 'text': {
      const { maxLength, lines } = field;
      const result = (lines === 'one' ? line(maxLength) : text(maxLength)).safeParse(value);
      if (result.success) return { value: result.data };
      return { expected: expectationsOf(result.error)[0] ?? expected('other') };
    }
    case 'person': {
      const isPerson = typeof value === 'string' && (await accounts.findActive(value));
      return isPerson ? { value } : { expected: expected('account') };
    }
    case 'device': {
      const item = typeof value === 'string' ? await findItem(database, value, account) : undefined;
      return item?.kind === 'device' ? { value } : { expected: expected('device') };
    }
  }
}

function judgeNumber(field: CompiledField & { kind: 'number' }, value: FieldValue): Judged {
  const { decimals, min, max } = field;
  if (typeof value !== 'number') return { expected: expected('number') };
  if (decimals === 0 && !Number.isInteger(value)) return { expected: expected('integer') };
  if (Number(value.toFixed(decimals)) !== value) {
    return { expected: expected('decimals', { count: decimals }) };
  }
  if (min !== undefined && value < min) {
    return { expected: expected('at_least', { count: min, unit: null }) };
  }
  if (max !== undefined && value > max) {
    return { expected: expected('at_most', { count: max, unit: null }) };
  }
  return { value };
}

function judgeDay({ min, max }: CompiledField & { kind: 'date' }, value: FieldValue): Judged {
  if (typeof value !== 'string' || !isDay(value)) return { expected: expected('date') };
  if (min !== undefined && value < min) return { expected: expected('day_from', { day: min }) };
  if (max !== undefined && value > max) return { expected: expected('day_until', { day: max }) };
  return { value };
}

/**
 * What the form of an opening must say, and must not: what is asked for and missing, and what such a
 * ticket is not asked. The core asks the same again, of every channel that has a form.
 * @throws ApiError 400 naming each field
 */
export function checkForm(
  fields: Fields = {},
  subject: ConditionSubject,
  path: string,
  hasForm: boolean,
): void {
  const values: FieldValues = subject.fields ?? {};
  const faults = Object.entries(fields).flatMap(([name, field]): Fault[] => {
    const value = values[name];
    const at = `${path}.${name}`;
    if (value !== undefined) {
      if (isShown(field, subject)) return [];
      return [
        { path: at, expected: expected('field_not_asked'), received: received('something_else') },
      ];
    }
    if (!hasForm || !isRequired(field, subject, 'opening')) return [];
    return [{ path: at, expected: expected('field_value'), received: received('nothing') }];
  });
  if (faults.length > 0) throw invalidInput(faults);
}
