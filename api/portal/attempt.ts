import { randomUUID } from 'node:crypto';
import type { Problem } from '../http/problem_contract.ts';
import type { Filled } from './fields.ts';
import type { GivenForm } from './form_body.ts';
import type { Words } from './words.ts';

/** What was sent and not taken: the page shows it again, with what was wrong. */
export interface Attempt {
  /** Which of the page's forms. */
  form: string;
  given: GivenForm;
  /** Null where nothing is wrong: the page asks something more. */
  problem: Problem | null;
}

/** A form as it is to be shown: empty, or as it was sent. */
export function filledOf(
  words: Words,
  attempt: Attempt | undefined,
  form: string,
  first: Readonly<Record<string, string>> = {},
): Filled {
  const mine = attempt?.form === form ? attempt : undefined;
  return {
    words,
    value: (name) => (mine ? mine.given.text(name) : (first[name] ?? '')),
    errors: mine?.problem?.errors ?? [],
    kept: mine?.given.kept ?? [],
  };
}

/**
 * The key of a form: what nobody knows the end of is sent again as the same request, what was
 * refused as another one.
 */
export function keyOf(attempt: Attempt | undefined, form: string): string {
  if (attempt?.form !== form) return randomUUID();
  const isUnknown = attempt.problem === null || attempt.problem.status >= 500;
  return (isUnknown && attempt.given.filled('key')) || randomUUID();
}
