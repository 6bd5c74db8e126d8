import type { Command, CommandName } from './actions.ts';
import { type CommandRule, commandNames, commandRule } from './commands.ts';
import { Refused } from './refusals.ts';
import { type Actor, isOver, openApproval, type TicketState } from './ticket.ts';

/** @throws Refused where the command means nothing in this status or for this actor. */
export function checkAllowed<N extends CommandName>(
  state: TicketState,
  name: N,
  command: Command<N>,
): void {
  const rule = commandRule(name);
  if (!rule.by.includes(command.actor.kind)) throw refusedActor(rule);
  if (!rule.from.includes(state.status)) throw refusedStatus(state, rule);
  const { isHeldByApproval: isHeld } = rule;
  const approval = openApproval(state);
  if (approval && (isHeld === true || isHeld?.(command))) {
    const text = `The ticket waits for the approval of ${approval.approverGroup}.`;
    throw new Refused('waits_for_approval', text);
  }
}

function refusedActor({ by }: Pick<CommandRule<CommandName>, 'by'>): Refused {
  return by.includes('agent')
    ? new Refused('only_agents', 'Only agents can do this.')
    : new Refused('only_requester', 'Only the requester can do this.');
}

const otherwiseTexts: Record<CommandRule<CommandName>['otherwise'], string> = {
  ticket_resolved: 'The ticket is resolved: reopen it first.',
  not_resolved: 'The ticket is not resolved.',
  not_pending: 'The ticket is not pending.',
  not_merged: 'The ticket was not merged.',
  no_approval: 'The ticket waits for no approval.',
  no_survey: 'No satisfaction survey is open on this ticket.',
};

function refusedStatus(
  state: TicketState,
  { otherwise }: Pick<CommandRule<CommandName>, 'otherwise'>,
): Refused {
  if (state.status === 'merged') {
    const text = `The ticket was merged into ${state.mergedInto}: go on there.`;
    return new Refused('ticket_over', text);
  }
  if (isOver(state)) {
    return new Refused('ticket_over', `The ticket is ${state.status}: open a new one.`);
  }
  return new Refused(otherwise, otherwiseTexts[otherwise]);
}

/** What an actor can be offered now. The core still decides: a process may ask for more. */
export function allowedCommands(state: TicketState, actor: Actor): CommandName[] {
  return commandNames.filter((name) => {
    const { by, from, isHeldByApproval, offeredWhen } = commandRule(name);
    const isHeld = isHeldByApproval === true && openApproval(state) !== undefined;
    return (
      from.includes(state.status) &&
      by.includes(actor.kind) &&
      !isHeld &&
      (offeredWhen?.(state, actor) ?? true)
    );
  });
}
