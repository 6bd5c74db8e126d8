import { problemOf } from '../api/http/errors.ts';
import { apiErrorOf } from '../api/http/problem_json.ts';
import { problemOfPeople } from '../api/people/refused.ts';
import { PeopleRefused } from '../database/people_refused.ts';
import { CliError } from './cli_error.ts';
import { typedLocale } from './locale.ts';

/**
 * A command does what the API does and is refused what the API refuses: that is told in the same words,
 * in the language of whoever types. @returns undefined where it is no such problem
 */
export function toldProblem(error: unknown): CliError | undefined {
  const problem = error instanceof PeopleRefused ? problemOfPeople(error) : apiErrorOf(error);
  if (problem === undefined) return undefined;
  const { title, detail, errors = [] } = problemOf(problem, '', typedLocale());
  const others = errors
    .slice(1)
    .map(({ path, expected, received }) => `${path}: ${expected} – ${received}`);
  return new CliError(title, {
    advice: [detail, ...others].map(withoutPlace).join('\n'),
    cause: error,
    exitCode: problem.status < 500 ? 2 : 1,
  });
}

/** There is no body on a command line: its fields are options and arguments. */
function withoutPlace(line: string): string {
  return line.replace(/^(?:body|query|path)\./, '');
}
