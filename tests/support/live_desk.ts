import { randomBytes } from 'node:crypto';
import { base32crockford } from '@scure/base';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { WithStartWorkflowOperation, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { createAllocator } from '../../activities/allocation/allocator.ts';
import { createOfferDelivery } from '../../activities/allocation/offers.ts';
import { type CommandDelivery, createCommandDelivery } from '../../activities/deliver_command.ts';
import { createOnCall } from '../../activities/on_call/find_on_call.ts';
import { createPlaybookBeginnings } from '../../activities/playbooks/begin.ts';
import { createProjection } from '../../activities/projection.ts';
import { connectDatabase, type Database } from '../../database/connection.ts';
import { createRecorder } from '../../database/recording/recorder.ts';
import { ticketEventOf } from '../../database/ticket_rows.ts';
import type { OpenTicket } from '../../workflows/domain/actions.ts';
import type { CommandName, CommandPayload } from '../../workflows/domain/commands.ts';
import { dayMs, minuteMs } from '../../workflows/domain/durations.ts';
import type { TicketEvent } from '../../workflows/domain/events.ts';
import { evolve } from '../../workflows/domain/evolve.ts';
import type { Rules } from '../../workflows/domain/process.ts';
import type { Refusal } from '../../workflows/domain/refusals.ts';
import type { Actor, TicketState } from '../../workflows/domain/ticket.ts';
import { ticketIdFrom, ticketTaskQueue } from '../../workflows/ids.ts';
import {
  type CommandAnswer,
  type CommandMessage,
  commandUpdate,
  readyUpdate,
  refusedFailureType,
  type TicketInput,
  ticketQuery,
} from '../../workflows/messages.ts';
import type { TicketActivities } from '../../workflows/ports.ts';
import type { ticketWorkflow } from '../../workflows/ticket_workflow.ts';
import { process, requester } from '../domain/desk.ts';
import './quiet.ts';
import { createTestDatabase } from './postgres.ts';
import { onTeardown } from './teardown.ts';
import { startTestTemporal, type TestTemporal, type TestTemporalOptions } from './temporal.ts';
import { runWorker } from './worker.ts';

const dayMinutes = dayMs / minuteMs;

/** The small desk of the rules' tests, open around the clock for `days` from yesterday on. */
export function rulesFrom(now: number, days = 400): Rules {
  const fromMinute = Math.floor(now / minuteMs) - dayMinutes;
  const toMinute = fromMinute + days * dayMinutes;
  const hours = { fromMinute, toMinute, minutes: [fromMinute, toMinute] };
  const calendar = (id: string) => ({ id, version: `${id}-${days}`, ...hours });
  return { process, calendars: { office: calendar('office'), always: calendar('always') } };
}

export interface LiveDesk {
  temporal: TestTemporal;
  client: Client;
  database: Database;
  databaseUrl: string;
  rules: Rules;
}

/** With what else writes by way of commands. */
export interface StartedDesk extends LiveDesk {
  deliverCommand: CommandDelivery;
}

export interface LiveDeskOptions extends TestTemporalOptions {
  databaseUrl?: string;
  rules?: Rules;
  /** Told on which code a run of a playbook begins. */
  wantPlaybooks?(buildId: string): void;
}

/** Temporal, Postgres and a worker for the tickets, all real, until the end of the test file. */
export async function startLiveDesk(options: LiveDeskOptions = {}): Promise<StartedDesk> {
  const databaseUrl = options.databaseUrl ?? (await createTestDatabase()).url;
  const temporal = await startTestTemporal(options);
  const database = connectDatabase(databaseUrl, { name: 'test worker' });
  onTeardown(() => database.destroy());
  const { client } = temporal;
  const recorder = createRecorder(database, { wake: (pools) => allocator.wake(pools) });
  const deliverCommand = createCommandDelivery({ client, database, recorder });
  const deliver = createOfferDelivery(deliverCommand, () => {});
  const allocator = createAllocator({ database, deliver, onFailure: () => {} });
  const activities: TicketActivities = {
    ...createProjection(recorder),
    compileCalendars: async ({ fromAt }) => rulesFrom(fromAt).calendars,
    deliverCommand,
    ...createPlaybookBeginnings(database, options.wantPlaybooks ?? (() => {})),
    ...createOnCall(database),
  };
  await runWorker(temporal, { taskQueue: ticketTaskQueue, activities: { ...activities } });
  const rules = options.rules ?? rulesFrom(Date.now());
  return { temporal, client, database, databaseUrl, rules, deliverCommand };
}

/** Of a ticket that writes its events itself. */
export type WholeAnswer = CommandAnswer & { ticket: TicketState };

export interface LiveTicket {
  ticketId: string;
  handle: WorkflowHandle<typeof ticketWorkflow>;
  opened: WholeAnswer;
  /** Sends a command; a refusal is thrown as it came. */
  does<N extends CommandName>(
    actor: Actor,
    name: N,
    payload?: CommandPayload[N],
    more?: Partial<Pick<CommandMessage, 'commandId' | 'fingerprint' | 'expectedSeq'>>,
  ): Promise<WholeAnswer>;
  state(): Promise<TicketState>;
  fastForward(durationMs: number): Promise<Date>;
}

let commandCount = 0;

export function newTicketId(): string {
  return ticketIdFrom(base32crockford.encode(randomBytes(20)).slice(0, 26));
}

/** Opens a ticket as the API does: the workflow is started and asked whether it is ready. */
export async function openLiveTicket(
  desk: LiveDesk,
  fields: Partial<OpenTicket> = {},
): Promise<LiveTicket> {
  const ticketId = fields.ticketId ?? newTicketId();
  const open: TicketInput['open'] = {
    ticketId,
    channel: 'portal',
    requesterId: requester.id,
    requesterTier: 'standard',
    actor: requester,
    commandId: `open-${ticketId}`,
    fingerprint: 'opened',
    ...fields,
  };
  const startWorkflowOperation = new WithStartWorkflowOperation<typeof ticketWorkflow>(
    'ticketWorkflow',
    {
      workflowId: ticketId,
      taskQueue: ticketTaskQueue,
      args: [{ v: 1, ...desk.rules, open }],
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
    },
  );
  const opened = await desk.client.workflow.executeUpdateWithStart(readyUpdate, {
    startWorkflowOperation,
    updateId: 'ready',
  });
  const handle = desk.client.workflow.getHandle<typeof ticketWorkflow>(ticketId);
  return {
    ticketId,
    handle,
    opened: wholeAnswer(opened),
    does: async (actor, name, payload, more) => {
      const commandId = more?.commandId ?? `command-${++commandCount}`;
      const message = { fingerprint: 'f', ...payload, ...more, actor, commandId };
      const answer = await handle.executeUpdate(commandUpdate(name), {
        args: [message as CommandMessage<typeof name>],
        updateId: commandId,
      });
      return wholeAnswer(answer);
    },
    state: () => queryState(handle),
    fastForward: (durationMs) => desk.temporal.fastForward(ticketId, durationMs),
  };
}

function wholeAnswer({ ticket, ...answer }: CommandAnswer): WholeAnswer {
  if (!ticket) throw new Error('The ticket was expected to write its events itself');
  return { ...answer, ticket };
}

/** Between two runs of a ticket there is a moment in which nobody answers. */
async function queryState(handle: WorkflowHandle<typeof ticketWorkflow>): Promise<TicketState> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await handle.query(ticketQuery);
    } catch (error) {
      if (attempt === 100 || !String(cause(error)).includes('not scheduled yet')) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

function cause(error: unknown): unknown {
  return error instanceof Error ? (error.cause ?? error) : error;
}

/** The refusal behind a failed command. */
export async function refusalOf(command: Promise<unknown>): Promise<Refusal> {
  try {
    await command;
  } catch (error) {
    const cause = error instanceof WorkflowUpdateFailedError ? error.cause : undefined;
    if (cause instanceof ApplicationFailure && cause.type === refusedFailureType) {
      return cause.details?.[0] as Refusal;
    }
    throw error;
  }
  throw new Error('The command was not refused');
}

/** Resolves once the projection has the ticket's events up to `seq`. */
export async function projected(desk: LiveDesk, ticketId: string, seq: number): Promise<void> {
  const deadline = Date.now() + minuteMs;
  for (;;) {
    const row = await desk.database('tickets').where({ ticket_id: ticketId }).first('last_seq');
    if (row && row.last_seq >= seq) return;
    if (Date.now() > deadline) {
      throw new Error(
        `Ticket ${ticketId}: row at ${row?.last_seq}, ${seq} expected after a minute`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** What Postgres holds of a ticket: its events in order, their fold, and the row's own state. */
export async function rowsOf(
  desk: LiveDesk,
  ticketId: string,
): Promise<{ events: TicketEvent[]; folded: TicketState | null; state: TicketState }> {
  const rows = await desk.database('ticket_events').where({ ticket_id: ticketId }).orderBy('seq');
  const events = rows.map(ticketEventOf);
  const ticket = await desk.database('tickets').where({ ticket_id: ticketId }).first('state');
  if (!ticket) throw new Error(`Ticket ${ticketId} has no row`);
  const folded = events.reduce<TicketState | null>(evolve, null);
  return { events, folded, state: ticket.state };
}
