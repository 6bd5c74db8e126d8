import type { Database } from './connection.ts';
import type { SendingFailure } from './outgoing_mail_words.ts';

/** The desk's own way out, beside those of mailboxes. */
export const deskQueueId = 'desk';

/** Something went by it. */
export async function noteQueueWell(database: Database, queueId: string): Promise<void> {
  const well = {
    failure: null,
    failure_words: null,
    failing_since: null,
    failure_streak: 0,
    retry_at: null,
    succeeded_at: database.fn.now(),
  };
  await database('outgoing_queues')
    .insert({ queue_id: queueId, ...well })
    .onConflict('queue_id')
    .merge(well);
}

/** Nothing can go by it, and it is left alone until `retryAt`. */
export async function noteQueueAway(
  database: Database,
  queueId: string,
  { failure, words, retryAt }: { failure: SendingFailure; words: string; retryAt: Date },
): Promise<void> {
  await database('outgoing_queues')
    .insert({
      queue_id: queueId,
      failure,
      failure_words: words,
      failing_since: database.fn.now(),
      failure_streak: 1,
      retry_at: retryAt,
    })
    .onConflict('queue_id')
    .merge({
      failure,
      failure_words: words,
      failing_since: database.raw('coalesce(outgoing_queues.failing_since, now())'),
      failure_streak: database.raw('outgoing_queues.failure_streak + 1'),
      retry_at: retryAt,
    });
}

/** Whoever has seen to it does not wait until it would be tried again. */
export async function tryQueueAgain(database: Database, queueId: string): Promise<void> {
  await database('outgoing_queues').where('queue_id', queueId).update({ retry_at: null });
}
