import { type ComponentChild, h } from 'preact';
import { listRemoteSessions } from '../../remote_help/remote_sessions.ts';
import { answerConsent } from '../../tickets/commands/consents.ts';
import { addMessage } from '../../tickets/commands/conversation.ts';
import { cancel, close, recordSatisfaction, reopen } from '../../tickets/commands/resolution.ts';
import type { Ticket } from '../../tickets/contract.ts';
import { getTicket } from '../../tickets/tickets.ts';
import type { Message } from '../../tickets/timeline/contract.ts';
import { listMergedMessages, listMessages } from '../../tickets/timeline/timeline.ts';
import { remoteHelpWords, taskWords } from '../../ui/app/portal/plain_words.ts';
import { newRequestAddress, portalRoot, requestAddress } from '../addresses.ts';
import { type Attempt, filledOf, keyOf } from '../attempt.ts';
import { consentFields } from '../consent_page.ts';
import { filesField, form, formEnd, radioField, submit, textField } from '../fields.ts';
import type { GivenForm } from '../form_body.ts';
import { attachmentsOf } from '../kept_files.ts';
import type { PortalPage } from '../page_result.ts';
import { answerList, attachmentList, noteOf, plainStatus } from '../parts.ts';
import { text } from '../text.ts';
import { ask, type Visit } from '../visit.ts';
import type { Words } from '../words.ts';
import { asText } from './requests.ts';

const messagesMax = 50;
const noteMax = 10_000;
const messageMax = 50_000;
const scores = [5, 4, 3, 2, 1] as const;

/** One request of mine: where it is, what was said, and what I can do. */
export const requestPage: PortalPage = {
  address: '/tickets/:id',
  async show(visit, attempt) {
    const { words } = visit;
    const { t, dateTime } = words;
    const { body: ticket } = await ask(getTicket, visit, { path: { id: idOf(visit) } });
    const title = ticket.subject ?? t('ticket.no_subject');
    return {
      title,
      scripted: `/portal/tickets/${encodeURIComponent(ticket.id)}`,
      body: [
        h('p', null, h('a', { href: portalRoot }, t('portal.title'))),
        h('h1', { dir: 'auto' }, title),
        h(
          'p',
          { class: 'soft' },
          `#${ticket.number} · ${t('portal.opened')} ${dateTime(ticket.openedAt)}`,
        ),
        aboutItems(ticket, words),
        plainStatus(ticket, words),
        reportedIncident(ticket, words),
        ...consents(ticket, words, attempt),
        isItSolved(ticket, words, attempt),
        solvedElsewhere(ticket, words),
        survey(ticket, words, attempt),
        tasks(ticket, words),
        answers(ticket, words),
        await remoteHelp(visit, ticket),
        await conversation(visit, ticket),
        ticket.mergedInto && (await mergedConversation(visit, ticket)),
        reply(ticket, words, attempt),
        (ticket.status === 'closed' || ticket.status === 'cancelled') &&
          h(
            'p',
            null,
            h(
              'a',
              { class: 'button', href: `${newRequestAddress}?follows=${ticket.id}` },
              t('portal.again'),
            ),
          ),
        withdrawal(ticket, words, attempt),
      ],
    };
  },
  forms: {
    async message(visit, given) {
      const key = given.text('key');
      await ask(addMessage, visit, {
        path: { id: idOf(visit) },
        body: { body: given.text('body'), ...attachmentsOf(given) },
        idempotencyKey: key,
      });
      return `${requestAddress(idOf(visit))}#reply-title`;
    },
    async closure(visit, given) {
      await ask(close, visit, commandOf(visit, given));
      return requestAddress(idOf(visit));
    },
    async reopening(visit, given) {
      await ask(reopen, visit, commandOf(visit, given));
      return requestAddress(idOf(visit));
    },
    async withdrawal(visit, given) {
      await ask(cancel, visit, commandOf(visit, given));
      return requestAddress(idOf(visit));
    },
    async consent(visit, given) {
      const reason = given.filled('reason');
      await ask(answerConsent, visit, {
        path: { id: idOf(visit), n: given.text('n') },
        body: { answer: given.filled('answer') ?? '', ...(reason !== undefined && { reason }) },
        idempotencyKey: given.text('key'),
      });
      return requestAddress(idOf(visit));
    },
    async rating(visit, given) {
      const comment = given.filled('comment');
      await ask(recordSatisfaction, visit, {
        path: { id: idOf(visit) },
        body: {
          score: Number(given.filled('score') ?? 'NaN'),
          ...(comment !== undefined && { comment }),
        },
        idempotencyKey: given.text('key'),
      });
      return requestAddress(idOf(visit));
    },
  },
};

