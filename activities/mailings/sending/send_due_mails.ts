import { Context } from '@temporalio/activity';
import type { Logger } from 'pino';
import { isDatabaseAway } from '../../../database/away.ts';
import { noteUndelivered } from '../../../database/bounced_addresses.ts';
import type { Database } from '../../../database/connection.ts';
import {
  type AttemptEnd,
  beginAttempt,
  closeMail,
  countTriedOfLate,
  endAttempt,
  findDue,
  findProbe,
  nextDueAt,
} from '../../../database/outgoing_mails.ts';
import {
  deskQueueId,
  findQueue,
  noteQueueAway,
  noteQueueWell,
} from '../../../database/outgoing_queues.ts';
import type { MailboxRow, OutgoingMailRow, OutgoingQueueRow } from '../../../database/tables.ts';
import { dayMs, hourMs, minuteMs, secondMs } from '../../../workflows/domain/durations.ts';
import type { OutgoingMailActivities, OutgoingMailOutlook } from '../../../workflows/ports.ts';
import type { MailTransport, SendOutcome } from '../transports/transport.ts';
import type { Transports } from '../transports/transports.ts';
import { type PreparedMail, type PreparingOptions, prepareMail } from './prepare_mail.ts';

export interface SendingOptions extends PreparingOptions {
  transports: Transports;
  log: Pick<Logger, 'warn'>;
}

/** Mails in one activity, and of these at once: as many as there are connections. */
const batchMax = 50;
const lanesMax = 2;
const heartbeatMs = 3 * secondMs;

/** A mail that is put off is tried so long, as servers keep what they pass on (RFC 5321 §4.5.4.1). */
const triedDays = 5;
const firstMailPauseMs = 2 * minuteMs;
const longestMailPauseMs = 4 * hourMs;
const firstQueuePauseMs = 15 * secondMs;
const longestQueuePauseMs = 30 * minuteMs;
/** A server that asks for more patience is asked again before. */
const patienceMostMs = 4 * hourMs;

function growing(firstMs: number, longestMs: number, count: number): number {
  return Math.min(longestMs, firstMs * 2 ** Math.min(20, Math.max(0, count - 1)));
}

/** How long a mail waits that was put off so often: 2 minutes, 4, 8 … up to 4 hours. */
export function mailPauseAfter(attempts: number): number {
  return growing(firstMailPauseMs, longestMailPauseMs, attempts);
}

/** How long a server is left alone that was away so often in a row: 15 s, 30 s … up to half an hour. */
export function queuePauseAfter(streak: number): number {
  return growing(firstQueuePauseMs, longestQueuePauseMs, streak);
}

export function createMailSending(options: SendingOptions): OutgoingMailActivities {
  const { database } = options;
  return {
    async sendDueMails({ queueId, at }): Promise<OutgoingMailOutlook> {
      const context = Context.current();
      const heartbeat = setInterval(() => context.heartbeat(), heartbeatMs);
      try {
        const mailbox = await mailboxOf(options, queueId);
        if (mailbox === undefined) return { nextAt: null };
        const queue = await findQueue(database, queueId);
        const { count, waitMs } = await allowance(database, queueId, mailbox, queue, at);
        if (count > 0) {
          const due = isAway(queue)
            ? await findProbe(database, queueId, new Date(at))
            : await findDue(database, queueId, { at: new Date(at), limit: count });
          const round = new Round(options, { queueId, mailbox, queue, at });
          await sendInLanes(round, due, context.cancellationSignal);
        }
        return { nextAt: await nextAttempt(database, queueId, at + waitMs) };
      } finally {
        clearInterval(heartbeat);
      }
    },
  };
}

/**
 * By whom the mail of a queue goes. What is the desk's own goes by a mailbox that has a way out where the
 * desk itself has none.
 * @returns null for the desk's own server; undefined where the mailbox is gone
 */
async function mailboxOf(
  { database, transports }: SendingOptions,
  queueId: string,
): Promise<MailboxRow | null | undefined> {
  if (queueId !== deskQueueId) {
    return database('mailboxes').where('mailbox_id', queueId).first();
  }
  if (transports.sends(null)) return null;
  const other = await database('mailboxes')
    .where('is_enabled', true)
    .whereNot('out_kind', 'desk')
    .orderBy(['created_at', 'mailbox_id'])
    .first();
  return other ?? null;
}

function isAway(queue: OutgoingQueueRow | undefined): boolean {
  return (queue?.failure_streak ?? 0) > 0;
}

/** How many may be tried now, and else how long to wait. While the server is away one mail tries it. */
async function allowance(
  database: Database,
  queueId: string,
  mailbox: MailboxRow | null,
  queue: OutgoingQueueRow | undefined,
  at: number,
): Promise<{ count: number; waitMs: number }> {
  const retryAt = queue?.retry_at?.getTime() ?? 0;
  if (retryAt > at) return { count: 0, waitMs: retryAt - at };
  const most = isAway(queue) ? 1 : batchMax;
  const perMinute = mailbox?.out_per_minute ?? null;
  if (perMinute === null) return { count: most, waitMs: 0 };
  const { count: tried, firstAt } = await countTriedOfLate(database, queueId);
  const left = perMinute - tried;
  if (left > 0) return { count: Math.min(most, left), waitMs: 0 };
  const freeAt = (firstAt?.getTime() ?? at) + minuteMs;
  return { count: 0, waitMs: Math.max(secondMs, freeAt - at) };
}

