import { type Decision, decide } from './domain/decide.ts';
import type { Actor } from './domain/ticket.ts';
import {
  act,
  apply,
  commandOf,
  findRecent,
  type LiveTicket,
  leaveToPump,
  remember,
  rememberCommands,
} from './live_ticket.ts';
import type { GivenCommand, RepairMessage, TakenOver } from './messages.ts';

const repairer: Actor = { kind: 'system', id: 'repair' };

/**
 * Brings the ticket together with its rows: it takes over what they tell where that is not what it
 * knows, says so, and does again what was acknowledged and is not in them.
 */
export function repair(ticket: LiveTicket, message: RepairMessage): void {
  const { commandId, takesOver, commands, cause, restoredCount, lostCount, tellsTicket } = message;
  if (takesOver) takeOver(ticket, takesOver);
  ticket.isParked = false;
  const what = { cause, restoredCount, lostCount, tellsTicket };
  act(ticket, { name: 'repair', ...what, actor: repairer, commandId });
  rememberCommands(ticket, [{ commandId, fingerprint: commandId, seq: ticket.state.seq }]);
  for (const command of commands) giveAgain(ticket, command);
  leaveToPump(ticket);
}

function takeOver(ticket: LiveTicket, taken: TakenOver): void {
  ticket.state = taken.state;
  if (taken.rules) ticket.rules = taken.rules;
  // Whatever was there is a row by now, or of a past that did not become the ticket's.
  ticket.outbox = [];
  ticket.outgoing = taken.outgoing;
  ticket.recentCommands = ticket.recentCommands.filter(({ seq }) => seq <= taken.agreedSeq);
  rememberCommands(ticket, taken.recentCommands);
}

/** What the ticket now refuses leaves at least its words. */
function giveAgain(ticket: LiveTicket, { name, message }: GivenCommand): void {
  if (findRecent(ticket, message.commandId)) return;
  const command = commandOf(name, message);
  const decision = decideSafely(ticket, command);
  if (decision?.kind === 'events') {
    apply(ticket, decision);
    remember(ticket, name, message);
  } else {
    const { actor, commandId } = message;
    act(ticket, { name: 'keep', command, actor, commandId });
  }
}

/** Undefined where the rules themselves fail: one command must not keep a ticket from its repair. */
function decideSafely(
  ticket: LiveTicket,
  command: ReturnType<typeof commandOf>,
): Decision | undefined {
  try {
    return decide(ticket.state, command, Date.now(), ticket.rules);
  } catch {
    return undefined;
  }
}
