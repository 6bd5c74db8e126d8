import type { AuditedFields } from '../../database/audit.ts';
import { type MailFate, mailFates } from '../../database/mail_words.ts';
import type { SendingFailure } from '../../database/outgoing_mail_words.ts';
import type { MailboxRow } from '../../database/tables.ts';
import type { Mailbox } from './contract.ts';

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
  last_mail_at: Date | null;
  waiting_since: Date | null;
}

export function mailboxView(row: CountedMailbox): Mailbox {
  return {
    id: row.mailbox_id,
    name: row.name,
    address: row.address,
    server: serverOf(row),
    process: row.process_id,
    group: row.group_id,
    locale: row.locale,
    trustedServers: row.trusted_servers,
    checksSenders: row.checks_senders,
    ownLists: row.own_lists,
    takesListOfAddress: row.takes_list_of_address,
    sending: sendingOf(row),
    isEnabled: row.is_enabled,
    state: stateOf(row),
    start: row.start_from && { from: row.start_from, since: isoOrNull(row.start_since) },
    failure: row.failure,
    failureWords: row.failure_words,
    failingSince: isoOrNull(row.failing_since),
    retryAt: row.is_enabled ? isoOrNull(row.retry_at) : null,
    connectedAt: isoOrNull(row.connected_at),
    checkedAt: isoOrNull(row.checked_at),
    serverCount: row.server_count,
    lastMailAt: isoOrNull(row.last_mail_at),
    waitingCount: row.counts?.waiting ?? 0,
    waitingSince: isoOrNull(row.waiting_since),
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

function stateOf(row: MailboxRow): Mailbox['state'] {
  if (!row.is_enabled) return 'paused';
  if (row.kind === 'webhook') return 'posted_to';
  if (row.failure !== null) return 'failing';
  if (row.uid_validity !== null && row.start_from === null) return 'choice_needed';
  return row.checked_at === null || row.uid_validity === null ? 'connecting' : 'well';
}

function isoOrNull(date: Date | null): string | null {
  return date?.toISOString() ?? null;
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
