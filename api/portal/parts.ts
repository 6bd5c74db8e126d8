import { type ComponentChild, h } from 'preact';
import { addressIn } from '../http/operation.ts';
import type { Problem } from '../http/problem_contract.ts';
import type { Attachment } from '../tickets/attachments/contract.ts';
import type { TicketField, TicketSummary } from '../tickets/contract.ts';
import { expectationOf, plainStatusOf } from '../ui/app/portal/plain_words.ts';
import { helpAddress } from './addresses.ts';
import type { Attempt } from './attempt.ts';
import type { Words } from './words.ts';

/** What went wrong, in words. */
export function problemNote({ code, detail, title }: Problem, { t }: Words): ComponentChild {
  const words = code === 'invalid_input' ? t('problem.invalid') : detail || title;
  return h('p', { class: 'problem', role: 'alert' }, words);
}

export function noteOf(
  attempt: Attempt | undefined,
  form: string,
  words: Words,
): ComponentChild | null {
  return attempt?.form === form && attempt.problem ? problemNote(attempt.problem, words) : null;
}

/** How a ticket stands and when to expect an answer, in the words of somebody who waits for it. */
export function plainStatus(ticket: TicketSummary, { t, dateTime }: Words): ComponentChild {
  const { words, tone } = plainStatusOf(ticket, t);
  const expected = expectationOf(ticket, { t, dateTime });
  return h(
    'p',
    { class: `plain-status tone-${tone}` },
    h('span', null, words, expected && h('span', { class: 'soft' }, ` ${expected}`)),
  );
}

export function attachmentList(
  ticketId: string,
  files: readonly Attachment[],
  { t }: Words,
): ComponentChild | null {
  if (files.length === 0) return null;
  return h(
    'ul',
    { class: 'attachments', 'aria-label': t('attachments.title') },
    files.map(({ id, name }) => {
      const href = addressIn('/api/tickets/{id}/attachments/{attachment}', {
        id: ticketId,
        attachment: id,
      });
      return h('li', null, h('a', { href, download: name, dir: 'auto' }, name));
    }),
  );
}

interface ListedArticle {
  slug: string;
  title: string;
  summary: string;
  locale: string;
}

export function articleList(articles: readonly ListedArticle[], label: string): ComponentChild {
  return h(
    'ul',
    { class: 'requests', 'aria-label': label },
    articles.map(({ slug, title, summary, locale }) =>
      h(
        'li',
        { class: 'card request' },
        h('a', { href: helpAddress(slug), lang: locale }, title),
        h('p', { lang: locale }, summary),
      ),
    ),
  );
}

/** What was answered to the questions of a form; null where nothing was. */
export function answerList(fields: readonly TicketField[]): ComponentChild | null {
  const known = fields.filter(({ shown }) => shown !== null);
  if (known.length === 0) return null;
  return h(
    'dl',
    { class: 'fact-list' },
    known.map(({ title, shown }) =>
      h('div', null, h('dt', null, title), h('dd', { class: 'field-text', dir: 'auto' }, shown)),
    ),
  );
}

/** Which ticket a page of a link is about, where nobody is signed in. */
export function ticketLine(
  { number, subject }: Pick<TicketSummary, 'number' | 'subject'>,
  { t }: Words,
): ComponentChild {
  return h(
    'p',
    { class: 'soft' },
    number !== null && `#${number} `,
    h('span', { dir: 'auto' }, subject ?? t('ticket.no_subject')),
  );
}
