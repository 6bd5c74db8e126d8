import type { Client } from '@temporalio/client';
import { createTicketTeller } from '../tell_ticket.ts';
import type { OfferAnswer } from './allocator.ts';
import type { TicketOffer } from './pools.ts';

/**
 * Tells tickets of what the allocator decided. The decision's id is the command's id. A ticket that
 * is over, or was never started, will not take it either.
 */
export function createOfferTeller(client: Client, onSilence: (error: unknown) => void) {
  const tellTicket = createTicketTeller(client);
  return async function tell({ ticketId, offer }: TicketOffer): Promise<OfferAnswer> {
    try {
      const outcome = await tellTicket({
        ticketId,
        name: 'takeAssignment',
        actor: { kind: 'system', id: 'allocator' },
        commandId: offer.decisionId,
        payload: offer,
      });
      return outcome === 'told' ? 'taken' : 'refused';
    } catch (error) {
      onSilence(error);
      return 'unknown';
    }
  };
}
