import type { CommandName, CommandPayload } from '../../domain/commands.ts';
import type { EventData, EventType, TicketEvent } from '../../domain/events.ts';
import { desk } from '../../domain/outgoing_commands.ts';
import { assignmentReason } from '../../domain/reassignment.ts';
import type { Actor } from '../../domain/ticket.ts';

/** What a command was, and the event that says who gave it. */
export interface Read<N extends CommandName> {
  mark: EventType;
  payload: CommandPayload[N];
  /** Who gave it, where the event says somebody else. */
  by?: Actor;
  /** The ticket that it was meant for. */
  standingFor?: string;
}

export type Classification = EventData['ticket_classified'] | null;

/** Undefined where the events are not this command's. */
export type Reader<N extends CommandName> = (
  group: TicketEvent[],
  classified: Classification,
) => Read<N> | undefined;

/** Reads a command by an event of its own. */
export function on<T extends EventType, P>(
  mark: T,
  read: (data: EventData[T], classified: Classification) => P | undefined,
): (group: TicketEvent[], classified: Classification) => { mark: T; payload: P } | undefined {
  return (group, classified) => {
    const data = findData(group, mark);
    const payload = data && read(data, classified);
    return payload && { mark, payload };
  };
}

export function findData<T extends EventType>(
  group: TicketEvent[],
  type: T,
): EventData[T] | undefined {
  return group.find((event) => event.type === type)?.data as EventData[T] | undefined;
}

interface Answer {
  mark: EventType;
  payload: CommandPayload['approve'];
}

/** What somebody said of an approval, whether or not it was decided by that. */
export function readAnswer(answer: 'granted' | 'refused') {
  return (group: TicketEvent[]): Answer | undefined => {
    const decided = `approval_${answer}` as const;
    const answered = findData(group, 'approval_answered');
    const isAnswer = answered?.answer === answer;
    const data = findData(group, decided) ?? (isAnswer ? answered : undefined);
    if (!data) return undefined;
    const { n, noteId, onBehalfOf, isOwner, of } = data;
    return {
      mark: isAnswer ? 'approval_answered' : decided,
      payload: {
        ...{ n, noteId },
        ...(onBehalfOf !== undefined && { onBehalfOf }),
        ...(isOwner && { isOwner }),
        ...(of !== undefined && { of }),
      },
    };
  };
}

export function readClimb(group: TicketEvent[]): Read<'escalate'> | undefined {
  const escalation = findData(group, 'escalated')?.escalation;
  if (!escalation || escalation.reason === assignmentReason) return undefined;
  const { kind, reason, handOff, noteId, toGroup } = escalation;
  // Over the heads of those it was handed to, it goes only where it is told to.
  const isTold = findData(group, 'escalation_withdrawn') !== undefined;
  const payload = {
    kind,
    reason,
    ...(isTold && { toGroup }),
    noteId: handOff?.noteId ?? noteId ?? null,
    requestedOutcomeId: handOff?.requestedOutcomeId ?? null,
  };
  return { mark: 'escalated', payload };
}

export const readDescent = on(
  'ticket_routed',
  ({ noteId, cause }): CommandPayload['escalate'] | undefined =>
    cause === 'de_escalation' ? { kind: 'downward', noteId } : undefined,
);

export function readMessage(group: TicketEvent[]): Read<'addMessage'> | undefined {
  const added = findData(group, 'message_added');
  if (!added || added.fromTicketId !== undefined) return undefined;
  const { messageId, visibility, isAutomatic, forTicketId } = added;
  const { mentionedAgents, mentionedGroups } = added;
  const mentions = {
    ...(mentionedAgents && { mentionedAgents }),
    ...(mentionedGroups && { mentionedGroups }),
  };
  return {
    mark: 'message_added',
    payload: { messageId, visibility, isAutomatic, ...mentions },
    ...(forTicketId !== undefined && { standingFor: forTicketId }),
  };
}

export function readRegained(group: TicketEvent[]): Read<'regainMessages'> | undefined {
  const messages = group.flatMap((event) => {
    if (event.type !== 'message_added') return [];
    const { saidAt: at, fromTicketId, isFirstResponse: _, ...message } = event.data;
    if (fromTicketId === undefined || at === undefined) return [];
    return [{ ...message, fromTicketId, actor: event.actor, at }];
  });
  return messages.length > 0
    ? { mark: 'message_added', payload: { messages }, by: desk }
    : undefined;
}

/** Assigned to a group below, it was refused by that. */
export function readRefusal(group: TicketEvent[]): Read<'refuseEscalation'> | undefined {
  const refused = findData(group, 'escalation_refused');
  const isAssigned = findData(group, 'ticket_routed')?.cause === 'manual';
  if (!refused || isAssigned) return undefined;
  return { mark: 'escalation_refused', payload: { n: refused.n, noteId: refused.noteId } };
}

export function readAssignment(group: TicketEvent[]): Read<'assign'> | undefined {
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

export function changedFields(
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
