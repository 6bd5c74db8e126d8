import type { Request, Response, Router } from 'express';
import { type ComponentChild, h } from 'preact';
import { refuseCrossSite } from '../http/identity.ts';
import type { AskedSurvey } from '../tickets/survey/contract.ts';
import { answerSurvey, openSurvey } from '../tickets/survey/survey.ts';
import { type Attempt, filledOf, keyOf } from './attempt.ts';
import { askerAt, type Desk, problemFor, sendPage, wordsFor } from './desk_pages.ts';
import { form, formEnd, radioField, submit, textField } from './fields.ts';
import { type GivenForm, readForm } from './form_body.ts';
import { problemNote, ticketLine } from './parts.ts';
import { type Asker, ask } from './visit.ts';
import type { Words } from './words.ts';

const scores = [5, 4, 3, 2, 1] as const;
const commentMax = 10_000;

/**
 * The survey that a mail asks by links: nobody signs in, and to look at it answers nothing, so that a
 * program that follows links answers for nobody.
 */
export function mountSurvey(router: Router, desk: Desk): void {
  router.get('/survey/:secret', async (request, response) => {
    await showSurvey(desk, request, response);
  });
  router.post('/survey/:secret', async (request, response) => {
    refuseCrossSite(request);
    const given = await readForm(request);
    const asker = await askerAt(desk, request, response);
    const comment = given.filled('comment');
    const body = {
      secret: secretOf(request),
      score: Number(given.filled('score') ?? 'NaN'),
      ...(comment !== undefined && { comment }),
    };
    try {
      await ask(answerSurvey, asker, { body, idempotencyKey: given.text('key') });
      response.redirect(303, request.originalUrl.replace(/\?.*$/s, ''));
    } catch (error) {
      if (!problemFor(error, asker)) throw error;
      await showSurvey(desk, request, response, { given, error });
    }
  });
}

function secretOf({ params }: Request): string {
  return String(params.secret);
}

async function showSurvey(
  desk: Desk,
  request: Request,
  response: Response,
  attempted?: { given: GivenForm; error: unknown },
): Promise<void> {
  const stranger = await askerAt(desk, request, response);
  const secret = secretOf(request);
  const { body: survey } = await ask(openSurvey, stranger, { body: { secret } });
  const words = wordsFor(request, stranger.look.zone, survey.locale);
  const asker: Asker = { ...stranger, words };
  const problem = attempted && problemFor(attempted.error, asker);
  const attempt = attempted && problem && { form: 'survey', given: attempted.given, problem };
  sendPage(desk, asker, {
    title: words.t('survey.title'),
    status: problem?.status ?? 200,
    body: [
      h('h1', null, words.t('survey.title')),
      ticketLine(survey, words),
      survey.state === 'open'
        ? question(request, survey, words, attempt)
        : h(
            'p',
            { class: survey.state === 'answered' ? 'thanks' : 'hint' },
            stateWords(survey, words),
          ),
    ],
  });
}

function stateWords({ state, score }: AskedSurvey, { t }: Words): string {
  if (state === 'answered' && score !== null) return t('survey.thanks', { score });
  return state === 'expired' ? t('survey.too_late') : t('survey.not_asked');
}

/** The link says what is chosen to begin with; it is sent by a click on the page. */
function question(
  request: Request,
  { expiresAt }: AskedSurvey,
  words: Words,
  attempt: Attempt | undefined,
): ComponentChild {
  const { t, dateTime } = words;
  const chosen = typeof request.query.score === 'string' ? request.query.score : '';
  const address = request.originalUrl.replace(/\?.*$/s, '');
  return h(
    'section',
    { class: 'card' },
    form(
      { action: address, key: keyOf(attempt, 'survey') },
      attempt?.problem && problemNote(attempt.problem, words),
      radioField(filledOf(words, attempt, 'survey'), {
        name: 'score',
        label: t('survey.question'),
        required: true,
        first: chosen,
        options: scores.map((score) => ({ id: String(score), title: t(`survey.score_${score}`) })),
      }),
      textField(filledOf(words, attempt, 'survey'), {
        name: 'comment',
        label: t('survey.comment'),
        maxLength: commentMax,
        rows: 3,
      }),
      h('p', { class: 'hint' }, t('survey.until', { at: dateTime(expiresAt) })),
      formEnd(submit(t('survey.submit'))),
    ),
  );
}
