import type { AuditedFields } from '../../database/audit.ts';
import { type MailFate, mailFates } from '../../database/mail_words.ts';
import type { SendingFailure } from '../../database/outgoing_mail_words.ts';
import type { MailboxRow, MailGrantRow } from '../../database/tables.ts';
import { minuteMs } from '../../workflows/domain/durations.ts';
import type { Mailbox, MailboxBody, MailboxOauth } from './contract.ts';

/** A mailbox with what became of its messages. */
export interface CountedMailbox extends MailboxRow {
  sending_failure: SendingFailure | null;
  sending_failure_words: string | null;
  sending_failing_since: Date | null;
  sending_retry_at: Date | null;
  sending_succeeded_at: Date | null;
  /** Mails that are to be sent by it; bigint: the driver gives it as text. */
  outgoing_count: string;
  /** By fate; those that wait are under `waiting`. */
  counts: Record<string, number> | null;
  total_count: number;
  /** Of its messages, those that are known by the numbers its server gives now. */
  kept_count: number;
  last_mail_at: Date | null;
  waiting_since: Date | null;
  /** Of the newest messages, the median from the delivery to the fate. */
  lag_seconds: number | null;
  /** Null where it signs in by a password. */
  grant: GrantState | null;
}

/** With whom a mailbox signs in, and how that stands: nothing secret, and times as text. */
export interface GrantState
  extends Omit<
    MailGrantRow,
    | 'sealed_client_secret'
    | 'sealed_refresh_token'
    | 'connected_at'
    | 'attempted_at'
    | 'refreshed_at'
    | 'failing_since'
  > {
  has_client_secret: boolean;
  connected_by_name: string | null;
  connected_at: string | null;
  attempted_at: string | null;
  refreshed_at: string | null;
  failing_since: string | null;
}

export function mailboxView(row: CountedMailbox, now = Date.now()): Mailbox {
  const behind = behindBecause(row, now);
  return {
    id: row.mailbox_id,
    name: row.name,
    address: row.address,
    server: serverOf(row),
    oauth: row.grant && oauthOf(row.grant),
    process: row.process_id,
    group: row.group_id,
    locale: row.locale,
    trustedServers: row.trusted_servers,
    checksSenders: row.checks_senders,
    ownLists: row.own_lists,
    takesListOfAddress: row.takes_list_of_address,
    sending: sendingOf(row),
    isEnabled: row.is_enabled,
    state: stateOf(row, behind),
    behind,
    start: row.start_from && { from: row.start_from, since: isoOrNull(row.start_since) },
    failure: row.failure,
    failureWords: row.failure_words,
    failingSince: isoOrNull(row.failing_since),
    retryAt: row.is_enabled ? isoOrNull(row.retry_at) : null,
    connectedAt: isoOrNull(row.connected_at),
    checkedAt: isoOrNull(row.checked_at),
    serverCount: row.server_count,
    keptCount: row.kept_count,
    lastMailAt: isoOrNull(row.last_mail_at),
    waitingCount: row.counts?.waiting ?? 0,
    waitingSince: isoOrNull(row.waiting_since),
    lagSeconds: row.lag_seconds,
    counts: countsOf(row.counts),
    version: row.version,
    createdAt: row.created_at.toISOString(),
  };
}

/** None where nothing has it. */
export function countsOf(counts: Record<string, number> | null): Record<MailFate, number> {
  return Object.fromEntries(mailFates.map((fate) => [fate, counts?.[fate] ?? 0])) as Record<
    MailFate,
    number
  >;
}

function serverOf(row: MailboxRow): Mailbox['server'] {
  const { host, port, security, user_name: user, folder } = row;
  if (host === null || port === null || security === null || user === null || folder === null) {
    return null;
  }
  return { host, port, security, user, folder, hasPassword: row.sealed_secret !== null };
}

function sendingOf(row: CountedMailbox): Mailbox['sending'] {
  return {
    server: sendingServerOf(row),
    isByGraph: row.out_kind === 'graph',
    perMinute: row.out_per_minute,
    plusAddresses: row.takes_plus_addresses,
    namesAgents: row.names_agents,
    signing: signingOf(row),
    failure: row.sending_failure,
    failureWords: row.sending_failure_words,
    failingSince: isoOrNull(row.sending_failing_since),
    retryAt: isoOrNull(row.sending_retry_at),
    succeededAt: isoOrNull(row.sending_succeeded_at),
    waitingCount: Number(row.outgoing_count),
  };
}

function sendingServerOf(row: MailboxRow): Mailbox['sending']['server'] {
  const { out_host: host, out_port: port, out_security: security, out_user_name: user } = row;
  if (host === null || port === null || security === null) return null;
  return { host, port, security, user, hasPassword: row.out_sealed_secret !== null };
}

