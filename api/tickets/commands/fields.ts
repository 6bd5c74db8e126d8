import { z } from 'zod';
import { snapshotFollowed } from '../../../database/process_snapshots.ts';
import { ticketNotFound } from '../errors.ts';
import { changedFields } from '../fields/given_fields.ts';
import { judgeFields } from '../fields/judge_fields.ts';
import { findTicket } from '../find_tickets.ts';
import { ticketPath } from '../ticket_path.ts';
import type { NewText } from './command_texts.ts';
import { defineCommand } from './define_command.ts';

const fieldsBody = z.strictObject({ fields: changedFields }).meta({ id: 'TicketFields' });

export const setFields = defineCommand({
  name: 'setFields',
  method: 'put',
  address: '/api/tickets/{id}/fields',
  summary: 'Fills in fields of the process, changes and clears them',
  path: ticketPath,
  body: fieldsBody,
  async texts({ fields }, { account, path }, dependencies) {
    const ticket = await findTicket(dependencies.database, account, path.id);
    if (!ticket?.state) throw ticketNotFound(path.id);
    const process = await snapshotFollowed(dependencies.database, ticket.state);
    const { texts } = await judgeFields(
      process?.fields,
      fields,
      'body.fields',
      account,
      dependencies,
    );
    const rows = Object.entries(texts).map(([name, text]) => [name, { kind: 'field', text }]);
    return Object.fromEntries(rows) as Record<string, NewText>;
  },
  payload: ({ body: { fields }, textIds }) => ({
    fields: Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [name, textIds[name] ?? value]),
    ),
  }),
});
