import type { Logger } from 'pino';
import type { Database } from '../../database/connection.ts';
import { type PlaybookCode, readPlaybookCode } from './sources.ts';
import { adoptPlaybooks } from './workers.ts';

/**
 * Publishes the playbooks of the desk and of the owner's folder. Where those of the folder cannot be
 * read the desk's own are published alone, and what is wrong is told: tickets wait for nothing in it.
 * @param signal that the worker stops: what is not published then is so at its next start
 */
export async function adoptOwnPlaybooks(
  folder: string | null,
  database: Database,
  cacheDir: string,
  log: Pick<Logger, 'error'>,
  signal: AbortSignal,
): Promise<void> {
  const adopt = async (code: PlaybookCode) => adoptPlaybooks(database, code, cacheDir, signal);
  if (folder !== null) {
    try {
      await adopt(await readPlaybookCode([{ dir: folder }]));
      return;
    } catch (error) {
      if (signal.aborted) return;
      log.error({ err: error }, `${folder}: its playbooks cannot be started`);
    }
  }
  try {
    await adopt(await readPlaybookCode());
  } catch (error) {
    if (!signal.aborted) log.error({ err: error }, 'playbooks cannot be started');
  }
}
