import type { Database, Transaction } from '../../database/connection.ts';
import { withDatabase } from '../http/database.ts';
import { articleNotFound, invalidInput, keyReused, notFound } from '../http/errors.ts';
import type { Account } from '../people/directory.ts';
import type { KnowledgeEventBody, NewKnowledgeSessionBody } from './session_contract.ts';

/**
 * What somebody who looks for help was shown, opened and said. A session belongs to whoever began
 * it; for everybody else it does not exist.
 */
export interface StoredSession {
  session_id: string;
  account_id: string;
  place: 'portal' | 'form';
  started_at: Date;
  ending: 'solved' | 'abandoned' | 'submitted' | null;
  solved_by_article_id: string | null;
  ticket_id: string | null;
}

const columns = [
  'session_id',
  'account_id',
  'place',
  'started_at',
  'ending',
  'solved_by_article_id',
  'ticket_id',
] as const;

/** Repeated with the same id it finds the session that is there. */
export function startSession(
  database: Database,
  sessionId: string,
  account: Account,
  { place }: NewKnowledgeSessionBody,
): Promise<StoredSession> {
  return withDatabase(async () => {
    await database('knowledge_sessions')
      .insert({ session_id: sessionId, account_id: account.id, place, locale: account.locale })
      .onConflict('session_id')
      .ignore();
    const session = await database('knowledge_sessions')
      .where('session_id', sessionId)
      .first(...columns);
    if (session?.place !== place) throw keyReused();
    return session;
  });
}

/** @throws ApiError 404 for an unknown session or article, 503 */
export function addSessionEvent(
  database: Database,
  sessionId: string,
  account: Account,
  event: KnowledgeEventBody,
): Promise<StoredSession> {
  return withDatabase(() =>
    database.transaction(async (trx) => {
      const session = await holdSession(trx, sessionId, account);
      if (!session) throw notFound('knowledge session', `'${sessionId}'`);
      if (event.type === 'opened') {
        await markOpened(trx, sessionId, await publishedArticleId(trx, event.article));
      }
      // Whoever comes back after leaving had not left.
      const ending = event.type === 'abandoned' ? (session.ending ?? 'abandoned') : goesOn(session);
      return touch(trx, sessionId, { ending });
    }),
  );
}

function goesOn({ ending }: StoredSession): StoredSession['ending'] {
  return ending === 'abandoned' ? null : ending;
}

export interface Shown {
  query: string;
  category: string | null;
  /** In the order they are shown. */
  articleIds: string[];
}

/** Remembers what was looked for and what was shown for it. @throws ApiError 404, 503 */
export function recordShown(
  database: Database,
  sessionId: string,
  account: Account,
  shown: Shown,
): Promise<void> {
  return withDatabase(() =>
    database.transaction(async (trx) => {
      const session = await holdSession(trx, sessionId, account);
      if (!session) throw unknownSession('session', sessionId);
      await recordSearch(trx, sessionId, shown);
      if (shown.articleIds.length > 0) {
        const rows = shown.articleIds.map((articleId, index) => ({
          session_id: sessionId,
          article_id: articleId,
          rank: index + 1,
        }));
        // The first rank it had is the one it was found at.
        await trx('knowledge_views').insert(rows).onConflict(['session_id', 'article_id']).ignore();
      }
      await touch(trx, sessionId, { ending: goesOn(session) });
    }),
  );
}

/** Somebody who types on, or takes back what they typed, is still making the same search. */
async function recordSearch(trx: Transaction, sessionId: string, shown: Shown): Promise<void> {
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
    await trx('knowledge_searches').insert({
      session_id: sessionId,
      n,
      query,
      category,
      result_count,
    });
  }
}

export interface NewFeedback {
  articleId: string;
  isHelpful: boolean;
  comment: string | null;
  sessionId: string | null;
}

/**
 * What somebody says of an article: their last word counts. Within a session it also says whether
 * the article solved what they came for.
 * @throws ApiError 400 for a session that is not theirs, 503
 */
