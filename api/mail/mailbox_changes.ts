import {
  type AuditEntry,
  type AuditedFields,
  changedFields,
  recordAudit,
} from '../../database/audit.ts';
import type { Transaction } from '../../database/connection.ts';
import { deleteGrant, writeGrant } from '../../database/mail_grants.ts';
import type { MailPermission } from '../../database/mail_words.ts';
import {
  deleteMailbox,
  insertMailbox,
  sealedForSending,
  sealedForSigning,
  unknownFolder,
  updateMailbox,
} from '../../database/mailboxes.ts';
import type { MailboxRow } from '../../database/tables.ts';
import { sealedFor as sealedForGrant } from '../../oauth/sealing.ts';
import { rulesAt } from '../../workflows/processes/index.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { withDatabase } from '../http/database.ts';
import { ApiError, givenValue, stale, wrongField } from '../http/errors.ts';
import { expected, received } from '../http/expectations.ts';
import { checkKey, type Idempotency } from '../http/idempotency.ts';
import { checkVersion } from '../http/if_match.ts';
import { processIdOf } from '../processes/known_process.ts';
import {
  type MailboxBody,
  type MailboxSigningBody,
  type MailboxStart,
  mailboxesMax,
} from './contract.ts';
import { findMailbox } from './find_mailboxes.ts';
import { sealedFor } from './intake/imap_client.ts';
import { auditedMailbox, auditedOauth, type CountedMailbox, mailboxView } from './mailbox_view.ts';
import { newSigningKey, publicKeyOf } from './signing_key.ts';

type Change = Pick<Idempotency, 'commandId' | 'fingerprint'>;
type By = Pick<AuditEntry, 'by' | 'from'>;
type Needs = Pick<ApiDependencies, 'database' | 'deskKey'>;

const objectOf = (id: string) => ({ kind: 'mailbox', id }) as const;

/**
 * @throws ApiError 400 for a process or group that is not there, or a server without its password; 409
 *   where there are too many; 422 where the key was used for another request
 */
export async function createMailbox(
  needs: Needs,
  by: By,
  mailboxId: string,
  change: Change,
  body: MailboxBody,
): Promise<CountedMailbox> {
  const { database } = needs;
  checkPlace(body);
  checkSignIn(body, false);
  checkSending(body.sending, body.oauth?.permissions ?? null, false);
  const columns = { mailbox_id: mailboxId, ...columnsOf(needs, mailboxId, change, body) };
  await withDatabase(() =>
    database.transaction(async (trx) => {
      const known = await trx('mailboxes').pluck('mailbox_id');
      if (!known.includes(mailboxId) && known.length >= mailboxesMax) {
        const parameters = { limit: mailboxesMax };
        throw new ApiError(409, { code: 'too_many_mailboxes', parameters });
      }
      if (!(await insertMailbox(trx, columns))) return;
      if (body.oauth) await writeGrant(trx, grantColumns(needs, mailboxId, body.oauth), true);
      const row = await trx('mailboxes').where('mailbox_id', mailboxId).first();
      if (!row) return;
      const after = { ...auditedMailbox(row), ...auditedOauth(body.oauth) };
      await recordAudit(trx, {
        ...by,
        kind: 'mailbox_created',
        object: objectOf(mailboxId),
        after,
      });
    }),
  );
  const row = await findMailbox(database, mailboxId);
  // One that was changed since was still created by this request.
  if (row.version === 1) checkKey(row.fingerprint, change);
  return row;
}

/**
 * @param expectedVersion changes nothing where it stands at another; undefined asks nothing
 * @throws ApiError 404 where there is none, 412 where it has changed, 400 as `createMailbox`
 */
