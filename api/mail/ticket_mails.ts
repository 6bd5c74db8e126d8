import type { ApiDependencies } from '../dependencies.ts';
import { notFound } from '../http/errors.ts';
import { defineOperation } from '../http/operation.ts';
import type { Account } from '../people/directory.ts';
import { ticketPath } from '../tickets/ticket_path.ts';
import { getVisible } from '../tickets/tickets.ts';
import { mailRendering, ticketMailList, ticketMailPath, ticketMailText } from './contract.ts';
import { type FoundMail, findMail, findMailsOfTicket, ticketMailView } from './find_mails.ts';
import { sendMailPage } from './mail_page.ts';
import { textOf } from './mail_texts.ts';
import { sendRaw } from './send_raw.ts';

const tag = 'Tickets';

export const listTicketMails = defineOperation({
  id: 'listTicketMails',
  method: 'get',
  address: '/api/tickets/{id}/mails',
  summary: 'The mails that came on a ticket, and the one it was opened with; the oldest first',
  tag,
  path: ticketPath,
  answers: { 200: { description: 'All of them', schema: ticketMailList } },
  async handle({ account, path }, dependencies) {
    await getVisible(path.id, account, dependencies);
    const rows = await findMailsOfTicket(dependencies.database, path.id);
    return { status: 200, body: { items: rows.map(ticketMailView), next: null } };
  },
});

export const getTicketMail = defineOperation({
  id: 'getTicketMail',
  method: 'get',
  address: '/api/tickets/{id}/mails/{mail}',
  summary: 'A mail of a ticket with the whole of its text, what it quotes too',
  tag,
  path: ticketMailPath,
  answers: { 200: { description: 'The mail', schema: ticketMailText } },
  async handle({ account, path }, dependencies) {
    const row = await ofTicket(path, account, dependencies);
    const { problems: _, ...text } = await textOf(row, dependencies);
    return { status: 200, body: { ...ticketMailView(row), ...text } };
  },
});

export const getRawTicketMail = defineOperation({
  id: 'getRawTicketMail',
  method: 'get',
  address: '/api/tickets/{id}/mails/{mail}/raw',
  summary: 'A mail of a ticket as it was delivered, as a download',
  tag,
  path: ticketMailPath,
  answers: { 200: { description: 'The message', mediaTypes: ['application/octet-stream'] } },
  async handle({ account, path, response }, dependencies) {
    const row = await ofTicket(path, account, dependencies);
    await sendRaw(row, dependencies.database, response);
    return undefined;
  },
});

export const renderTicketMail = defineOperation({
  id: 'renderTicketMail',
  method: 'get',
  address: '/api/tickets/{id}/mails/{mail}/rendering',
  summary:
    'A mail of a ticket as a page for a frame: its HTML, cleaned, or its source; nothing in it runs',
  tag,
  path: ticketMailPath,
  query: mailRendering,
  answers: { 200: { description: 'The page', mediaTypes: ['text/html'] } },
  async handle({ account, path, query, response }, dependencies) {
    const row = await ofTicket(path, account, dependencies);
    await sendMailPage(row, query, response, dependencies);
    return undefined;
  },
});

/** @throws ApiError 404 where the ticket has no such mail, or is not the caller's to know of */
async function ofTicket(
  path: { id: string; mail: string },
  account: Account,
  dependencies: ApiDependencies,
): Promise<FoundMail> {
  await getVisible(path.id, account, dependencies);
  const row = await findMail(dependencies.database, path.mail);
  if (row.ticket_id !== path.id) throw notFound('mail', path.mail);
  return row;
}
