import type { Request, Response, Router } from 'express';
import { type ComponentChild, h } from 'preact';
import { refuseCrossSite } from '../http/identity.ts';
import { answerConsentByLink, openConsent } from '../tickets/consent/consent.ts';
import type { AskedConsent } from '../tickets/consent/contract.ts';
import { type Attempt, filledOf, keyOf } from './attempt.ts';
import { askerAt, type Desk, problemFor, sendPage, wordsFor } from './desk_pages.ts';
import { form, formEnd, radioField, submit, textField } from './fields.ts';
import { type GivenForm, readForm } from './form_body.ts';
import { problemNote, ticketLine } from './parts.ts';
import { text } from './text.ts';
import { type Asker, ask } from './visit.ts';
import type { Words } from './words.ts';

const reasonMax = 10_000;
export const consentAnswers = ['yes', 'no'] as const;

/**
 * What a playbook asks of a requester, by the links of a mail: nobody signs in, and to look at it
 * answers nothing, so that a program that follows links agrees for nobody.
 */
export function mountConsent(router: Router, desk: Desk): void {
  router.get('/consent/:secret', async (request, response) => {
    await showConsent(desk, request, response);
  });
  router.post('/consent/:secret', async (request, response) => {
    refuseCrossSite(request);
    const given = await readForm(request);
    const asker = await askerAt(desk, request, response);
    const reason = given.filled('reason');
    const body = {
      secret: secretOf(request),
      answer: given.filled('answer') ?? '',
      ...(reason !== undefined && { reason }),
    };
    try {
      await ask(answerConsentByLink, asker, { body, idempotencyKey: given.text('key') });
      response.redirect(303, request.originalUrl.replace(/\?.*$/s, ''));
    } catch (error) {
      if (!problemFor(error, asker)) throw error;
      await showConsent(desk, request, response, { given, error });
    }
  });
}

function secretOf({ params }: Request): string {
  return String(params.secret);
}

async function showConsent(
  desk: Desk,
  request: Request,
  response: Response,
  attempted?: { given: GivenForm; error: unknown },
): Promise<void> {
  const stranger = await askerAt(desk, request, response);
  const secret = secretOf(request);
  const { body: consent } = await ask(openConsent, stranger, { body: { secret } });
  const words = wordsFor(request, stranger.look.zone, consent.locale);
  const asker: Asker = { ...stranger, words };
  const { t } = words;
  const problem = attempted && problemFor(attempted.error, asker);
  const attempt = attempted && problem && { form: 'consent', given: attempted.given, problem };
  const title = consent.title ?? t('consent.title');
  sendPage(desk, asker, {
    title,
    status: problem?.status ?? 200,
    body: [
      h('h1', { dir: 'auto' }, title),
      ticketLine(consent, words),
      text(consent.text),
      consent.state === 'open'
        ? question(request, consent, words, attempt)
        : h(
            'p',
            { class: consent.state === 'yes' ? 'thanks' : 'hint' },
            t(`consent.${consent.state}`),
          ),
    ],
  });
}

/** The link says what is chosen to begin with; it is sent by a click on the page. */
function question(
  request: Request,
  { expiresAt }: AskedConsent,
  words: Words,
  attempt: Attempt | undefined,
): ComponentChild {
  const chosen = typeof request.query.answer === 'string' ? request.query.answer : '';
  const address = request.originalUrl.replace(/\?.*$/s, '');
  return h(
    'section',
    { class: 'card' },
    form(
      { action: address, key: keyOf(attempt, 'consent') },
      attempt?.problem && problemNote(attempt.problem, words),
      ...consentFields(words, attempt, 'consent', chosen, expiresAt),
    ),
  );
}

/** What is filled in, here and on the page of the request. */
export function consentFields(
  words: Words,
  attempt: Attempt | undefined,
  name: string,
  chosen: string,
  expiresAt: string,
): ComponentChild[] {
  const { t, dateTime } = words;
  const filled = filledOf(words, attempt, name);
  return [
    radioField(filled, {
      name: 'answer',
      label: t('consent.question'),
      required: true,
      first: chosen,
      options: consentAnswers.map((id) => ({ id, title: t(`consent.answer_${id}`) })),
    }),
    textField(filled, {
      name: 'reason',
      label: t('consent.reason'),
      maxLength: reasonMax,
      rows: 2,
    }),
    h('p', { class: 'hint' }, `${t('consent.until')} ${dateTime(expiresAt)}`),
    formEnd(submit(t('consent.submit'))),
  ];
}
