import type { TicketEvent } from '../../../workflows/domain/events.ts';
import { DueInstants } from '../due_instants.ts';

/** Where a ticket stands, told by its events and by nothing of the desk. */
export interface Course {
  status: string;
  isOpen: boolean;
  isOver: boolean;
  group: string;
  assignee: string | null;
  /** The nearest instant at which time does something. */
  nextDueAt: number | null;
}

export function courseOf(events: readonly TicketEvent[]): Course {
  let group = '';
  let assignee: string | null = null;
  let hasBegun = false;
  let isPending = false;
  let end: string | null = null;
  const dues = new DueInstants();
  for (const event of events) {
    dues.take(event);
    switch (event.type) {
      case 'ticket_routed':
        group = event.data.group;
        break;
      case 'ticket_assigned':
        assignee = event.data.assignee;
        hasBegun = false;
        break;
      case 'ticket_unassigned':
        assignee = null;
        hasBegun = false;
        break;
      case 'work_started':
        hasBegun = true;
        break;
      case 'pending_started':
        isPending = true;
        break;
      case 'pending_ended':
        isPending = false;
        break;
      case 'ticket_resolved':
        end = 'resolved';
        break;
      case 'resolution_restored':
        end = 'resolved';
        assignee = event.data.assignee;
        hasBegun = event.data.workStartedAt !== null;
        break;
      case 'ticket_closed':
        end = 'closed';
        break;
      case 'ticket_cancelled':
        end = 'cancelled';
        break;
      case 'ticket_merged':
        end = 'merged';
        break;
      case 'ticket_reopened':
        end = null;
        break;
      case 'ticket_unmerged':
        end = null;
        // What it waited for before the merge, it waits for again.
        isPending = event.data.pending !== null;
        break;
      default:
        break;
    }
    if (end !== null) isPending = false;
  }
  const working = assignee === null ? 'new' : hasBegun ? 'in_progress' : 'assigned';
  const status = end ?? (isPending ? 'pending' : working);
  return {
    status,
    isOpen: end === null && events.length > 0,
    isOver: end !== null && end !== 'resolved',
    group,
    assignee,
    nextDueAt: dues.nearest(),
  };
}

/** True once nothing more will happen to it, by people or by time. */
export function isFinished({ isOver, nextDueAt }: Course): boolean {
  return isOver && nextDueAt === null;
}
