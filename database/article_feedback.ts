import { chunksOf } from './chunks.ts';
import type { Database, Transaction } from './connection.ts';
import type { ArticleFeedbackRow, NewRow } from './tables.ts';

/** Writes what somebody says of an article: their last word counts. @returns when they said it */
export async function writeFeedback(
  trx: Transaction,
  feedback: Omit<ArticleFeedbackRow, 'given_at'>,
): Promise<Date> {
  const [row] = await trx('article_feedback')
    .insert({ ...feedback, given_at: trx.fn.now() })
    .onConflict(['article_id', 'account_id'])
    .merge()
    .returning('given_at');
  if (!row) throw new Error(`Feedback on ${feedback.article_id}: expected the row just written`);
  return row.given_at;
}

/** Writes what people said in the past, once each. */
export async function insertPastFeedback(
  database: Database,
  feedback: readonly NewRow<'article_feedback'>[],
): Promise<void> {
  for (const chunk of chunksOf(feedback)) await database('article_feedback').insert(chunk);
}
