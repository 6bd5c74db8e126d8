/** One thing wrong with a process: where, what is there, what was expected. */
export interface DefinitionProblem {
  /** Dotted path inside the definition, such as `categories.network.group`. */
  path: string;
  value: unknown;
  expected: string;
}

/** Thrown with everything that is wrong at once, so that it can be put right at once. */
export class ProcessDefinitionError extends Error {
  override readonly name = 'ProcessDefinitionError';
  readonly code = 'process_invalid';
  readonly process: string;
  readonly problems: readonly DefinitionProblem[];

  constructor(process: string, problems: readonly DefinitionProblem[]) {
    const lines = problems.map(
      ({ path, value, expected }) => `  ${path}: ${shown(value)}; expected ${expected}`,
    );
    super(`Process '${process}' has ${problems.length} problem(s):\n${lines.join('\n')}`);
    this.process = process;
    this.problems = problems;
  }
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
