import { type Client, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import type { CommandName } from '../workflows/domain/actions.ts';
import type { Tell, TellOutcome } from '../workflows/domain/tell.ts';
import { commandUpdate } from '../workflows/messages.ts';

const answerTimeoutMs = 5_000;

/**
 * Gives commands to tickets through Temporal. The command's id makes that a ticket told twice does
 * it once.
 *
 * @throws whatever the client throws where it is not known whether the ticket was told
 */
export function createTicketTeller(client: Client) {
  return async function tellTicket<N extends CommandName>(tell: Tell<N>): Promise<TellOutcome> {
    const { ticketId, name, actor, commandId, payload } = tell as Tell<CommandName>;
    const message = { ...payload, actor, commandId, fingerprint: 'desk' };
    try {
      await client.withDeadline(Date.now() + answerTimeoutMs, () =>
        client.workflow
          .getHandle(ticketId)
          .executeUpdate(commandUpdate(name), { args: [message], updateId: commandId }),
      );
      return 'told';
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return 'gone';
      if (error instanceof WorkflowUpdateFailedError) return 'refused';
      throw error;
    }
  };
}
