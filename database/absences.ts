import type { Transaction } from './connection.ts';
import type { NewRow, RowChange } from './tables.ts';

/**
 * A select for a lateral join: whether somebody is away at an instant, until when, and who stands
 * in, by the absence that began last; no row for who is there.
 *
 * @param account the column with the account's id
 * @param at an expression of SQL
 */
export function awayAt(account: string, at: string): string {
  return `select absences.account_id, absences.until_at, absences.deputy_id
    from absences
    where absences.account_id = ${account} and absences.from_at <= ${at}
      and (absences.until_at is null or absences.until_at > ${at})
    order by absences.from_at desc, absences.absence_id
    limit 1`;
}

/** Writes an absence. @returns false where its id is there: it stays as it was */
export async function insertAbsence(
  trx: Transaction,
  absence: NewRow<'absences'>,
): Promise<boolean> {
  const written = await trx('absences')
    .insert(absence)
    .onConflict('absence_id')
    .ignore()
    .returning('absence_id');
  return written.length > 0;
}

export async function updateAbsence(
  trx: Transaction,
  absenceId: string,
  changed: RowChange<'absences'>,
): Promise<void> {
  await trx('absences').where('absence_id', absenceId).update(changed);
}

export async function deleteAbsence(trx: Transaction, absenceId: string): Promise<void> {
  await trx('absences').where('absence_id', absenceId).delete();
}

/** Somebody stands in for nobody any more. */
export async function nobodysDeputy(trx: Transaction, accountId: string): Promise<void> {
  await trx('absences')
    .where('deputy_id', accountId)
    .where((query) => query.whereNull('until_at').orWhere('until_at', '>', trx.fn.now()))
    .update({ deputy_id: null });
}

/** Who stands in for somebody who is away now. */
export async function deputyNow(trx: Transaction, accountId: string): Promise<string | null> {
  const { rows } = await trx.raw<{ rows: { deputy_id: string | null }[] }>(
    awayAt(':accountId', 'now()'),
    { accountId },
  );
  return rows[0]?.deputy_id ?? null;
}
