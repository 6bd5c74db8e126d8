import type { Action, By, CommandName, CommandPayload } from '../../domain/actions.ts';
import type { EventData, EventType, TicketEvent } from '../../domain/events.ts';
import { type Link, openEscalation, type TicketState } from '../../domain/ticket.ts';
import type { DatedAction } from '../../domain/timeline.ts';

/**
 * What people did to a ticket, read back from its events: one dated action per command that left
 * any. What time did (warnings, breaches, time-outs, rules) is left out: whoever replays the
 * actions has it decided anew. Two things are as if people had done them:
 *
 * - an agent the allocator found counts as found at that instant, wherever the ticket then is;
 * - impact, urgency and text facts of the opening are those recorded, defaults included.
 *
 * A classification is read back as the fields it changed.
 */
export function recordedActions(events: readonly TicketEvent[]): DatedAction[] {
  const actions: DatedAction[] = [];
  let classified: EventData['ticket_classified'] | null = null;
  for (const group of eventsByCommand(events)) {
    const [first] = group as [TicketEvent];
    const read = readCommand(group, classified);
    classified = findData(group, 'ticket_classified') ?? classified;
    if (read === undefined) continue;
    const { commandId, at } = first as TicketEvent & { commandId: string };
    // The process may have acted first; the command is the person's.
    const actor = (group.find((event) => event.type === read.mark) ?? first).actor;
    const action = { ...read.action, actor, commandId } as DatedAction['action'];
    actions.push({ at, action });
  }
  return actions;
}

/**
 * The action as it reads on a ticket that took another course: a decision about a hand-over is
 * about the one that is open there, and an agent that was found is found for its group.
 */
export function onTicket(action: DatedAction['action'], state: TicketState): DatedAction['action'] {
  switch (action.name) {
    case 'acceptEscalation':
    case 'refuseEscalation': {
      const n = openEscalation(state)?.n ?? action.n;
      return n === action.n ? action : { ...action, n };
    }
    case 'takeAssignment':
      return action.group === state.group ? action : { ...action, group: state.group };
    default:
      return action;
  }
}

/** Whether `onTicket` may change it. */
export function dependsOnTicket({ name }: DatedAction['action']): boolean {
  return name === 'acceptEscalation' || name === 'refuseEscalation' || name === 'takeAssignment';
}

/** Runs of events that one command caused, in order. */
function eventsByCommand(events: readonly TicketEvent[]): TicketEvent[][] {
  const groups: TicketEvent[][] = [];
  let last: string | null = null;
  for (const event of events) {
    if (event.commandId !== null && event.commandId !== last) groups.push([]);
    if (event.commandId !== null) (groups.at(-1) as TicketEvent[]).push(event);
    last = event.commandId;
  }
  return groups;
}

type Read = { mark: EventType; action: Omit<Action & { name: Readable }, keyof By> };
type Readable = 'open' | Exclude<CommandName, 'migrateProcess'>;

function read<N extends Exclude<CommandName, 'migrateProcess'>>(
  mark: EventType,
  name: N,
  payload: CommandPayload[N],
): Read {
  return { mark, action: { name, ...payload } as Read['action'] };
}

function findData<T extends EventType>(group: TicketEvent[], type: T): EventData[T] | undefined {
  return group.find((event) => event.type === type)?.data as EventData[T] | undefined;
}

type Reader<T extends EventType> = (
  data: EventData[T],
  group: TicketEvent[],
  classified: EventData['ticket_classified'] | null,
) => Read | undefined;

