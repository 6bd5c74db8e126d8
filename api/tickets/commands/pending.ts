import { z } from 'zod';
import { instant, noteText } from '../../http/text.ts';
import { pendingReason } from '../../http/words.ts';
import { ticketPath } from '../ticket_path.ts';
import { reasonText } from './command_texts.ts';
import { defineCommand } from './define_command.ts';

const pendingBody = z
  .strictObject({
    reason: pendingReason,
    until: instant.optional(),
    note: noteText.optional(),
  })
  .meta({ id: 'PendingPut' });

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
