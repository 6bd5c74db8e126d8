import type { CommandName } from './actions.ts';
import { Refused } from './refusals.ts';
import {
  type Actor,
  isOver,
  openApproval,
  openEscalation,
  type Status,
  type TicketState,
} from './ticket.ts';

interface Guard {
  statuses: readonly Status[];
  actors: readonly Actor['kind'][];
}

const open: readonly Status[] = ['new', 'assigned', 'in_progress', 'pending'];
const openOrResolved: readonly Status[] = [...open, 'resolved'];
const everybody = ['requester', 'agent', 'system'] as const;
const desk = ['agent', 'system'] as const;

/** In which statuses, and for whom, each command can mean anything at all. */
const guards: Record<CommandName, Guard> = {
  addMessage: { statuses: openOrResolved, actors: everybody },
  assign: { statuses: open, actors: desk },
  accept: { statuses: open, actors: ['agent'] },
  classify: { statuses: open, actors: desk },
  addDiagnosticStep: { statuses: open, actors: desk },
  escalate: { statuses: open, actors: desk },
  acceptEscalation: { statuses: open, actors: desk },
  refuseEscalation: { statuses: open, actors: desk },
  approve: { statuses: ['pending'], actors: desk },
  refuseApproval: { statuses: ['pending'], actors: desk },
  link: { statuses: openOrResolved, actors: desk },
  unlink: { statuses: openOrResolved, actors: desk },
  declareMajor: { statuses: open, actors: desk },
  withdrawMajor: { statuses: open, actors: desk },
  setPending: { statuses: open, actors: desk },
  endPending: { statuses: ['pending'], actors: desk },
  resolve: { statuses: open, actors: everybody },
  reopen: { statuses: ['resolved'], actors: everybody },
  close: { statuses: ['resolved'], actors: everybody },
  cancel: { statuses: open, actors: everybody },
  recordSatisfaction: { statuses: ['resolved', 'closed'], actors: ['requester'] },
  merge: { statuses: open, actors: desk },
  unmerge: { statuses: ['merged'], actors: desk },
  receiveMessage: { statuses: openOrResolved, actors: desk },
  receiveMerge: { statuses: openOrResolved, actors: ['system'] },
  undoMerge: { statuses: openOrResolved, actors: ['system'] },
  takeAssignment: { statuses: open, actors: ['system'] },
  migrateProcess: { statuses: openOrResolved, actors: desk },
};

/** @throws Refused where the command means nothing in this status or for this actor. */
export function checkAllowed(state: TicketState, name: CommandName, actor: Actor): void {
  const guard = guards[name];
  if (!guard.actors.includes(actor.kind)) throw refusedActor(guard);
  if (!guard.statuses.includes(state.status)) throw refusedStatus(state, name);
}

function refusedActor(guard: Guard): Refused {
  return guard.actors.includes('agent')
    ? new Refused('only_agents', 'Only agents can do this.')
    : new Refused('only_requester', 'Only the requester can do this.');
}

function refusedStatus(state: TicketState, name: CommandName): Refused {
  if (state.status === 'merged') {
    const text = `The ticket was merged into ${state.mergedInto}: go on there.`;
    return new Refused('ticket_over', text);
  }
  if (isOver(state)) {
    return new Refused('ticket_over', `The ticket is ${state.status}: open a new one.`);
  }
  if (name === 'approve' || name === 'refuseApproval') {
    return new Refused('no_approval', 'The ticket waits for no approval.');
  }
  if (name === 'endPending') return new Refused('not_pending', 'The ticket is not pending.');
  if (name === 'unmerge') return new Refused('not_merged', 'The ticket was not merged.');
  if (name === 'recordSatisfaction') {
    return new Refused('no_survey', 'No satisfaction survey is open on this ticket.');
  }
  if (state.status === 'resolved') {
    return new Refused('ticket_resolved', 'The ticket is resolved: reopen it first.');
  }
  return new Refused('not_resolved', `The ticket is ${state.status}, not resolved.`);
}

/** What an actor can be offered now. The core still decides: a process may ask for more. */
export function allowedCommands(state: TicketState, actor: Actor): CommandName[] {
  const names = Object.keys(guards) as CommandName[];
  return names.filter((name) => {
    const guard = guards[name];
    return (
      guard.statuses.includes(state.status) &&
      guard.actors.includes(actor.kind) &&
      isOffered(state, name, actor)
    );
  });
}

function isOffered(state: TicketState, name: CommandName, actor: Actor): boolean {
  const waitsForApproval = openApproval(state) !== undefined;
  switch (name) {
    case 'accept':
      return !waitsForApproval && (state.assignee !== actor.id || state.status === 'assigned');
    case 'acceptEscalation':
    case 'refuseEscalation':
      return openEscalation(state) !== undefined;
    case 'approve':
    case 'refuseApproval':
      return waitsForApproval && state.requesterId !== actor.id;
    case 'assign':
    case 'endPending':
    case 'resolve':
    case 'setPending':
      return !waitsForApproval;
    case 'declareMajor':
      return !state.isMajor;
    case 'withdrawMajor':
      return state.isMajor;
    case 'unlink':
      return state.links.length > 0;
    case 'recordSatisfaction':
      return state.survey?.state === 'open';
    case 'merge':
      return state.mergedFrom.length === 0;
    case 'unmerge':
      return state.autoCloseAt !== null;
    case 'migrateProcess':
      return false;
    default:
      return true;
  }
}