export async function changeMailbox(
  needs: Needs,
  by: By,
  mailboxId: string,
  change: Change,
  body: MailboxBody,
  expectedVersion: number | undefined,
): Promise<CountedMailbox> {
  const before = await findMailbox(needs.database, mailboxId);
  if (isRepeated(before, change)) return before;
  checkPlace(body);
  if ((body.server === null) !== (before.kind === 'webhook')) {
    throw wrongField('body.server', expected('same_kind_of_mailbox'), givenValue(body.server));
  }
  checkSignIn(body, before.sealed_secret !== null);
  const hasSendingPassword = before.out_sealed_secret !== null;
  checkSending(body.sending, body.oauth?.permissions ?? null, hasSendingPassword);
  checkVersion(before.version, expectedVersion);
  const columns = columnsOf(needs, mailboxId, change, body);
  const isElsewhere =
    before.host !== columns.host ||
    before.user_name !== columns.user_name ||
    before.folder !== columns.folder;
  const changed = { ...columns, ...(isElsewhere && unknownFolder) };
  const more = {
    ...auditedOauth(body.oauth),
    hasNewPassword: body.server?.password !== undefined,
    hasNewSendingPassword: body.sending.server?.password !== undefined,
    hasNewClientSecret: typeof body.oauth?.clientSecret === 'string',
  };
  return write(needs, by, before, changed, more, (trx) => changeGrant(trx, needs, before, body));
}

/** What was granted stays where the same mailbox asks the same provider for the same. */
async function changeGrant(
  trx: Transaction,
  needs: Needs,
  before: CountedMailbox,
  { oauth, server, address }: MailboxBody,
): Promise<void> {
  const { mailbox_id: mailboxId, grant } = before;
  if (oauth === null) return deleteGrant(trx, mailboxId);
  const columns = grantColumns(needs, mailboxId, oauth);
  const isAnother =
    grant === null ||
    before.user_name !== (server?.user ?? null) ||
    (server === null && before.address !== address) ||
    granting.some((name) => String(grant[name] ?? '') !== String(columns[name] ?? '')) ||
    oauth.permissions.some((one) => !grant.permissions.includes(one)) ||
    (grant.allows_other_account && !oauth.allowsOtherAccount);
  await writeGrant(trx, columns, isAnother);
}

/** Where one of these is another, so is what somebody consents to. */
const granting = [
  'provider',
  'flow',
  'tenant',
  'authority_url',
  'issuer',
  'authorization_url',
  'token_url',
  'client_id',
  'scopes',
] as const;

function grantColumns(
  { deskKey }: Needs,
  mailboxId: string,
  oauth: NonNullable<MailboxBody['oauth']>,
) {
  const { clientSecret: secret } = oauth;
  const isMicrosoft = oauth.provider === 'microsoft';
  const isOther = oauth.provider === 'other';
  return {
    mailbox_id: mailboxId,
    provider: oauth.provider,
    flow: oauth.flow,
    tenant: oauth.tenant ?? null,
    authority_url: isMicrosoft ? (oauth.authorityUrl ?? null) : null,
    graph_url: isMicrosoft ? (oauth.graphUrl ?? null) : null,
    issuer: oauth.issuer ?? null,
    authorization_url: isOther ? (oauth.authorizationUrl ?? null) : null,
    token_url: isOther ? (oauth.tokenUrl ?? null) : null,
    device_url: isOther ? (oauth.deviceUrl ?? null) : null,
    client_id: oauth.clientId,
    ...(secret !== undefined && {
      sealed_client_secret:
        secret === null ? null : deskKey.seal(secret, sealedForGrant(mailboxId).clientSecret),
    }),
    secret_expires_on: oauth.secretExpiresOn,
    permissions: oauth.permissions,
    scopes: isOther ? (oauth.scopes ?? []) : null,
    allows_other_account: oauth.allowsOtherAccount,
  };
}

/**
 * Says what becomes of what is there at the first connection.
 * @throws ApiError 404 where there is none, 409 where it was said before, 412 where it has changed
 */
export async function chooseMailboxStart(
  needs: Needs,
  by: By,
  mailboxId: string,
  change: Change,
  { from, since }: MailboxStart,
  expectedVersion: number | undefined,
): Promise<CountedMailbox> {
  const before = await findMailbox(needs.database, mailboxId);
  if (isRepeated(before, change)) return before;
  checkVersion(before.version, expectedVersion);
  if (before.start_from !== null || before.kind === 'webhook') {
    const parameters = { name: before.name };
    throw new ApiError(409, { code: 'mailbox_started', parameters });
  }
  const chosen = {
    start_from: from,
    start_since: since === undefined ? null : new Date(since),
    start_chosen_at: new Date(),
    command_id: change.commandId,
    fingerprint: change.fingerprint,
  };
  return write(needs, by, before, chosen, { start: since === undefined ? from : `since ${since}` });
}

