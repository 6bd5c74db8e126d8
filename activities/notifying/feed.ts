import type { Database, Transaction } from '../../database/connection.ts';
import {
  countSentOfLate,
  type DueNotification,
  hasWayOut,
  holdNotificationFeed,
  nextDueAt,
  readDue,
  readUndecided,
  type UndecidedNotification,
} from '../../database/notification_feed.ts';
import {
  type DecidedNotification,
  type NotificationKey,
  type SettledNotification,
  writeDecisions,
  writeSettled,
} from '../../database/notifications.ts';
import { insertOutgoingMails } from '../../database/outgoing_mails.ts';
import { ticketChannel } from '../../database/ticket_channel.ts';
import { insertToldDeliveries } from '../../database/webhook_deliveries.ts';
import { secondMs } from '../../workflows/domain/durations.ts';
import { findProcess, isMostUrgent, rulesAt } from '../../workflows/processes/index.ts';
import {
  decideNotification,
  type NotificationDecision,
} from '../../workflows/processes/notifications/decide.ts';
import { compileOwnHours } from '../../workflows/processes/notifications/digest_times.ts';
import { ruleFor } from '../../workflows/processes/notifications/rules.ts';
import type { Repeated } from '../repeatedly.ts';
import { type DueMail, keptBackBecause, mailsOf, toldBy } from './due_mails.ts';

/** News of one ticket for one person waits so long for more of it: an answer and what it solves are one mail. */
export const gatherMs = 30 * secondMs;

/** Commands come in bursts, and what follows of them is decided together. */
const burstMs = 100;
/** In one transaction at most. */
const decidedAtOnce = 500;
const dueAtOnce = 200;

export interface NotificationFeedOptions {
  database: Database;
  /** Whether the desk itself has a mail server, whatever its mailboxes have. */
  hasDeskServer: boolean;
  /** Between two looks where nobody has told anything. */
  everyMs: number;
  onFailure(error: unknown): void;
}

export interface NotificationFeed extends Repeated {
  /** Something was told on `notificationFeedChannel`. */
  hear(): void;
}

export const notificationFeedChannel = ticketChannel;

/**
 * Follows what people are told, decides by which channels it goes out, and promises the mails that are
 * due. What it reads is marked in the transaction that promises: nothing is lost or told twice however
 * it ends, and of several workers one reads at a time.
 */
export function followNotifications(options: NotificationFeedOptions): NotificationFeed {
  const { database, everyMs, onFailure } = options;
  let isStopped = false;
  let soon: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();

  function lookIn(ms: number): void {
    if (!isStopped) soon ??= setTimeout(begin, ms);
  }

  function begin(): void {
    soon = undefined;
    looking = looking.then(look).catch(onFailure);
  }

  async function look(): Promise<void> {
    if (isStopped) return;
    await decideAll(database, options);
    const next = await promiseDue(database, new Date());
    const inMs = next ? next.getTime() - Date.now() : everyMs;
    if (inMs < everyMs) lookIn(Math.max(inMs, burstMs));
  }

  const timer = setInterval(() => lookIn(0), everyMs);
  lookIn(0);
  return {
    hear: () => lookIn(burstMs),
    async stop() {
      isStopped = true;
      clearInterval(timer);
      clearTimeout(soon);
      await looking;
    },
  };
}

/** Decides of everything that is new by which channels it goes out, each once. */
export async function decideAll(
  database: Database,
  { hasDeskServer }: Pick<NotificationFeedOptions, 'hasDeskServer'>,
): Promise<void> {
  for (let count = decidedAtOnce; count === decidedAtOnce; ) {
    count = await database.transaction(async (trx) => {
      if (!(await holdNotificationFeed(trx))) return 0;
      const undecided = await readUndecided(trx, decidedAtOnce);
      if (undecided.length === 0) return 0;
      const hasMailServer = await hasWayOut(trx, hasDeskServer);
      const decided = undecided.map((one) => ({ one, decision: decide(one, hasMailServer) }));
      const told = decided.filter(({ decision }) => decision.isToWebhooks);
      await writeDecisions(
        trx,
        decided.map(({ one, decision }) => decidedRow(one, decision)),
      );
      await insertToldDeliveries(
        trx,
        told.map(({ one }) => keyOf(one)),
      );
      return undecided.length;
    });
  }
}

