import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CliError } from '../cli_error.ts';
import { isRunning, runsProgram } from '../servers/process_table.ts';

const lockName = 'desk.lock';
/** Part of the command line of whoever holds the lock. */
const holderProgram = 'palier';

/**
 * Takes the folder for this process alone, until the returned function gives it back.
 * A lock whose process is gone is taken over.
 * @throws CliError when a running desk holds it.
 */
export async function lockHome(home: string): Promise<() => void> {
  const lock = path.join(home, lockName);
  const mine = `${lock}.${process.pid}`;
  writeFileSync(mine, `${process.pid}\n`, { mode: 0o600 });
  try {
    for (;;) {
      if (tryToLink(mine, lock)) return () => rmSync(lock, { force: true });
      const holder = readHolder(lock);
      if (holder !== undefined && isRunning(holder) && (await runsProgram(holder, holderProgram))) {
        throw new CliError(`A desk already runs on ${home} (process ${holder})`, {
          advice:
            `Use that one, stop it with Ctrl-C in its terminal or \`kill ${holder}\`, or give this ` +
            'one another folder and port: PALIER_HOME=.palier-2 PORT=3001 npm start',
        });
      }
      removeStale(lock, holder);
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

// A hard link either appears whole or fails: two desks cannot both make it.
function tryToLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readHolder(lock: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(lock, 'utf8'), 10);
  } catch {
    return undefined;
  }
}

// Moved aside before it is removed, and put back if another desk took it over in between.
function removeStale(lock: string, staleHolder: number | undefined): void {
  const aside = `${lock}.${process.pid}.stale`;
  try {
    renameSync(lock, aside);
  } catch {
    return;
  }
  if (readHolder(aside) !== staleHolder) tryToLink(aside, lock);
  rmSync(aside, { force: true });
}
