import { recordAudit } from '../../../database/audit.ts';
import { sendAgain, sendNow, wakeSenders } from '../../../database/outgoing_mails.ts';
import { tryQueueAgain } from '../../../database/outgoing_queues.ts';
import { askedBy } from '../../http/audited.ts';
import { withDatabase } from '../../http/database.ts';
import { ApiError, notFound } from '../../http/errors.ts';
import { defineOperation } from '../../http/operation.ts';
import { ticketPath } from '../../tickets/ticket_path.ts';
import { getVisible } from '../../tickets/tickets.ts';
import {
  outgoingMail,
  outgoingMailPage,
  outgoingMailPath,
  outgoingMailQuery,
  outgoingQueue,
  outgoingQueueList,
  outgoingQueuePath,
  ticketOutgoingMailList,
} from './contract.ts';
import {
  findOutgoingMail,
  findOutgoingOfTicket,
  findOutgoingPage,
  findQueues,
} from './find_outgoing.ts';

const tag = 'Mail';

export const listOutgoingMails = defineOperation({
  id: 'listOutgoingMails',
  method: 'get',
  address: '/api/outgoing-mails',
  summary: 'Mail that goes out, the newest first, with how far each came',
  tag,
  query: outgoingMailQuery,
  answers: { 200: { description: 'A page of mails', schema: outgoingMailPage } },
  async handle({ query }, { database }) {
    return { status: 200, body: await findOutgoingPage(database, query) };
  },
});

export const retryOutgoingMail = defineOperation({
  id: 'retryOutgoingMail',
  method: 'post',
  address: '/api/outgoing-mails/{id}/attempts',
  summary: 'Sends a mail now that waits, was refused or came back; twice asked it is tried once',
  tag,
  path: outgoingMailPath,
  answers: { 200: { description: 'The mail, which waits to be sent', schema: outgoingMail } },
  async handle(call, { database }) {
    const { path } = call;
    const before = await findOutgoingMail(database, path.id);
    const isWaiting = await withDatabase(() =>
      database.transaction(async (trx) => {
        if (!(await sendAgain(trx, path.id))) return sendNow(trx, path.id);
        await recordAudit(trx, {
          ...askedBy(call),
          kind: 'mail_sent_again',
          object: { kind: 'mail', id: `outgoing ${path.id}` },
          before: { state: before.state, reason: before.reason },
          after: { state: 'waiting', reason: null },
        });
        return true;
      }),
    );
    if (!isWaiting) throw new ApiError(409, { code: 'mail_sent', parameters: { id: path.id } });
    return { status: 200, body: await findOutgoingMail(database, path.id) };
  },
});

export const listOutgoingQueues = defineOperation({
  id: 'listOutgoingQueues',
  method: 'get',
  address: '/api/outgoing-queues',
  summary: 'By which servers mail goes out, how each fares, and how much waits',
  tag,
  answers: { 200: { description: 'All of them', schema: outgoingQueueList } },
  async handle(_call, { database }) {
    return { status: 200, body: { items: await findQueues(database), next: null } };
  },
});

export const retryOutgoingQueue = defineOperation({
  id: 'retryOutgoingQueue',
  method: 'post',
  address: '/api/outgoing-queues/{id}/attempts',
  summary: 'Tries a server now that is left alone until later',
  tag,
  path: outgoingQueuePath,
  answers: { 200: { description: 'How it stands', schema: outgoingQueue } },
  async handle({ path }, { database }) {
    await withDatabase(async () => {
      await tryQueueAgain(database, path.id);
      await wakeSenders(database);
    });
    const queue = (await findQueues(database)).find(({ id }) => id === path.id);
    if (!queue) throw notFound('mailbox', path.id);
    return { status: 200, body: queue };
  },
});

export const listTicketOutgoingMails = defineOperation({
  id: 'listTicketOutgoingMails',
  method: 'get',
  address: '/api/tickets/{id}/outgoing-mails',
  summary:
    'What was or is to be mailed of a ticket, to whom, and whether it arrived; the oldest first',
  tag: 'Tickets',
  path: ticketPath,
  answers: { 200: { description: 'All of them', schema: ticketOutgoingMailList } },
  async handle({ account, path }, dependencies) {
    await getVisible(path.id, account, dependencies);
    const items = await findOutgoingOfTicket(dependencies.database, path.id);
    return { status: 200, body: { items, next: null } };
  },
});
