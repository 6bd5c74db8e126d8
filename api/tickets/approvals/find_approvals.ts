import { waitingForCaller } from '../../../database/approvers.ts';
import type { Database } from '../../../database/connection.ts';
import { needed } from '../../../workflows/domain/quorum.ts';
import {
  grantersOf,
  grantersOfOthers,
  lapsesAt,
  type TicketState,
} from '../../../workflows/domain/ticket.ts';
import { titleOf } from '../../../workflows/processes/index.ts';
import { withItemNames } from '../../configuration_items/named_items.ts';
import { decodeCursor, encodeCursor, type Page, pageFrom } from '../../http/cursor.ts';
import { withDatabase } from '../../http/database.ts';
import { applyOrder, kindsOf, type Order, positionIn } from '../../http/order.ts';
import type { Account, AccountDirectory } from '../../people/directory.ts';
import { type FieldNames, fieldViews, idsInFields } from '../fields/field_view.ts';
import { iso, isoOrNull, personOf } from '../parts.ts';
import { notesOf } from '../texts.ts';
import type { ApprovalRequest } from './contract.ts';

const pageSizeDefault = 50;
const orderName = 'asked';

/** The one asked first comes first. */
const order: Order = {
  columns: [
    ["to_timestamp((waiting.approval ->> 'requestedAt')::bigint / 1000.0)", 'instant'],
    ['waiting.ticket_id', 'word'],
    ["(waiting.approval ->> 'n')::int", 'integer'],
  ],
  direction: 'asc',
};

interface Row {
  number: string;
  subject: string;
  description: string;
  state: TicketState;
  n: number;
  on_behalf_of: string | null;
  position: unknown[];
}

/** What waits for a decision of an account that is asked for it. */
export function findApprovalRequests(
  { database, accounts }: { database: Database; accounts: AccountDirectory },
  account: Account,
  { cursor, limit = pageSizeDefault }: { cursor?: string | undefined; limit?: number | undefined },
): Promise<Page<ApprovalRequest>> {
  const after = decodeCursor(cursor, orderName, kindsOf(order));
  return withDatabase(async () => {
    const query = database
      .from(database.raw(`(${waitingForCaller}) as waiting`, { caller: account.id }))
      .join('tickets', 'tickets.ticket_id', 'waiting.ticket_id')
      .join('ticket_contents', 'ticket_contents.ticket_id', 'waiting.ticket_id')
      .limit(limit + 1)
      .select<Row[]>(
        'ticket_contents.number',
        'ticket_contents.subject',
        'ticket_contents.description',
        'tickets.state',
        'waiting.on_behalf_of',
        database.raw("(waiting.approval ->> 'n')::int as n"),
        database.raw(positionIn(order)),
      );
    applyOrder(query, order, after);
    const page = pageFrom(await query, limit, ({ position }) => encodeCursor(orderName, position));
    const ids = page.items.flatMap(({ state, on_behalf_of }) => [
      ...[state.requesterId, on_behalf_of ?? []].flat(),
      ...idsInFields(state, 'person'),
      ...idsInFields(state, 'device'),
    ]);
    const textIds = page.items.flatMap(({ state }) => idsInFields(state, 'text'));
    const [names, texts] = await Promise.all([
      accounts.namesOf(ids).then((known) => withItemNames(database, known, ids)),
      notesOf(database, textIds),
    ]);
    const items = page.items.flatMap((row) => requestOf(row, account, { names, texts }));
    return { ...page, items };
  });
}

function requestOf(row: Row, account: Account, named: FieldNames): ApprovalRequest[] {
  const { names } = named;
  const { state } = row;
  const approval = state.approvals.find(({ n }) => n === row.n);
  if (!approval) return [];
  return [
    {
      ticket: {
        id: state.ticketId,
        number: Number(row.number),
        subject: row.subject,
        description: row.description,
        process: state.processId,
        category: state.category,
        service: state.service,
        requester: personOf(state.requesterId, names),
        fields: fieldViews(state, named, account.locale, false),
        openedAt: iso(state.openedAt),
      },
      n: approval.n,
      rule: approval.rule,
      title: titleOf(state.processId, 'approval', approval.rule, account.locale),
      requestedAt: iso(approval.requestedAt),
      endsAt: isoOrNull(lapsesAt(state, approval)),
      onBehalfOf: row.on_behalf_of === null ? null : personOf(row.on_behalf_of, names),
      needed: needed(approval.quorum, approval.of) ?? null,
      grantedCount: grantersOf(approval).length,
      mayApprove: !grantersOfOthers(state, approval).includes(account.id),
    },
  ];
}
