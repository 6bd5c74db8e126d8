import { unknownGroup } from '../../workflows/domain/record.ts';
import type { SourceEvent, SourceTicket } from './source_ticket.ts';

/** What had happened to a ticket up to an event, told in counts. */
export interface Tally {
  /** Agents who had begun the ticket or resolved it. */
  agents: Set<string>;
  agentChanges: number;
  groupChanges: number;
  requesterMessages: number;
  agentPublicMessages: number;
  pendings: number;
  functionalEscalations: number;
  /** Wall-clock milliseconds of the waits that have ended. */
  pendingMs: number;
}

export interface History {
  /** The tally as it stood at each resolution, by its number. */
  atResolution: Map<number, Tally>;
  final: Tally;
  firstGroup: string | null;
  firstTier: number | null;
  maxTier: number;
  firstAssignee: string | null;
  firstAssignedAt: number | null;
  /** Agents it was ever assigned to. */
  assignees: Set<string>;
  workStartedAt: number | null;
}

/**
 * Walks a ticket's events once, counting. A history that was brought in is taken at its word: whoever
 * took a ticket when the desk's lifecycle would not have let them has begun it all the
 * same, and had a hand in the resolution that stands.
 */
export function historyOf(ticket: SourceTicket): History {
  const agents = new Set<string>();
  const tally: Tally = {
    agents,
    agentChanges: 0,
    groupChanges: 0,
    requesterMessages: 0,
    agentPublicMessages: 0,
    pendings: 0,
    functionalEscalations: 0,
    pendingMs: 0,
  };
  const history: History = {
    atResolution: new Map(),
    final: tally,
    firstGroup: null,
    firstTier: null,
    maxTier: 1,
    firstAssignee: null,
    firstAssignedAt: null,
    assignees: new Set(),
    workStartedAt: null,
  };
  let pendingSince: number | null = null;
  let lastAssignee: string | null = null;
  let standing: Tally | null = null;
  for (const event of ticket.events) {
    if (pendingSince !== null && endsPending(event)) {
      tally.pendingMs += Math.max(0, event.at - pendingSince);
      pendingSince = null;
    }
    switch (event.type) {
      case 'ticket_routed':
        if (event.data.group === unknownGroup) break;
        if (history.firstGroup !== null && event.data.group !== event.data.fromGroup)
          tally.groupChanges += 1;
        history.firstGroup ??= event.data.group;
        history.firstTier ??= event.data.tier;
        history.maxTier = Math.max(history.maxTier, event.data.tier);
        break;
      case 'ticket_assigned':
        // From one agent to another, also by way of the queue. Until somebody has begun, it is only
        // on its way to its first owner.
        if (agents.size > 0 && event.data.assignee !== lastAssignee) tally.agentChanges += 1;
        lastAssignee = event.data.assignee;
        history.firstAssignee ??= lastAssignee;
        history.assignees.add(lastAssignee);
        history.firstAssignedAt ??= event.at;
        break;
      case 'work_started':
        history.workStartedAt ??= event.at;
        agents.add(event.data.assignee);
        break;
      case 'history_noted':
        if (event.data.refused !== 'accept') break;
        history.workStartedAt ??= event.at;
        agents.add(event.actor.id);
        standing?.agents.add(event.actor.id);
        break;
      case 'message_added':
        if (event.data.visibility === 'public' && !event.data.isAutomatic) {
          if (event.actor.kind === 'requester') tally.requesterMessages += 1;
          if (event.actor.kind === 'agent') tally.agentPublicMessages += 1;
        }
        break;
      case 'pending_started':
        if (event.data.since === undefined) tally.pendings += 1;
        pendingSince = event.at;
        break;
      case 'ticket_unmerged':
        // It waits again for what it waited for before.
        if (event.data.pending) pendingSince = event.at;
        break;
      case 'escalated':
        if (event.data.escalation.kind === 'functional') tally.functionalEscalations += 1;
        break;
      case 'ticket_resolved':
        if (event.actor.kind === 'agent') agents.add(event.actor.id);
        standing = { ...tally, agents: new Set(agents) };
        history.atResolution.set(event.data.n, standing);
        break;
    }
  }
  return history;
}

function endsPending(event: SourceEvent): boolean {
  return (
    event.type === 'pending_ended' ||
    event.type === 'ticket_cancelled' ||
    event.type === 'ticket_merged' ||
    event.type === 'ticket_closed'
  );
}