/** RFC 6376 §3.6: where the key is looked for, and what is found there. */
function signingOf(row: MailboxRow): Mailbox['sending']['signing'] {
  const { dkim_selector: selector, dkim_public_key: key, address } = row;
  if (selector === null || key === null) return null;
  const domain = address.slice(address.lastIndexOf('@') + 1);
  return {
    selector,
    recordName: `${selector}._domainkey.${domain}`,
    recordValue: `v=DKIM1; k=rsa; p=${key}`,
  };
}

function oauthOf(grant: GrantState): MailboxOauth {
  const { consented_by: by, connected_by_name: name, attempt_failure: attempt } = grant;
  return {
    provider: grant.provider,
    flow: grant.flow,
    tenant: grant.tenant,
    authorityUrl: grant.authority_url,
    graphUrl: grant.graph_url,
    issuer: grant.issuer,
    authorizationUrl: grant.authorization_url,
    tokenUrl: grant.token_url,
    deviceUrl: grant.device_url,
    scopes: grant.scopes,
    clientId: grant.client_id,
    hasClientSecret: grant.has_client_secret,
    secretExpiresOn: grant.secret_expires_on,
    permissions: grant.permissions,
    allowsOtherAccount: grant.allows_other_account,
    account: grant.account,
    connectedBy: by !== null && name !== null ? { id: by, name } : null,
    connectedAt: iso(grant.connected_at),
    refreshedAt: iso(grant.refreshed_at),
    failure: grant.failure,
    failureWords: grant.failure_words,
    failingSince: iso(grant.failing_since),
    attempt:
      attempt !== null && grant.attempted_at !== null
        ? {
            failure: attempt,
            words: grant.attempt_words ?? '',
            at: new Date(grant.attempted_at).toISOString(),
          }
        : null,
  };
}

function iso(at: string | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

function stateOf(row: CountedMailbox, behind: Mailbox['behind']): Mailbox['state'] {
  if (!row.is_enabled) return 'paused';
  if (row.grant && row.grant.connected_at === null) return 'connect_needed';
  if (row.failure !== null) return 'failing';
  if (row.kind === 'webhook') return behind === null ? 'posted_to' : 'behind';
  if (row.checked_at === null || row.uid_validity === null) return 'connecting';
  if (row.start_from === null) return 'choice_needed';
  return behind === null ? 'well' : 'behind';
}

/** Judging takes seconds, and two minutes where a mail waits for an earlier one of its thread. */
const judgedWithinMs = 5 * minuteMs;
/** A server is asked every half minute. */
const askedWithinMs = 5 * minuteMs;

function behindBecause(row: CountedMailbox, now: number): Mailbox['behind'] {
  if (!row.is_enabled) return null;
  if (row.waiting_since !== null && now - +row.waiting_since > judgedWithinMs) return 'unjudged';
  // One that waits for a choice is asked again once that is made.
  const isFollowed = row.kind === 'imap' && row.start_from !== null;
  const isLate = row.checked_at !== null && now - +row.checked_at > askedWithinMs;
  return isFollowed && isLate ? 'unread' : null;
}

function isoOrNull(date: Date | null): string | null {
  return date?.toISOString() ?? null;
}

/** What the audit keeps of how a mailbox signs in: never a secret. */
export function auditedOauth(
  oauth: NonNullable<MailboxBody['oauth']> | MailboxOauth | null,
): AuditedFields {
  if (oauth === null) return { signsInBy: 'password' };
  return {
    signsInBy: oauth.provider,
    flow: oauth.flow,
    tenant: oauth.tenant ?? null,
    issuer: oauth.issuer ?? null,
    clientId: oauth.clientId,
    permissions: oauth.permissions,
    allowsOtherAccount: oauth.allowsOtherAccount,
    secretExpiresOn: oauth.secretExpiresOn,
  };
}

/** What the audit keeps of a mailbox: never its password. */
export function auditedMailbox(row: MailboxRow): AuditedFields {
  return {
    name: row.name,
    address: row.address,
    host: row.host,
    port: row.port,
    security: row.security,
    user: row.user_name,
    folder: row.folder,
    process: row.process_id,
    group: row.group_id,
    locale: row.locale,
    trustedServers: row.trusted_servers,
    checksSenders: row.checks_senders,
    ownLists: row.own_lists,
    takesListOfAddress: row.takes_list_of_address,
    sendingBy: row.out_kind,
    sendingHost: row.out_host,
    sendingPort: row.out_port,
    sendingSecurity: row.out_security,
    sendingUser: row.out_user_name,
    perMinute: row.out_per_minute,
    plusAddresses: row.takes_plus_addresses,
    namesAgents: row.names_agents,
    signingSelector: row.dkim_selector,
    isEnabled: row.is_enabled,
  };
}
