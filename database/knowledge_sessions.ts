import { chunksOf } from './chunks.ts';
import type { Database, Transaction } from './connection.ts';
import type { KnowledgeSessionRow, KnowledgeViewRow, NewRow } from './tables.ts';

const read = [
  'session_id',
  'account_id',
  'place',
  'started_at',
  'ending',
  'solved_by_article_id',
  'ticket_id',
] as const;

/** What somebody who looks for help was shown, opened and said. */
export type StoredSession = Pick<KnowledgeSessionRow, (typeof read)[number]>;

/** Starts a session, or finds the one with its id. */
export async function insertSession(
  database: Database,
  session: NewRow<'knowledge_sessions'> & { session_id: string },
): Promise<StoredSession | undefined> {
  await database('knowledge_sessions').insert(session).onConflict('session_id').ignore();
  return database('knowledge_sessions')
    .where('session_id', session.session_id)
    .first(...read);
}

/** Takes hold of a session of an account's own until the transaction ends. */
export function lockSession(
  trx: Transaction,
  sessionId: string,
  accountId: string,
): Promise<StoredSession | undefined> {
  return trx('knowledge_sessions')
    .where({ session_id: sessionId, account_id: accountId })
    .forUpdate()
    .first(...read);
}

/** Writes what became of a session that the caller holds, seen just now. */
export async function touchSession(
  trx: Transaction,
  session: StoredSession,
  changed: Partial<Pick<StoredSession, 'ending' | 'ticket_id' | 'solved_by_article_id'>>,
): Promise<StoredSession> {
  await trx('knowledge_sessions')
    .where('session_id', session.session_id)
    .update({ ...changed, last_seen_at: trx.fn.now() });
  return { ...session, ...changed };
}

export interface Shown {
  query: string;
  category: string | null;
  /** In the order they are shown. */
  articleIds: string[];
}

/** Writes what was looked for and what was shown for it. */
export async function writeShown(trx: Transaction, sessionId: string, shown: Shown): Promise<void> {
  await writeSearch(trx, sessionId, shown);
  if (shown.articleIds.length === 0) return;
  const rows = shown.articleIds.map((articleId, index) => ({
    session_id: sessionId,
    article_id: articleId,
    rank: index + 1,
  }));
  // The first rank it had is the one it was found at.
  await trx('knowledge_views').insert(rows).onConflict(['session_id', 'article_id']).ignore();
}

/** Somebody who types on, or takes back what they typed, is still making the same search. */
async function writeSearch(trx: Transaction, sessionId: string, shown: Shown): Promise<void> {
  const { query, category } = shown;
  const result_count = shown.articleIds.length;
  const last = await trx('knowledge_searches')
    .where('session_id', sessionId)
    .orderBy('n', 'desc')
    .first('n', 'query');
  const isSame = last && (query.startsWith(last.query) || last.query.startsWith(query));
  if (isSame) {
    await trx('knowledge_searches')
      .where({ session_id: sessionId, n: last.n })
      .update({ query, category, result_count, searched_at: trx.fn.now() });
  } else {
    const n = (last?.n ?? 0) + 1;
    const row = { session_id: sessionId, n, query, category, result_count };
    await trx('knowledge_searches').insert(row);
  }
}

/** Says that an article was opened, once; it may not have been in a list. */
export async function markArticleOpened(
  trx: Transaction,
  sessionId: string,
  articleId: string,
): Promise<void> {
  const view = { session_id: sessionId, article_id: articleId };
  await trx('knowledge_views').insert(view).onConflict(['session_id', 'article_id']).ignore();
  await trx('knowledge_views')
    .where(view)
    .whereNull('opened_at')
    .update({ opened_at: trx.fn.now() });
}

/** Says whether an article that was opened solved what its reader came for. */
export async function judgeArticle(
  trx: Transaction,
  sessionId: string,
  articleId: string,
  verdict: NonNullable<KnowledgeViewRow['verdict']>,
): Promise<void> {
  await trx('knowledge_views')
    .where({ session_id: sessionId, article_id: articleId })
    .update({ verdict });
}

export interface PastSessions {
  sessions: NewRow<'knowledge_sessions'>[];
  searches: NewRow<'knowledge_searches'>[];
  views: NewRow<'knowledge_views'>[];
}

/** Writes sessions that are over, with all that happened in them. */
export async function insertPastSessions(
  trx: Transaction,
  { sessions, searches, views }: PastSessions,
): Promise<void> {
  for (const chunk of chunksOf(sessions)) await trx('knowledge_sessions').insert(chunk);
  for (const chunk of chunksOf(searches)) await trx('knowledge_searches').insert(chunk);
  for (const chunk of chunksOf(views)) await trx('knowledge_views').insert(chunk);
}
