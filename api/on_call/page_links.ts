import { type PageLink, readPageLink } from '../../settings/page_links.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { askOperation } from '../http/ask_operation.ts';
import { ApiError } from '../http/errors.ts';
import { countWrongCredential } from '../http/limits/limits.ts';
import { type Call, defineOperation } from '../http/operation.ts';
import type { Locals } from '../http/router.ts';
import { withDeskKey } from '../http/with_desk_key.ts';
import type { Account } from '../people/directory.ts';
import { acknowledgePage } from '../tickets/commands/paging.ts';
import type { Ticket } from '../tickets/contract.ts';
import { getTicket } from '../tickets/tickets.ts';
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
    const holder = await holderOf(call, dependencies);
    return { status: 200, body: pageFor(holder, await ticketOf(call, holder, dependencies)) };
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
    const holder = await holderOf(call, dependencies);
    const before = await ticketOf(call, holder, dependencies);
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
    return { status: 200, body: pageFor(holder, await ticketOf(call, holder, dependencies)) };
  },
});

interface Holder {
  link: PageLink;
  account: Account;
}

type LinkCall = Pick<
  Call<undefined, undefined, { secret: string }>,
  'request' | 'response' | 'body'
>;

/**
 * Whom a link was made for.
 * @throws ApiError 404 where the desk made none such, 410 where it is too old or they have left
 */
async function holderOf(
  { request, body }: Pick<LinkCall, 'request' | 'body'>,
  { deskKey, accounts, counts }: ApiDependencies,
): Promise<Holder> {
  const link = await withDeskKey(async () => readPageLink(deskKey, body.secret, Date.now()));
  if (link === 'expired') throw linkOver('expired');
  if (!link) {
    countWrongCredential(request, undefined, counts);
    throw new ApiError(404, { code: 'mail_link_unknown', parameters: {} });
  }
  const account = await accounts.findActive(link.accountId);
  if (!account) throw linkOver('account_closed');
  return { link, account };
}

function linkOver(why: 'expired' | 'account_closed'): ApiError {
  return new ApiError(410, { code: 'mail_link_over', parameters: { why } });
}

async function ticketOf(
  { request, response }: Pick<LinkCall, 'request' | 'response'>,
  { link, account }: Holder,
  dependencies: ApiDependencies,
): Promise<Ticket> {
  const question = { path: { id: link.ticketId } };
  const asker = { request, response, account };
  return (await askOperation(getTicket, asker, question, dependencies)).body;
}

function pageFor({ link, account }: Holder, { number, subject, pages }: Ticket): LinkedPage {
  const state = pages.some(({ n }) => n === link.n) ? 'open' : 'over';
  return { number, subject, locale: account.locale, state };
}
