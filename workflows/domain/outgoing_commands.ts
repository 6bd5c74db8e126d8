import type { By } from './actions.ts';
import type { Command, CommandName, CommandPayload } from './commands.ts';
import type { EventData, TicketEvent } from './events.ts';
import type { Refusal, RefusalCode } from './refusals.ts';
import {
  type Actor,
  childrenOf,
  isAmong,
  type Link,
  type LinkKind,
  type MergedTicket,
  type SaidMessage,
  standingLinks,
  type TicketState,
} from './ticket.ts';

/** A command that one record of the desk gives to a ticket. */
export type OutgoingCommand<N extends CommandName = OutgoingCommandName> = {
  [T in N]: { ticketId: string; name: T } & Given & { payload: CommandPayload[T] };
}[N];

interface Given extends Omit<By, 'source'> {
  /** The ticket that gives it, where one does. */
  fromTicketId?: string;
  /** Who asked for it, where what comes of it is theirs to know. */
  giver?: Actor;
  /** The ticket that gives it gets back what was said for it on the other one between these instants. */
  regains?: { since: number; until: number };
}

/** What records of the desk tell tickets: meant for one that was merged, it is for its survivor. */
export const outgoingCommandNames = [
  'receiveMerge',
  'undoMerge',
  'receiveMessage',
  'link',
  'unlink',
  'resolve',
] as const satisfies readonly CommandName[];
export type OutgoingCommandName = (typeof outgoingCommandNames)[number];

/** One command to every child of a ticket; `after` is the last that was given it. */
export type Broadcast = ForChild & { to: 'children'; after: string };

type ForChild =
  OutgoingCommand<'receiveMessage' | 'resolve' | 'link'> extends infer T
    ? T extends unknown
      ? Omit<T, 'ticketId'>
      : never
    : never;

/** What a ticket has still to give, in order. */
export type Outgoing = OutgoingCommand | Broadcast;

/** `gone`: the ticket is over, or there never was one. */
export type DeliveryOutcome = 'delivered' | 'refused' | 'gone';

/** What became of a command. */
export interface Delivery {
  outcome: DeliveryOutcome;
  /** The ticket that it came to: another one than it was meant for, where that one was merged. */
  by: string;
  refusal?: Refusal;
  /** What the ticket that gave it gets back. */
  said?: SaidMessage[];
}

export const desk: Actor = { kind: 'system', id: 'desk' };
const otherTicket: Actor = { kind: 'system', id: 'other_ticket' };

