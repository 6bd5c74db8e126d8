import type { EventData, EventType } from './events.ts';
import type { RecordedEvent } from './record.ts';
import type { PendingReason, Status, Tier } from './ticket.ts';

/** Where a ticket is: what lists, drawings of a process and the mining of events call its state. */
export interface Whereabouts {
  status: Status;
  /** What it waits for, while it is pending. */
  pending: PendingReason | null;
  group: string;
  tier: Tier;
  assignee: string | null;
  /** Its agent has begun. */
  hasBegun: boolean;
}

/** The state as drawings name it: the status, and of a pending ticket what it waits for. */
export function stateOf({ status, pending }: Whereabouts): string {
  return status === 'pending' && pending !== null ? `pending_${pending}` : status;
}

const nowhere: Whereabouts = {
  status: 'new',
  pending: null,
  group: '',
  tier: 1,
  assignee: null,
  hasBegun: false,
};

/**
 * Where a ticket was after each of its events, told from the events alone: no process and no state
 * is needed, so a history that was lost in part can be told as well. What `evolve` says of these
 * fields, this says; a property holds that.
 */
export function* courseOf<E extends RecordedEvent>(
  events: Iterable<E>,
): Generator<[event: E, where: Whereabouts]> {
  let where = nowhere;
  for (const event of events) {
    where = whereAfter(where, event);
    yield [event, where];
  }
}

function whereAfter(where: Whereabouts, event: RecordedEvent): Whereabouts {
  switch (event.type) {
    case 'ticket_routed':
      return { ...where, group: event.data.group, tier: event.data.tier };
    case 'ticket_assigned':
      return given(where, event.data.assignee);
    case 'ticket_unassigned':
      return given(where, null);
    case 'work_started':
      return { ...where, status: 'in_progress', hasBegun: true };
    case 'pending_started':
      // Of a merged ticket it says what it waits for once the merge is undone.
      if (where.status === 'merged') return where;
      return { ...where, status: 'pending', pending: event.data.reason };
    case 'pending_ended':
      return working(where);
    case 'ticket_unmerged': {
      const { pending } = event.data;
      return pending ? { ...where, status: 'pending', pending: pending.reason } : working(where);
    }
    case 'ticket_reopened':
      return working(where);
    case 'resolution_restored': {
      const { assignee, workStartedAt } = event.data;
      return { ...over(where, 'resolved'), assignee, hasBegun: workStartedAt !== null };
    }
    case 'history_repaired':
      return repaired(where, event.data);
    default: {
      const status = endings[event.type];
      return status === undefined ? where : over(where, status);
    }
  }
}

const endings: Partial<Record<EventType, Status>> = {
  ticket_resolved: 'resolved',
  ticket_closed: 'closed',
  ticket_cancelled: 'cancelled',
  ticket_merged: 'merged',
};

function over(where: Whereabouts, status: Status): Whereabouts {
  return { ...where, status, pending: null };
}

function given(where: Whereabouts, assignee: string | null): Whereabouts {
  const isPending = where.status === 'pending';
  const status = isPending ? 'pending' : assignee === null ? 'new' : 'assigned';
  return { ...where, assignee, hasBegun: false, status };
}

function working(where: Whereabouts): Whereabouts {
  const { assignee, hasBegun } = where;
  const status = assignee === null ? 'new' : hasBegun ? 'in_progress' : 'assigned';
  return { ...where, status, pending: null };
}

function repaired(where: Whereabouts, { ticket }: EventData['history_repaired']): Whereabouts {
  if (!ticket) return where;
  const { status, pending, group, tier, assignee, workStartedAt } = ticket;
  const hasBegun = workStartedAt !== null;
  return { status, pending: pending?.reason ?? null, group, tier, assignee, hasBegun };
}
