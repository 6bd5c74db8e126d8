import type { Transaction } from './connection.ts';
import type { ArticleRow, NewRow, RowChange } from './tables.ts';

const held = ['article_id', 'state', 'revision', 'latest_version', 'first_published_at'] as const;

export type HeldArticle = Pick<ArticleRow, (typeof held)[number]>;

/** Takes hold of an article until the transaction ends. */
export function lockArticle(trx: Transaction, idOrSlug: string): Promise<HeldArticle | undefined> {
  return trx('articles')
    .where('article_id', idOrSlug)
    .orWhere('slug', idOrSlug)
    .forUpdate()
    .first(...held);
}

/**
 * The fingerprint a change was made with; undefined where it has not been made. Of two with one id
 * at the same moment the second waits here, and then finds the first.
 */
export async function findArticleChange(
  trx: Transaction,
  changeId: string,
): Promise<string | undefined> {
  await trx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [changeId]);
  const change = await trx('article_changes').where('change_id', changeId).first('fingerprint');
  return change?.fingerprint;
}

/** @returns false where an article has its id or slug: then it is not written */
export async function insertArticle(
  trx: Transaction,
  article: NewRow<'articles'>,
): Promise<boolean> {
  const inserted = await trx('articles')
    .insert(article)
    .onConflict()
    .ignore()
    .returning('article_id');
  return inserted.length > 0;
}

export async function updateArticle(
  trx: Transaction,
  articleId: string,
  changed: RowChange<'articles'>,
): Promise<void> {
  await trx('articles').where('article_id', articleId).update(changed);
}

/** A version once written never changes: each is new. */
export async function insertArticleTexts(
  trx: Transaction,
  texts: readonly NewRow<'article_texts'>[],
): Promise<void> {
  await trx('article_texts').insert(texts);
}

/** Who did what to articles, when. */
export async function insertArticleChanges(
  trx: Transaction,
  changes: readonly NewRow<'article_changes'>[],
): Promise<void> {
  await trx('article_changes').insert(changes);
}