function idOf({ request }: Visit): string {
  return asText(request.params.id);
}

function commandOf(visit: Visit, given: GivenForm) {
  const reason = given.filled('reason');
  return {
    path: { id: idOf(visit) },
    body: reason === undefined ? {} : { reason },
    idempotencyKey: given.text('key'),
  };
}

function reportedIncident({ reports }: Ticket, { t }: Words): ComponentChild | null {
  if (reports === null) return null;
  const { number, statement, isOpen } = reports;
  return h(
    'p',
    { class: 'hint' },
    `${t('major.belongs_to', { number })} `,
    h('span', { dir: 'auto' }, statement),
    ` ${isOpen ? t('major.news') : t('major.over')}`,
  );
}

function isItSolved(
  ticket: Ticket,
  words: Words,
  attempt: Attempt | undefined,
): ComponentChild | null {
  if (ticket.status !== 'resolved') return null;
  const { t, dateTime } = words;
  const approval = ticket.approvals.find(({ n }) => n === ticket.endedByApproval);
  const said = approval ? approval.note : (ticket.resolution?.note ?? null);
  return card(
    'solved-title',
    approval ? t('portal.not_approved') : t('portal.is_it_solved'),
    text(said),
    ticket.autoCloseAt &&
      h('p', { class: 'soft' }, `${t('portal.closes')} ${dateTime(ticket.autoCloseAt)}`),
    ticket.allowed.includes('close') &&
      !approval &&
      reasonForm(ticket, words, attempt, { name: 'closure', label: t('portal.solved') }),
    ticket.allowed.includes('reopen') &&
      reasonForm(ticket, words, attempt, {
        name: 'reopening',
        label: approval ? t('portal.ask_again') : t('portal.not_solved'),
        asks: true,
      }),
  );
}

/** What is done for the request, as far as the desk shows it. */
function tasks({ tasks: shown }: Ticket, { t }: Words): ComponentChild | null {
  if (shown.length === 0) return null;
  return card(
    'tasks-title',
    t('portal.tasks'),
    h(
      'ul',
      { class: 'plain-list' },
      shown.map(({ title, outcome }) =>
        h('li', null, h('bdi', null, title ?? t('tasks.erased')), ` · ${t(taskWords[outcome])}`),
      ),
    ),
  );
}

function answers(ticket: Ticket, { t }: Words): ComponentChild | null {
  const known = answerList(ticket.fields);
  return known && card('answers-title', t('fields.answers'), known);
}

function aboutItems({ affected }: Ticket, { t }: Words): ComponentChild | null {
  if (affected.length === 0) return null;
  const names = affected.map(({ name }) => name).join(', ');
  return h('p', { class: 'soft' }, `${t('portal.about')} `, h('bdi', null, names));
}

/** Who was on the devices of whoever asks, and until when. */
async function remoteHelp(visit: Visit, { id }: Ticket): Promise<ComponentChild | null> {
  const { words } = visit;
  const { items } = (await ask(listRemoteSessions, visit, { path: { id } })).body;
  if (items.length === 0) return null;
  return card(
    'remote-title',
    words.t('remote.title'),
    h(
      'ul',
      { class: 'plain-list' },
      items.map((session) => h('li', null, remoteHelpWords(session, words))),
    ),
  );
}

