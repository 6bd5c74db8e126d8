import { type ConsentLink, readConsentLink } from '../../../settings/consent_links.ts';
import { askOperation } from '../../http/ask_operation.ts';
import { defineOperation } from '../../http/operation.ts';
import type { Locals } from '../../http/router.ts';
import { type LinkHolder, linkHolderOf } from '../../people/link_holder.ts';
import { answerConsent } from '../commands/consents.ts';
import type { Ticket } from '../contract.ts';
import { linkedTicket } from '../linked_ticket.ts';
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
    const holder = await linkHolderOf(readConsentLink, call, dependencies);
    const ticket = await linkedTicket(call, holder, dependencies);
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
    const holder = await linkHolderOf(readConsentLink, call, dependencies);
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
    const after = consentFor(holder, await linkedTicket(call, holder, dependencies));
    return { status: 200, body: after };
  },
});

function consentFor({ link, account }: LinkHolder<ConsentLink>, ticket: Ticket): AskedConsent {
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
