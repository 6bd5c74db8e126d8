import { randomBytes } from 'node:crypto';
import { base32crockford } from '@scure/base';
import { insertMissingAccounts } from '../../../database/accounts.ts';
import type { Database } from '../../../database/connection.ts';
import { createAccount } from '../../../database/people.ts';
import { PeopleRefused } from '../../../database/people_refused.ts';
import type { MailboxRow } from '../../../database/tables.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import type { Account } from '../../people/directory.ts';
import { mailAddress } from '../../people/person_fields.ts';
import type { MailAddress } from '../reading/mail.ts';
import { asLine } from './mail_text.ts';

/** Whose address that of a mail is; undefined where nobody has it. */
export async function findByMailAddress(
  database: Database,
  address: string,
): Promise<{ accountId: string; isActive: boolean } | undefined> {
  const row = await database('mail_addresses')
    .join('accounts', 'accounts.account_id', 'mail_addresses.account_id')
    .where('mail_addresses.address', address.toLowerCase())
    .first<{ account_id: string; is_active: boolean } | undefined>(
      'accounts.account_id',
      'accounts.is_active',
    );
  return row && { accountId: row.account_id, isActive: row.is_active };
}

/** Why nobody can be made of a sender. */
export type NoSender = 'sender_left' | 'sender_unreadable';

/**
 * The account of whoever wrote a mail: theirs who has the address, or a new one that asks for help,
 * as agents make one for somebody who calls.
 */
export async function accountOfSender(
  from: MailAddress,
  { locale }: Pick<MailboxRow, 'locale'>,
  { database, accounts }: ApiDependencies,
): Promise<Account | NoSender> {
  const given = mailAddress.safeParse(from.address);
  if (!given.success) return 'sender_unreadable';
  const address = given.data;
  for (let isLast = false; ; isLast = true) {
    const known = await findByMailAddress(database, address);
    if (known) {
      const account = await accounts.findActive(known.accountId);
      if (account) return account;
      if (!known.isActive || isLast) return 'sender_left';
      accounts.forget(known.accountId);
      continue;
    }
    if (isLast) return 'sender_unreadable';
    await makeSender(database, address, from.name, locale);
  }
}

async function makeSender(
  database: Database,
  address: string,
  name: string,
  locale: MailboxRow['locale'],
): Promise<void> {
  const account = {
    accountId: `acc-${base32crockford.encode(randomBytes(17)).slice(0, 26).toLowerCase()}`,
    name: asLine(name, 200) || address,
    roles: ['requester'],
    addresses: [address],
    phones: [],
    locale,
    zone: null,
    site: null,
    department: null,
    managerId: null,
    requesterTier: 'standard',
  } as const;
  try {
    await database.transaction((trx) => createAccount(trx, { by: { program: 'mail' } }, account));
  } catch (error) {
    // Somebody else has it since a moment ago.
    if (!(error instanceof PeopleRefused)) throw error;
  }
}

const deskId = 'acc-mail-intake';

/**
 * As whom the desk itself writes what nobody of it has said: notes of strangers, mails that came
 * back. Nobody can sign in as it, and it is offered nowhere.
 */
export async function deskAccount({ database }: ApiDependencies): Promise<Account> {
  await insertMissingAccounts(database, [
    { account_id: deskId, display_name: 'E-mail', roles: ['requester'], is_active: false },
  ]);
  return {
    id: deskId,
    name: 'E-mail',
    roles: ['agent'],
    locale: 'en',
    requesterTier: 'standard',
    memberships: {},
  };
}
