import { z } from 'zod';
import { dayMs } from '../../workflows/domain/durations.ts';
import { affectedMax } from '../../workflows/domain/ticket.ts';
import { defineOperation } from '../http/operation.ts';
import { descriptionText, line, processWord, recordId, subjectText } from '../http/text.ts';
import { channel, level, ticketType } from '../http/words.ts';
import { attachmentIds } from './attachments/contract.ts';
import { ticket } from './contract.ts';
import { givenFields } from './fields/given_fields.ts';
import { openTicketFor } from './intake.ts';
import { describeTicket, etagOf } from './ticket_answer.ts';

const openingLink = z
  .strictObject({
    kind: z.enum(['related', 'parent', 'split_from', 'follow_up_of']),
    id: recordId,
  })
  .meta({
    id: 'OpeningLink',
    description:
      'What the ticket has to do with another: `parent` reports a major incident, `split_from` takes a second matter out of a ticket, `follow_up_of` goes on after one that is over',
  });

export const openTicketBody = z
  .strictObject({
    type: ticketType.optional(),
    subject: subjectText,
    description: descriptionText,
    requester: recordId.optional().meta({ description: 'Agents only: on whose behalf' }),
    channel: channel.exclude(['import']).optional(),
    category: processWord.optional(),
    service: processWord.optional(),
    impact: level.optional(),
    urgency: level.optional(),
    process: processWord.optional().meta({
      description:
        'Where absent, what the desk offers leads to it: its page, a route, its category or service',
    }),
    page: line(64).optional().meta({ description: 'The page of the portal that it was asked on' }),
    fields: givenFields.optional(),
    contactMs: z.int().min(0).max(dayMs).optional().meta({
      description:
        'Agents only: how long the call or visit took that it is opened for, in milliseconds',
    }),
    link: openingLink.optional(),
    affected: z.array(recordId).max(affectedMax).optional().meta({
      description:
        'Ids of the devices and services it is about; whoever asks for help names what they use',
    }),
    attachments: attachmentIds.optional(),
    knowledgeSession: recordId
      .optional()
      .meta({ description: 'What was read before asking: the ticket carries it' }),
  })
  .meta({ id: 'OpenTicket' });

export type OpenTicketBody = z.infer<typeof openTicketBody>;

export const openTicket = defineOperation({
  id: 'openTicket',
  method: 'post',
  address: '/api/tickets',
  summary: 'Opens a ticket: it is triaged, routed and timed at once',
  tag: 'Tickets',
  body: openTicketBody,
  isKeyed: true,
  needsRoom: true,
  answers: {
    201: {
      description: 'The ticket',
      schema: ticket,
      headers: { Location: 'Where the ticket is' },
    },
  },
  async handle(call, dependencies) {
    const { state, content } = await openTicketFor(call, dependencies);
    const body = await describeTicket(state, call, dependencies, content);
    const headers = { ETag: etagOf(state), Location: `/api/tickets/${state.ticketId}` };
    return { status: 201, body, headers };
  },
});
