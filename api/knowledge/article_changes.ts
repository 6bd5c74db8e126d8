import {
  findArticleChange,
  type HeldArticle,
  insertArticle,
  insertArticleChanges,
  insertArticleTexts,
  lockArticle,
  updateArticle,
} from '../../database/articles.ts';
import type { Transaction } from '../../database/connection.ts';
import type { ArticleChangeRow, RowChange } from '../../database/tables.ts';
import { locales } from '../../workflows/processes/locales.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { withDatabase } from '../http/database.ts';
import { givenValue, keyReused, wrongField } from '../http/errors.ts';
import { expected } from '../http/expectations.ts';
import { type Idempotency, isRepetition } from '../http/idempotency.ts';
import { checkVersion } from '../http/if_match.ts';
import type { Call } from '../http/operation.ts';
import { seesInternals } from '../http/viewer.ts';
import { checkWords, processIdOf } from '../processes/known_process.ts';
import type { ArticleBody, NewArticleBody } from './article_contract.ts';
import { articleNotFound, notInArchive } from './errors.ts';

type ChangeKind = ArticleChangeRow['kind'];
type ChangeCall = Pick<
  Call<{ id: string }>,
  'account' | 'idempotency' | 'path' | 'expectedVersion'
>;

interface Change {
  /** What the article's row becomes; its revision and time are seen to. */
  columns: RowChange<'articles'>;
  /** The version the change is about. */
  version: number;
}

/**
 * Writes a new article as a draft. Repeated with the same key it finds the one that is there.
 * @returns its id
 * @throws ApiError 400 naming the field, 422 for a key used with another body, 503
 */
export async function writeNewArticle(
  call: Pick<Call<undefined, undefined, NewArticleBody>, 'account' | 'idempotency' | 'body'>,
  dependencies: ApiDependencies,
): Promise<string> {
  const { account, idempotency, body } = call;
  const articleId = idempotency.recordId('art');
  await checkBody(body, dependencies);
  await withDatabase(() =>
    dependencies.database.transaction(async (trx) => {
      if (await isRepeated(trx, idempotency)) return;
      const isNew = await insertArticle(trx, {
        ...columnsOf(body),
        article_id: articleId,
        slug: await freeSlug(trx, body, articleId),
        owner_id: body.owner ?? account.id,
        source_ticket_id: body.ticket ?? null,
      });
      if (!isNew) throw keyReused();
      await insertArticleTexts(trx, textRows(articleId, 1, body.texts));
      await recordChange(trx, call, { articleId, revision: 1, kind: 'created', version: 1 });
    }),
  );
  return articleId;
}

/**
 * Writes the next version. What is published stays as it is until this one is published too.
 * @throws ApiError 400, 404, 412 where `If-Match` is stale, 422, 503
 */
export async function writeVersion(
  call: ChangeCall & { body: ArticleBody },
  dependencies: ApiDependencies,
): Promise<void> {
  const { body } = call;
  await checkBody(body, dependencies);
  await changeArticle('edited', call, dependencies, async (trx, article) => {
    const { article_id: articleId } = article;
    const version = article.latest_version + 1;
    const slug = body.slug === undefined ? {} : { slug: await freeSlug(trx, body, articleId) };
    const owner = body.owner === undefined ? {} : { owner_id: body.owner };
    await insertArticleTexts(trx, textRows(articleId, version, body.texts));
    const columns = { ...columnsOf(body), ...slug, ...owner, latest_version: version };
    return { columns, version };
  });
}

/** Shows a version to requesters too. @throws ApiError 400, 404, 412, 422, 503 */
export function publishVersion(
  call: ChangeCall & { body: { version?: number | undefined } },
  dependencies: ApiDependencies,
): Promise<void> {
  return changeArticle('published', call, dependencies, async (trx, article) => {
    const version = call.body.version ?? article.latest_version;
    if (version > article.latest_version) {
      const atMost = expected('at_most', { count: article.latest_version, unit: null });
      throw wrongField('body.version', atMost, givenValue(version));
    }
    const columns: Change['columns'] = {
      state: 'published',
      published_version: version,
      first_published_at: article.first_published_at ?? trx.fn.now(),
    };
    return { columns, version };
  });
}

