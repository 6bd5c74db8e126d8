import type { Knex } from 'knex';
import type { Database } from '../../database/connection.ts';
import type { MailRow } from '../../database/tables.ts';
import { decodeCursor, encodeCursor, type Page, pageFrom } from '../http/cursor.ts';
import { withDatabase } from '../http/database.ts';
import { notFound } from '../http/errors.ts';
import { type Mail, type MailQuery, mailReason, type TicketMail } from './contract.ts';

/** A mail with the names it is shown by; a duplicate has those of the mail it repeats. */
export interface FoundMail extends MailRow {
  mailbox_name: string;
  number: string | null;
  shown_address: string | null;
  shown_name: string | null;
  shown_subject: string | null;
  shown_ticket: string | null;
  has_raw: boolean;
}

const usualLimit = 50;
const order = 'newest';

/** Mails of all mailboxes, the newest first. */
export function findMailPage(
  database: Database,
  { limit = usualLimit, cursor, ...filters }: MailQuery,
): Promise<Page<FoundMail>> {
  const [before] = decodeCursor(cursor, order, ['integer']) ?? [];
  return withDatabase(async () => {
    const query = found(database)
      .orderBy('mails.mail_id', 'desc')
      .limit(limit + 1);
    filterMails(query, filters);
    if (before !== undefined) query.where('mails.mail_id', '<', before);
    return pageFrom(await query, limit, (last) => encodeCursor(order, [last.mail_id]));
  });
}

/** Of mails, and where a text is looked for, of `told`: the mail itself, or the one that it repeats. */
export function filterMails(
  query: Knex.QueryBuilder,
  { mailbox, fate, reason, from, to, q }: Omit<MailQuery, 'limit' | 'cursor'>,
): void {
  if (mailbox !== undefined) query.where('mails.mailbox_id', mailbox);
  if (fate) {
    const fates = fate.filter((one) => one !== 'waiting');
    query.where((either) => {
      if (fates.length > 0) either.whereIn('mails.fate', fates);
      if (fate.includes('waiting')) either.orWhereNull('mails.fate');
    });
  }
  if (reason) query.whereIn('mails.reason', reason);
  if (from !== undefined) query.where('mails.arrived_at', '>=', from);
  if (to !== undefined) query.where('mails.arrived_at', '<', to);
  if (q !== undefined) {
    query.whereRaw(
      `search_fold(concat_ws(' ', told.from_address, told.from_name, told.subject))
        like '%' || search_pattern(?) || '%'`,
      [q],
    );
  }
}

/** @throws ApiError 404 where there is none */
export async function findMail(database: Database, mailId: string): Promise<FoundMail> {
  const [row] = await withDatabase(() => found(database).where('mails.mail_id', mailId).limit(1));
  if (!row) throw notFound('mail', mailId);
  return row;
}

/** Those of them that are there, in no order. */
export function findMailsById(
  database: Database,
  mailIds: readonly string[],
): Promise<FoundMail[]> {
  return withDatabase(() => found(database).whereIn('mails.mail_id', mailIds));
}

/** The mails of a ticket, the oldest first: the one that opened it, and those that were said on it. */
export function findMailsOfTicket(database: Database, ticketId: string): Promise<FoundMail[]> {
  return withDatabase(() =>
    found(database).where('mails.ticket_id', ticketId).orderBy('mails.mail_id').limit(ofTicketMax),
  );
}

const ofTicketMax = 500;

function found(database: Database) {
  return database('mails')
    .join('mailboxes', 'mailboxes.mailbox_id', 'mails.mailbox_id')
    .joinRaw('join mails as told on told.mail_id = coalesce(mails.first_mail_id, mails.mail_id)')
    .leftJoin('ticket_contents', 'ticket_contents.ticket_id', 'told.ticket_id')
    .select<FoundMail[]>(
      'mails.*',
      'mailboxes.name as mailbox_name',
      'ticket_contents.number',
      'told.from_address as shown_address',
      'told.from_name as shown_name',
      'told.subject as shown_subject',
      'told.ticket_id as shown_ticket',
      database.raw(
        'exists (select from raw_mails where raw_mails.sha256 = mails.sha256) as has_raw',
      ),
    );
}

export function mailView(row: FoundMail): Mail {
  const { shown_ticket: ticketId, number } = row;
  return {
    id: row.mail_id,
    mailbox: { id: row.mailbox_id, name: row.mailbox_name },
    uid: row.uid === null ? null : `${row.uid_validity}:${row.uid}`,
    deliveredAt: row.delivered_at.toISOString(),
    storedAt: row.stored_at.toISOString(),
    judgedAt: row.judged_at?.toISOString() ?? null,
    sizeBytes: Number(row.size_bytes),
    from: fromOf(row),
    subject: row.shown_subject,
    fate: row.fate,
    reason: reasonOf(row),
    detail: row.detail,
    ticket: ticketId === null ? null : { id: ticketId, number: numberOf(number) },
    firstId: row.first_mail_id,
    hasRaw: row.has_raw,
    canFetch: row.uid !== null && row.sha256 === null,
    overtookId: row.overtook_id,
    replayCount: row.replay_count,
    rulesVersion: row.rules_version,
  };
}

function numberOf(number: string | null): number | null {
  return number === null ? null : Number(number);
}

function fromOf({ shown_address: address, shown_name: name }: FoundMail): Mail['from'] {
  return address === null ? null : { address, name: name ?? '' };
}

/** What an older version of the rules called otherwise has no word today. */
function reasonOf({ reason }: MailRow): Mail['reason'] {
  return mailReason.safeParse(reason).data ?? null;
}

export function ticketMailView(row: FoundMail): TicketMail {
  return {
    id: row.mail_id,
    messageId: row.said_id,
    fate: row.fate ?? 'parked',
    reason: reasonOf(row),
    deliveredAt: row.delivered_at.toISOString(),
    from: fromOf(row),
    subject: row.shown_subject,
    hasRaw: row.has_raw,
  };
}
