import { isDay } from '../../domain/fields.ts';
import type { FormFieldCondition } from '../../domain/process.ts';
import type { FieldDefinition } from '../define.ts';
import type { Check } from './checks.ts';

/** A condition on a field: there is one of that name and kind, and what it is compared with can be. */
export function checkFormFieldCondition(
  check: Check,
  condition: FormFieldCondition,
  path: string,
): void {
  const { fields = {} } = check.definition;
  const { formField: name } = condition;
  check.oneOf(name, Object.keys(fields), `${path}.field`);
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (!field || 'isKnown' in condition) return;
  if ('in' in condition) {
    check.expect(condition.in.length > 0, `${path}.in`, condition.in, 'at least one option');
    if (field.kind !== 'choice') {
      check.expect(false, `${path}.field`, name, `a choice: '${name}' is a ${field.kind}`);
      return;
    }
    for (const option of condition.in) {
      check.oneOf(option, Object.keys(field.options), `${path}.${name}`);
    }
    return;
  }
  checkBoundsOf(check, field, condition, path);
}

function checkBoundsOf(
  check: Check,
  field: FieldDefinition,
  condition: { formField: string; min?: number | string; max?: number | string },
  path: string,
): void {
  const { formField: name, min, max } = condition;
  if (field.kind !== 'number' && field.kind !== 'date') {
    const expected = `a number or a date: '${name}' is a ${field.kind}`;
    check.expect(false, `${path}.field`, name, expected);
    return;
  }
  const isSaid = min !== undefined || max !== undefined;
  check.expect(isSaid, path, condition, 'min, max or both');
  const isRight = (bound: unknown) =>
    field.kind === 'number'
      ? typeof bound === 'number' && Number.isFinite(bound)
      : typeof bound === 'string' && isDay(bound);
  const expected = field.kind === 'number' ? 'a number' : 'a day, as 2026-11-30';
  for (const [bound, value] of Object.entries({ min, max })) {
    if (value !== undefined) check.expect(isRight(value), `${path}.${bound}`, value, expected);
  }
  checkBounds(check, condition, path);
}

/** Of two bounds the second is no less than the first. */
export function checkBounds(
  check: Check,
  { min, max }: { min?: number | string; max?: number | string },
  path: string,
): void {
  if (min === undefined || max === undefined) return;
  check.expect(min <= max, `${path}.max`, max, `no less than min, ${min}`);
}
