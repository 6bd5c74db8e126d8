import { matchesOf } from '../../../database/article_search.ts';
import type { Database } from '../../../database/connection.ts';
import type { Locale } from '../../../workflows/processes/locales.ts';
import type { Solution } from './matter.ts';

const articlesMax = 3;
const excerptMax = 300;

interface Asked {
  locale: Locale;
  deskUrl: string | null;
}

/** Published articles that may answer what somebody asks, the best first. */
export async function helpfulArticles(
  database: Database,
  { subject, description }: { subject: string; description: string },
  { locale, deskUrl }: Asked,
): Promise<Solution[]> {
  if (deskUrl === null) return [];
  const question = `${subject}\n${description.slice(0, excerptMax)}`;
  const rows = await titled(database, locale)
    .joinRaw('join (?) as matches on matches.article_id = articles.article_id', [
      matchesOf(database, question, 'published'),
    ])
    .orderByRaw('matches.score desc, articles.article_id')
    .limit(articlesMax);
  return rows.map((row) => linkTo(row, deskUrl));
}

/** The article of a solution, where whoever reads it can open it. */
export async function findSolution(
  database: Database,
  articleId: string | null,
  { locale, deskUrl }: Asked,
): Promise<Solution | null> {
  if (articleId === null || deskUrl === null) return null;
  const row = await titled(database, locale).where('articles.article_id', articleId).first();
  return row ? linkTo(row, deskUrl) : null;
}

interface Titled {
  slug: string;
  title: string;
}

/** In the reader's language, or else the other one. */
function titled(database: Database, locale: Locale) {
  return database('articles')
    .joinRaw(
      `join lateral (
        select title from article_texts
        where article_texts.article_id = articles.article_id
          and article_texts.version = articles.published_version
        order by article_texts.locale <> ?, article_texts.locale
        limit 1
      ) as texts on true`,
      [locale],
    )
    .where('articles.state', 'published')
    .select<Titled[]>(['articles.slug', 'texts.title']);
}

function linkTo({ slug, title }: Titled, deskUrl: string): Solution {
  return { title, url: `${deskUrl}/portal/help/${encodeURIComponent(slug)}` };
}
