import type { Database, Transaction } from './connection.ts';
import type { OutgoingMailKind, OutgoingNews, UnsentReason } from './outgoing_mail_words.ts';
import { deskQueueId, tryQueueAgain } from './outgoing_queues.ts';
import type { OutgoingMailRow } from './tables.ts';

/** Those who send listen here; the payload says nothing. */
export const outgoingMailChannel = 'palier_outgoing_mail';

/** Whoever says on tickets that a mail was refused listens here; the payload says nothing. */
export const refusedMailChannel = 'palier_refused_mail';

/** A mail that is to be written and sent. It holds ids alone: its words are found when it is sent. */
export interface NewOutgoingMail {
  kind: OutgoingMailKind;
  accountId: string;
  /** The ticket that it is about; null for a digest. */
  ticketId: string | null;
  /** What it tells, at least one. */
  news: readonly OutgoingNews[];
  /** Not before this instant: later than now where more is gathered, or the reader is not at work. */
  dueAt: Date;
}

/**
 * Promises mails, each once, however often it is asked for: news that the account was told already, or
 * that wait in another mail, are left out, and a mail of which nothing remains is none. By which mailbox
 * one goes is settled here: that of the ticket's group, else of its process, else the one the ticket came
 * by, else the desk's own address. The senders are woken when the transaction is through.
 *
 * @param trx the one that also notes how far its caller has read, so that nothing is lost between
 * @returns the ids of the mails, in the order of those that remain
 */
export async function insertOutgoingMails(
  trx: Transaction,
  mails: readonly NewOutgoingMail[],
): Promise<string[]> {
  const made: string[] = [];
  for (const mail of mails) {
    const mailId = await insertMail(trx, mail);
    if (await insertNews(trx, mailId, mail)) made.push(mailId);
    else await trx('outgoing_mails').where('mail_id', mailId).delete();
  }
  if (made.length > 0) await wakeSenders(trx);
  return made;
}

/**
 * Adds news to a mail that waits for the same account and ticket, of the same kind, and that nobody has
 * begun to write. It is due when the earlier of both would be. Until the transaction ends nobody begins to write it.
 *
 * @returns its id; undefined where there is none: `insertOutgoingMails` makes one
 */
export async function addToWaitingMail(
  trx: Transaction,
  mail: NewOutgoingMail,
): Promise<string | undefined> {
  const waiting = await trx('outgoing_mails')
    .where({
      kind: mail.kind,
      account_id: mail.accountId,
      ticket_id: mail.ticketId,
      state: 'waiting',
    })
    .whereNull('closed_at')
    .orderBy('mail_id')
    .forUpdate()
    .first('mail_id');
  if (!waiting) return undefined;
  await insertNews(trx, waiting.mail_id, mail);
  await trx('outgoing_mails')
    .where('mail_id', waiting.mail_id)
    .where('due_at', '>', mail.dueAt)
    .update({ due_at: mail.dueAt, next_attempt_at: mail.dueAt });
  await wakeSenders(trx);
  return waiting.mail_id;
}

async function insertMail(trx: Transaction, mail: NewOutgoingMail): Promise<string> {
  const { kind, accountId, ticketId, dueAt } = mail;
  const [row] = await trx('outgoing_mails')
    .insert({
      kind,
      account_id: accountId,
      ticket_id: ticketId,
      mailbox_id: trx.raw(`(${mailboxOf})`, { ticketId }),
      due_at: dueAt,
      next_attempt_at: dueAt,
    })
    .returning('mail_id');
  if (!row) throw new Error('A mail was not kept');
  return row.mail_id;
}

/** The mailbox that speaks for a ticket; nobody's where there is none. */
const mailboxOf = `
  select mailboxes.mailbox_id
  from tickets
  join mailboxes on mailboxes.is_enabled
  left join lateral (
    select mailbox_id from mails
    where mails.ticket_id = tickets.ticket_id and fate in ('ticket', 'follow_up')
    order by mail_id limit 1
  ) as came on true
  where tickets.ticket_id = :ticketId
    and (mailboxes.mailbox_id = came.mailbox_id
      or mailboxes.process_id = tickets.process_id
        and coalesce(mailboxes.group_id, tickets.group_id) = tickets.group_id)
  order by mailboxes.process_id = tickets.process_id
      and mailboxes.group_id is not distinct from tickets.group_id desc,
    mailboxes.mailbox_id = came.mailbox_id desc nulls last,
    mailboxes.created_at, mailboxes.mailbox_id
  limit 1`;

