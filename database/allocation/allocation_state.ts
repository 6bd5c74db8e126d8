import type { TicketEvent } from '../../workflows/domain/events.ts';
import { isOpen, openClocks, type TicketState } from '../../workflows/domain/ticket.ts';
import type { Transaction } from '../connection.ts';
import type { Appended } from '../ticket_log.ts';
import { deleteLoad, rememberAssignment, writeLoads } from './loads.ts';
import { settleOffers } from './offers.ts';
import { dequeueTicket, enqueueTicket, updateWaiting } from './queue.ts';

/** What a ticket is to the allocator: who carries it, or the request for someone to. */
interface AllocationState {
  group: string;
  agent: string | null;
  /** Whether it takes up capacity of its agent: not while its clocks are paused. */
  counts: boolean;
  isWaiting: boolean;
  priority: string;
}

/** How a batch changed a ticket's allocation state. */
export interface AllocationChange {
  ticketId: string;
  processId: string;
  at: number;
  before: AllocationState | null;
  after: AllocationState;
  state: TicketState;
  /** The last request for an agent among the new events; earlier offers no longer count. */
  request: (TicketEvent & { type: 'assignment_requested' }) | undefined;
  /** The last assignment among the new events. */
  assignment: (TicketEvent & { type: 'ticket_assigned' }) | undefined;
}

/** The change a batch made, or undefined where the allocator need not know of it. */
export function findAllocationChange(appended: Appended): AllocationChange | undefined {
  const { ticketId, events } = appended;
  const before = appended.before && allocationStateOf(appended.before);
  const after = allocationStateOf(appended.after);
  const request = events.findLast((event) => event.type === 'assignment_requested');
  const assignment = events.findLast((event) => event.type === 'ticket_assigned');
  if (!request && !assignment && before && isSame(before, after)) return undefined;
  return {
    ticketId,
    processId: appended.after.processId,
    at: appended.after.updatedAt,
    before,
    after,
    state: appended.after,
    request,
    assignment,
  };
}

/** The groups whose pools must be held while the change is written. */
export function groupsOf(change: AllocationChange): string[] {
  const groups = [change.before?.group, change.after.group];
  return [...new Set(groups.filter((group) => group !== undefined && group !== ''))] as string[];
}

/**
 * Writes the change to the queue, the loads and the offers. The caller holds the pools of
 * `groupsOf(change)`.
 *
 * @returns the agent who has room now that had none before on account of this ticket, if any.
 */
export async function writeAllocationState(
  trx: Transaction,
  change: AllocationChange,
): Promise<string | null> {
  const keepsOffer = change.after.isWaiting && !change.request;
  if (change.before?.isWaiting || change.after.isWaiting) {
    await writeQueue(trx, change);
    if (!keepsOffer) await settleOffers(trx, change.ticketId, change.at);
  }
  const { assignment } = change;
  if (assignment) await rememberAssignment(trx, assignment.data.assignee, assignment.at);
  return writeLoad(trx, change, keepsOffer);
}

function allocationStateOf(state: TicketState): AllocationState {
  const agent = isOpen(state) ? state.assignee : null;
  const clocksRun = openClocks(state).some((clock) => clock.runningSince !== null);
  return {
    group: state.group,
    agent,
    counts: agent !== null && (state.status !== 'pending' || clocksRun),
    isWaiting: state.waitingForAgent !== null,
    priority: state.priority,
  };
}

function isSame(a: AllocationState, b: AllocationState): boolean {
  return (
    a.group === b.group &&
    a.agent === b.agent &&
    a.counts === b.counts &&
    a.isWaiting === b.isWaiting &&
    (a.priority === b.priority || !b.isWaiting)
  );
}

async function writeQueue(trx: Transaction, change: AllocationChange): Promise<void> {
  const { ticketId, request, after, state } = change;
  const { waitingForAgent } = state;
  if (!waitingForAgent) return dequeueTicket(trx, ticketId);
  if (!request) {
    return updateWaiting(trx, ticketId, { priority: state.priority, group_id: after.group });
  }
  await enqueueTicket(trx, {
    ticket_id: ticketId,
    process_id: change.processId,
    group_id: after.group,
    priority: state.priority,
    waiting_since: new Date(waitingForAgent.since),
    skills: request.data.skills,
    preferred_agent: request.data.preferredAgent,
    excluded_agents: request.data.excludedAgents,
  });
}

async function writeLoad(
  trx: Transaction,
  change: AllocationChange,
  keepsOffer: boolean,
): Promise<string | null> {
  const { ticketId, after, assignment } = change;
  const carried = await trx('agent_load').where('ticket_id', ticketId).first();
  if (after.agent === null) {
    // A ticket that waits on under an offer keeps the place that was reserved with it.
    if (keepsOffer || !carried) return null;
    await deleteLoad(trx, ticketId);
    return carried.counts ? carried.account_id : null;
  }
  const row = {
    ticket_id: ticketId,
    process_id: change.processId,
    group_id: after.group,
    account_id: after.agent,
    counts: after.counts,
    assigned_at: assignment
      ? new Date(assignment.at)
      : (carried?.assigned_at ?? new Date(change.at)),
  };
  await writeLoads(trx, [row]);
  const stillHas = carried?.account_id === after.agent && after.counts;
  return carried?.counts && !stillHas ? carried.account_id : null;
}
