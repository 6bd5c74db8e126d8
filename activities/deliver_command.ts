import { type Client, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import type { CommandName } from '../workflows/domain/commands.ts';
import type { DeliveryOutcome, OutgoingCommand } from '../workflows/domain/outgoing_commands.ts';
import { commandUpdate } from '../workflows/messages.ts';

const answerTimeoutMs = 5_000;

/**
 * Gives commands to tickets through Temporal. The command's id makes that one delivered twice is
 * done once.
 *
 * @throws whatever the client throws where it is not known whether the ticket has it
 */
export function createCommandDelivery(client: Client) {
  return async function deliverCommand<N extends CommandName>(
    command: OutgoingCommand<N>,
  ): Promise<DeliveryOutcome> {
    const { ticketId, name, actor, commandId, payload } = command as OutgoingCommand<CommandName>;
    const message = { ...payload, actor, commandId, fingerprint: 'desk' };
    try {
      await client.withDeadline(Date.now() + answerTimeoutMs, () =>
        client.workflow
          .getHandle(ticketId)
          .executeUpdate(commandUpdate(name), { args: [message], updateId: commandId }),
      );
      return 'delivered';
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return 'gone';
      if (error instanceof WorkflowUpdateFailedError) return 'refused';
      throw error;
    }
  };
}
