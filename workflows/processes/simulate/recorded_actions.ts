import type { By } from '../../domain/actions.ts';
import type { EventData, EventType, TicketEvent } from '../../domain/events.ts';
import { keysOf } from '../../domain/keys.ts';
import { type Actor, type Link, openEscalation, type TicketState } from '../../domain/ticket.ts';
import type { DatedAction } from '../../domain/timeline.ts';
import { type Classification, findData } from '../commands/reading_back.ts';
import { commandSketches } from '../commands/table.ts';
import { type LivedUnder, ToldMemberships } from './told_memberships.ts';

/** An action of people, and where a log says itself that it brought the ticket. */
export interface RecordedAction extends DatedAction {
  toldGroup: string | null;
}

/**
 * What people did to a ticket, read back from its events: one dated action per command that left
 * any. What time did (warnings, breaches, time-outs, rules) is left out: whoever replays the
 * actions has it decided anew. Two things are as if people had done them:
 *
 * - an agent the allocator found counts as found at that instant, wherever the ticket then is;
 * - impact, urgency and text facts of the opening are those recorded, defaults included.
 *
 * A classification is read back as the fields it changed.
 *
 * @param process the one it was lived under
 */
export function recordedActions(
  events: readonly TicketEvent[],
  process: LivedUnder,
): RecordedAction[] {
  const actions: RecordedAction[] = [];
  let classified: EventData['ticket_classified'] | null = null;
  const memberships = new ToldMemberships(events, process);
  for (const group of eventsByCommand(events)) {
    const [first] = group as [TicketEvent];
    const read = readCommand(group, classified);
    classified = findData(group, 'ticket_classified') ?? classified;
    const told = memberships.of(group);
    if (read === undefined) continue;
    const { commandId, at } = first as TicketEvent & { commandId: string };
    // The process may have acted first; the command is the person's.
    const actor = read.by ?? (group.find((event) => event.type === read.mark) ?? first).actor;
    const { standingFor } = read;
    const by = {
      actor,
      commandId,
      ...(actor.kind === 'agent' && told),
      ...managerTold(group),
      ...(standingFor !== undefined && { standingFor }),
    };
    const action = { ...read.action, ...by } as DatedAction['action'];
    actions.push({ at, action, toldGroup: first?.source?.group ?? null });
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

interface ReadAction {
  mark: EventType;
  action: object;
  /** Who did it, where the events say somebody else. */
  by?: Actor | undefined;
  standingFor?: string | undefined;
}

function readCommand(group: TicketEvent[], classified: Classification): ReadAction | undefined {
  const opened = findData(group, 'ticket_opened');
  if (opened) {
    const { processId: _id, processVersion: _version, fieldKinds: _kinds, ...open } = opened;
    return { mark: 'ticket_opened', action: { name: 'open', ...open, ...linksIn(group) } };
  }
  const noted = findData(group, 'history_noted');
  if (noted) return { mark: 'history_noted', action: { name: 'annotate', ...noted } };
  // What follows from another version follows from it again.
  if (findData(group, 'process_migrated')) return undefined;
  for (const name of keysOf(commandSketches)) {
    const read = commandSketches[name].readBack?.(group, classified);
    if (read) {
      const { mark, payload, by, standingFor } = read;
      return { mark, action: { name, ...payload }, by, standingFor };
    }
  }
  return undefined;
}

/** Who managed the requester, where it was asked of them. */
function managerTold(group: TicketEvent[]): Pick<By, 'requesterManager'> {
  const asked = group.find(
    (event) => event.type === 'approval_requested' && event.data.managerOf === 'requester',
  );
  const known =
    (asked?.type === 'approval_requested' ? asked.data.askedOf : undefined) ??
    findData(group, 'ticket_opened')?.requesterManager;
  return known ? { requesterManager: known } : {};
}

function linksIn(group: TicketEvent[]): { links?: Link[] } {
  const links = group.filter((event) => event.type === 'ticket_linked').map(({ data }) => data);
  return links.length > 0 ? { links } : {};
}
