import { type ComponentChild, h } from 'preact';
import { getCatalogue } from '../../processes/catalogue.ts';
import type { Catalogue, CatalogueItem } from '../../processes/contract.ts';
import { catalogueAddress, newRequestAddress } from '../addresses.ts';
import { form, formEnd, submit, textField } from '../fields.ts';
import type { PortalPage } from '../page_result.ts';
import { ask } from '../visit.ts';
import type { Words } from '../words.ts';
import { asText } from './requests.ts';

const queryMax = 200;

/** What can be asked for, and by when it would be done; each leads to its form. */
export const cataloguePage: PortalPage = {
  address: '/catalogue',
  async show(visit) {
    const { words } = visit;
    const { t, locale } = words;
    const q = asText(visit.request.query.q).trim().slice(0, queryMax);
    const query = { locale, ...(q !== '' && { q }) };
    const { items } = (await ask(getCatalogue, visit, { query })).body;
    return {
      title: t('catalogue.title'),
      scripted: '/portal/catalogue',
      body: [
        h('h1', null, t('catalogue.title')),
        h('p', { class: 'soft' }, t('catalogue.meaning')),
        form(
          { action: catalogueAddress, method: 'get' },
          textField(
            { words, value: () => q, errors: [] },
            { name: 'q', label: t('catalogue.search'), maxLength: queryMax, isSearch: true },
          ),
          formEnd(submit(t('help.find'))),
        ),
        items.length === 0 && h('p', null, t(q === '' ? 'catalogue.empty' : 'catalogue.nothing')),
        ...items.map((page) => pageOf(words, page)),
      ],
    };
  },
};

function pageOf(words: Words, page: Catalogue['items'][number]): ComponentChild {
  const { t } = words;
  const asked = { process: page.process, page: page.id };
  return h(
    'section',
    { 'aria-labelledby': `page-${page.id}` },
    h('h2', { id: `page-${page.id}` }, page.title),
    page.description !== null && h('p', null, page.description),
    h(
      'ul',
      { class: 'cards catalogue-items' },
      page.items.map((item) => h('li', { class: 'card' }, itemOf(words, item, asked))),
    ),
    h(
      'p',
      null,
      h(
        'a',
        { href: `${newRequestAddress}?${new URLSearchParams(asked)}` },
        t('catalogue.other', { page: page.title }),
      ),
    ),
  );
}

function itemOf(
  { t, dateTime }: Words,
  { kind, id, title, description, fields, answer, completion, needsApproval }: CatalogueItem,
  asked: Record<string, string>,
): ComponentChild {
  const address = `${newRequestAddress}?${new URLSearchParams({ ...asked, [kind]: id })}`;
  const isPromised = Boolean(answer?.dueAt ?? completion?.dueAt);
  const names = fields.map((field) => field.title).join(', ');
  return [
    h('h3', null, title),
    description !== null && h('p', null, description),
    answer?.dueAt && h('p', null, t('catalogue.answer', { when: dateTime(answer.dueAt) })),
    completion?.dueAt &&
      h('p', null, t('catalogue.completion', { when: dateTime(completion.dueAt) })),
    !isPromised && h('p', { class: 'soft' }, t('catalogue.no_promise')),
    needsApproval && h('p', { class: 'soft' }, t('catalogue.approval')),
    names !== '' && h('p', { class: 'soft' }, t('catalogue.asks', { fields: names })),
    h(
      'a',
      { class: 'button', href: address },
      t('catalogue.ask'),
      h('span', { class: 'visually-hidden' }, ` ${title}`),
    ),
  ];
}
