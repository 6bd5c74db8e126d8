import { z } from 'zod';
import { withDatabase } from '../../http/database.ts';
import { asked } from '../../http/expectations.ts';
import { defineOperation } from '../../http/operation.ts';
import { ticketNotFound } from '../errors.ts';
import { ticketPath } from '../ticket_path.ts';
import { visibleTo } from '../visible_to.ts';
import { doings, presence } from './contract.ts';
import { presentSeconds } from './presences.ts';

const body = z.strictObject({
  window: z
    .string()
    .regex(/^[\x21-\x7e]{1,40}$/, { error: asked('visible_ascii', { min: 1, max: 40 }) })
    .meta({ description: 'A word of the window’s own: somebody may have several' }),
  doing: z.enum(doings),
});

export const showPresence = defineOperation({
  id: 'showPresence',
  method: 'put',
  address: '/api/tickets/{id}/presence',
  summary:
    `Shows colleagues at the ticket what the caller does there, for ${presentSeconds} seconds unless ` +
    'it is said again; nothing of it is kept. Requesters are never told',
  tag: 'Tickets',
  path: ticketPath,
  body,
  answers: { 200: { description: 'Who is known to be there, the caller aside', schema: presence } },
  async handle({ account, path: { id }, body: said }, { database, presences }) {
    const known = await withDatabase(() =>
      visibleTo(database('ticket_contents'), account)
        .where('ticket_contents.ticket_id', id)
        .first('ticket_contents.ticket_id'),
    );
    if (!known) throw ticketNotFound(id);
    await withDatabase(() => presences.tell({ ticketId: id, accountId: account.id, ...said }));
    return { status: 200, body: await presences.at(id, account.id) };
  },
});