export function recordFeedback(
  database: Database,
  account: Account,
  { articleId, isHelpful, comment, sessionId }: NewFeedback,
): Promise<Date> {
  return withDatabase(() =>
    database.transaction(async (trx) => {
      if (sessionId !== null) {
        const session = await holdSession(trx, sessionId, account);
        if (!session) throw unknownSession('session', sessionId);
        await judge(trx, session, articleId, isHelpful);
      }
      const [row] = await trx('article_feedback')
        .insert({
          article_id: articleId,
          account_id: account.id,
          is_helpful: isHelpful,
          comment,
          given_at: trx.fn.now(),
        })
        .onConflict(['article_id', 'account_id'])
        .merge()
        .returning('given_at');
      return (row as { given_at: Date }).given_at;
    }),
  );
}

async function judge(
  trx: Transaction,
  session: StoredSession,
  articleId: string,
  isSolved: boolean,
): Promise<void> {
  const { session_id: sessionId } = session;
  await markOpened(trx, sessionId, articleId);
  await trx('knowledge_views')
    .where({ session_id: sessionId, article_id: articleId })
    .update({ verdict: isSolved ? 'solved' : 'not_solved' });
  // A ticket that was submitted stays submitted, whatever is said afterwards.
  if (session.ending === 'submitted') await touch(trx, sessionId, {});
  else if (isSolved) {
    await touch(trx, sessionId, { ending: 'solved', solved_by_article_id: articleId });
  } else if (session.solved_by_article_id === articleId) {
    await touch(trx, sessionId, { ending: null, solved_by_article_id: null });
  } else await touch(trx, sessionId, { ending: goesOn(session) });
}

/**
 * The session in which somebody asked after all. Written before the ticket is opened, so that a
 * ticket that was acknowledged always carries what was read.
 * @throws ApiError 400 for a session that is not theirs, 503
 */
export function recordSubmission(
  database: Database,
  sessionId: string,
  account: Account,
  ticketId: string,
): Promise<void> {
  return withDatabase(() =>
    database.transaction(async (trx) => {
      const session = await holdSession(trx, sessionId, account);
      if (!session) throw unknownSession('knowledgeSession', sessionId);
      if (session.ticket_id !== null) return;
      await touch(trx, sessionId, { ending: 'submitted', ticket_id: ticketId });
    }),
  );
}

function holdSession(
  trx: Transaction,
  sessionId: string,
  account: Account,
): Promise<StoredSession | undefined> {
  return trx('knowledge_sessions')
    .where({ session_id: sessionId, account_id: account.id })
    .forUpdate()
    .first(...columns);
}

async function touch(
  trx: Transaction,
  sessionId: string,
  changed: Partial<Pick<StoredSession, 'ending' | 'ticket_id' | 'solved_by_article_id'>>,
): Promise<StoredSession> {
  const [session] = await trx('knowledge_sessions')
    .where('session_id', sessionId)
    .update({ ...changed, last_seen_at: trx.fn.now() })
    .returning([...columns]);
  return session as StoredSession;
}

async function markOpened(trx: Transaction, sessionId: string, articleId: string): Promise<void> {
  await trx('knowledge_views')
    .insert({ session_id: sessionId, article_id: articleId })
    .onConflict(['session_id', 'article_id'])
    .ignore();
  await trx('knowledge_views')
    .where({ session_id: sessionId, article_id: articleId })
    .whereNull('opened_at')
    .update({ opened_at: trx.fn.now() });
}

async function publishedArticleId(trx: Transaction, idOrSlug: string): Promise<string> {
  const article = await trx('articles')
    .where('state', 'published')
    .where((either) => either.where('article_id', idOrSlug).orWhere('slug', idOrSlug))
    .first('article_id');
  if (!article) throw articleNotFound(idOrSlug);
  return article.article_id;
}

function unknownSession(field: string, sessionId: string) {
  return invalidInput([
    {
      path: `body.${field}`,
      expected: 'a knowledge session of your own',
      received: JSON.stringify(sessionId),
    },
  ]);
}