/** What the other end of a link is called; a link without one is known at this end only. */
const otherEnds: Readonly<Record<LinkKind, LinkKind>> = {
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
export function outgoingCommandsOf(event: TicketEvent, state: TicketState): Outgoing[] {
  const { ticketId } = state;
  const giver = event.actor.kind === 'system' ? {} : { giver: event.actor };
  const commandId = `${ticketId}-${event.seq}`;
  const fromHere: Given = { actor: otherTicket, commandId, fromTicketId: ticketId, ...giver };
  if (event.type === 'merge_undone') return afterParting(event.data, state, fromHere);
  // What another ticket commanded goes no further, or two would command each other for ever; and
  // what is taken back was never taken.
  if (isOwnWord(event.actor)) return [];
  switch (event.type) {
    case 'ticket_merged':
      return [mergeInto(event.data.into, state, fromHere)];
    case 'ticket_unmerged': {
      const tickets = [ticketId, ...state.mergedFrom.map((merged) => merged.ticketId)];
      const { from, mergedAt } = event.data;
      const payload = { ticketId, tickets };
      const regains = { since: mergedAt, until: event.at };
      const undo = { ...fromHere, ticketId: from, name: 'undoMerge' as const, payload, regains };
      return [undo, ...sayLinksAgain(state, fromHere)];
    }
    case 'ticket_linked': {
      const other = otherEndOf(event.data, state);
      return other ? [{ ...fromHere, ...other, name: 'link' }] : [];
    }
    case 'ticket_unlinked': {
      const other = otherEndOf(event.data, state);
      if (!other) return [];
      const aliases = state.mergedFrom.map((merged) => merged.ticketId);
      const payload = { ...other.payload, ...(aliases.length > 0 && { aliases }) };
      return [{ ...fromHere, ...other, name: 'unlink', payload }];
    }
    case 'message_added':
      return isNews(event, state) ? toChildren(newsOf(event, fromHere)) : [];
    case 'ticket_resolved':
      return event.data.isForChildren ? toChildren(resolutionOf(event, fromHere)) : [];
    default:
      return [];
  }
}

function isOwnWord({ kind, id }: Actor): boolean {
  return kind === 'system' && (id === otherTicket.id || id === desk.id);
}

function mergeInto(into: string, state: TicketState, fromHere: Given): OutgoingCommand {
  const { ticketId, requesterId, mergedFrom, isMajor } = state;
  const payload: CommandPayload['receiveMerge'] = {
    ticketId,
    tickets: [{ ticketId, requesterId, links: state.links, ...copiesOf(state) }, ...mergedFrom].map(
      goingAlong,
    ),
    isMajor,
  };
  return { ...fromHere, ticketId: into, name: 'receiveMerge', payload };
}

/** Where a ticket comes from, and its problem, are its own; whom it has to do with goes along. */
function copiesOf({ copied = [] }: Pick<MergedTicket, 'copied'>): Pick<MergedTicket, 'copied'> {
  return copied.length > 0 ? { copied } : {};
}

function goingAlong(merged: MergedTicket): MergedTicket {
  const { ticketId, requesterId, links } = merged;
  const isGoing = ({ kind }: Link) => isAmong(['related', 'parent', 'child'], kind);
  return {
    ticketId,
    requesterId,
    links: links.filter(isGoing).map(({ kind, id }) => ({ kind, id })),
    ...copiesOf(merged),
  };
}

/**
 * A ticket merged into this one is on its own again: it gets the links that were made for it
 * meanwhile. Where this one was merged as well, the ticket that stands for both is told.
 */
function afterParting(
  { ticketId, tickets }: EventData['merge_undone'],
  { mergedInto }: TicketState,
  fromHere: Given,
): Outgoing[] {
  if (mergedInto !== null) {
    const payload = { ticketId, tickets: tickets.map((parted) => parted.ticketId) };
    return [{ ...fromHere, ticketId: mergedInto, name: 'undoMerge', payload }];
  }
  return tickets.flatMap(({ ticketId: from, links }) =>
    links
      .filter(({ isGained }) => isGained)
      .map(({ kind, id }): Outgoing => {
        const payload = { kind, id, ...(from !== ticketId && { from }) };
        return { ...fromHere, ticketId, name: 'link', payload };
      }),
  );
}

/** Links may have been taken back at their other ends, in the name of the ticket that stood for it. */
function sayLinksAgain(state: TicketState, fromHere: Given): Outgoing[] {
  const { ticketId } = state;
  const links = standingLinks(state).filter(({ kind }) => kind !== 'child');
  const others = links.flatMap((one) => otherEndOf(one, state) ?? []);
  const children = childrenOf(state).length > 0;
  const toEach = { ...fromHere, name: 'link' as const, payload: { kind: 'parent', id: ticketId } };
  return [
    ...others.map((other) => ({ ...fromHere, ...other, name: 'link' as const })),
    ...(children ? toChildren(toEach as ForChild) : []),
  ];
}

function otherEndOf(
  { kind, id, inverse }: Pick<Link, 'kind' | 'id' | 'inverse'>,
  { ticketId }: TicketState,
) {
  const other = keptKindOf({ kind, inverse });
  if (other === undefined) return undefined;
  // For one that is taken back: which kind it was here.
  const own = inverse === undefined ? {} : { inverse: kind };
  return { ticketId: id, payload: { kind: other, id: ticketId, ...own } };
}

/** What the link is at the ticket that commanded it. */
function keptKindOf({
  kind,
  inverse,
}: {
  kind: LinkKind;
  inverse?: LinkKind | undefined;
}): LinkKind | undefined {
  return otherEnds[kind] ?? inverse;
}

function toChildren(command: ForChild): Broadcast[] {
  return [{ ...command, to: 'children', after: '' }];
}

/** What an agent says to the reporter of a major incident is said to all of them. */
function isNews({ data, actor }: TicketEvent & { type: 'message_added' }, state: TicketState) {
  const isAnswer = actor.kind === 'agent' && data.visibility === 'public' && !data.isAutomatic;
  return state.isMajor && isAnswer && data.fromTicketId === undefined;
}

function newsOf(
  { data, actor }: TicketEvent & { type: 'message_added' },
  { giver: _, ...fromHere }: Given,
): ForChild {
  const payload = { messageId: data.messageId, fromTicketId: fromHere.fromTicketId as string };
  return { ...fromHere, name: 'receiveMessage', actor, payload };
}

function resolutionOf(
  { data, actor }: TicketEvent & { type: 'ticket_resolved' },
  fromHere: Given,
): ForChild {
  const { code, noteId, rootCauseId, articleId } = data;
  const payload = { code, noteId, rootCauseId, articleId };
  return { ...fromHere, name: 'resolve', actor, payload };
}

/** The next commands to give at once, and what is left to give once they are given. */
export interface NextCommands {
  commands: OutgoingCommand[];
  /** Of what was to be given, that which is given or going on. */
  taken: Outgoing[];
  /** What goes on of it, before anything else. */
  rest: Outgoing[];
}

/**
 * The first that may be given at once: no ticket gets two of them out of order.
 * @param state whose children a broadcast is for
 */
export function nextCommands(
  outgoing: readonly Outgoing[],
  state: TicketState,
  max: number,
): NextCommands {
  const first = outgoing[0];
  if (first && isBroadcast(first)) return nextOfBroadcast(first, state, max);
  const end = outgoing.findIndex(isBroadcast);
  const singles = outgoing.slice(0, end === -1 ? undefined : end) as OutgoingCommand[];
  const commands = deliverableAtOnce(singles, max);
  return { commands, taken: commands, rest: [] };
}

function isBroadcast(one: Outgoing): one is Broadcast {
  return 'to' in one;
}

function nextOfBroadcast(broadcast: Broadcast, state: TicketState, max: number): NextCommands {
  const { to: _, after, ...command } = broadcast;
  const left = childrenOf(state)
    .filter((id) => id > after)
    .sort();
  const next = left.slice(0, max);
  const last = next.at(-1);
  const isDone = last === undefined || left.length === next.length;
  return {
    commands: next.map((ticketId) => ({ ...command, ticketId }) as OutgoingCommand),
    taken: [broadcast],
    rest: isDone ? [] : [{ ...broadcast, after: last }],
  };
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
 * For which ticket a receiver is given a command, where it is not its own: it takes it only while it
 * stands for that one. An undo names the ticket that leaves itself, whoever stands for it.
 */
export function standingForOf(
  { name, ticketId }: Pick<OutgoingCommand<CommandName>, 'ticketId'> & { name: CommandName },
  receiver: string,
): { standingFor?: string } {
  return receiver === ticketId || name === 'undoMerge' ? {} : { standingFor: ticketId };
}

/** The id under which a ticket knows a command: one that reaches it by two ways is done once. */
export function deliveryIdOf({ commandId }: Pick<OutgoingCommand, 'commandId'>, receiver: string) {
  return `${commandId}-${receiver}`;
}

/** What it is given is true already: both ends said it at once, or it was said before. */
const trueAlready: readonly RefusalCode[] = [
  'already_linked',
  'already_merged',
  'not_linked',
  'not_merged_into_it',
];

/** What a refusal of a delivered command comes to. */
export function outcomeOfRefusal({ code }: Refusal): DeliveryOutcome {
  return trueAlready.includes(code) ? 'delivered' : 'refused';
}

/** Where a ticket is over or solved already, there is nothing left of the news and the solution. */
const needNoTelling: Partial<Record<OutgoingCommandName, readonly RefusalCode[]>> = {
  resolve: ['ticket_over', 'ticket_resolved'],
  receiveMessage: ['ticket_over'],
};

/**
 * What a ticket does after another took its command or did not: where the survivor was merged
 * itself, it follows; what was refused is taken back, and who asked for it is told. A link to a
 * ticket that is over stands: it says where this one comes from.
 */
export function afterDelivery(outgoing: OutgoingCommand, delivery: Delivery): Command | null {
  const { name, ticketId } = outgoing;
  const by = { actor: desk, commandId: `${outgoing.commandId}-back` };
  const { said = [] } = delivery;
  if (said.length > 0) return { ...by, name: 'regainMessages', messages: said };
  if (delivery.outcome === 'delivered') {
    const isElsewhere = name === 'receiveMerge' && delivery.by !== ticketId;
    return isElsewhere ? { ...by, name: 'redirectMerge', into: delivery.by } : null;
  }
  if (delivery.outcome === 'gone' && name !== 'receiveMerge') return null;
  if (name === 'undoMerge' || name === 'unlink') return null;
  const { refusal = null, by: receiver } = delivery;
  if (refusal && needNoTelling[name]?.includes(refusal.code)) return null;
  const kind = name === 'link' ? keptKindOf(outgoing.payload) : undefined;
  return {
    ...by,
    name: 'takeBack',
    command: name,
    ticketId: name === 'receiveMerge' ? ticketId : receiver,
    refusal,
    by: outgoing.giver ?? null,
    link: kind ? { kind, id: ticketId } : null,
  };
}