function decide(one: UndecidedNotification, hasMailServer: boolean): NotificationDecision {
  const { side, reason, zone } = one;
  const at = one.visible_at.getTime();
  return decideNotification({
    side,
    reason,
    isMostUrgent: isMostUrgent(one.process_id, one.priority),
    at,
    rule: ruleFor(findProcess(one.process_id)?.notifications, side, reason),
    choice: one.choices[side]?.[reason],
    isMuted: one.is_muted,
    isAccountOpen: one.is_active,
    hasAddress: one.address !== null,
    isStopped: one.is_stopped,
    hasMailServer,
    zone,
    digestTime: { day: one.digest_day, at: one.digest_at },
    ownHours: one.hours ? compileOwnHours(one.hours, zone, at) : undefined,
    groupHours: groupHoursOf(one, at),
    gatherMs,
  });
}

/** Those that the process has now for the ticket's group; a group that it has no more works at any hour. */
function groupHoursOf({ process_id, group_id }: UndecidedNotification, at: number) {
  if (!findProcess(process_id)) return undefined;
  const { process, calendars } = rulesAt(process_id, at);
  return calendars[process.groups[group_id]?.calendar ?? ''];
}

function keyOf({ account_id, ticket_id, seq, reason }: NotificationKey): NotificationKey {
  return { account_id, ticket_id, seq, reason };
}

function decidedRow(
  one: UndecidedNotification,
  { mail, mailBy }: NotificationDecision,
): DecidedNotification {
  const isWaiting = mail.outcome === 'waiting';
  return {
    ...keyOf(one),
    mail: mail.outcome,
    mail_by: mailBy,
    mail_due_at: isWaiting ? new Date(mail.dueAt) : null,
    mail_digest: isWaiting ? mail.digest : null,
  };
}

/**
 * Promises the mails that are due at an instant, each with all that waits to be told in it.
 * @returns when the next is due; undefined where none waits, or another worker sees to it
 */
export async function promiseDue(database: Database, now: Date): Promise<Date | undefined> {
  for (;;) {
    const round = await database.transaction(async (trx) => {
      if (!(await holdNotificationFeed(trx))) return { isDone: true, next: undefined };
      const due = await readDue(trx, now, dueAtOnce);
      for (const mail of mailsOf(due, now)) await writeSettled(trx, await promise(trx, mail, now));
      const next = await nextDueAt(trx);
      return { isDone: next === undefined || next > now, next };
    });
    if (round.isDone) return round.next;
  }
}

async function promise(
  trx: Transaction,
  { kind, accountId, ticketId, notifications }: DueMail,
  now: Date,
): Promise<SettledNotification[]> {
  const settled: SettledNotification[] = [];
  const told: DueNotification[] = [];
  for (const one of notifications) {
    const mail = await keptBack(trx, one);
    if (mail === null) told.push(one);
    else settled.push({ ...keyOf(one), mail, mail_id: null });
  }
  const strongest = toldBy(told);
  if (strongest.length === 0) return settled;
  const news = strongest.map(({ ticket_id, seq, reason }) => ({
    ticketId: ticket_id,
    seq,
    reason,
  }));
  const [mailId = null] = await insertOutgoingMails(trx, [
    { kind, accountId, ticketId, news, dueAt: now },
  ]);
  for (const one of told) {
    const mail = strongest.includes(one) ? 'mailed' : 'told_with';
    settled.push({ ...keyOf(one), mail, mail_id: mailId });
  }
  return settled;
}

async function keptBack(trx: Transaction, one: DueNotification) {
  const sentOfLate =
    one.reason === 'received' && one.address !== null
      ? await countSentOfLate(trx, one.address)
      : { toAddress: 0, toDomain: 0 };
  return keptBackBecause(one, sentOfLate);
}
