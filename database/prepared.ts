import type { Knex } from 'knex';
import type { Database, Transaction } from './connection.ts';

/**
 * Runs a statement that each session parses and plans once, for those that every command needs. Rows
 * go in as one JSON document: of an array PostgreSQL sees how long it is, and plans again each time.
 * @param name one for each text: a session refuses another text under a name it knows
 */
export async function prepared<Row = never>(
  database: Database | Transaction,
  name: string,
  sql: string,
  bindings: Knex.ValueDict,
): Promise<Row[]> {
  const { rows } = await database.raw<{ rows: Row[] }>(sql, bindings).options({ name });
  return rows;
}
