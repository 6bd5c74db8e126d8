import type { TicketState } from '../workflows/domain/ticket.ts';
import { withoutDatabase } from './database.ts';
import type { ApiDependencies } from './dependencies.ts';
import type { Answer, Call } from './operation.ts';
import { notesOf } from './queries/texts.ts';
import { findTicket, type StoredTicket } from './queries/tickets.ts';
import type { TicketParts } from './views/parts.ts';
import { accountIdsOf, ticketView } from './views/ticket_view.ts';

type Caller = Pick<Call, 'account'>;

/**
 * The ticket as the workflow has just told it, with its texts and names from the tables. While
 * Postgres is away the texts are null and the names those that are remembered.
 */
export async function answerWithTicket(
  state: TicketState,
  { account }: Caller,
  dependencies: ApiDependencies,
  status: number,
  headers: Record<string, string> = {},
): Promise<Answer> {
  dependencies.recentCommands.remember(state.ticketId, state.seq);
  const parts = await partsOf(state, { account }, dependencies);
  return {
    status,
    body: ticketView(parts, { account, now: Date.now() }),
    headers: { ETag: etagOf(state), ...headers },
  };
}

export function etagOf(state: TicketState): string {
  return `"${state.seq}"`;
}

const nothingStored = { origin: 'live', number: null, subject: null, description: null } as const;

export async function partsOf(
  state: TicketState,
  { account }: Caller,
  { database, accounts }: ApiDependencies,
  known?: StoredTicket,
): Promise<TicketParts> {
  const hasNotes =
    state.diagnosticSteps.length + state.escalations.length + state.resolutions.length;
  const [stored, texts, names] = await Promise.all([
    known ?? withoutDatabase(() => findTicket(database, account, state.ticketId), undefined),
    hasNotes > 0 ? withoutDatabase(() => notesOf(database, state.ticketId), new Map()) : new Map(),
    accounts.namesOf(accountIdsOf(state)),
  ]);
  const { origin, number, subject, description } = stored ?? nothingStored;
  return { state, origin, number, subject, description, texts, names };
}
