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
  /** Where the process is written, where that is known. */
  readonly file: string | undefined;
  readonly problems: readonly DefinitionProblem[];

  constructor(process: string, problems: readonly DefinitionProblem[], file?: string) {
    const lines = problems.map(
      ({ path, value, expected }) => `  ${path}: ${shown(value)}; expected ${expected}`,
    );
    const subject = file === undefined ? `Process '${process}'` : `${file}: process '${process}'`;
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    super(`${subject} has ${count}:\n${lines.join('\n')}`);
    this.process = process;
    this.file = file;
    this.problems = problems;
  }
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
