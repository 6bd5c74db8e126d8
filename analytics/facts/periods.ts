import type { EventType } from '../../workflows/domain/events.ts';
import { type ClockKind, type ClockName, kindOf } from '../../workflows/domain/ticket.ts';
import type { Row } from './rows.ts';
import type { SourceEvent, SourceTicket } from './source_ticket.ts';

/** What is held constant within a period. */
interface Holding {
  groupId: string;
  tier: number;
  priority: string;
  category: string | null;
  type: string;
  assigneeId: string | null;
  isPending: boolean;
  isBreached: boolean;
}

interface Period extends Holding {
  startedAt: number;
  startCause: string;
  endedAt: number | null;
  endCause: string | null;
}

const entries: Partial<Record<EventType, string>> = {
  ticket_opened: 'opened',
  ticket_reopened: 'reopened',
  ticket_unmerged: 'unmerged',
};

const exits: Partial<Record<EventType, string>> = {
  ticket_resolved: 'resolved',
  resolution_restored: 'resolved',
  ticket_closed: 'closed',
  ticket_cancelled: 'cancelled',
  ticket_merged: 'merged',
};

/** Cuts the time a ticket was open at every event that moved it: who had what, when. */
export function periodRows(ticket: SourceTicket): Row[] {
  const { state } = ticket;
  const openedAt = ticket.events[0]?.at ?? state.openedAt;
  return periodsOf(ticket).map((period, index) => ({
    ticket_id: ticket.ticketId,
    n: index + 1,
    started_at: period.startedAt,
    ended_at: period.endedAt,
    start_cause: period.startCause,
    end_cause: period.endCause,
    group_id: period.groupId,
    tier: period.tier,
    priority: period.priority,
    category: period.category,
    channel: state.channel,
    type: period.type,
    origin: ticket.origin,
    customer: ticket.customer,
    assignee_id: period.assigneeId,
    is_pending: period.isPending,
    is_breached: period.isBreached,
    opened_at: openedAt,
  }));
}

function periodsOf(ticket: SourceTicket): Period[] {
  const periods: Period[] = [];
  let holding: Holding = {
    groupId: ticket.state.group,
    tier: ticket.state.tier,
    priority: ticket.state.priority,
    category: ticket.state.category,
    type: ticket.state.type,
    assigneeId: null,
    isPending: false,
    isBreached: false,
  };
  /** What its clocks measure, by their names. */
  const kinds = new Map<ClockName, ClockKind>();
  let current: Period | null = null;
  for (const event of ticket.events) {
    const at: number = Math.max(event.at, current?.startedAt ?? event.at);
    if (event.type === 'clock_started') {
      kinds.set(event.data.clock.name, kindOf(event.data.clock));
    }
    holding = { ...holding, ...change(event, kinds) };
    const exit = exits[event.type];
    const entry = entries[event.type];
    if (exit && current) {
      // A resolved ticket is closed or merged without being in the backlog: that is no exit.
      current.endedAt = at;
      current.endCause = exit;
      current = null;
    } else if (entry && !current) {
      current = { ...holding, startedAt: at, startCause: entry, endedAt: null, endCause: null };
      periods.push(current);
    } else if (current && differs(current, holding)) {
      if (current.startedAt === at) Object.assign(current, holding);
      else {
        current.endedAt = at;
        current.endCause = 'changed';
        current = {
          ...holding,
          startedAt: at,
          startCause: 'changed',
          endedAt: null,
          endCause: null,
        };
        periods.push(current);
      }
    }
  }
  return periods;
}

function change(event: SourceEvent, kinds: ReadonlyMap<ClockName, ClockKind>): Partial<Holding> {
  switch (event.type) {
    case 'ticket_opened':
      return { category: event.data.category, type: event.data.type };
    case 'ticket_classified': {
      const { category, type, priority } = event.data;
      return { category, type, priority };
    }
    case 'ticket_routed':
      return { groupId: event.data.group, tier: event.data.tier };
    case 'ticket_assigned':
      return { assigneeId: event.data.assignee };
    case 'resolution_restored':
      return { assigneeId: event.data.assignee };
    case 'ticket_unassigned':
      return { assigneeId: null };
    case 'pending_started':
      return { isPending: true };
    case 'pending_ended':
    case 'ticket_reopened':
      return { isPending: false };
    case 'ticket_unmerged':
      return { isPending: event.data.pending !== null };
    case 'sla_breach': {
      const kind = kinds.get(event.data.name);
      return kind === 'resolution' || kind === 'total_resolution' ? { isBreached: true } : {};
    }
    default:
      return {};
  }
}

function differs(period: Period, holding: Holding): boolean {
  return (Object.keys(holding) as (keyof Holding)[]).some((key) => period[key] !== holding[key]);
}
