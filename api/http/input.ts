import type { z } from 'zod';
import { invalidInput } from './errors.ts';
import type { FieldError } from './problem_contract.ts';
import { characterCount } from './text.ts';

export type InputPlace = 'body' | 'query' | 'path' | 'header';

/**
 * The input as the schema gives it.
 * @throws ApiError 400 that names each wrong field, what was expected and what was received
 */
export function parseInput<T extends z.ZodType>(
  schema: T,
  place: InputPlace,
  input: unknown,
): z.output<T> {
  const result = schema.safeParse(input, { reportInput: true });
  if (result.success) return result.data;
  throw invalidInput(result.error.issues.flatMap((issue) => fieldErrors(issue, place, input)));
}

function fieldErrors(issue: z.core.$ZodIssue, place: InputPlace, input: unknown): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: pathOf(place, [...issue.path, key]),
      expected: 'no such field',
      received: described(valueAt(input, [...issue.path, key])),
    }));
  }
  const received = described(valueAt(input, issue.path));
  return [{ path: pathOf(place, issue.path), expected: expectationOf(issue), received }];
}

function pathOf(place: InputPlace, path: readonly PropertyKey[]): string {
  return [place, ...path].map(String).join('.').slice(0, 200);
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    input,
  );
}

function expectationOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return article(issue.expected);
    case 'invalid_value':
      return issue.values.length === 1
        ? String(issue.values[0])
        : `one of ${issue.values.map(String).join(', ')}`;
    case 'too_big':
      return `at most ${issue.maximum}${unitOf(issue.origin)}`;
    case 'too_small':
      return `at least ${issue.minimum}${unitOf(issue.origin)}`;
    case 'invalid_format':
      return formats[issue.format] ?? issue.message;
    case 'invalid_union':
      return [...new Set(issue.errors.flat().map(expectationOf))].join(' or ') || issue.message;
    default:
      return issue.message;
  }
}

const formats: Record<string, string> = {
  datetime: 'an ISO 8601 instant with an offset, as 2026-11-24T09:00:00Z',
  date: 'a date, as 2026-11-24',
};

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' ? ' items' : '';
}

function article(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

const shownCharactersMax = 60;

/** What came, short enough to read: texts by their length, everything else by its value. */
function described(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  if (typeof value !== 'string') return String(value);
  const count = characterCount(value);
  if (count > shownCharactersMax) return `a string of ${count} characters`;
  return JSON.stringify(value);
}
