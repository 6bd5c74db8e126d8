import { type PageLink, readPageLink } from '../../settings/page_links.ts';
import { askOperation } from '../http/ask_operation.ts';
import { defineOperation } from '../http/operation.ts';
import type { Locals } from '../http/router.ts';
import { type LinkHolder, linkHolderOf } from '../people/link_holder.ts';
import { acknowledgePage } from '../tickets/commands/paging.ts';
import type { Ticket } from '../tickets/contract.ts';
import { linkedTicket } from '../tickets/linked_ticket.ts';
import { type LinkedPage, linkedPage, pageLinkBody } from './contract.ts';

const tag = 'Tickets';

export const openPageLink = defineOperation({
  id: 'openPageLink',
  method: 'post',
  address: '/api/page-links/opened',
  summary:
    'What the link of a mail pages for. It acknowledges nothing, however often it is looked at',
  tag,
  body: pageLinkBody,
  answers: { 200: { description: 'The page as it stands', schema: linkedPage } },
  async handle(call, dependencies) {
    const holder = await linkHolderOf(readPageLink, call, dependencies);
    return { status: 200, body: pageFor(holder, await linkedTicket(call, holder, dependencies)) };
  },
});

export const acknowledgePageLink = defineOperation({
  id: 'acknowledgePageLink',
  method: 'post',
  address: '/api/page-links/acknowledged',
  summary: 'Somebody has it, by the link of the mail that paged them. One that is over stays so',
  tag,
  body: pageLinkBody,
  isKeyed: true,
  answers: { 200: { description: 'The page after it', schema: linkedPage } },
  async handle(call, dependencies) {
    const holder = await linkHolderOf(readPageLink, call, dependencies);
    const before = await linkedTicket(call, holder, dependencies);
    if (pageFor(holder, before).state === 'open') {
      const { request, response, idempotency } = call;
      const locals: Locals = response.locals;
      locals.channel = 'email';
      const path = { id: holder.link.ticketId, n: String(holder.link.n) };
      await askOperation(
        acknowledgePage,
        { request, response, account: holder.account },
        { path, body: {}, idempotencyKey: idempotency.key },
        dependencies,
      );
    }
    return { status: 200, body: pageFor(holder, await linkedTicket(call, holder, dependencies)) };
  },
});

function pageFor(
  { link, account }: LinkHolder<PageLink>,
  { number, subject, pages }: Ticket,
): LinkedPage {
  const state = pages.some(({ n }) => n === link.n) ? 'open' : 'over';
  return { number, subject, locale: account.locale, state };
}
