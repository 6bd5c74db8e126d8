import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CliError } from '../cli_error.ts';
import { isRunning } from '../servers/process_table.ts';
import { readSettings } from './settings.ts';

/** Where the parts of a running desk are. Kept in `desk.json`, readable by its owner only. */
export interface DeskAddresses {
  apiUrl: string;
  databaseUrl: string;
  /** The same as the owner of its tables. */
  ownerDatabaseUrl: string;
  temporalAddress: string;
  temporalNamespace: string;
  /** Process that runs the desk. */
  pid: number;
  warehouseDir: string;
  /** People of the demo can sign in. */
  isDemo: boolean;
}

function deskFileOf(home: string): string {
  return path.join(home, 'desk.json');
}

export async function writeDeskFile(home: string, desk: DeskAddresses): Promise<void> {
  const file = deskFileOf(home);
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, `${JSON.stringify(desk, null, 2)}\n`, { mode: 0o600 });
  await rename(unfinished, file);
}

export async function removeDeskFile(home: string): Promise<void> {
  await rm(deskFileOf(home), { force: true });
}

/** The desk that runs under `home` now, or undefined. */
export async function findDesk(home: string): Promise<DeskAddresses | undefined> {
  const text = await readFile(deskFileOf(home), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const desk = JSON.parse(text) as DeskAddresses;
  return isRunning(desk.pid) ? desk : undefined;
}

/**
 * The desk that runs under `home` (by default `PALIER_HOME`).
 * @throws CliError when none does.
 */
export async function getDesk(home: string = readSettings().home): Promise<DeskAddresses> {
  const desk = await findDesk(home);
  if (desk !== undefined) return desk;
  throw new CliError(`No desk runs under ${home}`, {
    advice: 'Start one with `npm start` in another terminal, or set PALIER_HOME to its folder.',
  });
}
