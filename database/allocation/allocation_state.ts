import type { TicketEvent } from '../../workflows/domain/events.ts';
import { isOpen, openClocks, type TicketState } from '../../workflows/domain/ticket.ts';
import type { Transaction } from '../connection.ts';
import { prepared } from '../prepared.ts';
import type { Appended } from '../ticket_log.ts';
import { changeLoads } from './loads.ts';
import { settleOpenOffers } from './offers.ts';
import type { PoolKey } from './pools.ts';
import { changeQueue } from './queue.ts';

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

const writeStatesSql = `
  with changes as (
    select * from jsonb_to_recordset(:changes::jsonb) as change (
      ticket_id text, process_id text, at timestamptz, group_id text, priority text, queue text,
      waiting_since timestamptz, skills text[], preferred_agent text, excluded_agents text[],
      settles_offer boolean, keeps_offer boolean, account_id text, counts boolean, assignee text,
      assigned_at timestamptz)
  ),
  ${changeQueue},
  ${settleOpenOffers},
  ${changeLoads}
  select freed.ticket_id, group_members.process_id, group_members.group_id
  from freed left join group_members using (account_id)`;

type FreedRow = { ticket_id: string } & (
  | { process_id: string; group_id: string }
  | { process_id: null; group_id: null }
);

/**
 * Writes changes to the queue, the loads and the offers, each of another ticket. The caller holds
 * the pools of `groupsOf` each.
 *
 * @returns by ticket, the pools of the agent who has room now that had none before on its account
 */
export async function writeAllocationStates(
  trx: Transaction,
  changes: readonly AllocationChange[],
): Promise<Map<string, PoolKey[]>> {
  const rows = await prepared<FreedRow>(trx, 'write_allocation', writeStatesSql, {
    changes: JSON.stringify(changes.map(changeRow)),
  });
  const freed = new Map<string, PoolKey[]>();
  for (const { ticket_id, process_id, group_id } of rows) {
    const pools = freed.get(ticket_id) ?? [];
    if (process_id !== null) pools.push({ processId: process_id, groupId: group_id });
    freed.set(ticket_id, pools);
  }
  return freed;
}

function changeRow(change: AllocationChange) {
  const { ticketId, processId, at, before, after, state, request, assignment } = change;
  const keepsOffer = after.isWaiting && !request;
  const isOrWasWaiting = after.isWaiting || before?.isWaiting === true;
  const { waitingForAgent } = state;
  return {
    ticket_id: ticketId,
    process_id: processId,
    at: new Date(at),
    group_id: after.group,
    priority: after.priority,
    queue: isOrWasWaiting ? queueMove(after, request) : null,
    ...(waitingForAgent && { waiting_since: new Date(waitingForAgent.since) }),
    ...(request && {
      skills: request.data.skills,
      preferred_agent: request.data.preferredAgent,
      excluded_agents: request.data.excludedAgents,
    }),
    settles_offer: isOrWasWaiting && !keepsOffer,
    keeps_offer: keepsOffer,
    account_id: after.agent,
    counts: after.counts,
    ...(assignment && {
      assignee: assignment.data.assignee,
      assigned_at: new Date(assignment.at),
    }),
  };
}

function queueMove(
  { isWaiting }: AllocationState,
  request: AllocationChange['request'],
): 'enter' | 'stay' | 'leave' {
  if (!isWaiting) return 'leave';
  return request ? 'enter' : 'stay';
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
