import { type ComponentChild, h } from 'preact';
import { getArticle, listArticles } from '../../knowledge/articles.ts';
import { giveArticleFeedback } from '../../knowledge/feedback.ts';
import { suggestArticles } from '../../knowledge/sessions.ts';
import { helpAddress, newRequestAddress, portalRoot } from '../addresses.ts';
import { type Attempt, filledOf, keyOf } from '../attempt.ts';
import { form, formEnd, radioField, submit, textField } from '../fields.ts';
import type { PortalPage } from '../page_result.ts';
import { articleList, noteOf } from '../parts.ts';
import { ask, type Visit } from '../visit.ts';
import type { Words } from '../words.ts';
import { asText } from './requests.ts';

const queryMax = 200;
const resultsMax = 20;
const articlesMax = 200;
const commentMax = 10_000;

/** Where people help themselves. */
export const helpPage: PortalPage = {
  address: '/help',
  async show(visit) {
    const { words } = visit;
    const { t } = words;
    const q = asText(visit.request.query.q).trim().slice(0, queryMax);
    return {
      title: q === '' ? t('help.title') : t('help.results_for', { q }),
      scripted: '/portal/help',
      body: [
        h('h1', null, t('help.title')),
        search(words, q),
        ...(q === '' ? await everything(visit) : await results(visit, q)),
        h('p', null, `${t('help.not_found')} `, h('a', { href: newRequestAddress }, t('help.ask'))),
      ],
    };
  },
};

function search(words: Words, q: string): ComponentChild {
  const { t } = words;
  return form(
    { action: `${portalRoot}/help`, method: 'get' },
    textField(
      { words, value: () => q, errors: [] },
      { name: 'q', label: t('help.search'), maxLength: queryMax, isSearch: true },
    ),
    formEnd(submit(t('help.find'))),
  );
}

async function everything(visit: Visit): Promise<ComponentChild[]> {
  const { t } = visit.words;
  const query = { sort: 'popular', limit: String(articlesMax) };
  const { items } = (await ask(listArticles, visit, { query })).body;
  if (items.length === 0) return [h('p', null, t('help.empty'))];
  return [h('h2', null, t('help.articles')), articleList(items, t('help.articles'))];
}

async function results(visit: Visit, q: string): Promise<ComponentChild[]> {
  const { t } = visit.words;
  const { items } = (await ask(suggestArticles, visit, { body: { subject: q, limit: resultsMax } }))
    .body;
  return [
    h('h2', { dir: 'auto' }, t('help.results_for', { q })),
    items.length === 0 ? h('p', null, t('help.nothing')) : articleList(items, t('help.articles')),
    h('p', null, h('a', { href: `${portalRoot}/help` }, t('help.all_subjects'))),
  ];
}

/** One article, and whether it helped. */
export const articlePage: PortalPage = {
  address: '/help/:slug',
  async show(visit, attempt) {
    const { words } = visit;
    const { t, dateTime, locale } = words;
    const { body: article } = await ask(getArticle, visit, {
      path: { id: asText(visit.request.params.slug) },
      query: { locale },
    });
    const isThanked = visit.request.query.said !== undefined;
    return {
      title: article.title,
      scripted: `/portal/help/${encodeURIComponent(article.slug)}`,
      body: [
        h('p', null, h('a', { href: `${portalRoot}/help` }, t('help.title'))),
        h(
          'article',
          null,
          h('h1', { lang: article.locale }, article.title),
          h('p', { class: 'article-summary', lang: article.locale }, article.summary),
          h('p', { class: 'soft' }, `${t('article.updated')} ${dateTime(article.updatedAt)}`),
          article.locale !== locale &&
            h('p', { class: 'soft' }, t(`article.only_${article.locale}`)),
          h('div', {
            class: 'article-text',
            lang: article.locale,
            // Made of Markdown and cleaned by the operation.
            dangerouslySetInnerHTML: { __html: article.html },
          }),
        ),
        isThanked
          ? h('p', { class: 'thanks', role: 'status' }, t('verdict.noted'))
          : verdict(words, attempt, article.slug),
      ],
    };
  },
  forms: {
    async verdict(visit, given) {
      const slug = asText(visit.request.params.slug);
      const comment = given.filled('comment');
      await ask(giveArticleFeedback, visit, {
        path: { id: slug },
        body: {
          isHelpful: given.text('helpful') === 'yes',
          ...(comment !== undefined && { comment }),
        },
        idempotencyKey: given.text('key'),
      });
      return `${helpAddress(slug)}?said`;
    },
  },
};

function verdict(words: Words, attempt: Attempt | undefined, slug: string): ComponentChild {
  const { t } = words;
  const filled = filledOf(words, attempt, 'verdict');
  return h(
    'section',
    { class: 'card verdict', 'aria-labelledby': 'verdict-title' },
    h('h2', { id: 'verdict-title' }, t('verdict.title')),
    form(
      { action: `${helpAddress(slug)}/verdict`, key: keyOf(attempt, 'verdict') },
      noteOf(attempt, 'verdict', words),
      radioField(filled, {
        name: 'helpful',
        label: t('verdict.title'),
        required: true,
        options: [
          { id: 'yes', title: t('verdict.yes') },
          { id: 'no', title: t('verdict.no') },
        ],
      }),
      textField(filled, {
        name: 'comment',
        label: t('verdict.missing'),
        maxLength: commentMax,
        rows: 2,
      }),
      formEnd(submit(t('verdict.send'), 'plain')),
    ),
  );
}
