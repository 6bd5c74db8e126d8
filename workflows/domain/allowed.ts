import {
  type Command,
  type CommandName,
  type CommandRule,
  commandNames,
  commandRule,
} from './commands.ts';
import { Refused } from './refusals.ts';
import {
  type Actor,
  isInCopy,
  isOver,
  openApproval,
  requestersOf,
  standsFor,
  type TicketState,
} from './ticket.ts';

/** @throws Refused where the command means nothing in this status or for this actor. */
export function checkAllowed<N extends CommandName>(
  state: TicketState,
  name: N,
  command: Command<N>,
): void {
  if (isForAnother(state, command)) {
    throw new Refused('parted', { ticketId: command.standingFor as string });
  }
  const rule = commandRule(name);
  if (!rule.by.includes(command.actor.kind)) throw refusedActor(rule);
  if (isForRequester(rule, state, command.actor)) throw new Refused('only_requester');
  if (!rule.from.includes(state.status)) throw refusedStatus(state, rule);
  if (isForDesk(rule, state, command.actor)) throw new Refused('shared_with_others');
  const { isHeldByApproval: isHeld } = rule;
  const approval = openApproval(state);
  if (approval && (isHeld === true || isHeld?.(command))) {
    throw new Refused('waits_for_approval', { group: approval.approverGroup });
  }
}

/**
 * What is said to a ticket that has parted, or is not known to have come, is none of this one's. One
 * that was merged itself takes nothing, and says where it is followed.
 */
function isForAnother(state: TicketState, { standingFor }: Pick<Command, 'standingFor'>): boolean {
  return standingFor !== undefined && state.status !== 'merged' && !standsFor(state, standingFor);
}

function isForDesk(
  { isForDeskWhileShared }: Pick<CommandRule<CommandName>, 'isForDeskWhileShared'>,
  state: TicketState,
  { kind }: Actor,
): boolean {
  if (kind !== 'requester' || !isForDeskWhileShared) return false;
  return state.isMajor || requestersOf(state).length > 1;
}

/** Whoever has a copy of the ticket reads and replies; what becomes of it is its requester's to say. */
function isForRequester(
  { isOpenToCopies }: Pick<CommandRule<CommandName>, 'isOpenToCopies'>,
  state: TicketState,
  actor: Actor,
): boolean {
  return !isOpenToCopies && isInCopy(state, actor);
}

function refusedActor({ by }: Pick<CommandRule<CommandName>, 'by'>): Refused {
  return by.includes('agent') ? new Refused('only_agents') : new Refused('only_requester');
}

function refusedStatus(
  state: TicketState,
  { otherwise }: Pick<CommandRule<CommandName>, 'otherwise'>,
): Refused {
  const { status, mergedInto } = state;
  return isOver(state)
    ? new Refused('ticket_over', { status, mergedInto })
    : new Refused(otherwise);
}

/** What an actor can be offered now. The core still decides: a process may ask for more. */
export function allowedCommands(state: TicketState, actor: Actor): CommandName[] {
  return commandNames.filter((name) => {
    const rule = commandRule(name);
    const { by, from, isHeldByApproval, offeredWhen } = rule;
    const isHeld = isHeldByApproval === true && openApproval(state) !== undefined;
    return (
      from.includes(state.status) &&
      by.includes(actor.kind) &&
      !isForDesk(rule, state, actor) &&
      !isForRequester(rule, state, actor) &&
      !isHeld &&
      (offeredWhen?.(state, actor) ?? true)
    );
  });
}
