import type { By } from './actions.ts';
import type { Command, CommandName, CommandPayload } from './commands.ts';
import type { EventData, TicketEvent } from './events.ts';
import type { Actor, LinkKind, TicketState } from './ticket.ts';

/** A command that one record of the desk gives to a ticket. */
export type OutgoingCommand<N extends CommandName = OutgoingCommandName> = {
  [T in N]: { ticketId: string; name: T } & Omit<By, 'source'> & { payload: CommandPayload[T] };
}[N];

export type OutgoingCommandName =
  | 'receiveMerge'
  | 'undoMerge'
  | 'receiveMessage'
  | 'link'
  | 'unlink'
  | 'resolve';

/** `gone`: the ticket is over, or there never was one. */
export type DeliveryOutcome = 'delivered' | 'refused' | 'gone';

const desk: Actor = { kind: 'system', id: 'desk' };
const otherTicket: Actor = { kind: 'system', id: 'other_ticket' };

/** What the other end of a link is called; a link without one is known at this end only. */
const otherEnds: Partial<Record<LinkKind, LinkKind>> = {
  related: 'related',
  parent: 'child',
  child: 'parent',
  split_from: 'split_into',
  split_into: 'split_from',
};

/**
 * What a ticket commands others after an event: a merge to its survivor, a link to its other
 * end, and the news of a major incident to everybody who reported it.
 *
 * @param state the ticket after the event
 */
export function outgoingCommandsOf(event: TicketEvent, state: TicketState): OutgoingCommand[] {
  // What another ticket commanded goes no further, or two would command each other for ever.
  if (event.actor.kind === 'system' && event.actor.id === otherTicket.id) return [];
  const commandId = `${state.ticketId}-${event.seq}`;
  const fromHere = { actor: otherTicket, commandId };
  const { ticketId } = state;
  switch (event.type) {
    case 'ticket_merged':
      return [
        { ...fromHere, ticketId: event.data.into, name: 'receiveMerge', payload: { ticketId } },
      ];
    case 'ticket_unmerged':
      return [{ ...fromHere, ticketId: event.data.from, name: 'undoMerge', payload: { ticketId } }];
    case 'ticket_linked':
    case 'ticket_unlinked': {
      const kind = otherEnds[event.data.kind];
      if (!kind) return [];
      const name = event.type === 'ticket_linked' ? 'link' : 'unlink';
      return [{ ...fromHere, ticketId: event.data.id, name, payload: { kind, id: ticketId } }];
    }
    case 'message_added':
      return isNews(event, state) ? toChildren(state, newsOf(event, state, commandId)) : [];
    case 'ticket_resolved':
      return event.data.isForChildren
        ? toChildren(state, resolutionOf(event.data, event.actor, commandId))
        : [];
    default:
      return [];
  }
}

type ForChild =
  OutgoingCommand<'receiveMessage' | 'resolve'> extends infer T
    ? T extends unknown
      ? Omit<T, 'ticketId'>
      : never
    : never;

function toChildren(state: TicketState, command: ForChild): OutgoingCommand[] {
  const children = state.links.filter(({ kind }) => kind === 'child');
  return children.map(({ id }) => ({ ...command, ticketId: id }) as OutgoingCommand);
}

/** What an agent says to the reporter of a major incident is said to all of them. */
function isNews({ data, actor }: TicketEvent & { type: 'message_added' }, state: TicketState) {
  const isAnswer = actor.kind === 'agent' && data.visibility === 'public' && !data.isAutomatic;
  return state.isMajor && isAnswer && data.fromTicketId === undefined;
}

function newsOf(
  { data, actor }: TicketEvent & { type: 'message_added' },
  { ticketId }: TicketState,
  commandId: string,
): ForChild {
  const payload = { messageId: data.messageId, fromTicketId: ticketId };
  return { name: 'receiveMessage', actor, commandId, payload };
}

function resolutionOf(
  { code, noteId, rootCauseId, articleId }: EventData['ticket_resolved'],
  actor: Actor,
  commandId: string,
): ForChild {
  return { name: 'resolve', actor, commandId, payload: { code, noteId, rootCauseId, articleId } };
}

/** The first that may be delivered at once: no ticket gets two of them out of order. */
export function deliverableAtOnce(
  commands: readonly OutgoingCommand[],
  max: number,
): OutgoingCommand[] {
  const receivers = new Set<string>();
  const isSecond = ({ ticketId }: OutgoingCommand) =>
    receivers.size === receivers.add(ticketId).size;
  const second = commands.findIndex(isSecond);
  return commands.slice(0, Math.min(max, second === -1 ? commands.length : second));
}

/**
 * What the ticket takes back because the other did not take its command, so that the two agree:
 * nobody stays merged into a ticket that knows nothing of it. A link to a ticket that is over
 * stands: it says where this one comes from.
 */
export function compensationFor(
  outgoing: OutgoingCommand,
  outcome: DeliveryOutcome,
): Command | null {
  if (outcome === 'delivered') return null;
  const by = { actor: desk, commandId: `${outgoing.commandId}-back` };
  if (outgoing.name === 'receiveMerge') return { ...by, name: 'unmerge' };
  if (outgoing.name !== 'link' || outcome === 'gone') return null;
  const kind = otherEnds[outgoing.payload.kind];
  return kind ? { ...by, name: 'unlink', kind, id: outgoing.ticketId } : null;
}
