import { readSurveyLink, type SurveyLink } from '../../../settings/survey_links.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { askOperation } from '../../http/ask_operation.ts';
import { ApiError } from '../../http/errors.ts';
import { countWrongCredential } from '../../http/limits/limits.ts';
import { type Call, defineOperation } from '../../http/operation.ts';
import type { Locals } from '../../http/router.ts';
import { withDeskKey } from '../../http/with_desk_key.ts';
import type { Account } from '../../people/directory.ts';
import { recordSatisfaction } from '../commands/resolution.ts';
import type { Ticket } from '../contract.ts';
import { getTicket } from '../tickets.ts';
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
    const holder = await holderOf(call, dependencies);
    const ticket = await ticketOf(call, holder, dependencies);
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
    const holder = await holderOf(call, dependencies);
    const { request, response, body, idempotency } = call;
    const { score, comment } = body;
    const { ticketId: id } = holder.link;
    const before = surveyFor(holder, await ticketOf(call, holder, dependencies));
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
    const after = surveyFor(holder, await ticketOf(call, holder, dependencies));
    return { status: 200, body: after };
  },
});

interface Holder {
  link: SurveyLink;
  account: Account;
}

type SurveyCall = Pick<
  Call<undefined, undefined, { secret: string }>,
  'request' | 'response' | 'body'
>;

/**
 * Whom a link was made for.
 * @throws ApiError 404 where the desk made none such, 410 where it is too old or they have left
 */
async function holderOf(
  { request, body }: Pick<SurveyCall, 'request' | 'body'>,
  { deskKey, accounts, counts }: ApiDependencies,
): Promise<Holder> {
  const link = await withDeskKey(async () => readSurveyLink(deskKey, body.secret));
  if (!link) {
    countWrongCredential(request, undefined, counts);
    throw new ApiError(404, { code: 'mail_link_unknown', parameters: {} });
  }
  if (link.expiresAt <= Date.now()) throw linkOver('expired');
  const account = await accounts.findActive(link.accountId);
  if (!account) throw linkOver('account_closed');
  return { link, account };
}

function linkOver(why: 'expired' | 'account_closed' | 'reopened'): ApiError {
  return new ApiError(410, { code: 'mail_link_over', parameters: { why } });
}

async function ticketOf(
  { request, response }: Pick<SurveyCall, 'request' | 'response'>,
  { link, account }: Holder,
  dependencies: ApiDependencies,
): Promise<Ticket> {
  const question = { path: { id: link.ticketId } };
  const asker = { request, response, account };
  return (await askOperation(getTicket, asker, question, dependencies)).body;
}

/** On a merged ticket it is asked of the one that stands for it. */
function surveyFor({ link, account }: Holder, ticket: Ticket): AskedSurvey {
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
