import { type Client, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { type AlarmKind, alarmBehind, raiseAlarm } from '../database/alarms.ts';
import type { Database } from '../database/connection.ts';
import type { Recorder } from '../database/recording/recorder.ts';
import { findSaidWhileMerged } from '../database/said_while_merged.ts';
import { findMergedInto, findStillStanding } from '../database/standing.ts';
import { forgetCommands, intendCommands, termsOf } from '../database/ticket_commands.ts';
import type { CommandName } from '../workflows/domain/commands.ts';
import { isFinished } from '../workflows/domain/deadlines.ts';
import { secondMs } from '../workflows/domain/durations.ts';
import {
  type Delivery,
  deliveryIdOf,
  type OutgoingCommand,
  outcomeOfRefusal,
  standingForOf,
} from '../workflows/domain/outgoing_commands.ts';
import { onwardFrom } from '../workflows/domain/standing.ts';
import { commandUpdate, refusalOf } from '../workflows/messages.ts';

const answerTimeoutMs = 5 * secondMs;
const fingerprint = 'desk';
/** Two tickets that differ so long on whether they are one will not agree: whoever asked is told. */
const partedAttemptsMax = 10;

export interface CommandDeliveryOptions {
  client: Client;
  database: Database;
  recorder: Recorder;
}

export type CommandDelivery = ReturnType<typeof createCommandDelivery>;

/**
 * Gives commands to tickets through Temporal and writes what they made of them. What is meant for a
 * ticket that was merged comes to the one that stands for it now. A ticket does each command once,
 * however late and by how many ways it comes.
 *
 * @throws whatever the client or the database throws where it is not known whether the ticket has
 *   it, and where tickets are just being merged or parted: then it can be told in a moment
 */
export function createCommandDelivery(options: CommandDeliveryOptions) {
  return async function deliverCommand<N extends CommandName>(
    given: OutgoingCommand<N>,
    attempt = 1,
  ): Promise<Delivery> {
    const command = given as OutgoingCommand<CommandName>;
    const passed: string[] = [];
    for (let receiver = command.ticketId; ; ) {
      const delivery = await giveTo(options, receiver, command);
      passed.push(receiver);
      const mergedInto = await mergedIntoOf(options.database, delivery);
      const onward = onwardFrom(command, passed, delivery, mergedInto);
      const isTold = delivery.refusal?.code === 'parted' && attempt > partedAttemptsMax;
      if (onward === 'later' && isTold) return delivery;
      if (onward === 'later') throw new Error(`${passed.join(' → ')}: being merged or parted`);
      if ('ends' in onward) return regaining(options, command, passed, onward.ends);
      receiver = onward.to;
    }
  };
}

/**
 * Whoever takes a merge back gets what was said for it, once nobody stands for it any more: after the
 * ticket it was merged into, those that one was merged into part with it, too.
 */
async function regaining(
  options: CommandDeliveryOptions,
  command: OutgoingCommand<CommandName>,
  passed: readonly string[],
  delivery: Delivery,
): Promise<Delivery> {
  if (!isUndo(command)) return delivery;
  const { database } = options;
  const { ticketId } = command.payload;
  const told = [...passed];
  for (;;) {
    const standing = await findStillStanding(database, ticketId, delivery.by);
    if (standing === null) break;
    // Its rows lag behind what it has said.
    if (told.includes(standing)) throw new Error(`${standing} stands for ${ticketId} still`);
    await giveTo(options, standing, command);
    told.push(standing);
  }
  return { ...delivery, said: await findSaidWhileMerged(database, command) };
}

function isUndo(command: OutgoingCommand<CommandName>): command is OutgoingCommand<'undoMerge'> {
  return command.name === 'undoMerge';
}

async function giveTo(
  { client, database, recorder }: CommandDeliveryOptions,
  receiver: string,
  command: OutgoingCommand<CommandName>,
): Promise<Delivery> {
  const { name, actor } = command;
  const commandId = deliveryIdOf(command, receiver);
  const [intended] = await intendCommands(database, [
    { commandId, ticketId: receiver, fingerprint },
  ]);
  if (typeof intended?.known?.seq === 'number') return { outcome: 'delivered', by: receiver };
  const terms = intended && termsOf(intended);
  const message = {
    ...payloadFor(receiver, command),
    ...standingForOf(command, receiver),
    actor,
    commandId,
    fingerprint,
    ...terms,
  };
  try {
    const {
      seq,
      events,
      commands = [],
    } = await client.withDeadline(Date.now() + answerTimeoutMs, () =>
      client.workflow
        .getHandle(receiver)
        .executeUpdate(commandUpdate(name), { args: [message], updateId: commandId }),
    );
    const command = { commandId, seq };
    const ticket = intended?.ticket;
    await recorder.record({
      ticketId: receiver,
      events,
      command,
      commands,
      ...(ticket && { ticket }),
    });
    return { outcome: 'delivered', by: receiver };
  } catch (error) {
    const wanted = await findRepair(database, receiver, error);
    if (wanted) await raiseAlarm(database, wanted, receiver, {});
    const delivery = deliveryAfter(error, receiver);
    if (wanted || !delivery) throw error;
    await forgetCommands(database, [commandId]);
    return delivery;
  }
}

/** A link that one ticket takes for another goes back to it with the rest. */
function payloadFor(receiver: string, { name, ticketId, payload }: OutgoingCommand<CommandName>) {
  return name === 'link' && receiver !== ticketId ? { from: ticketId, ...payload } : payload;
}

function deliveryAfter(error: unknown, by: string): Delivery | undefined {
  if (error instanceof WorkflowNotFoundError) return { outcome: 'gone', by };
  if (!(error instanceof WorkflowUpdateFailedError)) return undefined;
  const refusal = refusalOf(error.cause);
  if (!refusal) return { outcome: 'refused', by };
  return { outcome: outcomeOfRefusal(refusal), by, refusal };
}

/** The ticket that one was merged into that did not take what it was given; else null. */
async function mergedIntoOf(
  database: Database,
  { outcome, by, refusal }: Delivery,
): Promise<string | null> {
  if (outcome === 'gone') return findMergedInto(database, by);
  return refusal?.code === 'ticket_over' ? refusal.parameters.mergedInto : null;
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
