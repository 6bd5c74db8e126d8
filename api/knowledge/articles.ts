import type { Edition } from '../../database/article_search.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { notFound } from '../http/errors.ts';
import {
  type Call,
  defineOperation,
  type Method,
  type Output,
  type Schema,
} from '../http/operation.ts';
import { seesInternals } from '../http/viewer.ts';
import type { Account } from '../people/directory.ts';
import type { OperationId } from '../people/policy.ts';
import { personOf } from '../tickets/parts.ts';
import {
  moveToArchive,
  publishVersion,
  takeFromArchive,
  writeNewArticle,
  writeVersion,
} from './article_changes.ts';
import {
  archiveBody,
  article,
  articleBody,
  articleChangePage,
  articlePage,
  articlePath,
  articlePreview,
  articlePreviewBody,
  articleQuery,
  articleVersion,
  articleVersionPath,
  articleViewQuery,
  newArticleBody,
  publicationBody,
} from './article_contract.ts';
import { articleEtag, articleSummaryView, articleView } from './article_view.ts';
import { articleNotFound } from './errors.ts';
import { findChanges } from './find_article_past.ts';
import {
  feedbackCounts,
  findArticle,
  findArticlePage,
  type StoredArticle,
  textsOf,
} from './find_articles.ts';
import { renderMarkdown } from './markdown.ts';

const tag = 'Knowledge';
const etagHeader = { ETag: 'For If-Match: the article as it stands' };

export const listArticles = defineOperation({
  id: 'listArticles',
  method: 'get',
  address: '/api/articles',
  summary: 'Articles by title, or the best matches of a search; requesters see what is published',
  tag,
  query: articleQuery,
  answers: { 200: { description: 'A page of articles', schema: articlePage } },
  async handle({ account, query }, { database, accounts }) {
    const page = await findArticlePage(database, { account, locale: account.locale }, query);
    const names = await accounts.namesOf(page.items.map((stored) => stored.owner_id));
    const items = page.items.map((stored) => articleSummaryView(stored, names, account));
    return { status: 200, body: { items, next: page.next } };
  },
});

export const getArticle = defineOperation({
  id: 'getArticle',
  method: 'get',
  address: '/api/articles/{id}',
  summary: 'One article to read, in the language asked for or else the other one',
  tag,
  path: articlePath,
  query: articleViewQuery,
  answers: { 200: { description: 'The article', schema: article, headers: etagHeader } },
  handle: ({ account, path, query }, dependencies) =>
    describeArticle(
      path.id,
      { ...account, locale: query.locale ?? account.locale },
      seesInternals(account) ? query.edition : 'published',
      dependencies,
    ),
});

export const createArticle = defineOperation({
  id: 'createArticle',
  method: 'post',
  address: '/api/articles',
  summary: 'Writes a new article, as a draft',
  tag,
  body: newArticleBody,
  isKeyed: true,
  answers: {
    201: {
      description: 'The article',
      schema: article,
      headers: { Location: 'Where the article is', ...etagHeader },
    },
  },
  async handle(call, dependencies) {
    const id = await writeNewArticle(call, dependencies);
    const { body, headers } = await describeArticle(id, call.account, 'latest', dependencies);
    const location = { Location: `/api/articles/${id}` };
    return { status: 201, body, headers: { ...headers, ...location } };
  },
});

interface ChangeDefinition<
  Id extends OperationId,
  M extends Method,
  A extends string,
  B extends Schema,
> {
  id: Id;
  method: M;
  address: A;
  summary: string;
  body?: B;
  hasOptionalBody?: boolean;
  change(
    call: Call<{ id: string }, undefined, Output<B>>,
    dependencies: ApiDependencies,
  ): Promise<void>;
}

/** A change of one article, answered with the article after it. */
function defineChange<
  const Id extends OperationId,
  const M extends Method,
  const A extends string,
  B extends Schema = undefined,
>({ change, ...operation }: ChangeDefinition<Id, M, A, B>) {
  return defineOperation({
    ...operation,
    tag,
    path: articlePath,
    isKeyed: true,
    isMatched: true,
    answers: {
      200: { description: 'The article after it', schema: article, headers: etagHeader },
    },
    async handle(call: Call<{ id: string }, undefined, Output<B>>, dependencies) {
      await change(call, dependencies);
      return describeArticle(call.path.id, call.account, 'latest', dependencies);
    },
  });
}

