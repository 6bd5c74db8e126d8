import {
  Client,
  Connection,
  defaultGrpcRetryOptions,
  isGrpcServiceError,
  makeGrpcRetryInterceptor,
  WithStartWorkflowOperation,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { temporalAccess } from '../../settings/temporal.ts';
import type { CommandName } from '../../workflows/domain/commands.ts';
import type { OutgoingCommand } from '../../workflows/domain/outgoing_commands.ts';
import type { TicketState } from '../../workflows/domain/ticket.ts';
import { ticketTaskQueue } from '../../workflows/ids.ts';
import {
  type CommandAnswer,
  type CommandMessage,
  commandUpdate,
  defectFailureType,
  deliverCommandsStart,
  readyUpdate,
  refusalOf,
  type TicketInput,
  ticketQuery,
} from '../../workflows/messages.ts';
import { hearWorker } from '../health/presence.ts';
import { ApiError, temporalUnavailable, workerUnavailable } from '../http/errors.ts';
import { commandRefused, tooManyCommands } from './errors.ts';

/**
 * The tickets as Temporal runs them. Every method answers within the API's time limit or throws
 * ApiError 503 `temporal_unavailable` or `worker_unavailable`: then the outcome is unknown and the same call may be
 * repeated.
 */
export interface TicketWorkflows {
  /**
   * Starts the ticket, or finds the one started before with the same id.
   * @returns undefined where that ticket has ended and Temporal no longer answers for it
   */
  open(input: TicketInput): Promise<CommandAnswer | undefined>;
  /**
   * @returns undefined where no such ticket runs: it is unknown, history, or over
   * @throws ApiError 409 with the process's own words where the ticket refuses; 412 where stale
   */
  send<N extends CommandName>(
    ticketId: string,
    name: N,
    message: CommandMessage<N>,
  ): Promise<CommandAnswer | undefined>;
  /**
   * Sees to it that tickets get these commands, all of them sooner or later, even where this process ends.
   * Called again with the same id it starts nothing more.
   */
  deliverAll(id: string, commands: OutgoingCommand[]): Promise<void>;
  /** The ticket as its workflow has it now; undefined where none runs or ran lately. */
  findState(ticketId: string): Promise<TicketState | undefined>;
  /** Resolves when Temporal answers for the namespace of the tickets. */
  checkServer(): Promise<void>;
  /** Resolves when a worker of the tickets answers. */
  checkWorker(): Promise<void>;
  close(): Promise<void>;
}

/** In which a Temporal that is well says so. */
const telltaleMs = 500;

const grpcNotFound = 5;
const grpcResourceExhausted = 8;

/** About a second in all: a blink of the server is bridged, an outage is told. */
const shortRetries = defaultGrpcRetryOptions({ maxAttempts: 4, initialIntervalMs: () => 100 });

/** Connects when first used; `env` names the server as every Temporal client reads it. */
export function connectTicketWorkflows(env: NodeJS.ProcessEnv, timeoutMs: number): TicketWorkflows {
  const { connectionOptions, namespace } = temporalAccess(env);
  const connection = Connection.lazy({
    ...connectionOptions,
    // gRPC waits up to two minutes before it tries a lost server again: too long for a desk.
    interceptors: [makeGrpcRetryInterceptor(shortRetries)],
    channelArgs: {
      'grpc.initial_reconnect_backoff_ms': 200,
      'grpc.max_reconnect_backoff_ms': 2_000,
    },
  });
  const client = new Client({ connection, namespace });

  const inFlight = new Set<Promise<unknown>>();

  async function inTime<T>(work: () => Promise<T>): Promise<T> {
    const call = connection.withDeadline(Date.now() + timeoutMs, work);
    const forget = () => inFlight.delete(call);
    inFlight.add(call);
    call.then(forget, forget);
    try {
      return await withLimit(timeoutMs, call);
    } catch (error) {
      throw apiErrorOf(error);
    }
  }

  async function describeServer(): Promise<void> {
    await connection.workflowService.describeNamespace({ namespace: client.options.namespace });
  }

  /** What tickets themselves are asked: where Temporal answers and they do not, no worker does. */
  async function ofTicket<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await inTime(work);
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'temporal_unavailable') throw error;
      const soon = Date.now() + telltaleMs;
      const asked = connection.withDeadline(soon, describeServer);
      const isThere = await withLimit(telltaleMs, asked).then(
        () => true,
        () => false,
      );
      throw isThere ? workerUnavailable(error.cause) : error;
    }
  }

  return {
    open: (input) => ofTicket(() => orUndefinedWhereOver(() => openTicket(client, input))),
    send: (ticketId, name, message) =>
      ofTicket(() =>
        orUndefinedWhereOver(() =>
          client.workflow.getHandle(ticketId).executeUpdate(commandUpdate(name), {
            args: [message],
            updateId: message.commandId,
          }),
        ),
      ),
    deliverAll: (id, commands) => inTime(() => deliverAll(client, id, commands)),
    findState: (ticketId) =>
      ofTicket(() =>
        orUndefinedWhereOver(() => client.workflow.getHandle(ticketId).query(ticketQuery)),
      ),
    checkServer: () => inTime(describeServer),
    checkWorker: () => inTime(() => hearWorker(client)),
    async close() {
      // A retry that meets a closed channel throws where nobody can catch it.
      await Promise.allSettled(inFlight);
      await connection.close();
    },
  };
}

