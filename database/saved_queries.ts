import type { Database } from './connection.ts';
import type { NewRow, RowChange } from './tables.ts';

/** Keeps a new query. One that is there under its id stays as it is. */
export async function insertSavedQuery(
  database: Database,
  query: NewRow<'saved_queries'>,
): Promise<void> {
  await database('saved_queries').insert(query).onConflict('query_id').ignore();
}

/** Writes the version after `version`. @returns false where the query stands at another */
export async function updateSavedQuery(
  database: Database,
  queryId: string,
  version: number,
  changed: RowChange<'saved_queries'>,
): Promise<boolean> {
  const count = await database('saved_queries')
    .where({ query_id: queryId, version })
    .update({ ...changed, version: version + 1, updated_at: database.fn.now() });
  return count > 0;
}

/** @returns false where the query does not stand at `version` */
export async function deleteSavedQuery(
  database: Database,
  queryId: string,
  version: number,
): Promise<boolean> {
  const count = await database('saved_queries').where({ query_id: queryId, version }).delete();
  return count > 0;
}
