import { connectDatabase, type Database } from '../../../database/connection.ts';
import { adoptShipped } from '../../../database/process_versions.ts';
import { CliError, reasonOf } from '../../cli_error.ts';
import { getDesk } from '../../desk/desk_file.ts';
import { readSettings } from '../../desk/settings.ts';

/**
 * Lends the database of `DATABASE_URL`, or of the desk that runs under `PALIER_HOME`.
 * @throws CliError where there is none, or it does not answer
 */
export async function withDeskDatabase<T>(
  name: string,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const databaseUrl = readSettings().databaseUrl ?? (await getDesk()).databaseUrl;
  const database = connectDatabase(databaseUrl, { name, statementTimeoutMs: 0 });
  try {
    await database.raw('select 1').catch((error: unknown) => {
      throw new CliError(`The database cannot be reached: ${reasonOf(error)}`, { cause: error });
    });
    await adoptShipped(database).catch(() => {});
    return await work(database);
  } finally {
    await database.destroy();
  }
}
