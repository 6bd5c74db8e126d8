import { type Delivery, type OutgoingCommand, outgoingCommandNames } from './outgoing_commands.ts';
import { isAmong } from './ticket.ts';

/** Where a command goes from a ticket; `later`, where tickets are just being merged or parted. */
export type Onward = { to: string } | { ends: Delivery } | 'later';

/**
 * What a record of the desk tells a ticket that was merged, it tells the one that stands for it now:
 * the ticket it was merged into, or the one that that was merged into, and so on.
 *
 * Tickets that were merged into each other at once stand for nobody. The first of them by its id
 * takes its merge back, and the others come to it a moment later.
 *
 * @param passed the tickets that were given it, in order
 * @param delivery what became of it at the last of them
 * @param mergedInto the ticket that the last of them was merged into; null where it was not
 */
export function onwardFrom(
  command: Pick<OutgoingCommand, 'ticketId' | 'fromTicketId'> & { name: string },
  passed: readonly string[],
  delivery: Delivery,
  mergedInto: string | null,
): Onward {
  // Merged or parted a moment ago: the ticket it was meant for knows, and the other will have heard.
  if (delivery.refusal?.code === 'parted') return 'later';
  if (mergedInto === null || !isAmong(outgoingCommandNames, command.name))
    return { ends: delivery };
  const { name, ticketId: by, fromTicketId } = command;
  if (mergedInto === fromTicketId) {
    // It is given to the ticket that says it.
    if (name !== 'receiveMerge') return { ends: { outcome: 'delivered', by } };
    if ([mergedInto, ...passed].toSorted()[0] !== mergedInto) return 'later';
    const refusal = { code: 'merged_into_itself', parameters: {} } as const;
    return { ends: { outcome: 'refused', by, refusal } };
  }
  return passed.includes(mergedInto) ? 'later' : { to: mergedInto };
}
