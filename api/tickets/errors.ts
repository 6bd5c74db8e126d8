import type { Refusal, RefusalCode } from '../../workflows/domain/refusals.ts';
import type { Status } from '../../workflows/domain/ticket.ts';
import { ApiError, notFound, refusedBy, retrySeconds } from '../http/errors.ts';
import type { RefusalStatus } from '../http/refusal_titles.ts';

export function ticketNotFound(ticketId: string): ApiError {
  return notFound('ticket', ticketId);
}

export function historyTicket(ticketId: string): ApiError {
  return refusedBy(409, { code: 'ticket_is_history', parameters: { ticketId } });
}

const statusOf: Partial<Record<RefusalCode, RefusalStatus>> = {
  stale: 412,
  parked: 503,
  behind_rows: 503,
  parted: 503,
};

/** What the core of the desk refuses of a ticket. */
export function commandRefused(refusal: Refusal): ApiError {
  return refusedBy(statusOf[refusal.code] ?? 409, refusal);
}

/** The ticket took the command, and its rows will not have it. */
export function ticketContradicted(cause: unknown): ApiError {
  return new ApiError(
    503,
    { code: 'ticket_contradicted', parameters: {} },
    { headers: { 'Retry-After': retrySeconds }, cause },
  );
}

export function ticketOver(status: Status): ApiError {
  return commandRefused({ code: 'ticket_over', parameters: { status, mergedInto: null } });
}

export function tooManyCommands(cause: unknown): ApiError {
  return new ApiError(
    429,
    { code: 'too_many_commands', parameters: {} },
    { headers: { 'Retry-After': retrySeconds }, cause },
  );
}
