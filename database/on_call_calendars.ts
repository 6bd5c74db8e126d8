import { createHash, randomBytes } from 'node:crypto';
import type { Database, Transaction } from './connection.ts';
import type { OnCallCalendarRow } from './tables.ts';

const secretBytes = 32;

const hashOf = (secret: string) => createHash('sha256').update(secret).digest('hex');

/** Makes the address of somebody's calendar, in place of one that was. @returns its secret, which nobody can read again */
export async function makeCalendar(
  trx: Transaction,
  accountId: string,
): Promise<{ row: OnCallCalendarRow; secret: string }> {
  const secret = randomBytes(secretBytes).toString('base64url');
  const made = { secret_hash: hashOf(secret), created_at: new Date() };
  const [row] = await trx('on_call_calendars')
    .insert({ account_id: accountId, ...made })
    .onConflict('account_id')
    .merge(made)
    .returning('*');
  if (!row) throw new Error('A calendar was written and not returned');
  return { row, secret };
}

export async function findCalendar(
  database: Database,
  accountId: string,
): Promise<OnCallCalendarRow | undefined> {
  return database('on_call_calendars').where('account_id', accountId).first();
}

/** Whose calendar a secret opens. */
export async function findCalendarHolder(
  database: Database,
  secret: string,
): Promise<string | undefined> {
  const row = await database('on_call_calendars').where('secret_hash', hashOf(secret)).first();
  return row?.account_id;
}

/** @returns false where there was none */
export async function deleteCalendar(trx: Transaction, accountId: string): Promise<boolean> {
  return (await trx('on_call_calendars').where('account_id', accountId).delete()) > 0;
}