/** The client pauses between two attempts even past its deadline: the caller does not wait for that. */
async function withLimit<T>(limitMs: number, call: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const refuse = () => reject(temporalUnavailable(new Error(`no answer in ${limitMs} ms`)));
  const timer = setTimeout(refuse, limitMs);
  try {
    return await Promise.race([call, late]);
  } finally {
    clearTimeout(timer);
  }
}

function openTicket(client: Client, input: TicketInput): Promise<CommandAnswer> {
  const startWorkflowOperation = new WithStartWorkflowOperation('ticketWorkflow', {
    workflowId: input.open.ticketId,
    taskQueue: ticketTaskQueue,
    args: [input],
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
  return client.workflow.executeUpdateWithStart(readyUpdate, {
    startWorkflowOperation,
    updateId: input.open.commandId,
    args: [{ isRecordedByCaller: input.isRecordedByCaller ?? false }],
  });
}

async function deliverAll(client: Client, id: string, commands: OutgoingCommand[]): Promise<void> {
  try {
    await client.workflow.start('deliverCommandsWorkflow', deliverCommandsStart(id, commands));
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

async function orUndefinedWhereOver<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    // Where its namespace is unknown, nothing is known of a ticket.
    if (isNamespaceMissing(error)) throw temporalUnavailable(error);
    if (error instanceof WorkflowNotFoundError) return undefined;
    if (error instanceof WorkflowExecutionAlreadyStartedError) return undefined;
    if (grpcCodeOf(error) === grpcNotFound) return undefined;
    throw error;
  }
}

function apiErrorOf(error: unknown): unknown {
  if (isNamespaceMissing(error)) return temporalUnavailable(error);
  if (error instanceof WorkflowUpdateFailedError) {
    // Whatever is neither a refusal nor a defect of ours, Temporal says of an update nobody processed.
    const isDefect =
      error.cause instanceof ApplicationFailure && error.cause.type === defectFailureType;
    const refusal = refusalOf(error.cause);
    if (refusal) return commandRefused(refusal);
    return isDefect ? error : temporalUnavailable(error);
  }
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return temporalUnavailable(error);
  const code = grpcCodeOf(error);
  if (code === grpcResourceExhausted) return tooManyCommands(error);
  return code === undefined ? error : temporalUnavailable(error);
}

function isNamespaceMissing(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause.name === 'NamespaceNotFoundError') return true;
    if (/namespace .*not found/i.test(cause.message)) return true;
  }
  return false;
}

/** The gRPC status of an error of the client, however deep it is wrapped. */
function grpcCodeOf(error: unknown): number | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (isGrpcServiceError(cause)) return cause.code;
  }
  return undefined;
}
