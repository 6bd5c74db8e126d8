import { type Client, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import type { Recorder } from '../database/recording/recorder.ts';
import type { CommandName } from '../workflows/domain/commands.ts';
import type { DeliveryOutcome, OutgoingCommand } from '../workflows/domain/outgoing_commands.ts';
import { commandUpdate } from '../workflows/messages.ts';

const answerTimeoutMs = 5_000;

/**
 * Gives commands to tickets through Temporal and writes what they made of them. The command's id
 * makes that one delivered twice is done once.
 *
 * @throws whatever the client throws where it is not known whether the ticket has it
 */
export function createCommandDelivery(client: Client, recorder: Recorder) {
  return async function deliverCommand<N extends CommandName>(
    command: OutgoingCommand<N>,
  ): Promise<DeliveryOutcome> {
    const { ticketId, name, actor, commandId, payload } = command as OutgoingCommand<CommandName>;
    const terms = { fingerprint: 'desk', isRecordedByCaller: true };
    const message = { ...payload, actor, commandId, ...terms };
    try {
      const { events } = await client.withDeadline(Date.now() + answerTimeoutMs, () =>
        client.workflow
          .getHandle(ticketId)
          .executeUpdate(commandUpdate(name), { args: [message], updateId: commandId }),
      );
      await recorder.record({ ticketId, events });
      return 'delivered';
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return 'gone';
      if (error instanceof WorkflowUpdateFailedError) return 'refused';
      throw error;
    }
  };
}