/** Mails of one ticket to one reader go in their order, and several at once. */
async function sendInLanes(
  round: Round,
  due: readonly OutgoingMailRow[],
  signal: AbortSignal,
): Promise<void> {
  const conversations = Map.groupBy(due, (mail) => `${mail.ticket_id} ${mail.account_id}`).values();
  const lane = async () => {
    for (const mails of conversations) {
      for (const mail of mails) {
        if (round.isOver || signal.aborted) return;
        await round.send(mail);
      }
    }
  };
  await Promise.all(Array.from({ length: lanesMax }, lane));
}

async function nextAttempt(
  database: Database,
  queueId: string,
  notBefore: number,
): Promise<number | null> {
  const next = await nextDueAt(database, queueId);
  if (next === null) return null;
  const queue = await findQueue(database, queueId);
  return Math.max(next.getTime(), queue?.retry_at?.getTime() ?? 0, notBefore);
}

/** One visit to a server, which ends where it is not there. */
class Round {
  isOver = false;
  readonly #options: SendingOptions;
  readonly #queueId: string;
  readonly #mailbox: MailboxRow | null;
  readonly #queue: OutgoingQueueRow | undefined;
  /** By the clock of the workflow. */
  readonly #at: number;
  readonly #transport: MailTransport;
  #isNotedWell = false;

  constructor(
    options: SendingOptions,
    {
      queueId,
      mailbox,
      queue,
      at,
    }: {
      queueId: string;
      mailbox: MailboxRow | null;
      queue: OutgoingQueueRow | undefined;
      at: number;
    },
  ) {
    this.#options = options;
    this.#queueId = queueId;
    this.#mailbox = mailbox;
    this.#queue = queue;
    this.#at = at;
    this.#transport = options.transports.of(mailbox);
  }

  async send(mail: OutgoingMailRow): Promise<void> {
    const { database } = this.#options;
    await closeMail(database, mail.mail_id);
    const prepared = await this.#prepare(mail);
    if ('state' in prepared) return endAttempt(database, mail.mail_id, prepared);
    const { messageId, envelope, raw } = prepared;
    const isMine = await beginAttempt(database, mail, { messageId, recipient: envelope.to });
    if (!isMine) return;
    await this.#settle(mail, await this.#transport.send(envelope, raw), envelope.to);
  }

  /** What keeps one mail from being written keeps no other back. */
  async #prepare(mail: OutgoingMailRow): Promise<PreparedMail | AttemptEnd> {
    try {
      return await prepareMail(mail, this.#mailbox, this.#options);
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      const { log } = this.#options;
      log.warn({ err: error, mailId: mail.mail_id }, 'a mail could not be written');
      return this.#putOff(mail, {
        answer: '',
        isKnown: mail.begun_at === null,
        late: 'not_written',
      });
    }
  }

  async #settle(mail: OutgoingMailRow, outcome: SendOutcome, recipient: string): Promise<void> {
    const { database } = this.#options;
    const { answer } = outcome;
    const end = (how: AttemptEnd) => endAttempt(database, mail.mail_id, how);
    if (outcome.kind === 'away') {
      // Of the mail itself nothing is known: it waits for the server, however long.
      await end({ state: 'waiting', answer, nextAttemptAt: mail.next_attempt_at, isKnown: true });
      return this.#leaveAlone(outcome.failure, answer, outcome.retryAfterMs);
    }
    if (outcome.kind === 'unknown') {
      await end(this.#putOff(mail, { answer, isKnown: false, late: 'too_late' }));
      return this.#leaveAlone('connection_lost', answer);
    }
    if (outcome.kind === 'sent') {
      await end({ state: 'sent', answer });
    } else if (outcome.kind === 'refused') {
      await refuse(database, mail, { answer, recipient });
    } else {
      await end(this.#putOff(mail, { answer, isKnown: true, late: 'too_late' }));
    }
    // Whatever it said, it is there.
    await this.#noteWell();
  }

  /** @param late why it ends where it was put off for days */
  #putOff(
    mail: OutgoingMailRow,
    {
      answer,
      isKnown,
      late,
    }: { answer: string; isKnown: boolean; late: 'too_late' | 'not_written' },
  ): AttemptEnd {
    if (mail.due_at.getTime() + triedDays * dayMs < this.#at) {
      return { state: 'refused', answer, reason: late };
    }
    const nextAttemptAt = new Date(this.#at + mailPauseAfter(mail.attempts + 1));
    return { state: 'waiting', answer, nextAttemptAt, isKnown };
  }

  async #noteWell(): Promise<void> {
    if (this.#isNotedWell || this.isOver) return;
    this.#isNotedWell = true;
    await noteQueueWell(this.#options.database, this.#queueId);
  }

  async #leaveAlone(
    failure: Extract<SendOutcome, { kind: 'away' }>['failure'],
    words: string,
    retryAfterMs = 0,
  ): Promise<void> {
    if (this.isOver) return;
    this.isOver = true;
    const streak = (this.#isNotedWell ? 0 : (this.#queue?.failure_streak ?? 0)) + 1;
    const pauseMs = Math.max(queuePauseAfter(streak), Math.min(retryAfterMs, patienceMostMs));
    const retryAt = new Date(this.#at + pauseMs);
    await noteQueueAway(this.#options.database, this.#queueId, {
      failure,
      words,
      retryAt,
      name: this.#mailbox?.name ?? null,
    });
  }
}

/** The server says no for good: where it does not know the address, that is counted. */
async function refuse(
  database: Database,
  mail: OutgoingMailRow,
  { answer, recipient }: { answer: string; recipient: string },
): Promise<void> {
  await database.transaction(async (trx) => {
    await endAttempt(trx, mail.mail_id, { state: 'refused', answer, reason: null });
    await noteUndelivered(trx, { accountId: mail.account_id, address: recipient, words: answer });
  });
}
