import type { AuditedFields } from '../../database/audit.ts';
import { type MailFate, mailFates } from '../../database/mail_words.ts';
import type { MailboxRow } from '../../database/tables.ts';
import type { Mailbox } from './contract.ts';

/** A mailbox with what became of its messages. */
export interface CountedMailbox extends MailboxRow {
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
    isEnabled: row.is_enabled,
  };
}
