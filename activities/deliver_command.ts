import { type Client, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { type AlarmKind, alarmBehind, raiseAlarm } from '../database/alarms.ts';
import type { Database } from '../database/connection.ts';
import type { Recorder } from '../database/recording/recorder.ts';
import { forgetCommands, intendCommands, termsOf } from '../database/ticket_commands.ts';
import type { CommandName } from '../workflows/domain/commands.ts';
import { isFinished } from '../workflows/domain/deadlines.ts';
import { secondMs } from '../workflows/domain/durations.ts';
import type { DeliveryOutcome, OutgoingCommand } from '../workflows/domain/outgoing_commands.ts';
import { commandUpdate, refusalOf } from '../workflows/messages.ts';

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
    const terms = intended && termsOf(intended);
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
      const wanted = await findRepair(database, ticketId, error);
      if (wanted) await raiseAlarm(database, wanted, ticketId, {});
      const outcome = outcomeOf(error);
      if (wanted || !outcome) throw error;
      await forgetCommands(database, [commandId]);
      return outcome;
    }
  };
}

function outcomeOf(error: unknown): DeliveryOutcome | undefined {
  if (error instanceof WorkflowNotFoundError) return 'gone';
  return error instanceof WorkflowUpdateFailedError ? 'refused' : undefined;
}

/** Once the ticket is repaired it may well take the command. */
async function findRepair(
  database: Database,
  ticketId: string,
  error: unknown,
): Promise<AlarmKind | undefined> {
  if (error instanceof WorkflowNotFoundError) {
    const row = await database('tickets').where('ticket_id', ticketId).first('state', 'origin');
    const isOpenStill = row?.origin === 'live' && !isFinished(row.state);
    return isOpenStill ? 'ticket_not_running' : undefined;
  }
  const failure = error instanceof WorkflowUpdateFailedError ? error.cause : undefined;
  return alarmBehind(refusalOf(failure)?.code);
}
