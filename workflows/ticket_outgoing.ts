import { condition } from '@temporalio/workflow';
import { afterDelivery, type Delivery, nextCommands } from './domain/outgoing_commands.ts';
import { act, isLeaving, type LiveTicket } from './live_ticket.ts';
import { deliverCommand } from './ticket_activities.ts';

const atOnceMax = 20;

/** Gives other tickets their commands, in order, until the run may end. */
export async function deliverOutgoing(ticket: LiveTicket): Promise<void> {
  while (!isLeaving(ticket)) {
    await condition(() => ticket.outgoing.length > 0 || isLeaving(ticket));
    if (!isLeaving(ticket)) await deliverNext(ticket);
  }
}

/** Delivers what may be delivered at once, and does what follows from what became of it. */
export async function deliverNext(ticket: LiveTicket): Promise<void> {
  const { commands, taken, rest } = nextCommands(ticket.outgoing, ticket.state, atOnceMax);
  const deliveries = await Promise.all(commands.map((command) => deliverCommand(command)));
  // A repair meanwhile may have put others in their place.
  const isThere = taken.every((one) => ticket.outgoing.includes(one));
  const others = ticket.outgoing.filter((one) => !taken.includes(one));
  ticket.outgoing = isThere ? [...rest, ...others] : others;
  for (const [index, command] of commands.entries()) {
    const next = afterDelivery(command, deliveries[index] as Delivery);
    if (next) act(ticket, next);
  }
}
