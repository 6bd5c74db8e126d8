import { isDay } from '../../workflows/domain/fields.ts';
import type { InputField, PlaybookInput } from '../../workflows/playbooks/playbook.ts';
import { wrongField } from '../http/errors.ts';
import { type Expectation, expected, received } from '../http/expectations.ts';

type Value = string | number | boolean;

/**
 * What a playbook asks is what it was given.
 * @throws ApiError 400 naming the first field that is not
 */
export function judgeInput(fields: PlaybookInput, input: Readonly<Record<string, Value>>): void {
  for (const name of Object.keys(input)) {
    if (Object.hasOwn(fields, name)) continue;
    const known = Object.keys(fields);
    throw wrongField(
      placeOf(name),
      expected('no_such_field', { known }),
      received('something_else'),
    );
  }
  for (const [name, field] of Object.entries(fields)) {
    const value = input[name];
    if (value === undefined && field.isOptional) continue;
    const wrong = value === undefined ? expected('field_value') : expectationOf(field, value);
    const receipt = received(value === undefined ? 'nothing' : 'something_else');
    if (wrong) throw wrongField(placeOf(name), wrong, receipt);
  }
}

const placeOf = (name: string) => `body.input.${name}`;

const textUsualMax = 2_000;

function expectationOf(field: InputField, value: Value): Expectation | undefined {
  switch (field.kind) {
    case 'number':
      if (typeof value !== 'number') return expected('number');
      return withinOf(field, value);
    case 'boolean':
      return typeof value === 'boolean' ? undefined : expected('boolean');
    case 'choice': {
      const words = Object.keys(field.options);
      return words.includes(String(value)) ? undefined : expected('one_of', { words });
    }
    case 'date':
      return typeof value === 'string' && isDay(value) ? undefined : expected('date');
    case 'text': {
      if (typeof value !== 'string' || value.trim() === '') return expected('not_blank');
      const count = field.maxLength ?? textUsualMax;
      return value.length <= count ? undefined : expected('at_most', { count, unit: 'characters' });
    }
  }
}

function withinOf(
  { min, max }: { min?: number; max?: number },
  value: number,
): Expectation | undefined {
  if (min !== undefined && value < min) return expected('at_least', { count: min, unit: null });
  if (max !== undefined && value > max) return expected('at_most', { count: max, unit: null });
  return undefined;
}
