import type { CommandDelivery } from '../deliver_command.ts';
import type { OfferAnswer } from './allocator.ts';
import type { TicketOffer } from './pools.ts';

/**
 * Gives tickets what the allocator decided. The decision's id is the command's id. A ticket that
 * is over, or was never started, will not take it either.
 */
export function createOfferDelivery(
  deliverCommand: CommandDelivery,
  onSilence: (error: unknown) => void,
) {
  return async function deliver({ ticketId, offer }: TicketOffer): Promise<OfferAnswer> {
    try {
      const { outcome } = await deliverCommand({
        ticketId,
        name: 'takeAssignment',
        actor: { kind: 'system', id: 'allocator' },
        commandId: offer.decisionId,
        payload: offer,
      });
      return outcome === 'delivered' ? 'taken' : 'refused';
    } catch (error) {
      onSilence(error);
      return 'unknown';
    }
  };
}