function solvedElsewhere({ standing }: Ticket, { t }: Words): ComponentChild | null {
  if (standing?.status !== 'resolved' && standing?.status !== 'closed') return null;
  return card(
    'elsewhere-title',
    standing.endedByApproval === null ? t('portal.solved_elsewhere') : t('portal.not_approved'),
    text(standing.resolution?.note ?? null),
    standing.status === 'resolved' && h('p', { class: 'soft' }, t('portal.not_solved_write')),
  );
}

function survey(ticket: Ticket, words: Words, attempt: Attempt | undefined): ComponentChild | null {
  const { t } = words;
  const given = ticket.standing ? ticket.standing.survey : ticket.survey;
  if (given?.score != null) {
    return h('p', { class: 'thanks' }, t('survey.thanks', { score: given.score }));
  }
  if (!ticket.allowed.includes('recordSatisfaction')) return null;
  const filled = filledOf(words, attempt, 'rating');
  return card(
    'survey-title',
    t('survey.title'),
    form(
      { action: `${requestAddress(ticket.id)}/rating`, key: keyOf(attempt, 'rating') },
      noteOf(attempt, 'rating', words),
      radioField(filled, {
        name: 'score',
        label: t('survey.question'),
        required: true,
        options: scores.map((score) => ({ id: String(score), title: t(`survey.score_${score}`) })),
      }),
      textField(filled, {
        name: 'comment',
        label: t('survey.comment'),
        maxLength: noteMax,
        rows: 2,
      }),
      formEnd(submit(t('survey.submit'))),
    ),
  );
}

/** What the requester is asked to agree to, and what they said. */
function consents(ticket: Ticket, words: Words, attempt: Attempt | undefined): ComponentChild[] {
  const { t } = words;
  const mayAnswer = ticket.allowed.includes('answerConsent');
  return ticket.consents
    .toReversed()
    .map(({ n, title, text: asked, outcome, expiresAt }) =>
      card(
        `consent-${n}`,
        title ?? t('consent.title'),
        text(asked),
        outcome === 'open' && mayAnswer
          ? form(
              { action: `${requestAddress(ticket.id)}/consent`, key: keyOf(attempt, 'consent') },
              noteOf(attempt, 'consent', words),
              h('input', { type: 'hidden', name: 'n', value: String(n) }),
              ...consentFields(words, attempt, 'consent', '', expiresAt),
            )
          : h('p', { class: 'soft' }, t(`consent.${outcome}`)),
      ),
    );
}

async function conversation(visit: Visit, ticket: Ticket): Promise<ComponentChild> {
  const { words, account } = visit;
  const { t } = words;
  const before = asText(visit.request.query.before);
  const { body: page } = await ask(listMessages, visit, {
    path: { id: ticket.id },
    query: { limit: String(messagesMax), ...(before !== '' && { before }) },
  });
  const isWhole = page.earlier === null;
  return h(
    'section',
    { class: 'conversation', 'aria-labelledby': 'conversation-title' },
    h('h2', { id: 'conversation-title' }, t('portal.conversation')),
    !isWhole && h('p', null, h('a', { href: `?before=${page.earlier}` }, t('plain.earlier'))),
    isWhole &&
      message(
        {
          author: ticket.requester.name ?? t('portal.you'),
          isMine: ticket.requester.id === account.id,
          at: ticket.openedAt,
        },
        words,
        text(ticket.description ?? t('ticket.no_description')),
        attachmentList(ticket.id, ticket.attachments, words),
      ),
    said(ticket.id, page.items, visit),
    before !== '' && h('p', null, h('a', { href: requestAddress(ticket.id) }, t('plain.latest'))),
  );
}

