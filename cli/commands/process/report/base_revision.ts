import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, realpathSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { CliError, reasonOf } from '../../../cli_error.ts';

const run = promisify(execFile);
const archiveMaxBytes = 500_000_000;

/**
 * Lends a folder or a file as it was at a revision of the repository that it is in: in a copy that has the packages of
 * today, and is gone afterwards.
 *
 * @returns null from `work` not called, where the revision did not have it yet
 * @throws CliError where `place` is in no repository of git, or that has no such revision
 */
export async function atRevision<T>(
  place: string,
  revision: string,
  work: (placeThen: string) => Promise<T>,
): Promise<T | null> {
  const whole = realpathSync(place);
  const repository = await gitIn(statSync(whole).isDirectory() ? whole : path.dirname(whole), [
    'rev-parse',
    '--show-toplevel',
  ]);
  const commit = await gitIn(repository, ['rev-parse', '--verify', `${revision}^{commit}`]);
  const copy = mkdtempSync(path.join(realpathSync(tmpdir()), 'palier-base-'));
  try {
    const archive = path.join(copy, '.archive.tar');
    await gitIn(repository, ['archive', '--format=tar', `--output=${archive}`, commit]);
    await run('tar', ['-xf', archive, '-C', copy], { maxBuffer: archiveMaxBytes });
    rmSync(archive);
    lendPackages(repository, copy, path.relative(repository, whole));
    const then = path.join(copy, path.relative(repository, whole));
    return existsSync(then) ? await work(then) : null;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** The `node_modules` of each folder down to the place: what it imports is found there. */
function lendPackages(repository: string, copy: string, place: string): void {
  const steps = place.split(path.sep).filter((step) => step !== '');
  const folders = ['', ...steps.map((_, index) => path.join(...steps.slice(0, index + 1)))];
  for (const folder of folders) {
    const source = path.join(repository, folder, 'node_modules');
    const target = path.join(copy, folder, 'node_modules');
    if (existsSync(source) && existsSync(path.dirname(target)) && !existsSync(target)) {
      symlinkSync(source, target);
    }
  }
}

async function gitIn(folder: string, command: string[]): Promise<string> {
  try {
    const { stdout } = await run('git', ['-C', folder, ...command]);
    return stdout.trim();
  } catch (error) {
    throw new CliError(`git ${command.join(' ')}: ${firstLine(reasonOf(error))}`, {
      cause: error,
      exitCode: 2,
      advice: 'A report compares with a revision of the git repository that the processes are in.',
    });
  }
}

/** Of what a failed command says: its words, not the command again. */
function firstLine(reason: string): string {
  const lines = reason.split('\n').filter((line) => line !== '');
  return lines.find((line) => line.startsWith('fatal:')) ?? lines.at(-1) ?? reason;
}
