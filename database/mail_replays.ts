import type { Transaction } from './connection.ts';
import type { NewRow } from './tables.ts';

/** Keeps what an order did, in the transaction that does it. @returns false where it was done before */
export async function insertMailReplay(
  trx: Transaction,
  replay: NewRow<'mail_replays'>,
): Promise<boolean> {
  const rows = await trx('mail_replays')
    .insert({ ...replay, results: JSON.stringify(replay.results) })
    .onConflict('command_id')
    .ignore()
    .returning('command_id');
  return rows.length > 0;
}
