import { type Client, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { commandUpdate, refusedFailureType } from '../workflows/messages.ts';
import type { OfferAnswer } from './allocation.ts';
import type { TicketOffer } from './pools.ts';

const answerTimeoutMs = 5_000;

/**
 * Tells tickets through Temporal of what the allocator decided. The decision's id is the command's
 * id, so that a ticket told twice takes it once.
 */
export function createOfferTeller(client: Client, onSilence: (error: unknown) => void) {
  return async function tell({ ticketId, offer }: TicketOffer): Promise<OfferAnswer> {
    const handle = client.workflow.getHandle(ticketId);
    const message = {
      ...offer,
      commandId: offer.decisionId,
      fingerprint: 'allocator',
      actor: { kind: 'system', id: 'allocator' },
    } as const;
    try {
      await client.withDeadline(Date.now() + answerTimeoutMs, () =>
        handle.executeUpdate(commandUpdate('takeAssignment'), {
          args: [message],
          updateId: offer.decisionId,
        }),
      );
      return 'taken';
    } catch (error) {
      if (isRefusal(error)) return 'refused';
      onSilence(error);
      return 'unknown';
    }
  };
}

/** A ticket that is over, or was never started, will not take it either. */
function isRefusal(error: unknown): boolean {
  if (error instanceof WorkflowNotFoundError) return true;
  return (
    error instanceof WorkflowUpdateFailedError &&
    error.cause instanceof ApplicationFailure &&
    error.cause.type === refusedFailureType
  );
}
