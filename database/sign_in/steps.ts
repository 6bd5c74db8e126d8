import { minuteMs } from '../../workflows/domain/durations.ts';
import type { Database, Transaction } from '../connection.ts';
import type { NewRow, SignInStepRow } from '../tables.ts';

const stepMs = 10 * minuteMs;

/** Writes what a browser was asked, for ten minutes, and removes what nobody answered. */
export async function insertStep(
  database: Database,
  step: Omit<NewRow<'sign_in_steps'>, 'expires_at'>,
): Promise<void> {
  await database('sign_in_steps').where('expires_at', '<', database.fn.now()).delete();
  await database('sign_in_steps').insert({ ...step, expires_at: new Date(Date.now() + stepMs) });
}

export function findStep(
  database: Database,
  step: Pick<SignInStepRow, 'step_hash' | 'kind'>,
): Promise<SignInStepRow | undefined> {
  return database('sign_in_steps').where(step).where('expires_at', '>', database.fn.now()).first();
}

/** The step that is answered now; undefined where it was before, or never asked. */
export async function takeStep(
  trx: Database | Transaction,
  step: Pick<SignInStepRow, 'step_hash' | 'kind'>,
): Promise<SignInStepRow | undefined> {
  const [row] = await trx('sign_in_steps')
    .where(step)
    .where('expires_at', '>', trx.fn.now())
    .delete()
    .returning('*');
  return row;
}

/** Whoever has shown one thing of an account begins again: it may be theirs no more. */
export async function endHalfSignIns(
  database: Database | Transaction,
  accountId: string,
): Promise<void> {
  await database('sign_in_steps')
    .where('account_id', accountId)
    .whereIn('kind', ['second_factor', 'passkey'])
    .delete();
}
