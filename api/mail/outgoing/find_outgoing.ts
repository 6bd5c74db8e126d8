import type { Database } from '../../../database/connection.ts';
import { deskQueueId } from '../../../database/outgoing_queues.ts';
import type { OutgoingMailRow, OutgoingQueueRow } from '../../../database/tables.ts';
import type { RecipientReason } from '../../../workflows/domain/recipients.ts';
import { decodeCursor, encodeCursor, type Page, pageFrom } from '../../http/cursor.ts';
import { withDatabase } from '../../http/database.ts';
import { notFound } from '../../http/errors.ts';
import type {
  OutgoingMail,
  OutgoingMailQuery,
  OutgoingQueue,
  TicketOutgoingMail,
} from './contract.ts';

/** A mail with what it tells. */
interface TellingMail extends OutgoingMailRow {
  tells: RecipientReason[];
}

interface FoundOutgoingMail extends TellingMail {
  person_name: string;
  mailbox_name: string | null;
  number: string | null;
}

const usualLimit = 50;
const order = 'newest';

/** Mails that go out, the newest first. */
export function findOutgoingPage(
  database: Database,
  { limit = usualLimit, cursor, state, mailbox }: OutgoingMailQuery,
): Promise<Page<OutgoingMail>> {
  const [before] = decodeCursor(cursor, order, ['integer']) ?? [];
  return withDatabase(async () => {
    const query = found(database)
      .orderBy('outgoing_mails.mail_id', 'desc')
      .limit(limit + 1);
    if (state) query.whereIn('outgoing_mails.state', state);
    if (mailbox === deskQueueId) query.whereNull('outgoing_mails.mailbox_id');
    else if (mailbox !== undefined) query.where('outgoing_mails.mailbox_id', mailbox);
    if (before !== undefined) query.where('outgoing_mails.mail_id', '<', before);
    const rows: FoundOutgoingMail[] = await query;
    const page = pageFrom(rows, limit, (last) => encodeCursor(order, [last.mail_id]));
    return { ...page, items: page.items.map(outgoingMailView) };
  });
}

/** @throws ApiError 404 where there is none */
export async function findOutgoingMail(database: Database, mailId: string): Promise<OutgoingMail> {
  const [row] = await withDatabase(() =>
    found(database).where('outgoing_mails.mail_id', mailId).limit(1),
  );
  if (!row) throw notFound('mail', mailId);
  return outgoingMailView(row);
}

function found(database: Database) {
  return database('outgoing_mails')
    .join('accounts', 'accounts.account_id', 'outgoing_mails.account_id')
    .leftJoin('mailboxes', 'mailboxes.mailbox_id', 'outgoing_mails.mailbox_id')
    .leftJoin('ticket_contents', 'ticket_contents.ticket_id', 'outgoing_mails.ticket_id')
    .select<FoundOutgoingMail[]>(
      'outgoing_mails.*',
      'accounts.display_name as person_name',
      'mailboxes.name as mailbox_name',
      'ticket_contents.number',
      told(database),
    );
}

function told(database: Database) {
  return database.raw<RecipientReason[]>(`array(
    select reason from outgoing_mail_news as news
    where news.mail_id = outgoing_mails.mail_id group by reason order by min(seq), reason) as tells`);
}

const ofTicketMax = 500;

/** What was, or is to be, mailed of a ticket, the oldest first. */
export function findOutgoingOfTicket(
  database: Database,
  ticketId: string,
): Promise<TicketOutgoingMail[]> {
  return withDatabase(async () => {
    const rows = await database('outgoing_mails')
      .join('accounts', 'accounts.account_id', 'outgoing_mails.account_id')
      .where('outgoing_mails.ticket_id', ticketId)
      .whereNot('state', 'not_needed')
      .orderBy('mail_id')
      .limit(ofTicketMax)
      .select<(TellingMail & { person_name: string; seqs: number[] })[]>(
        'outgoing_mails.*',
        'accounts.display_name as person_name',
        told(database),
        database.raw(`array(
          select distinct seq from outgoing_mail_news as news
          where news.mail_id = outgoing_mails.mail_id order by seq) as seqs`),
      );
    return rows.map((row) => ({ ...sharedView(row), person: personOf(row), seqs: row.seqs }));
  });
}

/** How each way out fares: of those that were ever gone, or that something waits for. */
export function findQueues(database: Database): Promise<OutgoingQueue[]> {
  return withDatabase(async () => {
    const { rows } = await database.raw<{
      rows: (OutgoingQueueRow & { name: string | null; waiting_count: string })[];
    }>(
      `with waiting as (
         select coalesce(mailbox_id, :desk) as queue_id, count(*) as waiting_count
         from outgoing_mails where state = 'waiting' group by 1
       )
       select queue_id, mailboxes.name, failure_of.*, coalesce(waiting_count, 0) as waiting_count
       from (select queue_id from outgoing_queues union select queue_id from waiting) as known
       left join lateral (
         select outgoing_queues.failure, outgoing_queues.failure_words,
           outgoing_queues.failing_since, outgoing_queues.retry_at, outgoing_queues.succeeded_at
         from outgoing_queues where outgoing_queues.queue_id = known.queue_id
       ) as failure_of on true
       left join waiting using (queue_id)
       left join mailboxes on mailboxes.mailbox_id = queue_id
       order by queue_id <> :desk, mailboxes.name`,
      { desk: deskQueueId },
    );
    return rows.map((row) => ({
      id: row.queue_id,
      name: row.name,
      failure: row.failure,
      failureWords: row.failure_words,
      failingSince: isoOrNull(row.failing_since),
      retryAt: isoOrNull(row.retry_at),
      succeededAt: isoOrNull(row.succeeded_at),
      waitingCount: Number(row.waiting_count),
    }));
  });
}

function outgoingMailView(row: FoundOutgoingMail): OutgoingMail {
  const { ticket_id: ticketId, mailbox_id: mailboxId, number } = row;
  return {
    ...sharedView(row),
    kind: row.kind,
    person: personOf(row),
    ticket:
      ticketId === null ? null : { id: ticketId, number: number === null ? null : Number(number) },
    mailbox: mailboxId === null ? null : { id: mailboxId, name: row.mailbox_name ?? '' },
    messageId: row.message_id,
    createdAt: row.created_at.toISOString(),
  };
}

function personOf({
  account_id: id,
  person_name: name,
}: OutgoingMailRow & { person_name: string }) {
  return { id, name };
}

function sharedView(row: TellingMail) {
  const isWaiting = row.state === 'waiting';
  return {
    id: row.mail_id,
    state: row.state,
    reason: row.reason,
    isUnderWay: isWaiting && row.begun_at !== null,
    maybeSentTwice: row.maybe_sent_twice,
    attempts: row.attempts,
    answer: row.answer,
    recipient: row.recipient,
    tells: row.tells,
    dueAt: row.due_at.toISOString(),
    nextAttemptAt: isWaiting ? row.next_attempt_at.toISOString() : null,
    attemptedAt: isoOrNull(row.attempted_at),
    sentAt: isoOrNull(row.sent_at),
    bounce: row.bounced_at && {
      at: row.bounced_at.toISOString(),
      status: row.bounce_status,
      words: row.bounce_words ?? '',
    },
  };
}

function isoOrNull(date: Date | null): string | null {
  return date?.toISOString() ?? null;
}
