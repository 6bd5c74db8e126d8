import type { Transaction } from './connection.ts';
import type { OutgoingMailKind, OutgoingNews } from './outgoing_mail_words.ts';

/** Those who send listen here; the payload says nothing. */
export const outgoingMailChannel = 'palier_outgoing_mail';

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

/** Whoever sends looks at once what there is. */
async function wakeSenders(trx: Transaction): Promise<void> {
  await trx.raw('select pg_notify(?, ?)', [outgoingMailChannel, '']);
}
