import { z } from 'zod';
import { invalidInput } from './errors.ts';
import { askedBy, type Expectation, expected, type Receipt, received } from './expectations.ts';
import type { Fault } from './problem_parameters.ts';
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
  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : null;
  throw invalidInput(result.error.issues.flatMap((issue) => faultsOf(issue, place, input, known)));
}

/** @param known the fields of the input itself; of what is inside of it nobody knows them here */
function faultsOf(
  issue: z.core.$ZodIssue,
  place: InputPlace,
  input: unknown,
  known: readonly string[] | null,
): Fault[] {
  if (issue.code === 'unrecognized_keys') {
    const noSuchField = expected('no_such_field', {
      known: issue.path.length === 0 ? known : null,
    });
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      const receipt = described(givenAt(input, path), place);
      return { path: pathOf(place, path), expected: noSuchField, received: receipt };
    });
  }
  const isUnnamed = issue.code === 'invalid_union' && 'options' in issue;
  // A rule about several fields is told of one of them, and found in what is around it.
  const isAround = issue.code === 'custom' && typeof issue.input === 'object';
  const value = givenAt(input, issue.path) ?? (isUnnamed || isAround ? undefined : issue.input);
  const isOfOne = issue.code === 'invalid_type' || issue.code === 'invalid_value';
  const isRepeated = place !== 'body' && isOfOne && Array.isArray(value);
  return [
    {
      path: pathOf(place, issue.path),
      expected: isRepeated ? expected('one_value') : expectationOf(issue, place),
      received: described(value, place),
    },
  ];
}

function pathOf(place: InputPlace, path: readonly PropertyKey[]): string {
  return [place, ...path].map(String).join('.').slice(0, 200);
}

/** What the caller gave at a path; undefined where it leads into what was made of their text. */
function givenAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    input,
  );
}

/** What was expected of each thing that is wrong with a value. */
export function expectationsOf(error: z.ZodError): Expectation[] {
  return error.issues.map((issue) => expectationOf(issue, 'body'));
}

function expectationOf(issue: z.core.$ZodIssue, place: InputPlace): Expectation {
  switch (issue.code) {
    case 'invalid_type':
      return types[issue.expected] ?? expected('other');
    case 'invalid_value':
      return expected('one_of', { words: issue.values.map(String) });
    case 'too_big':
      return expected('at_most', {
        count: Number(issue.maximum),
        unit: unitOf(issue.origin, place),
      });
    case 'too_small':
      return expected('at_least', {
        count: Number(issue.minimum),
        unit: unitOf(issue.origin, place),
      });
    case 'invalid_format':
      return formats[issue.format] ?? askedBy(issue.message);
    case 'invalid_union':
      // None of those that a field names: it says which there are.
      if ('options' in issue && Array.isArray(issue.options)) {
        return expected('one_of', { words: issue.options.map(String) });
      }
      return expected('any', { of: issue.errors.flat().map((one) => expectationOf(one, place)) });
    default:
      return askedBy(issue.message);
  }
}

const types: Readonly<Record<string, Expectation>> = {
  string: expected('string'),
  number: expected('number'),
  int: expected('integer'),
  boolean: expected('boolean'),
  array: expected('array'),
  object: expected('object'),
  record: expected('object'),
};

const formats: Readonly<Record<string, Expectation>> = {
  datetime: expected('instant'),
  date: expected('date'),
};

function unitOf(origin: string, place: InputPlace): 'characters' | 'items' | 'values' | null {
  if (origin === 'string') return 'characters';
  if (origin !== 'array') return null;
  return place === 'body' ? 'items' : 'values';
}

const shownCharactersMax = 60;

/** What came, short enough to read: texts by their length, everything else by its value. */
function described(value: unknown, place: InputPlace): Receipt {
  if (value === undefined) return received('nothing');
  if (Array.isArray(value)) {
    return received(place === 'body' ? 'array' : 'values', { count: value.length });
  }
  if (typeof value === 'object' && value !== null) return received('object');
  if (typeof value === 'string') {
    const count = characterCount(value);
    if (count > shownCharactersMax) return received('string', { count });
  }
  return received('value', { json: JSON.stringify(value) });
}
