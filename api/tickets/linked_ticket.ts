import type { ApiDependencies } from '../dependencies.ts';
import { askOperation } from '../http/ask_operation.ts';
import type { LinkCall, LinkHolder } from '../people/link_holder.ts';
import type { Ticket } from './contract.ts';
import { getTicket } from './tickets.ts';

/** The ticket that the link of a mail is about, as whoever the mail was for sees it. */
export async function linkedTicket(
  { request, response }: Pick<LinkCall, 'request' | 'response'>,
  { link, account }: LinkHolder<{ ticketId: string }>,
  dependencies: ApiDependencies,
): Promise<Ticket> {
  const question = { path: { id: link.ticketId } };
  const asker = { request, response, account };
  return (await askOperation(getTicket, asker, question, dependencies)).body;
}
