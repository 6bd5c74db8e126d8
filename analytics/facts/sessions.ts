import type { Pseudonym, Row } from './rows.ts';

/** The tables whose rows belong to a knowledge session. */
export const sessionTables = ['knowledge_sessions', 'knowledge_searches', 'article_views'] as const;

export type SessionFacts = Record<(typeof sessionTables)[number], Row[]>;

/** A session as the desk's database has it; instants in milliseconds UTC. */
export interface SourceSession {
  sessionId: string;
  accountId: string;
  place: string;
  locale: string;
  startedAt: number;
  lastSeenAt: number;
  ending: string | null;
  solvedByArticleId: string | null;
  ticketId: string | null;
  searches: {
    n: number;
    /** Those of its words that many have searched for; null where it has none. */
    query: string | null;
    category: string | null;
    resultCount: number;
    at: number;
  }[];
  views: {
    articleId: string;
    rank: number | null;
    shownAt: number;
    openedAt: number | null;
    verdict: string | null;
  }[];
}

/** What the warehouse says of a session. Its outcome is found later, among the tickets. */
export function sessionFacts(session: SourceSession, pseudonym: Pseudonym): SessionFacts {
  const { sessionId: session_id, place, searches, views } = session;
  const requester_hash = pseudonym(session.accountId);
  return {
    knowledge_sessions: [
      {
        session_id,
        requester_hash,
        place,
        locale: session.locale,
        started_at: session.startedAt,
        last_seen_at: session.lastSeenAt,
        ending: session.ending,
        solved_by_article_id: session.solvedByArticleId,
        ticket_id: session.ticketId,
        search_count: searches.length,
        shown_count: views.length,
        opened_count: views.filter(({ openedAt }) => openedAt !== null).length,
        outcome: null,
        next_ticket_id: null,
        next_ticket_at: null,
      },
    ],
    knowledge_searches: searches.map(({ n, query, category, resultCount, at }) => ({
      session_id,
      n,
      requester_hash,
      place,
      query: place === 'form' ? null : query,
      category,
      result_count: resultCount,
      searched_at: at,
    })),
    article_views: views.map(({ articleId, rank, shownAt, openedAt, verdict }) => ({
      session_id,
      article_id: articleId,
      requester_hash,
      place,
      rank,
      shown_at: shownAt,
      opened_at: openedAt,
      verdict,
      outcome: null,
    })),
  };
}
