import type pg from 'pg';
import type { SourceArticle, SourceSession } from './facts/knowledge.ts';

/** Sessions as they stand in the reader's transaction; those that are gone are left out. */
export async function readSessions(
  client: pg.Client,
  sessionIds: string[],
): Promise<SourceSession[]> {
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
           'query', search_fold(query),
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

/** All sessions, in order of id. */
export async function sessionIdsAfter(
  client: pg.Client,
  sessionId: string,
  limit: number,
): Promise<string[]> {
  const { rows } = await client.query<{ sessionId: string }>(
    `select session_id as "sessionId" from knowledge_sessions
     where session_id > $1 order by session_id limit $2`,
    [sessionId, limit],
  );
  return rows.map((row) => row.sessionId);
}

/** Articles by id, or all of them; those that are gone are left out. */
export async function readArticles(
  client: pg.Client,
  articleIds: string[] | null,
): Promise<SourceArticle[]> {
  const { rows } = await client.query<SourceArticle>(
    `select
       articles.article_id as "articleId",
       slug,
       texts.title,
       kind,
       category,
       service,
       state,
       texts.locales,
       owner_id as "ownerId",
       source_ticket_id as "sourceTicketId",
       latest_version as "version",
       (extract(epoch from created_at) * 1000)::float8 as "createdAt",
       (extract(epoch from first_published_at) * 1000)::float8 as "firstPublishedAt",
       (extract(epoch from updated_at) * 1000)::float8 as "updatedAt",
       (extract(epoch from review_on::timestamp + interval '12 hours') * 1000)::float8 as "reviewAt"
     from articles
     join lateral (
       select
         (array_agg(title order by locale))[1] as title,
         array_agg(locale order by locale) as locales
       from article_texts
       where article_texts.article_id = articles.article_id
         and article_texts.version = articles.latest_version
       group by article_texts.article_id
     ) as texts on true
     where $1::text[] is null or articles.article_id = any($1)
     order by articles.article_id`,
    [articleIds],
  );
  return rows;
}
