import { defineOperation } from '../../http/operation.ts';
import { ticketPath } from '../../tickets/ticket_path.ts';
import { getVisible } from '../../tickets/tickets.ts';
import { toldOfTicketQuery, toldPage, toldPersonPage, toldQuery } from './contract.ts';
import { findTold, findToldOfTicket } from './find_told.ts';

const tag = 'People and processes';

export const listToldNotifications = defineOperation({
  id: 'listToldNotifications',
  method: 'get',
  address: '/api/account/notifications/told',
  summary:
    'What concerned the caller in the last 30 days, the newest first: why they were told or were ' +
    'not, which rule and which choice say so, and what became of the mail',
  tag,
  query: toldQuery,
  answers: { 200: { description: 'A page of it', schema: toldPage } },
  async handle({ account, query }, { database }) {
    return { status: 200, body: await findTold(database, account, query) };
  },
});

export const listToldOfTicket = defineOperation({
  id: 'listToldOfTicket',
  method: 'get',
  address: '/api/tickets/{id}/told',
  summary: 'Who was told what happened on a ticket, by which channels, and how far the mails came',
  tag,
  path: ticketPath,
  query: toldOfTicketQuery,
  answers: { 200: { description: 'A page of them, the latest first', schema: toldPersonPage } },
  async handle({ account, path, query }, dependencies) {
    await getVisible(path.id, account, dependencies);
    return { status: 200, body: await findToldOfTicket(dependencies.database, path.id, query) };
  },
});
