import { nextDeadline } from '../workflows/domain/deadlines.ts';
import type { TicketEvent } from '../workflows/domain/events.ts';
import { findOpenClock, isOpen, type TicketState } from '../workflows/domain/ticket.ts';
import { hashOf } from '../workflows/processes/canonical_json.ts';
import type { TicketEventRow, TicketOrigin } from './tables.ts';

/** Two events under one key are the same event where these agree; `source` is a remark. */
export function eventHash(event: TicketEvent): string {
  const { type, at, actor, commandId, data } = event;
  return hashOf({ type, at, actor, commandId, data });
}

/** As JSON is written, with the columns of `ticket_events`. */
export function eventRow(ticketId: string, event: TicketEvent) {
  return {
    ticket_id: ticketId,
    seq: event.seq,
    type: event.type,
    at: new Date(event.at),
    actor_kind: event.actor.kind,
    actor_id: event.actor.id,
    command_id: event.commandId,
    data: event.data,
    source: event.source ?? null,
    data_hash: eventHash(event),
  };
}

/** The event that `eventRow` stored, without its `source`. */
export function ticketEventOf(
  row: Pick<
    TicketEventRow,
    'seq' | 'type' | 'at' | 'actor_kind' | 'actor_id' | 'command_id' | 'data'
  >,
): TicketEvent {
  return {
    seq: row.seq,
    type: row.type,
    at: row.at.getTime(),
    actor: { kind: row.actor_kind, id: row.actor_id },
    commandId: row.command_id,
    data: row.data,
  } as TicketEvent;
}

/**
 * The state of a ticket, with the columns that lists filter and sort by beside it; as JSON is
 * written.
 */
export function ticketRow(state: TicketState, origin: TicketOrigin) {
  return {
    ticket_id: state.ticketId,
    origin,
    last_seq: state.seq,
    process_id: state.processId,
    process_version: state.processVersion,
    status: state.status,
    is_open: isOpen(state),
    type: state.type,
    channel: state.channel,
    category: state.category,
    service: state.service,
    priority: state.priority,
    group_id: state.group,
    tier: state.tier,
    assignee_id: state.assignee,
    requester_id: state.requesterId,
    is_breached: state.breachCount > 0,
    opened_at: new Date(state.openedAt),
    updated_at: new Date(state.updatedAt),
    first_response_at: dateOf(state.firstResponseAt),
    resolved_at: dateOf(state.resolvedAt),
    closed_at: dateOf(state.closedAt),
    next_deadline_at: dateOf(nextDeadline(state)?.at),
    resolution_due_at: dateOf(findOpenClock(state, 'resolution')?.dueAt),
    state,
  };
}

function dateOf(at: number | null | undefined): Date | null {
  return at === null || at === undefined ? null : new Date(at);
}
