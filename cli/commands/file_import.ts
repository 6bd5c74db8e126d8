import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { AccountImport } from '../../api/people/import/contract.ts';
import { amount } from '../../workflows/processes/counted.ts';
import type { Locale } from '../../workflows/processes/locales.ts';
import { CliError } from '../cli_error.ts';
import { typedLocale } from '../locale.ts';
import { coloured, tell } from '../talk.ts';

/** What became of a file of records, whatever they are. */
type Done = Pick<
  AccountImport,
  'isWritten' | 'createdCount' | 'changedCount' | 'unchangedCount' | 'errors'
>;

/** A line that was or would be created or changed. */
type Moved = AccountImport['people'][number];

export interface ImportFlags {
  dryRun?: true;
  skipErrors?: true;
}

/** The file and the flags of a command that brings its records. @param known what they are known by */
export function takesFile(command: Command, known: string): Command {
  return command
    .argument('<file>', known)
    .option('--dry-run', 'say what would be done, and write nothing')
    .option('--skip-errors', 'write the lines that have no error');
}

export function writesOf({ dryRun, skipErrors }: ImportFlags): 'nothing' | 'all' | 'right' {
  if (dryRun) return 'nothing';
  return skipErrors ? 'right' : 'all';
}

/** @throws CliError where it cannot be read */
export async function readGivenFile(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const { message } = error as Error;
    throw new CliError(`${file} cannot be read: ${message}`, { cause: error, exitCode: 2 });
  }
}

/**
 * Prints what moved, then says what is wrong and how many there are.
 * @throws CliError where a line has an error
 */
export function tellImport(file: string, moved: readonly Moved[], done: Done): void {
  for (const { line, name, outcome, fields } of moved) {
    process.stdout.write(`${line}\t${outcome}\t${name}\t${fields.join(' ')}\n`);
  }
  tellErrors(done);
  const { createdCount, changedCount, unchangedCount } = done;
  const counts = `${createdCount} new, ${changedCount} changed, ${unchangedCount} as they were`;
  tell(done.isWritten ? `${coloured('green', '✓')} ${counts}` : `Nothing was written: ${counts}`);
  if (done.errors.length === 0) return;
  const advice = 'Correct the lines, or take the others with --skip-errors.';
  throw new CliError(`${amount(done.errors.length, 'error')} in ${file}`, { advice });
}

/** What is wrong with lines, each by its place, in the language of the terminal. */
export function tellErrors({ errors }: Pick<Done, 'errors'>): void {
  const say = words[typedLocale()];
  for (const error of errors) tell(`${coloured('red', '✗')} ${say(error)}`);
}

const words: Record<Locale, (error: Done['errors'][number]) => string> = {
  en: ({ line, column, expected, received }) =>
    `line ${line}${column === null ? '' : `, ${column}`}: expected ${expected}, received ${received}`,
  fr: ({ line, column, expected, received }) =>
    `ligne ${line}${column === null ? '' : `, ${column}`} : attendu ${expected}, reçu ${received}`,
};
