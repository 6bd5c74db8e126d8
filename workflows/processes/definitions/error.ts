import { amount } from '../counted.ts';

/** One thing wrong with a process: where, what is there, what was expected. */
export interface DefinitionProblem {
  /** Dotted path inside the definition, such as `categories.network.group`. */
  path: string;
  /** In the owner's words, where the path only counts: a table writes many targets in one line. */
  of?: string;
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
  /** What is to be put right, each once, as `entryGroup: "plumbers"; expected one of …`. */
  readonly causes: readonly { path: string; text: string }[];

  constructor(process: string, problems: readonly DefinitionProblem[], file?: string) {
    const causes = [...Map.groupBy(problems, causeOf).values()];
    const lines = causes.map(lineOf);
    const subject = file === undefined ? `Process '${process}'` : `${file}: process '${process}'`;
    super(`${subject} has ${amount(causes.length, 'problem')}:\n${lines.join('\n')}`);
    this.process = process;
    this.file = file;
    this.problems = problems;
    this.causes = causes.map(([first], index) => ({
      path: (first as DefinitionProblem).path,
      text: (lines[index] as string).trim(),
    }));
  }
}

/** One wrong name that stands in many places is one problem: what is there is wrong, not each place. */
function causeOf({ path, value, expected }: DefinitionProblem): string {
  if (typeof value !== 'string') return path;
  const key = path.split('.').at(-1);
  return JSON.stringify([key, value, expected]);
}

const placesShown = 3;

function lineOf([first, ...others]: DefinitionProblem[]): string {
  const { value, expected } = first as DefinitionProblem;
  const places = others.slice(0, placesShown).map(placeOf);
  const left = others.length - places.length;
  const also = [...places, ...(left > 0 ? [`${left} more places`] : [])].join(', ');
  const line = `  ${placeOf(first as DefinitionProblem)}: ${shown(value)}; expected ${expected}`;
  return also === '' ? line : `${line} (and at ${also})`;
}

function placeOf({ path, of }: DefinitionProblem): string {
  return of === undefined ? path : `${path} (${of})`;
}

/** As JSON, which has no words for numbers that are none. */
function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? String(value);
  if (Array.isArray(value)) return `[${value.map(shown).join(',')}]`;
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return `{${entries.map(([key, part]) => `${JSON.stringify(key)}:${shown(part)}`).join(',')}}`;
}