async function mergedConversation(visit: Visit, ticket: Ticket): Promise<ComponentChild> {
  const { t } = visit.words;
  const { body: page } = await ask(listMergedMessages, visit, {
    path: { id: ticket.id },
    query: { limit: String(messagesMax) },
  });
  return h(
    'section',
    { class: 'conversation', 'aria-labelledby': 'merged-title' },
    h('h2', { id: 'merged-title' }, t('portal.merged')),
    h('p', { class: 'soft' }, t('portal.merged_hint')),
    said(ticket.id, page.items, visit),
  );
}

function said(
  ticketId: string,
  messages: readonly Message[],
  { words, account }: Visit,
): ComponentChild {
  const { t } = words;
  return h(
    'ol',
    { class: 'entries' },
    messages.map(({ author, at, body, attachments }) => {
      const isMine = author.id === account.id;
      const name = isMine ? t('portal.you') : (author.name ?? t('actor.desk'));
      return h(
        'li',
        { class: `message from-${isMine ? 'me' : 'desk'}` },
        messageHead({ author: name, at }, words),
        text(body),
        attachmentList(ticketId, attachments, words),
      );
    }),
  );
}

interface Said {
  author: string;
  at: string;
  isMine: boolean;
}

function message(
  { isMine, ...head }: Said,
  words: Words,
  ...children: (ComponentChild | null)[]
): ComponentChild {
  const from = isMine ? 'me' : 'desk';
  return h('article', { class: `message from-${from}` }, messageHead(head, words), ...children);
}

function messageHead({ author, at }: Omit<Said, 'isMine'>, { dateTime }: Words): ComponentChild {
  return h(
    'p',
    { class: 'message-head' },
    h('strong', null, author),
    h('span', { class: 'soft' }, ` ${dateTime(at)}`),
  );
}

function reply(ticket: Ticket, words: Words, attempt: Attempt | undefined): ComponentChild | null {
  const { t } = words;
  const isAttempted = attempt?.form === 'message';
  const canWrite = ticket.allowed.includes('addMessage');
  if (!canWrite && !isAttempted) return null;
  const filled = filledOf(words, attempt, 'message');
  return card(
    'reply-title',
    t('portal.write'),
    !canWrite && h('p', { class: 'hint' }, t('portal.overtaken')),
    form(
      {
        action: `${requestAddress(ticket.id)}/message`,
        key: keyOf(attempt, 'message'),
        hasFiles: true,
      },
      noteOf(attempt, 'message', words),
      textField(filled, {
        name: 'body',
        label: t('portal.your_message'),
        maxLength: messageMax,
        rows: 5,
        required: true,
      }),
      filesField(filled),
      canWrite && formEnd(submit(t('new.submit'))),
    ),
  );
}

function withdrawal(
  ticket: Ticket,
  words: Words,
  attempt: Attempt | undefined,
): ComponentChild | null {
  if (!ticket.allowed.includes('cancel')) return null;
  const label = words.t('portal.withdraw');
  const isAttempted = attempt?.form === 'withdrawal';
  return h(
    'details',
    { open: isAttempted },
    h('summary', null, label),
    reasonForm(ticket, words, attempt, { name: 'withdrawal', label, asks: true }),
  );
}

interface ReasonForm {
  name: 'closure' | 'reopening' | 'withdrawal';
  label: string;
  asks?: boolean;
}

function reasonForm(
  ticket: Ticket,
  words: Words,
  attempt: Attempt | undefined,
  { name, label, asks = false }: ReasonForm,
): ComponentChild {
  const filled = filledOf(words, attempt, name);
  const reason = { name: 'reason', label: words.t('form.reason'), maxLength: noteMax, rows: 2 };
  return form(
    { action: `${requestAddress(ticket.id)}/${name}`, key: keyOf(attempt, name) },
    noteOf(attempt, name, words),
    asks && textField({ ...filled, words }, reason),
    formEnd(submit(label, asks ? 'plain' : 'primary')),
  );
}

function card(id: string, title: string, ...children: unknown[]): ComponentChild {
  return h(
    'section',
    { class: 'card', 'aria-labelledby': id },
    h('h2', { id }, title),
    ...(children as ComponentChild[]),
  );
}
