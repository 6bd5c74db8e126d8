import { nextDeadline } from '../workflows/domain/deadlines.ts';
import type { TicketEvent } from '../workflows/domain/events.ts';
import { tasksAtWork } from '../workflows/domain/tasks.ts';
import { isOpen, nextClockOf, type TicketState } from '../workflows/domain/ticket.ts';
import { hashOf } from '../workflows/processes/canonical_json.ts';
import { priorityRankOf } from '../workflows/processes/index.ts';
import type { TicketEventRow, TicketOrigin, TicketRow } from './tables.ts';

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

/** What a ticket's row has of its own: the rest PostgreSQL makes. */
type WrittenTicketRow = Omit<TicketRow, 'problem_id'>;
type ChangingColumn = Exclude<keyof WrittenTicketRow, 'ticket_id' | 'origin'>;

/** The columns that lists filter and sort by, beside the state that they are taken from. */
const changingColumns: { [C in ChangingColumn]: (state: TicketState) => TicketRow[C] } = {
  last_seq: (state) => state.seq,
  process_id: (state) => state.processId,
  process_version: (state) => state.processVersion,
  status: (state) => state.status,
  is_open: isOpen,
  type: (state) => state.type,
  channel: (state) => state.channel,
  category: (state) => state.category,
  service: (state) => state.service,
  priority: (state) => state.priority,
  priority_rank: ({ processId, priority }) => priorityRankOf(processId, priority),
  group_id: (state) => state.group,
  tier: (state) => state.tier,
  assignee_id: (state) => state.assignee,
  requester_id: (state) => state.requesterId,
  is_breached: (state) => state.breachCount > 0,
  opened_at: (state) => new Date(state.openedAt),
  updated_at: (state) => new Date(state.updatedAt),
  first_response_at: (state) => dateOf(state.firstResponseAt),
  resolved_at: (state) => dateOf(state.resolvedAt),
  closed_at: (state) => dateOf(state.closedAt),
  next_deadline_at: (state) => dateOf(nextDeadline(state)?.at),
  resolution_due_at: (state) => dateOf(nextClockOf(state, 'resolution')?.dueAt),
  tags: ({ tags = [] }) => tags,
  affected_ids: ({ affected = [] }) => affected,
  follower_ids: ({ followers = [] }) => followers,
  copied_ids: ({ copied = [] }) => copied,
  task_agent_ids: (state) => distinct(tasksAtWork(state).flatMap(({ assignee }) => assignee ?? [])),
  task_group_ids: (state) => distinct(tasksAtWork(state).map(({ group }) => group)),
  state: (state) => state,
};

function distinct(words: readonly string[]): string[] {
  return [...new Set(words)];
}

/** Of the columns of `ticketRow` those that change with the ticket. */
export const changingTicketColumns = Object.keys(changingColumns);

/** As JSON is written. */
export function ticketRow(state: TicketState, origin: TicketOrigin): WrittenTicketRow {
  const changing = Object.entries(changingColumns).map(([name, of]) => [name, of(state)]);
  return { ticket_id: state.ticketId, origin, ...Object.fromEntries(changing) };
}

function dateOf(at: number | null | undefined): Date | null {
  return at === null || at === undefined ? null : new Date(at);
}
