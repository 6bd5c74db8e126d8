import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Database } from '../database/connection.ts';
import type { Recorder } from '../database/recording/recorder.ts';
import {
  findEnds,
  forgetCommands,
  listOpenCommands,
  settleCommands,
  type TakenCommand,
} from '../database/ticket_commands.ts';
import { minuteMs, secondMs } from '../workflows/domain/durations.ts';
import { commandsAmong, unrecordedQuery } from '../workflows/messages.ts';
import { type Repeated, repeatedly } from './repeatedly.ts';

const everyMs = 10 * secondMs;
/** Whoever sent the command has had its answer by then, or is gone. */
const olderThanSeconds = 15;
const commandsMax = 500;
/** A command that no ticket has taken so long after will not come any more. */
const forgottenAfterMs = 10 * minuteMs;
const answerTimeoutMs = 5 * secondMs;

export interface CommandSweepOptions {
  client: Client;
  database: Database;
  recorder: Recorder;
  log: Logger;
}

/**
 * Looks, now and again, for commands that were sent and never recorded, because whoever sent them
 * died in between, and records what their tickets made of them.
 */
export function sweepCommands(options: CommandSweepOptions): Repeated {
  const onFailure = (error: unknown) => options.log.warn({ err: error }, 'commands were not swept');
  return repeatedly(everyMs, () => sweepOnce(options), onFailure);
}

type OpenCommand = Awaited<ReturnType<typeof listOpenCommands>>[number];

/**
 * Records what open commands ended in.
 * @param olderThan seconds since they were intended
 * @returns how many were settled
 */
export async function sweepOnce(
  options: CommandSweepOptions,
  olderThan = olderThanSeconds,
): Promise<number> {
  const { database, log } = options;
  const limits = { olderThanSeconds: olderThan, limit: commandsMax };
  const open = await listOpenCommands(database, limits);
  let settledCount = 0;
  for (const [ticketId, commands] of Map.groupBy(open, (command) => command.ticket_id)) {
    try {
      settledCount += await settle(options, ticketId, commands);
    } catch (error) {
      log.warn({ err: error, ticketId }, 'commands of a ticket were not swept');
    }
  }
  return settledCount;
}

async function settle(
  options: CommandSweepOptions,
  ticketId: string,
  commands: readonly OpenCommand[],
): Promise<number> {
  const { database } = options;
  const taken = new Map<string, TakenCommand>();
  // What came to a ticket that was merged, the one it is followed on may have taken.
  for (let next: string | null = ticketId; next; next = await survivorOf(database, next)) {
    for (const one of await recordTicket(options, next, commands)) taken.set(one.commandId, one);
    if (taken.size === commands.length) break;
  }
  await settleCommands(database, [...taken.values()]);
  const isLost = ({ command_id, intended_at }: OpenCommand) =>
    !taken.has(command_id) && Date.now() - intended_at.getTime() > forgottenAfterMs;
  const lost = commands.filter(isLost).map(({ command_id }) => command_id);
  if (lost.length > 0) await forgetCommands(database, lost, null);
  return taken.size;
}

async function survivorOf(database: Database, ticketId: string): Promise<string | null> {
  const row = await database('tickets').where('ticket_id', ticketId).first('state');
  return row?.state.mergedInto ?? null;
}

/** Writes what the ticket still holds. @returns which of the commands it has done */
async function recordTicket(
  { client, database, recorder }: CommandSweepOptions,
  ticketId: string,
  commands: readonly OpenCommand[],
): Promise<TakenCommand[]> {
  const unrecorded = await unrecordedOf(client, ticketId);
  if (unrecorded) {
    const { events, recentCommands } = unrecorded;
    await recorder.record({ ticketId, events, commands: commandsAmong(events, recentCommands) });
  }
  const ids = commands.map(({ command_id }) => command_id);
  const ends = await findEnds(database, ticketId, ids);
  // One that changed nothing left no event.
  const recent = (unrecorded?.recentCommands ?? []).filter(({ commandId }) =>
    ids.includes(commandId),
  );
  const recorded = [...ends].map(([commandId, seq]) => ({ commandId, seq }));
  return [...recent, ...recorded].map(({ commandId, seq }) => ({ commandId, seq, ticketId }));
}

async function unrecordedOf(client: Client, ticketId: string) {
  try {
    return await client.withDeadline(Date.now() + answerTimeoutMs, () =>
      client.workflow.getHandle(ticketId).query(unrecordedQuery),
    );
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}
