import type { Knex } from 'knex';
import type { Database, Transaction } from './connection.ts';

/**
 * Runs a statement that each session parses and plans once, for those that every command needs.
 * @param name one for each text: a session refuses another text under a name it knows
 */
export async function prepared<Row = never>(
  database: Database | Transaction,
  name: string,
  sql: string,
  bindings: Record<string, Knex.Value | readonly (string | null)[]>,
): Promise<Row[]> {
  const { rows } = await database
    .raw<{ rows: Row[] }>(sql, bindings as Knex.ValueDict)
    .options({ name });
  return rows;
}
