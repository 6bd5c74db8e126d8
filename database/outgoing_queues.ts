import { clearSendingAlarm, raiseAlarm } from './alarms.ts';
import type { Database, Transaction } from './connection.ts';
import type { SendingFailure } from './outgoing_mail_words.ts';
import type { OutgoingQueueRow } from './tables.ts';
import { well } from './well.ts';

/** The desk's own way out, beside those of mailboxes. */
export const deskQueueId = 'desk';

export function findQueue(
  database: Database,
  queueId: string,
): Promise<OutgoingQueueRow | undefined> {
  return database('outgoing_queues').where('queue_id', queueId).first();
}

/** Its server was asked, and is there. */
export async function noteQueueWell(database: Database, queueId: string): Promise<void> {
  await database.transaction(async (trx) => {
    const now = { ...well, succeeded_at: trx.fn.now() };
    await trx('outgoing_queues')
      .insert({ queue_id: queueId, ...now })
      .onConflict('queue_id')
      .merge(now);
    await clearSendingAlarm(trx, queueId);
  });
}

/** Failures that no waiting mends. */
const sureFailures: readonly SendingFailure[] = [
  'password_refused',
  'sender_refused',
  'secret_unreadable',
  'encryption_needed',
  'no_server',
];
/** Failures in a row, of a kind that may pass by itself. */
const alarmedAfter = 4;

export interface QueueAway {
  failure: SendingFailure;
  words: string;
  retryAt: Date;
  /** What its mailbox is called; null for the desk's own way out. */
  name: string | null;
}

/**
 * Nothing can go by it, and it is left alone until `retryAt`. Administrators get an alarm: at once where
 * it will not pass by itself, else once it has failed some times.
 */
export async function noteQueueAway(
  database: Database,
  queueId: string,
  { failure, words, retryAt, name }: QueueAway,
): Promise<void> {
  await database.transaction(async (trx) => {
    const [row] = await trx('outgoing_queues')
      .insert({
        queue_id: queueId,
        failure,
        failure_words: words,
        failing_since: trx.fn.now(),
        failure_streak: 1,
        retry_at: retryAt,
      })
      .onConflict('queue_id')
      .merge({
        failure,
        failure_words: words,
        failing_since: trx.raw('coalesce(outgoing_queues.failing_since, now())'),
        failure_streak: trx.raw('outgoing_queues.failure_streak + 1'),
        retry_at: retryAt,
      })
      .returning(['failure_streak']);
    const streak = row?.failure_streak ?? 0;
    if (!sureFailures.includes(failure) && streak < alarmedAfter) return;
    await raiseAlarm(trx, 'sending_failing', null, { mailbox: queueId, name, because: failure });
  });
}

/** Whoever has seen to it does not wait until it would be tried again. */
export async function tryQueueAgain(trx: Database | Transaction, queueId: string): Promise<void> {
  await trx('outgoing_queues').where('queue_id', queueId).update({ retry_at: null });
}

/** Its mailbox is gone. */
export async function deleteQueue(trx: Transaction, queueId: string): Promise<void> {
  await trx('outgoing_queues').where('queue_id', queueId).delete();
  await clearSendingAlarm(trx, queueId);
}
