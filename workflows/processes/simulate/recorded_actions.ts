import type { CommandName, CommandPayload } from '../../domain/actions.ts';
import type { EventData, EventType, TicketEvent } from '../../domain/events.ts';
import { keysOf } from '../../domain/keys.ts';
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
 * The action as it reads on a ticket that took another course: a decision about a hand-off is
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

/** What a command was, and the event that says who gave it. */
interface Read<N extends CommandName> {
  mark: EventType;
  payload: CommandPayload[N];
}

type Classification = EventData['ticket_classified'] | null;

/** Undefined where the events are not this command's. */
type Reader<N extends CommandName> = (
  group: TicketEvent[],
  classified: Classification,
) => Read<N> | undefined;

/**
 * How each command is read back. The first that knows the events as its own is the one: commands
 * whose events others may bring about as well come last. Null where nothing can be read back.
 */
const readers: { [N in CommandName]: Reader<N> | null } = {
  addMessage: on('message_added', ({ messageId, visibility, isAutomatic, fromTicketId }) =>
    fromTicketId === undefined ? { messageId, visibility, isAutomatic } : undefined,
  ),
  receiveMessage: on('message_added', ({ messageId, fromTicketId }) =>
    fromTicketId === undefined ? undefined : { messageId, fromTicketId },
  ),
  classify: on('ticket_classified', (data, classified) => changedFields(classified, data)),
  addDiagnosticStep: on('diagnostic_step_recorded', ({ tier: _, ...step }) => step),
  approve: on('approval_granted', ({ noteId }) => ({ noteId })),
  refuseApproval: on('approval_refused', ({ noteId }) => ({ noteId })),
  refuseEscalation: on('escalation_refused', ({ n, noteId }) => ({ n, noteId })),
  resolve: on('ticket_resolved', (data) => {
    const { code, noteId, rootCauseId, articleId, isForChildren } = data;
    const forChildren = isForChildren && { isForChildren };
    return { code, noteId, rootCauseId, articleId, ...forChildren };
  }),
  merge: on('ticket_merged', ({ into, noteId }) => ({ into, noteId })),
  escalate: (...events) => readClimb(...events) ?? readDescent(...events),
  unmerge: on('ticket_unmerged', () => ({})),
  setPending: on('pending_started', ({ reason, until, noteId }) =>
    reason === 'approval' ? undefined : { reason, until, noteId },
  ),
  reopen: on('ticket_reopened', ({ noteId }) => ({ noteId })),
  close: on('ticket_closed', ({ noteId }) => ({ noteId })),
  cancel: on('ticket_cancelled', ({ noteId }) => ({ noteId })),
  recordSatisfaction: on('satisfaction_recorded', ({ score, commentId }) => ({ score, commentId })),
  receiveMerge: on('merge_received', ({ ticketId }) => ({ ticketId })),
  undoMerge: on('merge_undone', ({ ticketId }) => ({ ticketId })),
  link: on('ticket_linked', ({ kind, id }) => ({ kind, id })),
  unlink: on('ticket_unlinked', ({ kind, id }) => ({ kind, id })),
  declareMajor: on('major_incident_declared', ({ noteId }) => ({ noteId })),
  withdrawMajor: on('major_incident_withdrawn', ({ noteId }) => ({ noteId })),
  takeAssignment: on('ticket_assigned', (data) => {
    const { assignee, group, cause, decisionId, strategy, candidates } = data;
    if (cause !== 'automatic') return undefined;
    const decided = { decisionId: decisionId ?? '', strategy: strategy ?? '' };
    return { ...decided, assignee, group, candidates };
  }),
  accept(group) {
    const isBegun = findData(group, 'work_started') !== undefined;
    const isGiven = findData(group, 'ticket_assigned') !== undefined;
    // Of what gives a ticket to an agent, only accepting it takes over a hand-off as well.
    if (!isBegun && !(isGiven && findData(group, 'escalation_accepted'))) return undefined;
    return { mark: isGiven ? 'ticket_assigned' : 'work_started', payload: {} };
  },
  assign: readAssignment,
  endPending: on('pending_ended', () => ({})),
  acceptEscalation: on('escalation_accepted', ({ n }) => ({ n })),
  migrateProcess: null,
};

/** Reads a command by an event of its own. */
function on<T extends EventType, P>(
  mark: T,
  read: (data: EventData[T], classified: Classification) => P | undefined,
): (group: TicketEvent[], classified: Classification) => { mark: T; payload: P } | undefined {
  return (group, classified) => {
    const data = findData(group, mark);
    const payload = data && read(data, classified);
    return payload && { mark, payload };
  };
}

function findData<T extends EventType>(group: TicketEvent[], type: T): EventData[T] | undefined {
  return group.find((event) => event.type === type)?.data as EventData[T] | undefined;
}

function readCommand(group: TicketEvent[], classified: Classification) {
  const opened = findData(group, 'ticket_opened');
  if (opened) {
    const { processId: _id, processVersion: _version, ...open } = opened;
    return { mark: 'ticket_opened', action: { name: 'open', ...open, ...linksIn(group) } } as const;
  }
  for (const name of keysOf(readers)) {
    const read = readers[name]?.(group, classified);
    if (read) return { mark: read.mark, action: { name, ...read.payload } };
  }
  return undefined;
}

function linksIn(group: TicketEvent[]): { links?: Link[] } {
  const links = group.filter((event) => event.type === 'ticket_linked').map(({ data }) => data);
  return links.length > 0 ? { links } : {};
}

const readClimb = on(
  'escalated',
  ({ escalation: { kind, reason, handOff, noteId } }): CommandPayload['escalate'] => ({
    kind,
    reason,
    noteId: handOff?.noteId ?? noteId ?? null,
    requestedOutcomeId: handOff?.requestedOutcomeId ?? null,
  }),
);

const readDescent = on(
  'ticket_routed',
  ({ noteId, cause }): CommandPayload['escalate'] | undefined =>
    cause === 'de_escalation' ? { kind: 'downward', noteId } : undefined,
);

function readAssignment(group: TicketEvent[]): Read<'assign'> | undefined {
  const assigned = findData(group, 'ticket_assigned');
  const routed = findData(group, 'ticket_routed');
  const to = routed && { group: routed.group };
  if (assigned) {
    const { assignee, noteId } = assigned;
    return { mark: 'ticket_assigned', payload: { ...to, assignee, noteId } };
  }
  if (routed) return { mark: 'ticket_routed', payload: { ...to, noteId: routed.noteId } };
  const isRequested = findData(group, 'assignment_requested') !== undefined;
  return isRequested ? { mark: 'assignment_requested', payload: {} } : undefined;
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
