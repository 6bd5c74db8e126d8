import { type ConsentLink, readConsentLink } from '../../../settings/consent_links.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { askOperation } from '../../http/ask_operation.ts';
import { ApiError } from '../../http/errors.ts';
import { countWrongCredential } from '../../http/limits/limits.ts';
import { type Call, defineOperation } from '../../http/operation.ts';
import type { Locals } from '../../http/router.ts';
import { withDeskKey } from '../../http/with_desk_key.ts';
import type { Account } from '../../people/directory.ts';
import { answerConsent } from '../commands/consents.ts';
import type { Ticket } from '../contract.ts';
import { getTicket } from '../tickets.ts';
import {
  type AskedConsent,
  askedConsent,
  consentLinkAnswerBody,
  consentLinkBody,
} from './contract.ts';

export const openConsent = defineOperation({
  id: 'openConsent',
  method: 'post',
  address: '/api/consent-links/opened',
  summary:
    'What the link of a mail asks: whether somebody agrees. It answers nothing, however often it is ' +
    'looked at',
  tag: 'Tickets',
  body: consentLinkBody,
  answers: {
    200: { description: 'The question, as it stands', schema: askedConsent },
  },
  async handle(call, dependencies) {
    const holder = await holderOf(call, dependencies);
    const ticket = await ticketOf(call, holder, dependencies);
    return { status: 200, body: consentFor(holder, ticket) };
  },
});

export const answerConsentByLink = defineOperation({
  id: 'answerConsentByLink',
  method: 'post',
  address: '/api/consent-links/answered',
  summary: 'Answers by the link of a mail, once, as whoever the mail was for',
  tag: 'Tickets',
  body: consentLinkAnswerBody,
  isKeyed: true,
  answers: { 200: { description: 'The question after it', schema: askedConsent } },
  async handle(call, dependencies) {
    const holder = await holderOf(call, dependencies);
    const { request, response, body, idempotency } = call;
    const { answer, reason } = body;
    const { ticketId: id, n } = holder.link;
    const locals: Locals = response.locals;
    locals.channel = 'email';
    await askOperation(
      answerConsent,
      { request, response, account: holder.account },
      {
        path: { id, n: String(n) },
        body: { answer, ...(reason !== undefined && { reason }) },
        idempotencyKey: idempotency.key,
      },
      dependencies,
    );
    const after = consentFor(holder, await ticketOf(call, holder, dependencies));
    return { status: 200, body: after };
  },
});

interface Holder {
  link: ConsentLink;
  account: Account;
}

type ConsentCall = Pick<
  Call<undefined, undefined, { secret: string }>,
  'request' | 'response' | 'body'
>;

/**
 * Whom a link was made for.
 * @throws ApiError 404 where the desk made none such, 410 where it is too old or they have left
 */
async function holderOf(
  { request, body }: Pick<ConsentCall, 'request' | 'body'>,
  { deskKey, accounts, counts }: ApiDependencies,
): Promise<Holder> {
  const link = await withDeskKey(async () => readConsentLink(deskKey, body.secret));
  if (!link) {
    countWrongCredential(request, undefined, counts);
    throw new ApiError(404, { code: 'mail_link_unknown', parameters: {} });
  }
  if (link.expiresAt <= Date.now()) throw linkOver('expired');
  const account = await accounts.findActive(link.accountId);
  if (!account) throw linkOver('account_closed');
  return { link, account };
}

function linkOver(why: 'expired' | 'account_closed'): ApiError {
  return new ApiError(410, { code: 'mail_link_over', parameters: { why } });
}

async function ticketOf(
  { request, response }: Pick<ConsentCall, 'request' | 'response'>,
  { link, account }: Holder,
  dependencies: ApiDependencies,
): Promise<Ticket> {
  const question = { path: { id: link.ticketId } };
  const asker = { request, response, account };
  return (await askOperation(getTicket, asker, question, dependencies)).body;
}

function consentFor({ link, account }: Holder, ticket: Ticket): AskedConsent {
  const { number, subject } = ticket;
  const consent = ticket.consents.find(({ n }) => n === link.n);
  return {
    number,
    subject,
    locale: account.locale,
    title: consent?.title ?? null,
    text: consent?.text ?? null,
    state: consent?.outcome ?? 'withdrawn',
    expiresAt: new Date(link.expiresAt).toISOString(),
  };
}