/**
 * Says how the mail of a mailbox goes out.
 * @throws ApiError 404 where there is none, 412 where it has changed, 400 for a name without a password
 */
export async function changeMailboxSending(
  needs: Needs,
  by: By,
  mailboxId: string,
  change: Change,
  sending: MailboxBody['sending'],
  expectedVersion: number | undefined,
): Promise<CountedMailbox> {
  const before = await findMailbox(needs.database, mailboxId);
  if (isRepeated(before, change)) return before;
  const permissions = before.grant?.permissions ?? null;
  checkSending(sending, permissions, before.out_sealed_secret !== null);
  checkVersion(before.version, expectedVersion);
  const changed = {
    ...sendingColumnsOf(needs, mailboxId, sending),
    command_id: change.commandId,
    fingerprint: change.fingerprint,
  };
  return write(needs, by, before, changed, {
    hasNewSendingPassword: sending.server?.password !== undefined,
  });
}

/**
 * Signs the mail of a mailbox from now on, by a key that is given or made, or by none any more.
 * @throws ApiError 404 where there is none, 412 where it has changed, 400 for a key that is none
 */
export async function changeMailboxSigning(
  needs: Needs,
  by: By,
  mailboxId: string,
  change: Change,
  signing: MailboxSigningBody | null,
  expectedVersion: number | undefined,
): Promise<CountedMailbox> {
  const before = await findMailbox(needs.database, mailboxId);
  if (isRepeated(before, change)) return before;
  checkVersion(before.version, expectedVersion);
  const columns = signing
    ? await signingColumnsOf(needs, mailboxId, signing)
    : { dkim_selector: null, dkim_sealed_key: null, dkim_public_key: null };
  const { commandId: command_id, fingerprint } = change;
  const changed = { ...columns, command_id, fingerprint };
  return write(needs, by, before, changed, { hasNewSigningKey: signing !== null });
}

/** Whether a mailbox is as this request left it. @throws ApiError 422 where its key came with another */
function isRepeated(before: CountedMailbox, change: Change): boolean {
  if (before.command_id !== change.commandId) return false;
  checkKey(before.fingerprint, change);
  return true;
}

async function signingColumnsOf(
  { deskKey }: Needs,
  mailboxId: string,
  { selector, privateKey }: MailboxSigningBody,
) {
  const pem = privateKey ?? (await newSigningKey());
  return {
    dkim_selector: selector,
    dkim_sealed_key: deskKey.seal(pem, sealedForSigning(mailboxId)),
    dkim_public_key: publicKeyOf(pem),
  };
}

async function write(
  { database }: Needs,
  by: By,
  before: CountedMailbox,
  changed: Partial<MailboxRow>,
  more: AuditedFields,
  within: (trx: Transaction) => Promise<void> = async () => {},
): Promise<CountedMailbox> {
  const { mailbox_id: mailboxId, version } = before;
  const isChanged = await withDatabase(() =>
    database.transaction(async (trx) => {
      if (!(await updateMailbox(trx, mailboxId, version, changed))) return false;
      await within(trx);
      const told = Object.fromEntries(Object.entries(more).filter(([, value]) => value !== false));
      const known = auditedOauth(mailboxView(before).oauth);
      const fields = changedFields(
        { ...auditedMailbox(before), ...known },
        {
          ...known,
          ...auditedMailbox({ ...before, ...changed }),
          ...told,
        },
      );
      if (fields) {
        const object = objectOf(mailboxId);
        await recordAudit(trx, { ...by, kind: 'mailbox_changed', object, ...fields });
      }
      return true;
    }),
  );
  const after = await findMailbox(database, mailboxId);
  if (!isChanged) throw stale(after.version, version);
  return after;
}

/** What is gone already stays gone. @throws ApiError 409 where it has mail: its fates stay */
export async function removeMailbox({ database }: Needs, by: By, mailboxId: string): Promise<void> {
  await withDatabase(() =>
    database.transaction(async (trx) => {
      const row = await trx('mailboxes').where('mailbox_id', mailboxId).first();
      if (!row) return;
      if (!(await deleteMailbox(trx, mailboxId))) {
        throw new ApiError(409, { code: 'mailbox_has_mails', parameters: { name: row.name } });
      }
      const before = auditedMailbox(row);
      const object = objectOf(mailboxId);
      await recordAudit(trx, { ...by, kind: 'mailbox_removed', object, before });
    }),
  );
}

