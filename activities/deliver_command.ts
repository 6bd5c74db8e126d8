import { type Client, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { Database } from '../database/connection.ts';
import type { Recorder } from '../database/recording/recorder.ts';
import { forgetCommands, intendCommands } from '../database/ticket_commands.ts';
import type { CommandName } from '../workflows/domain/commands.ts';
import { secondMs } from '../workflows/domain/durations.ts';
import type { DeliveryOutcome, OutgoingCommand } from '../workflows/domain/outgoing_commands.ts';
import type { Refusal } from '../workflows/domain/refusals.ts';
import { commandUpdate } from '../workflows/messages.ts';

const answerTimeoutMs = 5 * secondMs;
const fingerprint = 'desk';

export interface CommandDeliveryOptions {
  client: Client;
  database: Database;
  recorder: Recorder;
}

export type CommandDelivery = ReturnType<typeof createCommandDelivery>;

/**
 * Gives commands to tickets through Temporal and writes what they made of them. The command's id
 * makes that one delivered twice is done once, however late the second time.
 *
 * @throws whatever the client or the database throws where it is not known whether the ticket has it
 */
export function createCommandDelivery({ client, database, recorder }: CommandDeliveryOptions) {
  return async function deliverCommand<N extends CommandName>(
    command: OutgoingCommand<N>,
  ): Promise<DeliveryOutcome> {
    const { ticketId, name, actor, commandId, payload } = command as OutgoingCommand<CommandName>;
    const [intended] = await intendCommands(database, [{ commandId, ticketId, fingerprint }]);
    if (typeof intended?.known?.seq === 'number') return 'delivered';
    const terms = { recordedSeq: intended?.recordedSeq ?? 0, isRecordedByCaller: true };
    const message = { ...payload, actor, commandId, fingerprint, ...terms };
    try {
      const { seq, events } = await client.withDeadline(Date.now() + answerTimeoutMs, () =>
        client.workflow
          .getHandle(ticketId)
          .executeUpdate(commandUpdate(name), { args: [message], updateId: commandId }),
      );
      await recorder.record({ ticketId, events, command: { commandId, seq } });
      return 'delivered';
    } catch (error) {
      const outcome = outcomeOf(error);
      if (!outcome) throw error;
      await forgetCommands(database, [commandId]);
      return outcome;
    }
  };
}

function outcomeOf(error: unknown): DeliveryOutcome | undefined {
  if (error instanceof WorkflowNotFoundError) return 'gone';
  if (!(error instanceof WorkflowUpdateFailedError)) return undefined;
  const { cause } = error;
  const [refusal] = cause instanceof ApplicationFailure ? (cause.details ?? []) : [];
  return isAboutRows(refusal as Refusal | undefined) ? undefined : 'refused';
}

/** Once the ticket is repaired it may well take the command. */
function isAboutRows(refusal: Refusal | undefined): boolean {
  return refusal?.code === 'parked' || refusal?.code === 'behind_rows';
}
