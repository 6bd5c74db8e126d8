import { tasksOf } from '../../workflows/domain/record.ts';
import type { ActorId, Row } from './rows.ts';
import type { SourceTicket } from './source_ticket.ts';
import { traitsOf } from './traits.ts';

/** One row for each task there ever was on the ticket, as it is now. */
export function taskRows(ticket: SourceTicket, actorId: ActorId): Row[] {
  return tasksOf(ticket.events).map((task) => ({
    ticket_id: ticket.ticketId,
    n: task.n,
    task: task.name ?? null,
    group_id: task.group,
    assignee_id: task.assignee,
    added_at: task.addedAt,
    added_by_kind: task.addedBy.kind,
    taken_at: task.takenAt ?? null,
    opened_at: task.openedAt,
    due_at: task.dueAt,
    is_overdue: task.overdueAt !== undefined,
    outcome: task.outcome,
    ended_at: task.endedAt ?? null,
    ended_by_kind: task.endedBy?.kind ?? null,
    ended_by_id: task.endedBy ? actorId(task.endedBy) : null,
    elapsed_support_seconds:
      task.outcome === 'done' && task.elapsedMs !== undefined
        ? Math.round(task.elapsedMs / 1000)
        : null,
    playbook_run_id: task.run?.id ?? null,
    ...traitsOf(ticket),
  }));
}
