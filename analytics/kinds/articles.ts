import type pg from 'pg';
import { articleFacts, type SourceArticle } from '../facts/articles.ts';
import { replaceStaged } from '../merge.ts';
import type { Kind } from './kind.ts';

export const articles: Kind<'articles'> = {
  source: 'articles',
  id: 'article_id',
  tables: ['articles'],
  readFacts: async (client, ids) => (await readArticles(client, ids)).map(articleFacts),
  merge: (warehouse, staging, ids) => replaceStaged(warehouse, staging, articles, ids),
};

/** Those that are gone are left out. */
async function readArticles(client: pg.Client, articleIds: string[]): Promise<SourceArticle[]> {
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
     where articles.article_id = any($1)
     order by articles.article_id`,
    [articleIds],
  );
  return rows;
}
