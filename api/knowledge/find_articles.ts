import type { Knex } from 'knex';
import { type Edition, matchesOf, versionColumn } from '../../database/article_search.ts';
import type { Database } from '../../database/connection.ts';
import { decodeCursor, encodeCursor, type Page, pageFrom } from '../http/cursor.ts';
import { withDatabase } from '../http/database.ts';
import { seesInternals } from '../http/viewer.ts';
import type { Locale } from '../http/words.ts';
import type { Account } from '../people/directory.ts';
import type { ArticleKind, ArticleQuery, ArticleSort, ArticleState } from './article_contract.ts';

/** An article as lists show it, with its title in one language. */
export interface StoredArticle {
  article_id: string;
  slug: string;
  kind: ArticleKind;
  state: ArticleState;
  process_id: string | null;
  category: string | null;
  service: string | null;
  owner_id: string;
  review_on: string | null;
  is_review_overdue: boolean;
  source_ticket_id: string | null;
  revision: number;
  latest_version: number;
  published_version: number | null;
  updated_at: Date;
  first_published_at: Date | null;
  version: number;
  locale: Locale;
  locales: Locale[];
  title: string;
  summary: string;
  body: string;
  opened_count: number;
}

interface Reader {
  account: Account;
  locale: Locale;
}

/** The article of an id or a slug, if there is one and the account may read it. */
export function findArticle(
  database: Database,
  reader: Reader,
  idOrSlug: string,
  edition: Edition,
): Promise<StoredArticle | undefined> {
  return withDatabase(async () => {
    const query = articlesQuery(database, reader, edition).where((either) => {
      either.where('articles.article_id', idOrSlug).orWhere('articles.slug', idOrSlug);
    });
    const [row] = await query;
    return row;
  });
}

const pageSizeDefault = 50;

/**
 * A page of the articles an account may read. Agents and owners are shown the latest texts, unless
 * they ask for what is published.
 */
export function findArticlePage(
  database: Database,
  reader: Reader,
  filters: ArticleQuery,
): Promise<Page<StoredArticle>> {
  const limit = filters.limit ?? pageSizeDefault;
  const seesDrafts = seesInternals(reader.account) && filters.state !== 'published';
  const edition = seesDrafts ? 'latest' : 'published';
  const order = filters.q === undefined ? filters.sort : 'match';
  const offset = Number(decodeCursor(filters.cursor, order, ['integer'])?.[0] ?? 0);
  return withDatabase(async () => {
    const query = articlesQuery(database, reader, edition);
    applyFilters(query, filters);
    if (filters.q !== undefined) joinMatches(query, database, filters.q, edition);
    else query.orderByRaw(orders[filters.sort]);
    const rows = await query.offset(offset).limit(limit + 1);
    return pageFrom(rows, limit, () => encodeCursor(order, [offset + limit]));
  });
}

/** The published articles that fit a question best, the best first. */
export function findSuggestions(
  database: Database,
  reader: Reader,
  { question, category, limit }: { question: string; category?: string; limit: number },
): Promise<StoredArticle[]> {
  return withDatabase(async () => {
    const query = articlesQuery(database, reader, 'published').limit(limit);
    // The category somebody chose breaks ties; it hides nothing, for it is often wrong.
    if (category)
      query.orderByRaw('(articles.category is distinct from ?)::int * 0.1 - matches.score', [
        category,
      ]);
    joinMatches(query, database, question, 'published');
    return query;
  });
}

function joinMatches(
  query: Knex.QueryBuilder,
  database: Database,
  question: string,
  edition: Edition,
): void {
  const matches = matchesOf(database, question, edition);
  query
    .joinRaw('join (?) as matches on matches.article_id = articles.article_id', [matches])
    .orderByRaw('matches.score desc, articles.article_id');
}

const orders: Record<ArticleSort, string> = {
  title: 'search_fold(texts.title), articles.article_id',
  '-updatedAt': 'articles.updated_at desc, articles.article_id',
  popular: 'opened_count desc, search_fold(texts.title), articles.article_id',
  reviewOn: 'articles.review_on nulls last, articles.article_id',
};

const isOverdue = 'coalesce(articles.review_on < current_date, false)';

/** Every article an account may read, in the language asked for or else the other one. */
function articlesQuery(database: Database, { account, locale }: Reader, edition: Edition) {
  const version = versionColumn(edition);
  const query = database('articles')
    .joinRaw(
      `join lateral (
        select * from article_texts
        where article_texts.article_id = articles.article_id
          and article_texts.version = ${version}
        order by article_texts.locale <> ?, article_texts.locale
        limit 1
      ) as texts on true`,
      [locale],
    )
    .select<StoredArticle[]>([
      'articles.*',
      database.raw('articles.review_on::text as review_on'),
      database.raw(`${isOverdue} and articles.state = 'published' as is_review_overdue`),
      'texts.version',
      'texts.locale',
      'texts.title',
      'texts.summary',
      'texts.body',
      database.raw(
        `(select array_agg(each.locale order by each.locale) from article_texts as each
          where each.article_id = articles.article_id and each.version = texts.version) as locales`,
      ),
      database.raw(
        `(select count(*)::int from knowledge_views
          where knowledge_views.article_id = articles.article_id
            and knowledge_views.opened_at > now() - interval '90 days') as opened_count`,
      ),
    ]);
  if (!seesInternals(account) || edition === 'published') {
    query.where('articles.state', 'published');
  }
  return query;
}

function applyFilters(
  query: Knex.QueryBuilder,
  { kind, category, service, state, overdue }: ArticleQuery,
): void {
  if (kind) query.where('articles.kind', kind);
  if (category) query.where('articles.category', category);
  if (service) query.where('articles.service', service);
  if (state) query.where('articles.state', state);
  if (overdue !== undefined) {
    query.whereRaw(`(${isOverdue} and articles.state = 'published') = ?`, [overdue]);
  }
}

/** The texts of one version, by language. */
export function textsOf(
  database: Database,
  articleId: string,
  version: number,
): Promise<Map<Locale, { title: string; summary: string; body: string }>> {
  return withDatabase(async () => {
    const rows = await database('article_texts')
      .where({ article_id: articleId, version })
      .select('locale', 'title', 'summary', 'body');
    return new Map(rows.map(({ locale, ...text }) => [locale, text]));
  });
}

export function feedbackCounts(
  database: Database,
  articleId: string,
): Promise<{ helpful: number; unhelpful: number }> {
  return withDatabase(async () => {
    const rows = await database('article_feedback')
      .where('article_id', articleId)
      .pluck('is_helpful');
    const helpful = rows.filter(Boolean).length;
    return { helpful, unhelpful: rows.length - helpful };
  });
}