export const editArticle = defineChange({
  id: 'editArticle',
  method: 'put',
  address: '/api/articles/{id}',
  summary: 'Writes the next version; readers keep the published one until it is published too',
  body: articleBody,
  change: writeVersion,
});

export const publishArticle = defineChange({
  id: 'publishArticle',
  method: 'put',
  address: '/api/articles/{id}/publication',
  summary: 'Shows a version to requesters too',
  body: publicationBody,
  hasOptionalBody: true,
  change: publishVersion,
});

export const archiveArticle = defineChange({
  id: 'archiveArticle',
  method: 'put',
  address: '/api/articles/{id}/archive',
  summary: 'Hides an article from requesters',
  body: archiveBody,
  hasOptionalBody: true,
  change: moveToArchive,
});

export const restoreArticle = defineChange({
  id: 'restoreArticle',
  method: 'delete',
  address: '/api/articles/{id}/archive',
  summary: 'Takes an article out of the archive, as a draft',
  change: takeFromArchive,
});

export const previewArticle = defineOperation({
  id: 'previewArticle',
  method: 'post',
  address: '/api/article-previews',
  summary: 'Markdown as an article would show it; nothing is kept',
  tag,
  body: articlePreviewBody,
  answers: { 200: { description: 'The text as HTML', schema: articlePreview } },
  handle: ({ body }) => ({ status: 200, body: renderMarkdown(body.body) }),
});

export const listArticleChanges = defineOperation({
  id: 'listArticleChanges',
  method: 'get',
  address: '/api/articles/{id}/changes',
  summary: 'Who did what to an article, when; the newest first',
  tag,
  path: articlePath,
  answers: { 200: { description: 'The changes', schema: articleChangePage } },
  async handle({ account, path }, dependencies) {
    const { database, accounts } = dependencies;
    const stored = await getStored(path.id, account, 'latest', dependencies);
    const rows = await findChanges(database, stored.article_id);
    const names = await accounts.namesOf(rows.map((row) => row.changed_by));
    const items = rows.map(({ revision, kind, version, changed_by, changed_at }) => ({
      revision,
      kind,
      version,
      by: personOf(changed_by, names),
      at: changed_at.toISOString(),
    }));
    return { status: 200, body: { items, next: null } };
  },
});

export const getArticleVersion = defineOperation({
  id: 'getArticleVersion',
  method: 'get',
  address: '/api/articles/{id}/versions/{version}',
  summary: 'The texts of one version, as they were written',
  tag,
  path: articleVersionPath,
  answers: { 200: { description: 'The texts', schema: articleVersion } },
  async handle({ account, path }, dependencies) {
    const stored = await getStored(path.id, account, 'latest', dependencies);
    const texts = await textsOf(dependencies.database, stored.article_id, path.version);
    if (texts.size === 0) throw notFound('version', String(path.version));
    const body = {
      version: path.version,
      texts: { en: texts.get('en') ?? null, fr: texts.get('fr') ?? null },
    };
    return { status: 200, body };
  },
});

/**
 * The edition asked for; for agents and owners the latest where nothing is published yet.
 * @throws ApiError 404 where there is no such article for this account
 */
export async function getStored(
  idOrSlug: string,
  account: Account,
  edition: Edition,
  { database }: ApiDependencies,
): Promise<StoredArticle> {
  const reader = { account, locale: account.locale };
  const stored =
    (await findArticle(database, reader, idOrSlug, edition)) ??
    (seesInternals(account) ? await findArticle(database, reader, idOrSlug, 'latest') : undefined);
  if (!stored) throw articleNotFound(idOrSlug);
  return stored;
}

async function describeArticle(
  idOrSlug: string,
  account: Account,
  edition: Edition,
  dependencies: ApiDependencies,
) {
  const stored = await getStored(idOrSlug, account, edition, dependencies);
  const [names, editing] = await Promise.all([
    dependencies.accounts.namesOf([stored.owner_id]),
    seesInternals(account) ? editingParts(stored, dependencies) : undefined,
  ]);
  const body = articleView({ stored, names, ...(editing && { editing }) }, account);
  return { status: 200 as const, body, headers: { ETag: articleEtag(stored) } };
}

async function editingParts(
  { article_id: id, latest_version: version }: StoredArticle,
  { database }: ApiDependencies,
) {
  const [texts, feedback] = await Promise.all([
    textsOf(database, id, version),
    feedbackCounts(database, id),
  ]);
  return { texts, feedback };
}