/** Hides an article from requesters; nothing of it is lost. */
export function moveToArchive(call: ChangeCall, dependencies: ApiDependencies): Promise<void> {
  return changeArticle('archived', call, dependencies, async (_trx, article) => ({
    columns: { state: 'archived' },
    version: article.latest_version,
  }));
}

/** Takes an article out of the archive, as a draft. @throws ApiError 409 where it is not in it */
export function takeFromArchive(call: ChangeCall, dependencies: ApiDependencies): Promise<void> {
  return changeArticle('restored', call, dependencies, async (_trx, article) => {
    if (article.state !== 'archived') throw notInArchive(article.state);
    return { columns: { state: 'draft' }, version: article.latest_version };
  });
}

/** One change, once: its row is held while it is made, and its key remembered with it. */
async function changeArticle(
  kind: ChangeKind,
  call: ChangeCall,
  { database }: ApiDependencies,
  change: (trx: Transaction, article: HeldArticle) => Promise<Change>,
): Promise<void> {
  await withDatabase(() =>
    database.transaction(async (trx) => {
      const article = await lockArticle(trx, call.path.id);
      if (!article) throw articleNotFound(call.path.id);
      if (await isRepeated(trx, call.idempotency)) return;
      checkVersion(article.revision, call.expectedVersion);
      const { columns, version } = await change(trx, article);
      const { article_id: articleId } = article;
      const revision = article.revision + 1;
      await updateArticle(trx, articleId, { ...columns, revision, updated_at: trx.fn.now() });
      await recordChange(trx, call, { articleId, revision, kind, version });
    }),
  );
}

async function isRepeated(trx: Transaction, idempotency: Idempotency): Promise<boolean> {
  return isRepetition(await findArticleChange(trx, idempotency.commandId), idempotency);
}

function recordChange(
  trx: Transaction,
  { account, idempotency }: Pick<ChangeCall, 'account' | 'idempotency'>,
  change: { articleId: string; revision: number; kind: ChangeKind; version: number },
): Promise<void> {
  const { articleId, ...what } = change;
  const { commandId, fingerprint } = idempotency;
  const by = { changed_by: account.id, change_id: commandId, fingerprint };
  return insertArticleChanges(trx, [{ article_id: articleId, ...what, ...by }]);
}

function textRows(articleId: string, version: number, texts: ArticleBody['texts']) {
  return locales.flatMap((locale) => {
    const text = texts[locale];
    return text ? [{ article_id: articleId, version, locale, ...text }] : [];
  });
}

function columnsOf(body: ArticleBody) {
  return {
    kind: body.kind,
    process_id: body.process ?? null,
    category: body.category ?? null,
    service: body.service ?? null,
    review_on: body.reviewOn ?? null,
  };
}

const slugMaxLength = 72;

/** The one asked for, or one made from the title with a number where that is taken. */
async function freeSlug(
  trx: Transaction,
  { slug, texts }: ArticleBody,
  articleId: string,
): Promise<string> {
  const wanted = slug ?? slugOf((texts.en ?? texts.fr)?.title ?? '');
  // Whoever looks for a free slug next finds this one taken.
  await trx.raw("select pg_advisory_xact_lock(hashtextextended('article slugs', 0))");
  const taken = await trx('articles')
    .where('slug', 'like', `${wanted}%`)
    .whereNot('article_id', articleId)
    .pluck('slug');
  if (!taken.includes(wanted)) return wanted;
  if (slug !== undefined) throw wrongField('body.slug', expected('unused_slug'), givenValue(slug));
  let n = 2;
  while (taken.includes(`${wanted}-${n}`)) n += 1;
  return `${wanted}-${n}`;
}

function slugOf(title: string): string {
  const words = title
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-');
  return words.slice(0, slugMaxLength).replaceAll(/^-+|-+$/g, '') || 'article';
}

async function checkBody(body: ArticleBody, { accounts }: ApiDependencies): Promise<void> {
  checkWords(processIdOf(body.process ?? undefined), body);
  if (body.owner === undefined) return;
  const owner = await accounts.findActive(body.owner);
  if (owner && seesInternals(owner)) return;
  throw wrongField('body.owner', expected('agent_or_owner'), givenValue(body.owner));
}
