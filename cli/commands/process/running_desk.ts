import { connectDatabase, type Database } from '../../../database/connection.ts';
import { reasonOf } from '../../cli_error.ts';
import { findDesk } from '../../desk/desk_file.ts';
import { readSettings } from '../../desk/settings.ts';
import { coloured, tell } from '../../talk.ts';

/**
 * Looks something up in the desk that runs here, where one does: a process is checked without one, too.
 * @param what is said not to have been looked at where its database does not answer
 */
export async function withRunningDesk<T>(
  what: string,
  look: (database: Database) => Promise<T[]>,
): Promise<T[]> {
  const url = await runningDatabase();
  if (url === undefined) return [];
  const database = connectDatabase(url, { name: 'check', statementTimeoutMs: 0 });
  try {
    return await look(database);
  } catch (error) {
    tell(coloured('yellow', `${what} were not looked at: ${reasonOf(error)}`));
    return [];
  } finally {
    await database.destroy();
  }
}

/** Whether there is a desk to be asked: one that runs under `PALIER_HOME`, or a database that is named. */
export async function runsDesk(): Promise<boolean> {
  return (await runningDatabase()) !== undefined;
}

async function runningDatabase(): Promise<string | undefined> {
  const { home, databaseUrl } = readSettings();
  return databaseUrl ?? (await findDesk(home))?.databaseUrl;
}
