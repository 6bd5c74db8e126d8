import { z } from 'zod';
import { defineOperation } from '../../http/operation.ts';
import { etagOf } from '../ticket_answer.ts';
import { ticketPath } from '../ticket_path.ts';
import { sequenceOutcome } from './contract.ts';
import { giveSequence } from './give_sequence.ts';
import { commandsMax, givenCommand } from './given_command.ts';

const sequenceBody = z
  .strictObject({ commands: z.array(givenCommand).min(1).max(commandsMax) })
  .meta({ id: 'CommandSequence' });

export const giveCommands = defineOperation({
  id: 'giveCommands',
  method: 'post',
  address: '/api/tickets/{id}/commands',
  summary:
    'Gives several commands as one, in their order, until one is refused: the answer says how many ' +
    'were done and why the next was not. Repeated with its key it goes on where it stopped',
  tag: 'Commands',
  path: ticketPath,
  body: sequenceBody,
  isKeyed: true,
  needsRoom: true,
  isMatched: true,
  answers: {
    201: { description: 'What became of them', schema: sequenceOutcome },
  },
  async handle(call, dependencies) {
    const { ticket, done, refused, error } = await giveSequence(
      call,
      call.body.commands,
      dependencies,
    );
    // Nothing was done: it is refused as the first of them would be alone.
    if (!ticket) throw error;
    const headers = { ETag: etagOf(ticket) };
    return { status: 201, body: { ticket, done, refused }, headers };
  },
});
