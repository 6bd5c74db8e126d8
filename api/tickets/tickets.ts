import { orIfDatabaseAway } from '../../database/away.ts';
import type { TicketState } from '../../workflows/domain/ticket.ts';
import { withItemNames } from '../configuration_items/named_items.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { defineOperation } from '../http/operation.ts';
import type { Account } from '../people/directory.ts';
import { ticket, ticketPage } from './contract.ts';
import { ticketNotFound } from './errors.ts';
import { idsInFields } from './fields/field_view.ts';
import {
  findStandingOfMerged,
  findTicket,
  findTicketPage,
  type StoredTicket,
} from './find_tickets.ts';
import { notesOf } from './texts.ts';
import { etagOf, partsOf } from './ticket_answer.ts';
import { ticketPath } from './ticket_path.ts';
import { ticketQuery } from './ticket_query.ts';
import { summaryAccountIdsOf, ticketSummaryView, ticketView } from './ticket_view.ts';

export const listTickets = defineOperation({
  id: 'listTickets',
  method: 'get',
  address: '/api/tickets',
  summary: 'The tickets the caller may know of, filtered, a page at a time',
  tag: 'Tickets',
  query: ticketQuery,
  answers: { 200: { description: 'A page of tickets', schema: ticketPage } },
  async handle({ account, query }, { database, accounts }) {
    const page = await findTicketPage(database, account, query);
    const ids = page.items.flatMap(({ state }) => summaryAccountIdsOf(state));
    const textIds = page.items.flatMap(({ state }) => idsInFields(state, 'text'));
    const [names, texts, standing] = await Promise.all([
      accounts.namesOf(ids).then((known) => withItemNames(database, known, ids)),
      orIfDatabaseAway(() => notesOf(database, textIds), new Map()),
      findStandingOfMerged(
        database,
        page.items.map(({ state }) => state),
      ),
    ]);
    const viewpoint = { account, now: Date.now() };
    const items = page.items.map((stored) => {
      const followed = standing.get(stored.state.ticketId);
      return ticketSummaryView({ ...stored, names, texts, standing: followed }, viewpoint);
    });
    return { status: 200, body: { items, next: page.next } };
  },
});

export const getTicket = defineOperation({
  id: 'getTicket',
  method: 'get',
  address: '/api/tickets/{id}',
  summary: 'One ticket with its texts, its clocks and what can be done with it',
  tag: 'Tickets',
  path: ticketPath,
  answers: {
    200: {
      description: 'The ticket',
      schema: ticket,
      headers: { ETag: 'For If-Match: the ticket as it stands' },
    },
  },
  async handle({ account, path }, dependencies) {
    const stored = await getVisible(path.id, account, dependencies);
    const state = await stateOf(stored, path.id, dependencies);
    const parts = await partsOf(state, { account }, dependencies, stored);
    const body = ticketView(parts, { account, now: Date.now() });
    return { status: 200, body, headers: { ETag: etagOf(state) } };
  },
});

/** @throws ApiError 404 where there is no such ticket for this account */
export async function getVisible(
  ticketId: string,
  account: Account,
  { database }: ApiDependencies,
): Promise<StoredTicket> {
  const stored = await findTicket(database, account, ticketId);
  if (!stored) throw ticketNotFound(ticketId);
  return stored;
}

/** The rows, or where there are none yet, what the workflow has. */
async function stateOf(
  { state, origin }: StoredTicket,
  ticketId: string,
  { workflows }: ApiDependencies,
): Promise<TicketState> {
  const live = state || origin !== 'live' ? state : await workflows.findState(ticketId);
  if (!live) throw ticketNotFound(ticketId);
  return live;
}
