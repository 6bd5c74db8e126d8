import type { Database } from '../connection.ts';

/** Writes by which providers people can sign in now, and by no others. */
export async function keepProviders(database: Database, ids: readonly string[]): Promise<void> {
  await database.transaction(async (trx) => {
    await trx('sign_in_providers')
      .whereNotIn('provider_id', [...ids])
      .delete();
    if (ids.length === 0) return;
    await trx('sign_in_providers')
      .insert(ids.map((provider_id) => ({ provider_id })))
      .onConflict('provider_id')
      .ignore();
  });
}
