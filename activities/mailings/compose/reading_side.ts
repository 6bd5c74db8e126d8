import type { Knex } from 'knex';
import { waitingForCaller } from '../../../database/approvers.ts';
import type { Database } from '../../../database/connection.ts';
import { isOnReadersSide } from '../../../database/readers_side.ts';
import { deskRoles } from '../../../database/roles.ts';
import type { AccountRow, TicketRow } from '../../../database/tables.ts';
import { isAmong } from '../../../workflows/domain/ticket.ts';
import type { MailReason, Side } from './matter.ts';

/** As what somebody reads of a ticket, as the rows are now. */
export interface Reading {
  accountId: string;
  side: Side;
  /** The ticket that they know: one of theirs that was merged into the one where it happened. */
  knownId: string;
  /** Since when that ticket has been followed on the other; null where it is the other. */
  merged: { since: Date | null } | null;
}

/** For these somebody reads as one who waits for the ticket, whatever their roles are. */
const requesterReasons: readonly MailReason[] = [
  'received',
  'answered',
  'put_on_hold',
  'reminder',
  'consent_requested',
  'resolved',
  'approved',
  'not_approved',
  'colleague_wrote',
  'copied',
];
/** For these whoever works on tickets reads as such, and everybody else as one who waits for it. */
const sharedReasons: readonly MailReason[] = ['cancelled', 'reopened', 'merge_undone'];

type Account = Pick<AccountRow, 'account_id' | 'roles'>;
type Ticket = Pick<TicketRow, 'ticket_id' | 'requester_id' | 'copied_ids' | 'state'>;

export function worksAtDesk({ roles }: Pick<Account, 'roles'>): boolean {
  return deskRoles.some((role) => roles.includes(role));
}

/**
 * By what right somebody reads what is told them for a reason; null where they have none any more.
 * Requesters read of a ticket that stands for one of theirs by their own, from the merge on.
 */
export async function readingOf(
  database: Database,
  account: Account,
  ticket: Ticket,
  reason: MailReason,
): Promise<Reading | null> {
  const accountId = account.account_id;
  const here = { accountId, knownId: ticket.ticket_id, merged: null };
  if (reason === 'approval_requested') {
    return (await isAskedToDecide(database, account, ticket.ticket_id))
      ? { ...here, side: 'approver' }
      : null;
  }
  const isShared = isAmong(sharedReasons, reason);
  if (isShared || isAmong(requesterReasons, reason)) {
    const own = await ownReading(database, accountId, ticket);
    if (own && !(isShared && worksAtDesk(account))) return own;
    if (!isShared) return null;
  }
  return worksAtDesk(account) ? { ...here, side: 'desk' } : null;
}

/** Process owners may decide all, and are asked where nobody else can be. */
async function isAskedToDecide(
  database: Database,
  { account_id: caller, roles }: Account,
  ticketId: string,
): Promise<boolean> {
  if (roles.includes('process_owner')) return true;
  const { rows } = await database.raw<{ rows: object[] }>(
    `select from (${waitingForCaller}) as waiting where waiting.ticket_id = :ticketId`,
    { caller, ticketId },
  );
  return rows.length > 0;
}

/** The ticket by which somebody knows one: theirs that was merged into it, else itself. */
export async function ownTicketOf(
  database: Database,
  { ticketId, accountId }: { ticketId: string; accountId: string },
): Promise<string> {
  const ticket = await database('tickets').where('ticket_id', ticketId).first();
  const own = ticket && (await ownReading(database, accountId, ticket));
  return own?.knownId ?? ticketId;
}

async function ownReading(
  database: Database,
  accountId: string,
  { ticket_id: ticketId, requester_id: requesterId, copied_ids: copied, state }: Ticket,
): Promise<Reading | null> {
  const here = { accountId, knownId: ticketId, merged: null };
  if (requesterId === accountId) return { ...here, side: 'requester' };
  if (copied.includes(accountId)) return { ...here, side: 'copy' };
  for (const side of ['requester', 'copy'] as const) {
    const merged = state.mergedFrom.find((one) =>
      side === 'requester' ? one.requesterId === accountId : one.copied?.includes(accountId),
    );
    if (!merged) continue;
    const row = await database('tickets').where('ticket_id', merged.ticketId).first('closed_at');
    return { accountId, side, knownId: merged.ticketId, merged: { since: row?.closed_at ?? null } };
  }
  return null;
}

/** Keeps of a query over `ticket_events` what a reader may read. */
export function onlyFor(
  query: Knex.QueryBuilder,
  { accountId, side, merged, knownId }: Reading,
): Knex.QueryBuilder {
  if (side === 'desk') return query;
  query.whereRaw("coalesce(ticket_events.data ->> 'visibility', 'public') = 'public'");
  if (merged) {
    if (merged.since) query.where('ticket_events.at', '>=', merged.since);
    // What another requester says there is theirs.
    return query.whereRaw(
      `(ticket_events.actor_kind <> 'requester' or ticket_events.actor_id = ?
        or ticket_events.data ->> 'forTicketId' = ?)`,
      [accountId, knownId],
    );
  }
  return query.where((either) =>
    either
      .whereNot('ticket_events.actor_kind', 'requester')
      .orWhereRaw(isOnReadersSide, [accountId]),
  );
}
