import type { Database, Transaction } from './connection.ts';
import { signInMailChannel } from './sign_in/mails.ts';
import type { AccountRow, TestMailRow } from './tables.ts';

/**
 * Asks for a mail to somebody's main address, in the place of the one before it.
 * @param mailboxId by which it is sent; null is the desk's own address
 * @param requestId the same where it is asked for again: nothing is sent twice
 */
export async function askForTestMail(
  database: Database,
  accountId: string,
  requestId: string,
  mailboxId: string | null = null,
): Promise<void> {
  await database.transaction(async (trx) => {
    const asked = {
      request_id: requestId,
      mailbox_id: mailboxId,
      asked_at: trx.fn.now(),
      status: 'pending',
    } as const;
    const unsent = { attempted_at: null, error: null, answer: null };
    await trx('test_mails')
      .insert({ account_id: accountId, request_id: requestId, mailbox_id: mailboxId })
      .onConflict('account_id')
      .merge({ ...asked, ...unsent })
      .whereNot('test_mails.request_id', requestId);
    await trx.raw(`notify ${signInMailChannel}`);
  });
}

/** What became of the last one; undefined where none was asked for. */
export function findTestMail(
  database: Database,
  accountId: string,
): Promise<TestMailRow | undefined> {
  return database('test_mails').where('account_id', accountId).first();
}

export type DueTestMail = Pick<TestMailRow, 'account_id' | 'request_id' | 'mailbox_id'> &
  Pick<AccountRow, 'display_name' | 'locale'>;

/** One that nobody has sent; until the end of the transaction nobody else does. */
export async function findDueTestMail(trx: Transaction): Promise<DueTestMail | undefined> {
  return trx('test_mails as mail')
    .join('accounts as account', 'account.account_id', 'mail.account_id')
    .where('mail.status', 'pending')
    .orderBy('mail.asked_at')
    .forUpdate('mail')
    .skipLocked()
    .first(
      'mail.account_id',
      'mail.request_id',
      'mail.mailbox_id',
      'account.display_name',
      'account.locale',
    );
}

export type TestMailOutcome = Pick<TestMailRow, 'error' | 'answer'>;

/** @param error null where the server took it */
export async function settleTestMail(
  trx: Transaction,
  accountId: string,
  { error, answer }: TestMailOutcome,
): Promise<void> {
  await trx('test_mails')
    .where('account_id', accountId)
    .update({
      status: error === null ? 'sent' : 'failed',
      attempted_at: trx.fn.now(),
      error,
      answer,
    });
}