/** @returns whether any of it is new */
async function insertNews(
  trx: Transaction,
  mailId: string,
  { accountId, news }: NewOutgoingMail,
): Promise<boolean> {
  if (news.length === 0) return false;
  const rows = await trx('outgoing_mail_news')
    .insert(
      news.map(({ ticketId, seq, reason }) => ({
        mail_id: mailId,
        account_id: accountId,
        ticket_id: ticketId,
        seq,
        reason,
      })),
    )
    .onConflict(['account_id', 'ticket_id', 'seq', 'reason'])
    .ignore()
    .returning('seq');
  return rows.length > 0;
}

/** Has a mail that waits sent at once, whatever its server said. @returns false where it does not wait */
export async function sendNow(trx: Transaction, mailId: string): Promise<boolean> {
  const [row] = await trx('outgoing_mails')
    .where({ mail_id: mailId, state: 'waiting' })
    .update({ next_attempt_at: trx.fn.now() })
    .returning(['mailbox_id']);
  if (!row) return false;
  await tryQueueAgain(trx, row.mailbox_id ?? deskQueueId);
  await wakeSenders(trx);
  return true;
}

/** Whoever sends looks at once what there is. */
export async function wakeSenders(trx: Database | Transaction): Promise<void> {
  await trx.raw('select pg_notify(?, ?)', [outgoingMailChannel, '']);
}

/** The queues in which something can be sent now. */
export async function findDueQueues(database: Database): Promise<string[]> {
  const { rows } = await database.raw<{ rows: { queue_id: string }[] }>(
    `select distinct coalesce(mailbox_id, :desk) as queue_id
     from outgoing_mails
     left join outgoing_queues on outgoing_queues.queue_id = coalesce(mailbox_id, :desk)
     where state = 'waiting' and next_attempt_at <= now() and (retry_at is null or retry_at <= now())`,
    { desk: deskQueueId },
  );
  return rows.map(({ queue_id: queueId }) => queueId);
}

const ofQueue = 'mailbox_id is not distinct from :mailboxId';

const mailboxIdOf = (queueId: string) => (queueId === deskQueueId ? null : queueId);

/** Mails of a queue that are due, the oldest first. @param at by the clock of whoever sends */
export async function findDue(
  database: Database,
  queueId: string,
  { at, limit }: { at: Date; limit: number },
): Promise<OutgoingMailRow[]> {
  return dueOf(database, queueId, at).orderBy('mail_id').limit(limit);
}

/**
 * The mail by which a server is tried that was away: the one that was tried least, so that none for which
 * it goes away each time keeps all others back. Of those to one reader on one ticket it is the first.
 */
export async function findProbe(
  database: Database,
  queueId: string,
  at: Date,
): Promise<OutgoingMailRow[]> {
  const firsts = dueOf(database, queueId, at)
    .distinctOn('account_id', 'ticket_id')
    .orderBy(['account_id', 'ticket_id', 'mail_id']);
  return database
    .select('*')
    .from<OutgoingMailRow>(firsts.as('firsts'))
    .orderBy(['attempts', 'mail_id'])
    .limit(1);
}

function dueOf(database: Database, queueId: string, at: Date) {
  return database('outgoing_mails')
    .where('state', 'waiting')
    .whereRaw(ofQueue, { mailboxId: mailboxIdOf(queueId) })
    .where('next_attempt_at', '<=', at);
}

/** From now on nothing is added to a mail: it is written. */
export async function closeMail(database: Database, mailId: string): Promise<void> {
  await database('outgoing_mails')
    .where({ mail_id: mailId, state: 'waiting' })
    .whereNull('closed_at')
    .update({ closed_at: database.fn.now() });
}

/** When something of a queue is to be sent next, whether or not its server is there; null: nothing waits. */
export async function nextDueAt(database: Database, queueId: string): Promise<Date | null> {
  const { rows } = await database.raw<{ rows: { next_at: Date | null }[] }>(
    `select min(next_attempt_at) as next_at from outgoing_mails
     where state = 'waiting' and ${ofQueue}`,
    { mailboxId: mailboxIdOf(queueId) },
  );
  return rows[0]?.next_at ?? null;
}

/** How many of a queue were tried in the last minute, and when the first of them was. */
export async function countTriedOfLate(
  database: Database,
  queueId: string,
): Promise<{ count: number; firstAt: Date | null }> {
  const { rows } = await database.raw<{ rows: { count: string; first_at: Date | null }[] }>(
    `select count(*), min(attempted_at) as first_at from outgoing_mails
     where ${ofQueue} and attempted_at > now() - interval '1 minute'`,
    { mailboxId: mailboxIdOf(queueId) },
  );
  return { count: Number(rows[0]?.count ?? 0), firstAt: rows[0]?.first_at ?? null };
}

