import { z } from 'zod';
import { asked } from '../http/expectations.ts';
import { listOf, pageOf } from '../http/page_contract.ts';
import { cursor, flag, limit } from '../http/parameters.ts';
import { instant, line, noteText, processWord, recordId, text } from '../http/text.ts';
import { locale } from '../http/words.ts';
import { person } from '../tickets/contract.ts';

export const articleKind = z.enum(['guide', 'faq', 'tutorial', 'known_error']);
export const articleState = z.enum(['draft', 'published', 'archived']);

const slugText = z
  .string()
  .max(80)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: asked('slug') })
  .refine((slug) => !/^art-[0-9a-z]{26}$/.test(slug), { error: asked('name_not_id') });

export const articlePath = z.strictObject({
  id: recordId.meta({ description: 'The id of an article, or its slug' }),
});
export const articleVersionPath = articlePath.extend({
  version: z
    .string()
    .regex(/^[1-9]\d{0,5}$/, { error: asked('whole_number', { min: 1, max: 999_999 }) })
    .transform(Number),
});

/** Markdown without HTML; pictures of this desk's own addresses only. */
const articleText = z.strictObject({
  title: line(160),
  summary: line(400).meta({ description: 'What it helps with, in one sentence' }),
  body: text(50_000).meta({ description: 'Markdown; HTML in it is shown, not obeyed' }),
});

const articleFields = {
  kind: articleKind,
  category: processWord.nullable().optional(),
  service: processWord.nullable().optional(),
  process: processWord.nullable().optional(),
  owner: recordId
    .optional()
    .meta({ description: 'An agent or owner; whoever writes it unless said' }),
  reviewOn: z.iso.date().nullable().optional(),
  slug: slugText.optional().meta({ description: 'Made from the title unless said' }),
  texts: z
    .strictObject({ en: articleText.optional(), fr: articleText.optional() })
    .refine(({ en, fr }) => en !== undefined || fr !== undefined, {
      error: asked('text_in_a_language'),
    }),
};

export const newArticleBody = z
  .strictObject({
    ...articleFields,
    ticket: recordId
      .optional()
      .meta({ description: 'The ticket whose resolution it is written from' }),
  })
  .meta({ id: 'NewArticle' });

/** The whole article as it is to be: what is left out is left empty. */
export const articleBody = z.strictObject(articleFields).meta({ id: 'ArticlePut' });

export const publicationBody = z
  .strictObject({ version: z.int().positive().optional() })
  .meta({ id: 'Publication', description: 'The latest version unless said' });
export const archiveBody = z.strictObject({}).meta({ id: 'Archive' });

export const articlePreviewBody = z
  .strictObject({ body: text(50_000) })
  .meta({ id: 'NewArticlePreview' });

const heading = z.strictObject({ id: z.string(), title: z.string() });

export const articlePreview = z
  .strictObject({ html: z.string(), contents: z.array(heading) })
  .meta({ id: 'ArticlePreview' });

export const articleSorts = ['title', '-updatedAt', 'popular', 'reviewOn'] as const;

export const articleQuery = z.strictObject({
  q: line(200).optional().meta({ description: 'Words in any language; the best match first' }),
  kind: articleKind.optional(),
  category: processWord.optional(),
  service: processWord.optional(),
  state: articleState
    .optional()
    .meta({ description: 'Agents and owners only: others see what is published' }),
  overdue: flag.optional().meta({ description: 'Those past their review date, or the others' }),
  sort: z.enum(articleSorts).default('title'),
  limit,
  cursor,
});

const summaryFields = {
  id: z.string(),
  slug: z.string(),
  kind: articleKind,
  state: articleState,
  category: z.string().nullable(),
  service: z.string().nullable(),
  locale: locale.meta({
    description: 'Of the title and summary: the one asked for if there is one',
  }),
  locales: z.array(locale),
  title: z.string(),
  summary: z.string(),
  updatedAt: instant,
  publishedAt: instant.nullable().meta({ description: 'When it was first published' }),
};

export const articleSummary = z
  .strictObject({
    ...summaryFields,
    owner: person.nullable().meta({ description: 'For agents and owners' }),
    reviewOn: z.string().nullable(),
    isReviewOverdue: z.boolean(),
    hasUnpublishedChanges: z.boolean(),
    openedCount: z.int().meta({ description: 'Sessions of the last 90 days that opened it' }),
  })
  .meta({ id: 'ArticleSummary' });

export const articlePage = pageOf('ArticlePage', articleSummary);

/** An article to read; for agents and owners also to edit. */
export const article = z
  .strictObject({
    ...articleSummary.shape,
    html: z.string().meta({ description: 'Sanitised: safe to show' }),
    contents: z.array(heading),
    version: z.int().meta({ description: 'The one shown' }),
    editing: z
      .strictObject({
        revision: z.int(),
        latestVersion: z.int(),
        publishedVersion: z.int().nullable(),
        process: z.string().nullable(),
        ticket: z.string().nullable(),
        texts: z.strictObject({ en: articleText.nullable(), fr: articleText.nullable() }),
        helpfulCount: z.int(),
        unhelpfulCount: z.int(),
      })
      .nullable()
      .meta({ description: 'The latest version; null for those who cannot edit' }),
  })
  .meta({ id: 'Article' });

export const articleViewQuery = z.strictObject({
  edition: z
    .enum(['published', 'latest'])
    .default('published')
    .meta({ description: 'latest: for agents and owners' }),
  locale: locale.optional(),
});

export const articleChangePage = listOf(
  'ArticleChangePage',
  z.strictObject({
    revision: z.int(),
    kind: z.enum(['created', 'edited', 'published', 'archived', 'restored']),
    version: z.int(),
    by: person,
    at: instant,
  }),
);

export const articleVersion = z
  .strictObject({
    version: z.int(),
    texts: z.strictObject({ en: articleText.nullable(), fr: articleText.nullable() }),
  })
  .meta({ id: 'ArticleVersion' });

export const articleFeedbackBody = z
  .strictObject({
    isHelpful: z.boolean(),
    comment: noteText.optional(),
    session: recordId.optional().meta({ description: 'The knowledge session it is said in' }),
  })
  .meta({ id: 'ArticleFeedbackPut' });

export const articleFeedback = z
  .strictObject({ isHelpful: z.boolean(), comment: z.string().nullable(), at: instant })
  .meta({ id: 'ArticleFeedback' });

export const articleFeedbackPage = listOf(
  'ArticleFeedbackPage',
  articleFeedback.extend({ by: person }),
);

export type ArticleKind = z.infer<typeof articleKind>;
export type ArticleState = z.infer<typeof articleState>;
export type ArticleText = z.infer<typeof articleText>;
export type NewArticleBody = z.infer<typeof newArticleBody>;
export type ArticleBody = z.infer<typeof articleBody>;
export type ArticleQuery = z.infer<typeof articleQuery>;
export type ArticleSort = (typeof articleSorts)[number];
export type ArticleSummary = z.infer<typeof articleSummary>;
export type ArticlePage = z.infer<typeof articlePage>;
export type Article = z.infer<typeof article>;
export type ArticlePreview = z.infer<typeof articlePreview>;
export type ArticleChangePage = z.infer<typeof articleChangePage>;
export type ArticleVersion = z.infer<typeof articleVersion>;
export type ArticleFeedback = z.infer<typeof articleFeedback>;
export type ArticleFeedbackPage = z.infer<typeof articleFeedbackPage>;