/** By the event that only this command leaves, those first that others may come along with. */
const readers: { [T in EventType]?: Reader<T> } = {
  ticket_opened: ({ processId: _id, processVersion: _version, ...open }, group) => ({
    mark: 'ticket_opened',
    action: { name: 'open', ...open, ...linksIn(group) },
  }),
  message_added: ({ messageId, visibility, isAutomatic, fromTicketId }) =>
    fromTicketId === undefined
      ? read('message_added', 'addMessage', { messageId, visibility, isAutomatic })
      : read('message_added', 'receiveMessage', { messageId, fromTicketId }),
  ticket_classified: (data, _group, before) =>
    read('ticket_classified', 'classify', changedFields(before, data)),
  diagnostic_step_recorded: ({ tier: _, ...step }) =>
    read('diagnostic_step_recorded', 'addDiagnosticStep', step),
  approval_granted: ({ noteId }) => read('approval_granted', 'approve', { noteId }),
  approval_refused: ({ noteId }) => read('approval_refused', 'refuseApproval', { noteId }),
  escalation_refused: ({ n, noteId }) =>
    read('escalation_refused', 'refuseEscalation', { n, noteId }),
  ticket_resolved: ({ code, noteId, rootCauseId, articleId, isForChildren }) =>
    read('ticket_resolved', 'resolve', {
      code,
      noteId,
      rootCauseId,
      articleId,
      ...(isForChildren && { isForChildren }),
    }),
  ticket_merged: ({ into, noteId }) => read('ticket_merged', 'merge', { into, noteId }),
  escalated: ({ escalation: { kind, reason, handOff, noteId } }) =>
    read('escalated', 'escalate', {
      kind,
      reason,
      noteId: handOff?.noteId ?? noteId ?? null,
      requestedOutcomeId: handOff?.requestedOutcomeId ?? null,
    }),
  pending_started: ({ reason, until, noteId }) =>
    reason === 'approval'
      ? undefined
      : read('pending_started', 'setPending', { reason, until, noteId }),
  ticket_reopened: ({ noteId }) => read('ticket_reopened', 'reopen', { noteId }),
  ticket_closed: ({ noteId }) => read('ticket_closed', 'close', { noteId }),
  ticket_cancelled: ({ noteId }) => read('ticket_cancelled', 'cancel', { noteId }),
  satisfaction_recorded: ({ score, commentId }) =>
    read('satisfaction_recorded', 'recordSatisfaction', { score, commentId }),
  ticket_unmerged: () => read('ticket_unmerged', 'unmerge', {}),
  merge_received: ({ ticketId }) => read('merge_received', 'receiveMerge', { ticketId }),
  merge_undone: ({ ticketId }) => read('merge_undone', 'undoMerge', { ticketId }),
  ticket_linked: ({ kind, id }) => read('ticket_linked', 'link', { kind, id }),
  ticket_unlinked: ({ kind, id }) => read('ticket_unlinked', 'unlink', { kind, id }),
  major_incident_declared: ({ noteId }) =>
    read('major_incident_declared', 'declareMajor', { noteId }),
  major_incident_withdrawn: ({ noteId }) =>
    read('major_incident_withdrawn', 'withdrawMajor', { noteId }),
  ticket_assigned: (data, group) => readAssignment(data, group),
  ticket_routed: ({ group, noteId, cause }) =>
    cause === 'de_escalation'
      ? read('ticket_routed', 'escalate', { kind: 'downward', noteId })
      : read('ticket_routed', 'assign', { group, noteId }),
  assignment_requested: () => read('assignment_requested', 'assign', {}),
  pending_ended: () => read('pending_ended', 'endPending', {}),
  work_started: () => read('work_started', 'accept', {}),
  escalation_accepted: ({ n }) => read('escalation_accepted', 'acceptEscalation', { n }),
};

function linksIn(group: TicketEvent[]): { links?: Link[] } {
  const links = group.filter((event) => event.type === 'ticket_linked').map(({ data }) => data);
  return links.length > 0 ? { links } : {};
}

function readCommand(
  group: TicketEvent[],
  classified: EventData['ticket_classified'] | null,
): Read | undefined {
  for (const [type, reader] of Object.entries(readers) as [EventType, Reader<EventType>][]) {
    const data = findData(group, type);
    if (data !== undefined) return reader(data, group, classified);
  }
  return undefined;
}

function readAssignment(
  data: EventData['ticket_assigned'],
  group: TicketEvent[],
): Read | undefined {
  const { assignee, cause, decisionId, strategy, candidates, noteId } = data;
  if (cause === 'automatic') {
    return read('ticket_assigned', 'takeAssignment', {
      decisionId: decisionId ?? '',
      assignee,
      group: data.group,
      strategy: strategy ?? '',
      candidates,
    });
  }
  const routed = findData(group, 'ticket_routed');
  // Only taking in charge goes on to begin the work.
  const isBegun = group.some(
    ({ type }) => type === 'work_started' || type === 'escalation_accepted',
  );
  if (isBegun) return read('ticket_assigned', 'accept', {});
  return read('ticket_assigned', 'assign', {
    ...(routed && { group: routed.group }),
    assignee,
    noteId,
  });
}

function changedFields(
  before: EventData['ticket_classified'] | null,
  after: EventData['ticket_classified'],
): CommandPayload['classify'] {
  const { type, category, service, impact, urgency, noteId } = after;
  return {
    ...(type !== before?.type && { type }),
    ...(category !== before?.category && { category }),
    ...(service !== before?.service && { service }),
    ...(impact !== before?.impact && { impact }),
    ...(urgency !== before?.urgency && { urgency }),
    ...overrideOf(before, after),
    noteId,
  };
}

function overrideOf(
  before: EventData['ticket_classified'] | null,
  after: EventData['ticket_classified'],
): Pick<CommandPayload['classify'], 'priority'> {
  const wasOverridden = before?.priorityOverridden ?? false;
  if (!after.priorityOverridden) return wasOverridden ? { priority: null } : {};
  const isNew = !wasOverridden || before?.priority !== after.priority;
  return isNew ? { priority: after.priority } : {};
}
