import { itemPath } from '../configuration_items/contract.ts';
import { findItem } from '../configuration_items/find_items.ts';
import { decodeCursor, encodeCursor, pageFrom } from '../http/cursor.ts';
import { withDatabase } from '../http/database.ts';
import { notFound } from '../http/errors.ts';
import { defineOperation } from '../http/operation.ts';
import { applyOrder, kindsOf, type Order, positionIn } from '../http/order.ts';
import { remoteSessionOfItemPage, remoteSessionOfItemQuery } from './contract.ts';
import { type SessionRow, sessionView } from './remote_sessions.ts';

const pageSizeDefault = 20;
const orderName = 'item_session';

const order: Order = {
  columns: [
    ['remote_sessions.started_at', 'instant'],
    ['remote_sessions.session_id', 'text'],
  ],
  direction: 'desc',
};

type Row = SessionRow & { number: string; subject: string; position: unknown[] };

export const listItemRemoteSessions = defineOperation({
  id: 'listItemRemoteSessions',
  method: 'get',
  address: '/api/configuration-items/{id}/remote-sessions',
  summary: 'When somebody helped from afar on a device, on which ticket, and who it was',
  tag: 'Remote help',
  path: itemPath,
  query: remoteSessionOfItemQuery,
  answers: { 200: { description: 'The newest first', schema: remoteSessionOfItemPage } },
  async handle({ account, path, query }, { database }) {
    const { limit = pageSizeDefault } = query;
    const after = decodeCursor(query.cursor, orderName, kindsOf(order));
    if (!(await findItem(database, path.id, account))) {
      throw notFound('configuration item', path.id);
    }
    const asked = database('remote_sessions')
      .join('ticket_contents', 'ticket_contents.ticket_id', 'remote_sessions.ticket_id')
      .leftJoin('accounts', 'accounts.account_id', 'remote_sessions.agent_id')
      .leftJoin('accounts as enders', 'enders.account_id', 'remote_sessions.ended_by')
      .where('remote_sessions.item_id', path.id)
      .limit(limit + 1);
    applyOrder(asked, order, after);
    const rows = await withDatabase(() =>
      asked.select<Row[]>(
        'remote_sessions.*',
        'accounts.display_name as agent_name',
        'enders.display_name as ended_by_name',
        'ticket_contents.number',
        'ticket_contents.subject',
        database.raw(positionIn(order)),
      ),
    );
    const page = pageFrom(rows, limit, ({ position }) => encodeCursor(orderName, position));
    const items = page.items.map((row) => ({
      ...sessionView(row),
      ticket: { id: row.ticket_id, number: Number(row.number), subject: row.subject },
    }));
    return { status: 200, body: { items, next: page.next } };
  },
});
