import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Logger } from 'pino';
import type { Database } from '../../database/connection.ts';
import { type PlaybookCode, readPlaybookCode } from './sources.ts';
import { adoptPlaybooks } from './workers.ts';

/** The functions that an owner's `activities/` exports, by their names. */
export type OwnActivities = Record<string, (argument: unknown) => unknown>;

/**
 * Publishes the playbooks of the desk and of the owner's folder. Where those of the folder cannot be
 * read the desk's own are published alone, and what is wrong is told: tickets wait for nothing in it.
 */
export async function adoptOwnPlaybooks(
  folder: string | null,
  database: Database,
  cacheDir: string,
  log: Pick<Logger, 'error'>,
): Promise<PlaybookCode> {
  if (folder !== null) {
    try {
      const code = await readPlaybookCode([{ dir: folder }]);
      await adoptPlaybooks(database, code, cacheDir);
      return code;
    } catch (error) {
      log.error({ err: error }, `${folder}: its playbooks cannot be started`);
    }
  }
  const code = await readPlaybookCode();
  await adoptPlaybooks(database, code, cacheDir);
  return code;
}

/** Of two files that export one name, the later by its name has it. */
export async function loadActivities(
  folder: string | null,
  log: Pick<Logger, 'error'>,
): Promise<OwnActivities> {
  const dir = folder === null ? undefined : path.join(folder, 'activities');
  if (!dir || !existsSync(dir)) return {};
  const own: OwnActivities = {};
  for (const file of (await readdir(dir)).sort()) {
    if (!/\.[cm]?[jt]s$/.test(file) || file.includes('.test.')) continue;
    try {
      const exported = await import(pathToFileURL(path.join(dir, file)).href);
      for (const [name, work] of Object.entries(exported)) {
        if (typeof work === 'function') own[name] = work as OwnActivities[string];
      }
    } catch (error) {
      log.error({ err: error }, `${folder}: activities/${file} cannot be loaded`);
    }
  }
  return own;
}
