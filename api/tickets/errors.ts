import type { Refusal } from '../../workflows/domain/refusals.ts';
import type { Status } from '../../workflows/domain/ticket.ts';
import { ApiError, notFound, refusedBy, retrySeconds } from '../http/errors.ts';

export function ticketNotFound(ticketId: string): ApiError {
  return notFound('ticket', ticketId);
}

export function historyTicket(ticketId: string): ApiError {
  return refusedBy(409, { code: 'ticket_is_history', parameters: { ticketId } });
}

/** What the core of the desk refuses of a ticket. */
export function commandRefused(refusal: Refusal): ApiError {
  return refusedBy(refusal.code === 'stale' ? 412 : 409, refusal);
}

export function ticketOver(status: Status): ApiError {
  return commandRefused({ code: 'ticket_over', parameters: { status, mergedInto: null } });
}

export function tooManyCommands(cause: unknown): ApiError {
  return new ApiError(
    429,
    'too_many_commands',
    'Too many commands at once',
    'This ticket has too many commands in flight. Repeat with the same Idempotency-Key.',
    { headers: { 'Retry-After': retrySeconds }, cause },
  );
}
