import type pg from 'pg';
import { type SourceSession, sessionFacts, sessionTables } from '../facts/sessions.ts';
import { replaceStaged } from '../merge.ts';
import type { Kind } from './kind.ts';

export const sessions: Kind<(typeof sessionTables)[number]> = {
  source: 'knowledge_sessions',
  id: 'session_id',
  tables: sessionTables,
  readFacts: async (client, ids, pseudonym) =>
    (await readSessions(client, ids)).map((session) => sessionFacts(session, pseudonym)),
  merge: (warehouse, staging, ids) => replaceStaged(warehouse, staging, sessions, ids),
};

/** Those that are gone are left out. */
async function readSessions(client: pg.Client, sessionIds: string[]): Promise<SourceSession[]> {
  const { rows } = await client.query<SourceSession>(
    `select
       session_id as "sessionId",
       account_id as "accountId",
       place,
       locale,
       (extract(epoch from started_at) * 1000)::float8 as "startedAt",
       (extract(epoch from last_seen_at) * 1000)::float8 as "lastSeenAt",
       ending,
       solved_by_article_id as "solvedByArticleId",
       ticket_id as "ticketId",
       (
         select coalesce(json_agg(json_build_object(
           'n', n,
           'query', (
             select string_agg(term, ' ' order by term)
             from unnest(terms) as term
             inner join common_terms using (term)
           ),
           'category', category,
           'resultCount', result_count,
           'at', (extract(epoch from searched_at) * 1000)::float8
         ) order by n), '[]')
         from knowledge_searches
         where knowledge_searches.session_id = knowledge_sessions.session_id
       ) as searches,
       (
         select coalesce(json_agg(json_build_object(
           'articleId', article_id,
           'rank', rank,
           'shownAt', (extract(epoch from shown_at) * 1000)::float8,
           'openedAt', (extract(epoch from opened_at) * 1000)::float8,
           'verdict', verdict
         ) order by article_id), '[]')
         from knowledge_views
         where knowledge_views.session_id = knowledge_sessions.session_id
       ) as views
     from knowledge_sessions
     where session_id = any($1)
     order by session_id`,
    [sessionIds],
  );
  return rows;
}
