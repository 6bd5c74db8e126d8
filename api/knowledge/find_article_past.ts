import type { Database } from '../../database/connection.ts';
import { withDatabase } from '../http/database.ts';

const rowsMax = 200;

/** The latest changes of an article, the newest first. */
export function findChanges(database: Database, articleId: string) {
  return withDatabase(() =>
    database('article_changes')
      .where('article_id', articleId)
      .orderBy('revision', 'desc')
      .limit(rowsMax)
      .select('revision', 'kind', 'version', 'changed_by', 'changed_at'),
  );
}

/** What readers said of an article last, the newest first. */
export function findFeedback(database: Database, articleId: string) {
  return withDatabase(() =>
    database('article_feedback')
      .where('article_id', articleId)
      .orderBy('given_at', 'desc')
      .limit(rowsMax)
      .select('account_id', 'is_helpful', 'comment', 'given_at'),
  );
}
