import { ticketPath } from '../../http/parameters.ts';
import { pendingBody } from './bodies.ts';
import { reasonText } from './command_texts.ts';
import { defineCommand } from './define_command.ts';

export const setPending = defineCommand({
  name: 'setPending',
  method: 'put',
  address: '/api/tickets/{id}/pending',
  summary: 'Waits for the requester, a supplier or a change',
  path: ticketPath,
  body: pendingBody,
  texts: ({ note }) => ({ note: reasonText(note) }),
  payload: ({ body, textIds }) => ({
    reason: body.reason,
    until: body.until === undefined ? null : Date.parse(body.until),
    noteId: textIds.note,
  }),
});

export const endPending = defineCommand({
  name: 'endPending',
  method: 'delete',
  address: '/api/tickets/{id}/pending',
  summary: 'Goes on with the ticket',
  path: ticketPath,
  payload: () => ({}),
});
