import { z } from 'zod';
import { fieldsMax, fieldTextMax } from '../../../workflows/domain/ticket.ts';
import { definitionOf } from '../../../workflows/processes/index.ts';
import { givenValue, wrongField } from '../../http/errors.ts';
import { asked, expected } from '../../http/expectations.ts';
import { processWord, storable } from '../../http/text.ts';
import { ticketNotFound } from '../errors.ts';
import { findTicket } from '../find_tickets.ts';
import { ticketPath } from '../ticket_path.ts';
import type { NewText } from './command_texts.ts';
import { defineCommand } from './define_command.ts';

const fieldsBody = z
  .strictObject({
    fields: z
      .record(processWord, z.union([storable(fieldTextMax), z.number(), z.null()]))
      .refine((fields) => Object.keys(fields).length > 0, {
        error: asked('at_least_one_of', { fields: ['fields'] }),
      }),
  })
  .meta({
    id: 'TicketFields',
    description: `Values by the names of fields of the ticket's process, ${fieldsMax} at most; null clears one. A text is the text itself.`,
  });

export const setFields = defineCommand({
  name: 'setFields',
  method: 'put',
  address: '/api/tickets/{id}/fields',
  summary: 'Fills in fields of the process, changes and clears them',
  path: ticketPath,
  body: fieldsBody,
  async texts({ fields }, { account, path }, { database }) {
    const ticket = await findTicket(database, account, path.id);
    if (!ticket?.state) throw ticketNotFound(path.id);
    const defined = definitionOf(ticket.state.processId).fields ?? {};
    const texts: Record<string, NewText> = {};
    for (const [name, value] of Object.entries(fields)) {
      const field = defined[name];
      if (field?.kind !== 'text' || value === null) continue;
      if (typeof value !== 'string' || value.trim() === '') {
        throw wrongField(`body.fields.${name}`, expected('not_blank'), givenValue(value));
      }
      texts[name] = { kind: 'field', text: value };
    }
    return texts;
  },
  payload: ({ body: { fields }, textIds }) => ({
    fields: Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [name, textIds[name] ?? value]),
    ),
  }),
});
