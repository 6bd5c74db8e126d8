import { readSurveyLink, type SurveyLink } from '../../../settings/survey_links.ts';
import { askOperation } from '../../http/ask_operation.ts';
import { defineOperation } from '../../http/operation.ts';
import type { Locals } from '../../http/router.ts';
import { type LinkHolder, linkHolderOf, linkOver } from '../../people/link_holder.ts';
import { recordSatisfaction } from '../commands/resolution.ts';
import type { Ticket } from '../contract.ts';
import { linkedTicket } from '../linked_ticket.ts';
import { type AskedSurvey, askedSurvey, surveyAnswerBody, surveyLinkBody } from './contract.ts';

export const openSurvey = defineOperation({
  id: 'openSurvey',
  method: 'post',
  address: '/api/survey-links/opened',
  summary:
    'What the link of a mail asks: how content somebody is. It answers nothing, however often it is ' +
    'looked at',
  tag: 'Tickets',
  body: surveyLinkBody,
  answers: {
    200: { description: 'The survey, as it is for whoever is asked', schema: askedSurvey },
  },
  async handle(call, dependencies) {
    const holder = await linkHolderOf(readSurveyLink, call, dependencies);
    const ticket = await linkedTicket(call, holder, dependencies);
    return { status: 200, body: surveyFor(holder, ticket) };
  },
});

export const answerSurvey = defineOperation({
  id: 'answerSurvey',
  method: 'post',
  address: '/api/survey-links/answered',
  summary: 'Answers a survey by the link of a mail, as whoever the mail was for',
  tag: 'Tickets',
  body: surveyAnswerBody,
  isKeyed: true,
  answers: { 200: { description: 'The survey after it', schema: askedSurvey } },
  async handle(call, dependencies) {
    const holder = await linkHolderOf(readSurveyLink, call, dependencies);
    const { request, response, body, idempotency } = call;
    const { score, comment } = body;
    const { ticketId: id } = holder.link;
    const before = surveyFor(holder, await linkedTicket(call, holder, dependencies));
    // Another resolution is asked about by a mail of its own.
    if (before.state === 'cancelled') throw linkOver('reopened');
    const locals: Locals = response.locals;
    locals.channel = 'email';
    await askOperation(
      recordSatisfaction,
      { request, response, account: holder.account },
      {
        path: { id },
        body: { score, ...(comment !== undefined && { comment }) },
        idempotencyKey: idempotency.key,
      },
      dependencies,
    );
    const after = surveyFor(holder, await linkedTicket(call, holder, dependencies));
    return { status: 200, body: after };
  },
});

/** On a merged ticket it is asked of the one that stands for it. */
function surveyFor({ link, account }: LinkHolder<SurveyLink>, ticket: Ticket): AskedSurvey {
  const { standing, number, subject } = ticket;
  const survey = standing ? standing.survey : ticket.survey;
  const shown = {
    number,
    subject,
    locale: account.locale,
    expiresAt: new Date(link.expiresAt).toISOString(),
  };
  if (survey?.n !== link.n) return { ...shown, state: 'cancelled', score: null };
  const isAsked = ticket.allowed.includes('recordSatisfaction');
  const state = survey.state === 'open' && !isAsked ? 'cancelled' : survey.state;
  return { ...shown, state, score: survey.score };
}
