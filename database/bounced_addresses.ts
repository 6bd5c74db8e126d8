import type { Database, Transaction } from './connection.ts';

/** After so many permanent bounces nothing more is sent to an address. */
const bouncesMax = 3;

export interface Undelivered {
  accountId: string;
  address: string;
  /** RFC 3463; left out it is looked for in the words. */
  status?: string | null;
  /** What a server said. */
  words: string;
}

/** Nobody has the address, or it takes no mail: RFC 3463 §3.2 and 3.3, without what is about the sender. */
const deadAddress = /^5\.(1\.[0-6]|1\.9|1\.10|2\.1)$/;

/** The code of RFC 3463 that a server's words begin with: `550 5.1.1 …`. */
export function statusIn(words: string): string | null {
  return /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(words)?.[1] ?? null;
}

/** Counts what an address did not take, where that says that nobody has it. @returns whether it is stopped since now */
export async function noteUndelivered(
  trx: Transaction,
  { accountId, address, words, status = statusIn(words) }: Undelivered,
): Promise<boolean> {
  if (status === null || !deadAddress.test(status)) return false;
  const of = { account_id: accountId, address: address.toLowerCase() };
  const now = { bounced_at: trx.fn.now(), status, words };
  const [row] = await trx('bounced_addresses')
    .insert({ ...of, bounce_count: 1, ...now })
    .onConflict(['account_id', 'address'])
    .merge({ bounce_count: trx.raw('bounced_addresses.bounce_count + 1'), ...now })
    .returning(['bounce_count', 'stopped_at']);
  if (!row || row.stopped_at !== null || row.bounce_count < bouncesMax) return false;
  await trx('bounced_addresses').where(of).update({ stopped_at: trx.fn.now() });
  return true;
}

/** Whether nothing is sent to an address any more. */
export async function isStopped(
  database: Database,
  accountId: string,
  address: string,
): Promise<boolean> {
  const row = await database('bounced_addresses')
    .where({ account_id: accountId, address: address.toLowerCase() })
    .whereNotNull('stopped_at')
    .first('address');
  return row !== undefined;
}

/** Mail is sent again to every address of a person. @returns those that are */
export async function forgetBounces(trx: Transaction, accountId: string): Promise<string[]> {
  const rows = await trx('bounced_addresses')
    .where('account_id', accountId)
    .delete()
    .returning(['address']);
  return rows.map(({ address }) => address);
}
