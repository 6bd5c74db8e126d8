import { findApprovalSeats } from '../../database/approvers.ts';
import { orIfDatabaseAway } from '../../database/away.ts';
import type { Database } from '../../database/connection.ts';
import { findNextPaged } from '../../database/on_call.ts';
import { findStandingState } from '../../database/standing.ts';
import type { TicketState } from '../../workflows/domain/ticket.ts';
import { withItemNames } from '../configuration_items/named_items.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { Call } from '../http/operation.ts';
import { attachmentsOfOpening } from './attachments/find_attachments.ts';
import type { Ticket } from './contract.ts';
import { findAffected } from './find_affected.ts';
import { findLinked, findTicket } from './find_tickets.ts';
import type { TicketAfter } from './give_command.ts';
import { findReported } from './major_incidents/find_major_incidents.ts';
import type { TicketParts } from './parts.ts';
import { notesOf } from './texts.ts';
import { accountIdsOf, namedTicketsOf, noteIdsOf, parentOf, ticketView } from './ticket_view.ts';

type Caller = Pick<Call, 'account'>;

/**
 * The ticket as it has just become, with its texts and names from the tables. While
 * Postgres is away the texts are null and the names those that are remembered.
 * @param known the content, where it was read before
 */
export async function describeTicket(
  state: TicketState,
  { account }: Caller,
  dependencies: ApiDependencies,
  known?: TicketAfter['content'],
): Promise<Ticket> {
  const parts = await partsOf(state, { account }, dependencies, known);
  return ticketView(parts, { account, now: Date.now() });
}

export function etagOf({ seq }: Pick<TicketState, 'seq'>): string {
  return `"${seq}"`;
}

const nothingKnown = { origin: 'live', number: null, subject: null, description: null } as const;

export async function partsOf(
  state: TicketState,
  { account }: Caller,
  { database, accounts }: ApiDependencies,
  known?: TicketAfter['content'],
): Promise<TicketParts> {
  const linkedIds = namedTicketsOf(state);
  const standing =
    state.status === 'merged'
      ? await orIfDatabaseAway(() => findStandingState(database, state.ticketId), undefined)
      : undefined;
  const parentId = parentOf(state);
  const nextPaged = await orIfDatabaseAway(() => nextPagedOf(database, state), undefined);
  const namedIds = [
    ...accountIdsOf(state, standing),
    ...[...(nextPaged?.values() ?? [])].filter((id) => id !== null),
  ];
  const [content, texts, linked, reports, attachments, affected, seats, names] = await Promise.all([
    known ?? orIfDatabaseAway(() => findTicket(database, account, state.ticketId), undefined),
    orIfDatabaseAway(() => notesOf(database, noteIdsOf(state, standing)), new Map()),
    orIfDatabaseAway(() => findLinked(database, account, linkedIds), new Map()),
    parentId === null
      ? undefined
      : orIfDatabaseAway(() => findReported(database, parentId), undefined),
    known?.attachments ??
      orIfDatabaseAway(() => attachmentsOfOpening(database, state.ticketId), []),
    orIfDatabaseAway(() => findAffected(database, state, account), []),
    orIfDatabaseAway(() => findApprovalSeats(database, state), new Map()),
    accounts.namesOf(namedIds).then((known) => withItemNames(database, known, namedIds)),
  ]);
  const { origin, number, subject, description } = content ?? nothingKnown;
  const written = { origin, number, subject, description, attachments, affected };
  const paging = nextPaged && { nextPaged };
  return { ...written, state, texts, linked, reports, seats, names, standing, ...paging };
}

async function nextPagedOf(
  database: Database,
  { processId, pages = [] }: TicketState,
): Promise<TicketParts['nextPaged']> {
  if (pages.length === 0) return undefined;
  return new Map(
    await Promise.all(
      pages.map(
        async (page): Promise<[number, string | null]> => [
          page.n,
          await findNextPaged(database, processId, page),
        ],
      ),
    ),
  );
}
