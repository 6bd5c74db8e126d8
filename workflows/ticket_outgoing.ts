import { condition } from '@temporalio/workflow';
import {
  compensationFor,
  type DeliveryOutcome,
  deliverableAtOnce,
} from './domain/outgoing_commands.ts';
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

/** Delivers what may be delivered at once, and takes back what the others did not take. */
export async function deliverNext(ticket: LiveTicket): Promise<void> {
  const commands = deliverableAtOnce(ticket.outgoing, atOnceMax);
  const outcomes = await Promise.all(commands.map((command) => deliverCommand(command)));
  // A repair meanwhile may have put others in their place.
  ticket.outgoing = ticket.outgoing.filter((command) => !commands.includes(command));
  for (const [index, command] of commands.entries()) {
    const compensation = compensationFor(command, outcomes[index] as DeliveryOutcome);
    if (compensation) act(ticket, compensation);
  }
}
