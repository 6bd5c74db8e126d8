import type { Transaction } from './connection.ts';
import type { NewRow, RowChange } from './tables.ts';

/**
 * A select for a lateral join: whether somebody is away at an instant, until when, and who stands
 * in, by the absence that began last; no row for who is there, whoever decides for them.
 *
 * @param account the column with the account's id
 * @param at an expression of SQL
 */
export function awayAt(account: string, at: string): string {
  return `select absences.account_id, absences.until_at, absences.deputy_id
    from absences
    where absences.account_id = ${account} and not absences.only_approvals
      and absences.from_at <= ${at}
      and (absences.until_at is null or absences.until_at > ${at})
    order by absences.from_at desc, absences.absence_id
    limit 1`;
}

/**
 * A select for a lateral join, of one row: whether somebody is away now, and who decides approvals for
 * them, whether they are away or have given only these to somebody.
 *
 * @param account the column with the account's id
 * @param except an expression of SQL with the ids of accounts that may not decide, a text[]
 */
export function decidesFor(account: string, except: string): string {
  return `select coalesce(bool_or(not absences.only_approvals), false) as is_away,
      (array_agg(deputy.account_id order by absences.from_at desc, absences.absence_id)
        filter (where deputy.account_id is not null))[1] as deputy_id
    from absences
    left join accounts as deputy on deputy.account_id = absences.deputy_id and deputy.is_active
      and deputy.account_id <> all (${except})
    where absences.account_id = ${account} and absences.from_at <= now()
      and (absences.until_at is null or absences.until_at > now())`;
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
