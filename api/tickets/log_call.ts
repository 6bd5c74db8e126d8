import { z } from 'zod';
import { defineOperation } from '../http/operation.ts';
import { openTicketFor } from './intake.ts';
import { openTicketBody } from './opening.ts';
import { sequenceOutcome } from './sequence/contract.ts';
import { giveSequence } from './sequence/give_sequence.ts';
import { commandsMax, givenCommand } from './sequence/given_command.ts';
import { describeTicket, etagOf } from './ticket_answer.ts';

const callBody = z
  .strictObject({
    ticket: openTicketBody,
    commands: z.array(givenCommand).max(commandsMax).default([]).meta({
      description: 'What comes of it at once: taken, answered, resolved',
    }),
  })
  .meta({ id: 'LoggedCall' });

export const logCall = defineOperation({
  id: 'logCall',
  method: 'post',
  address: '/api/calls',
  summary:
    'Opens a ticket for somebody who calls or stands at the desk, and does with it what came of the ' +
    'call. Where a command is refused the ticket is open all the same: the answer says why. Repeated ' +
    'with its key it goes on where it stopped',
  tag: 'Tickets',
  body: callBody,
  isKeyed: true,
  needsRoom: true,
  answers: {
    201: {
      description: 'The ticket, and what became of the commands',
      schema: sequenceOutcome,
      headers: { Location: 'Where the ticket is' },
    },
  },
  async handle(call, dependencies) {
    const { body, idempotency } = call;
    const opening = {
      ...call,
      body: body.ticket,
      idempotency: idempotency.part('opening', {
        method: 'POST',
        path: '/api/tickets',
        body: body.ticket,
      }),
    };
    const { state, content } = await openTicketFor(opening, dependencies, 'body.ticket');
    const path = { id: state.ticketId };
    const given = await giveSequence({ ...call, path }, body.commands, dependencies);
    const { done, refused } = given;
    const ticket = given.ticket ?? (await describeTicket(state, call, dependencies, content));
    const headers = { ETag: etagOf(ticket), Location: `/api/tickets/${ticket.id}` };
    return { status: 201, body: { ticket, done, refused }, headers };
  },
});