function checkPlace({ process, group }: MailboxBody): void {
  processIdOf(process);
  if (group === null) return;
  const groups = Object.keys(rulesAt(process, Date.now()).process.groups);
  if (!groups.includes(group)) {
    throw wrongField('body.group', expected('one_of', { words: groups }), givenValue(group));
  }
}

/** A List-Id as it is compared: also where somebody copies it with its name and its brackets. */
function listIdOf(written: string): string {
  return (/<([^<>]+)>\s*$/.exec(written)?.[1] ?? written).trim().toLowerCase();
}

/** @param hasPassword one is kept already */
function checkSignIn({ server, oauth }: MailboxBody, hasPassword: boolean): void {
  if (oauth && server?.password !== undefined) {
    throw wrongField(
      'body.server.password',
      expected('password_or_oauth'),
      received('something_else'),
    );
  }
  if (oauth && server === null && oauth.permissions.includes('imap')) {
    throw wrongField('body.server', expected('server_to_read'), received('nothing'));
  }
  if (oauth && server && !oauth.permissions.includes('imap')) {
    const permissions = givenValue(oauth.permissions);
    throw wrongField('body.oauth.permissions', expected('imap_of_server'), permissions);
  }
  if (server && !oauth && !hasPassword && server.password === undefined) {
    throw wrongField('body.server.password', expected('password_given'), received('nothing'));
  }
}

/**
 * Who is named to a server is asked for a password, or signs in by the mailbox's OAuth.
 * @param permissions of that; null where there is none
 */
function checkSending(
  { server, isByGraph }: MailboxBody['sending'],
  permissions: readonly MailPermission[] | null,
  hasPassword: boolean,
): void {
  const field = 'body.sending';
  if (isByGraph && server) {
    throw wrongField(`${field}.server`, expected('no_server_with_graph'), received('object'));
  }
  if (isByGraph && !permissions?.includes('graph')) {
    throw wrongField(`${field}.isByGraph`, expected('oauth_for_graph'), givenValue(isByGraph));
  }
  if (!server || server.user === null || server.password !== undefined) return;
  if (permissions?.includes('smtp') || hasPassword) return;
  throw wrongField(`${field}.server.password`, expected('password_given'), received('nothing'));
}

function sendingColumnsOf(
  { deskKey }: Needs,
  mailboxId: string,
  { server, isByGraph, perMinute, plusAddresses, namesAgents }: MailboxBody['sending'],
) {
  return {
    out_kind: isByGraph ? ('graph' as const) : server ? ('smtp' as const) : ('desk' as const),
    out_host: server?.host ?? null,
    out_port: server?.port ?? null,
    out_security: server?.security ?? null,
    out_user_name: server?.user ?? null,
    ...(server?.password !== undefined && {
      out_sealed_secret: deskKey.seal(server.password, sealedForSending(mailboxId)),
    }),
    ...((server?.user ?? null) === null && { out_sealed_secret: null }),
    out_per_minute: perMinute,
    takes_plus_addresses: plusAddresses,
    names_agents: namesAgents,
  };
}

function columnsOf(
  needs: Needs,
  mailboxId: string,
  { commandId, fingerprint }: Change,
  { server, oauth, sending, ...body }: MailboxBody,
) {
  const { deskKey } = needs;
  return {
    name: body.name,
    address: body.address,
    kind: server ? ('imap' as const) : ('webhook' as const),
    host: server?.host ?? null,
    port: server?.port ?? null,
    security: server?.security ?? null,
    user_name: server?.user ?? null,
    folder: server?.folder ?? null,
    ...(server?.password !== undefined && {
      sealed_secret: deskKey.seal(server.password, sealedFor(mailboxId)),
    }),
    ...(oauth && { sealed_secret: null }),
    process_id: body.process,
    group_id: body.group,
    locale: body.locale,
    trusted_servers: body.trustedServers,
    checks_senders: body.checksSenders,
    own_lists: body.ownLists.map(listIdOf),
    takes_list_of_address: body.takesListOfAddress,
    ...sendingColumnsOf(needs, mailboxId, sending),
    is_enabled: body.isEnabled,
    command_id: commandId,
    fingerprint,
  };
}
