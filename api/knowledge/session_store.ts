import { writeFeedback } from '../../database/article_feedback.ts';
import type { Database, Transaction } from '../../database/connection.ts';
import {
  insertSession,
  judgeArticle,
  lockSession,
  markArticleOpened,
  type Shown,
  type StoredSession,
  touchSession,
  writeShown,
} from '../../database/knowledge_sessions.ts';
import { withDatabase } from '../http/database.ts';
import { givenValue, keyReused, notFound, wrongField } from '../http/errors.ts';
import { expected } from '../http/expectations.ts';
import type { Account } from '../people/directory.ts';
import { articleNotFound } from './errors.ts';
import type { KnowledgeEventBody, NewKnowledgeSessionBody } from './session_contract.ts';

/** Repeated with the same id it finds the session that is there. */
export function startSession(
  database: Database,
  sessionId: string,
  account: Account,
  { place }: NewKnowledgeSessionBody,
): Promise<StoredSession> {
  return withDatabase(async () => {
    const session = await insertSession(database, {
      session_id: sessionId,
      account_id: account.id,
      place,
      locale: account.locale,
    });
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
      const session = await lockSession(trx, sessionId, account.id);
      if (!session) throw notFound('knowledge session', sessionId);
      if (event.type === 'opened') {
        await markArticleOpened(trx, sessionId, await publishedArticleId(trx, event.article));
      }
      // Whoever comes back after leaving had not left.
      const ending = event.type === 'abandoned' ? (session.ending ?? 'abandoned') : goesOn(session);
      return touchSession(trx, session, { ending });
    }),
  );
}

function goesOn({ ending }: StoredSession): StoredSession['ending'] {
  return ending === 'abandoned' ? null : ending;
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
      const session = await lockSession(trx, sessionId, account.id);
      if (!session) throw unknownSession('session', sessionId);
      await writeShown(trx, sessionId, shown);
      await touchSession(trx, session, { ending: goesOn(session) });
    }),
  );
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
        const session = await lockSession(trx, sessionId, account.id);
        if (!session) throw unknownSession('session', sessionId);
        await judge(trx, session, articleId, isHelpful);
      }
      return writeFeedback(trx, {
        article_id: articleId,
        account_id: account.id,
        is_helpful: isHelpful,
        comment,
      });
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
  await markArticleOpened(trx, sessionId, articleId);
  await judgeArticle(trx, sessionId, articleId, isSolved ? 'solved' : 'not_solved');
  // A ticket that was submitted stays submitted, whatever is said afterwards.
  if (session.ending === 'submitted') await touchSession(trx, session, {});
  else if (isSolved) {
    await touchSession(trx, session, { ending: 'solved', solved_by_article_id: articleId });
  } else if (session.solved_by_article_id === articleId) {
    await touchSession(trx, session, { ending: null, solved_by_article_id: null });
  } else await touchSession(trx, session, { ending: goesOn(session) });
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
      const session = await lockSession(trx, sessionId, account.id);
      if (!session) throw unknownSession('knowledgeSession', sessionId);
      if (session.ticket_id !== null) return;
      await touchSession(trx, session, { ending: 'submitted', ticket_id: ticketId });
    }),
  );
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
  return wrongField(`body.${field}`, expected('own_session'), givenValue(sessionId));
}
