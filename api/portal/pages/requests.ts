import { type ComponentChild, h } from 'preact';
import { openStatuses, overStatuses } from '../../../workflows/domain/ticket.ts';
import { suggestArticles } from '../../knowledge/sessions.ts';
import type { TicketSummary } from '../../tickets/contract.ts';
import { listMajorIncidents } from '../../tickets/major_incidents/major_incidents.ts';
import { openTicket } from '../../tickets/opening.ts';
import { listTickets } from '../../tickets/tickets.ts';
import { newRequestAddress, portalRoot, requestAddress } from '../addresses.ts';
import { keyOf } from '../attempt.ts';
import { form, submit, textField } from '../fields.ts';
import type { PortalPage } from '../page_result.ts';
import { articleList, noteOf, plainStatus } from '../parts.ts';
import { ask, type Visit } from '../visit.ts';
import type { Words } from '../words.ts';
import { approvalsNote } from './approvals.ts';

const requestsMax = 50;
const queryMax = 200;
const guidesMax = 5;
const running = [...openStatuses, 'resolved'].join();
const over = overStatuses.join();

/** What I asked for, what became of it, and a search in all of it. */
export const requestsPage: PortalPage = {
  address: '',
  async show(visit, attempt) {
    const { t } = visit.words;
    const q = asText(visit.request.query.q).trim().slice(0, queryMax);
    return {
      title: t('portal.title'),
      scripted: '/portal',
      body: [
        h(
          'div',
          { class: 'page-head' },
          h('h1', null, t('portal.title')),
          h('a', { class: 'button primary', href: newRequestAddress }, t('portal.new')),
        ),
        await majorIncidents(visit, keyOf(attempt, 'affected')),
        noteOf(attempt, 'affected', visit.words),
        await approvalsNote(visit),
        search(visit.words, q),
        ...(q === '' ? await everything(visit) : await matches(visit, q)),
      ],
    };
  },
  forms: {
    async affected(visit, given) {
      const { t } = visit.words;
      const { items } = (await ask(listMajorIncidents, visit)).body;
      const incident = items.find(({ id }) => id === given.text('incident'));
      // It is over: there is nothing to report, and the page says so.
      if (!incident) return portalRoot;
      const { body } = await ask(openTicket, visit, {
        body: {
          subject: incident.statement.slice(0, 200),
          description: t('major.report_text'),
          channel: 'portal',
          ...(incident.category !== null && { category: incident.category }),
          link: { kind: 'parent', id: incident.id },
        },
        idempotencyKey: given.text('key'),
      });
      return requestAddress(body.id);
    },
  },
};

async function everything(visit: Visit): Promise<ComponentChild[]> {
  const { t } = visit.words;
  const [mine, ended] = await Promise.all([find(visit, running), find(visit, over)]);
  if (mine.length === 0 && ended.length === 0) return [h('p', null, t('portal.empty'))];
  const lists = [requestList(mine, t('portal.title'), visit.words)];
  if (ended.length === 0) return lists;
  return [
    ...lists,
    h('h2', null, t('portal.over')),
    requestList(ended, t('portal.over'), visit.words),
  ];
}

async function find(visit: Visit, status: string): Promise<TicketSummary[]> {
  const query = { requester: 'me', sort: '-updatedAt', status, limit: String(requestsMax) };
  return (await ask(listTickets, visit, { query })).body.items;
}

/** Guides that may answer it at once, then all that was ever asked. */
async function matches(visit: Visit, q: string): Promise<ComponentChild[]> {
  const { t } = visit.words;
  const query = { requester: 'me', q, limit: String(requestsMax) };
  const [requests, guides] = await Promise.all([
    ask(listTickets, visit, { query }),
    ask(suggestArticles, visit, { body: { subject: q, limit: guidesMax } }),
  ]);
  const title = t('portal.matches', { q });
  return [
    h('h2', { dir: 'auto' }, t('help.results_for', { q })),
    guides.body.items.length === 0
      ? h('p', null, t('portal.no_guide', { q }))
      : articleList(guides.body.items, t('help.articles')),
    h('h2', { dir: 'auto' }, title),
    requests.body.items.length === 0
      ? h('p', null, t('portal.no_match', { q }))
      : requestList(requests.body.items, title, visit.words),
    h('p', null, h('a', { href: portalRoot }, t('portal.all_requests'))),
  ];
}

function search(words: Words, q: string): ComponentChild {
  const filled = { words, value: () => q, errors: [] };
  return form(
    { action: portalRoot, method: 'get' },
    textField(filled, {
      name: 'q',
      label: words.t('portal.search'),
      maxLength: queryMax,
      isSearch: true,
    }),
    h('div', { class: 'form-end' }, submit(words.t('help.find'), 'plain')),
  );
}

function requestList(
  tickets: readonly TicketSummary[],
  label: string,
  words: Words,
): ComponentChild {
  const { t, dateTime } = words;
  return h(
    'ul',
    { class: 'requests', 'aria-label': label },
    tickets.map((ticket) =>
      h(
        'li',
        { class: 'card request' },
        h(
          'a',
          { href: requestAddress(ticket.id), dir: 'auto' },
          ticket.subject ?? t('ticket.no_subject'),
        ),
        plainStatus(ticket, words),
        h(
          'p',
          { class: 'soft' },
          `#${ticket.number} · ${t('portal.updated')} ${dateTime(ticket.updatedAt)}`,
        ),
      ),
    ),
  );
}

async function majorIncidents(visit: Visit, key: string): Promise<ComponentChild | null> {
  const { t, dateTime } = visit.words;
  const { items } = (await ask(listMajorIncidents, visit)).body;
  if (items.length === 0) return null;
  return h(
    'section',
    { class: 'majors', 'aria-label': t('major.list') },
    items.map(({ id, statement, since, reportCount, ownTicketId }) =>
      h(
        'div',
        { class: 'major' },
        h(
          'div',
          null,
          h(
            'p',
            null,
            h('strong', null, t('major.title')),
            ' ',
            h('span', { dir: 'auto' }, statement),
          ),
          h(
            'p',
            { class: 'soft' },
            `${t('major.since')} ${dateTime(since)} · ${t('major.reports', { count: reportCount })}`,
          ),
          ownTicketId === null
            ? form(
                { action: `${portalRoot}/affected`, key },
                h('input', { type: 'hidden', name: 'incident', value: id }),
                submit(t('major.affected'), 'plain'),
              )
            : h('a', { href: requestAddress(ownTicketId) }, t('major.own_report')),
        ),
      ),
    ),
  );
}

/** Of an address a parameter may come twice. */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