/** What a mail tells, the oldest first. */
export async function newsOf(database: Database, mailId: string): Promise<OutgoingNews[]> {
  const rows = await database('outgoing_mail_news')
    .where('mail_id', mailId)
    .orderBy(['ticket_id', 'seq', 'reason']);
  return rows.map(({ ticket_id: ticketId, seq, reason }) => ({ ticketId, seq, reason }));
}

/**
 * Writes down that an attempt begins, before anything is said to a server. Of the one before nobody has
 * written the end: then it may be sent twice.
 * @returns false where somebody else has begun, or it waits no more
 */
export async function beginAttempt(
  database: Database,
  { mail_id: mailId, attempts }: Pick<OutgoingMailRow, 'mail_id' | 'attempts'>,
  { messageId, recipient }: { messageId: string; recipient: string },
): Promise<boolean> {
  const count = await database('outgoing_mails')
    .where({ mail_id: mailId, state: 'waiting', attempts })
    .update({
      attempts: attempts + 1,
      begun_at: database.fn.now(),
      attempted_at: database.fn.now(),
      maybe_sent_twice: database.raw('maybe_sent_twice or begun_at is not null'),
      message_id: messageId,
      recipient,
    });
  return count === 1;
}

/** How an attempt ended, or why there was none. */
export type AttemptEnd =
  | { state: 'sent'; answer: string }
  | { state: 'refused'; answer: string | null; reason: UnsentReason | null }
  | { state: 'not_needed' }
  /** @param isKnown false where the server may have taken it */
  | { state: 'waiting'; answer: string; nextAttemptAt: Date; isKnown: boolean };

/** Writes it down, where the mail still waits. */
export async function endAttempt(
  database: Database | Transaction,
  mailId: string,
  end: AttemptEnd,
): Promise<void> {
  await database('outgoing_mails')
    .where({ mail_id: mailId, state: 'waiting' })
    .update({
      state: end.state,
      ...('answer' in end && { answer: end.answer }),
      ...('reason' in end && { reason: end.reason }),
      ...(end.state === 'sent' && { sent_at: database.fn.now() }),
      ...(end.state === 'waiting'
        ? {
            next_attempt_at: end.nextAttemptAt,
            // Nobody has read it: more may be added until it is tried again.
            ...(end.isKnown && { begun_at: null, closed_at: null }),
          }
        : { begun_at: null }),
    });
  if (end.state !== 'refused') return;
  await database.raw('select pg_notify(?, ?)', [refusedMailChannel, '']);
}

/** A report that a mail of ours did not arrive. */
export interface BounceReport {
  /** Without angle brackets. */
  messageId: string;
  /** The mail that says so. */
  bounceMailId: string;
  status: string | null;
  words: string;
}

/**
 * Writes down that a mail did not arrive, once. That its server had taken it, nobody doubts any more.
 * @returns whom it was for; undefined where no mail has that id, or it is known already
 */
export async function noteBounced(
  trx: Transaction,
  { messageId, bounceMailId, status, words }: BounceReport,
): Promise<Pick<OutgoingMailRow, 'mail_id' | 'account_id' | 'recipient'> | undefined> {
  const [row] = await trx('outgoing_mails')
    .where('message_id', messageId)
    .whereNot('state', 'bounced')
    .update({
      state: 'bounced',
      sent_at: trx.raw('coalesce(sent_at, attempted_at, now())'),
      begun_at: null,
      bounced_at: trx.fn.now(),
      bounce_status: status,
      bounce_words: words,
      bounce_mail_id: bounceMailId,
      // The report says it on the ticket itself.
      noted_at: trx.fn.now(),
    })
    .returning(['mail_id', 'account_id', 'recipient']);
  return row;
}

/** Mails that were refused, and of which their tickets do not say so yet. */
export async function findUnnoted(database: Database, limit: number): Promise<OutgoingMailRow[]> {
  return database('outgoing_mails')
    .whereIn('state', ['refused', 'bounced'])
    .whereNull('noted_at')
    .orderBy('mail_id')
    .limit(limit);
}

export async function noteOnTicketSaid(database: Database, mailId: string): Promise<void> {
  await database('outgoing_mails').where('mail_id', mailId).update({ noted_at: database.fn.now() });
}

/**
 * Has a mail that ended unsent, or came back, sent again, from the beginning.
 * @returns false where it waits, was sent, or is not there
 */
export async function sendAgain(trx: Transaction, mailId: string): Promise<boolean> {
  const count = await trx('outgoing_mails')
    .where('mail_id', mailId)
    .whereIn('state', ['refused', 'bounced'])
    .update({
      state: 'waiting',
      reason: null,
      sent_at: null,
      bounced_at: null,
      bounce_status: null,
      bounce_words: null,
      noted_at: null,
      due_at: trx.fn.now(),
      next_attempt_at: trx.fn.now(),
    });
  if (count > 0) await wakeSenders(trx);
  return count > 0;
}
