import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rm, stat, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CliError, reasonOf } from '../cli_error.ts';

const megabyte = 1024 * 1024;
/** A new PostgreSQL cluster takes 40 MB, a year of a small desk some hundreds. */
const freeMegabytesMin = 300;

/** Paths of everything a desk keeps. */
export interface Home {
  directory: string;
  logsDir: string;
  warehouseDir: string;
  postgresDir: string;
  temporalFile: string;
  freeMegabytes: number;
}

/**
 * Makes the folder if needed, for its owner alone as is all that was left in it, and checks that it can hold a desk.
 * @throws CliError when it cannot be written to or its disk is nearly full.
 */
export async function openHome(directory: string): Promise<Home> {
  const logsDir = path.join(directory, 'logs');
  const warehouseDir = path.join(directory, 'warehouse');
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await chmod(directory, 0o700);
    await mkdir(logsDir, { recursive: true });
    await mkdir(warehouseDir, { recursive: true });
    await tighten(directory);
    const probe = path.join(directory, `.probe-${process.pid}`);
    await writeFile(probe, 'x');
    await rm(probe);
  } catch (error) {
    throw new CliError(`The data folder ${directory} cannot be written to: ${reasonOf(error)}`, {
      cause: error,
      advice: 'Free some disk, correct its owner, or set PALIER_HOME to another folder.',
    });
  }
  const { bavail, bsize } = await statfs(directory);
  const freeMegabytes = Math.floor((bavail * bsize) / megabyte);
  if (freeMegabytes < freeMegabytesMin) {
    throw new CliError(
      `The disk of ${directory} has ${freeMegabytes} MB free: the desk needs ${freeMegabytesMin} MB`,
      { advice: 'Free some disk, or set PALIER_HOME to a folder on another one.' },
    );
  }
  return {
    directory,
    logsDir,
    warehouseDir,
    postgresDir: path.join(directory, 'postgres'),
    temporalFile: path.join(directory, 'temporal.sqlite'),
    freeMegabytes,
  };
}

const othersMask = 0o077;

/** What is made from now on in this process, and in those it starts, is for its owner alone. */
export function keepToOwner(): void {
  process.umask(othersMask);
}

/** Takes from others what they may do with what is there. PostgreSQL sees to its own folder. */
async function tighten(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const name = path.join(folder, entry.name);
    if (entry.isSymbolicLink() || entry.name === 'postgres') continue;
    const { mode } = await stat(name);
    if ((mode & othersMask) !== 0) await chmod(name, mode & 0o7777 & ~othersMask);
    if (entry.isDirectory()) await tighten(name);
  }
}

/** A secret of this home, made on first use and readable by its owner only. */
export async function secretOf(home: Home, name: string): Promise<string> {
  const file = path.join(home.directory, name);
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept !== undefined && kept.trim() !== '') return kept.trim();
  const secret = randomBytes(24).toString('base64url');
  await writeFile(file, `${secret}\n`, { mode: 0o600 });
  return secret;
}
