import type { Database } from '../../database/connection.ts';
import { findGrant, writeGrant } from '../../database/mail_grants.ts';
import type { NewRow } from '../../database/tables.ts';
import { beginConsent, finishConsent, type GrantedMailbox } from '../../oauth/consent.ts';
import { sealedFor } from '../../oauth/sealing.ts';
import { type DeskKey, openDeskKey } from '../../settings/desk_key.ts';
import type { MailProvider } from '../support/mail_provider.ts';

export const secretKey = 'the key of a desk that is a test';
export const deskKey: DeskKey = openDeskKey({ secretKey, homeDir: '/nowhere' });

let count = 0;

/** A mailbox that is to sign in at a provider, and that nobody has connected yet. */
export async function grantedMailbox(
  database: Database,
  provider: MailProvider,
  fields: Partial<NewRow<'mail_grants'>> = {},
): Promise<GrantedMailbox> {
  const mailboxId = `mbx-${++count}`;
  await database('mailboxes').insert({
    mailbox_id: mailboxId,
    name: `Support ${count}`,
    address: 'support@desk.example',
    kind: 'imap',
    host: '127.0.0.1',
    port: 1,
    security: 'none',
    user_name: 'support@desk.example',
    folder: 'INBOX',
    process_id: 'it_support',
    locale: 'en',
    is_enabled: true,
    command_id: mailboxId,
    fingerprint: mailboxId,
  });
  const grant = {
    provider: 'microsoft' as const,
    flow: 'delegated' as const,
    tenant: provider.tenant,
    authority_url: provider.address,
    graph_url: provider.address,
    client_id: provider.clientId,
    sealed_client_secret: deskKey.seal(provider.clientSecret, sealedFor(mailboxId).clientSecret),
    permissions: ['imap' as const, 'smtp' as const],
    allows_other_account: false,
    ...fields,
    mailbox_id: mailboxId,
  };
  await database.transaction((trx) => writeGrant(trx, grant, true));
  return known(database, mailboxId);
}

export async function known(database: Database, mailboxId: string): Promise<GrantedMailbox> {
  const mailbox = await database('mailboxes').where('mailbox_id', mailboxId).first();
  const grant = await findGrant(database, mailboxId);
  if (!mailbox || !grant) throw new Error(`There is no ${mailboxId}`);
  return { mailbox, grant };
}

const redirectUri = 'http://127.0.0.1/back';

/** Has whoever sits in front of the provider consent. */
export async function connect(
  database: Database,
  provider: MailProvider,
  granted: GrantedMailbox,
): Promise<string> {
  const { url, ...attempt } = await beginConsent({ deskKey }, granted, redirectUri);
  const cameTo = new URL(await provider.consent(url.href));
  const by = { by: { program: 'api' as const } };
  await finishConsent({ database, deskKey }, granted, { cameTo, attempt, by });
  return granted.mailbox.mailbox_id;
}
