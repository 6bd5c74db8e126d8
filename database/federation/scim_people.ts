import type { Transaction } from '../connection.ts';
import type { NewRow, RowChange } from '../tables.ts';

/** Writes what the program that keeps people calls an account, over what it called it before. */
export async function keepScimPerson(
  trx: Transaction,
  person: NewRow<'scim_people'>,
): Promise<void> {
  const { account_id, ...rest } = person;
  await trx('scim_people')
    .insert({ account_id, ...rest })
    .onConflict('account_id')
    .merge({ ...rest, updated_at: trx.fn.now() });
}

/** Writes that it closed an account, opened it again or removed it. */
export async function markScimPerson(
  trx: Transaction,
  accountId: string,
  marks: Pick<RowChange<'scim_people'>, 'closed_at' | 'removed_at'>,
): Promise<void> {
  await trx('scim_people')
    .where({ account_id: accountId })
    .update({ ...marks, updated_at: trx.fn.now() });
}
