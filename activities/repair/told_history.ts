import type { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import { type CommandName, commandNames } from '../../workflows/domain/commands.ts';
import type { TicketEvent } from '../../workflows/domain/events.ts';
import { isAmong } from '../../workflows/domain/ticket.ts';
import {
  type CommandAnswer,
  type CommandMessage,
  type GivenCommand,
  type RepairMessage,
  repairUpdate,
  type TicketInput,
} from '../../workflows/messages.ts';
import type { EventBatch } from '../../workflows/ports.ts';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;
type Payloads = temporal.api.common.v1.IPayloads | null | undefined;

/** A command that a ticket took, and its last event then. */
export interface TakenCommand extends GivenCommand {
  seq: number;
}

/** What the histories that Temporal keeps of a ticket tell of it. */
export interface ToldHistory {
  /** By their numbers. Early ones may be missing: a run is kept for so long after its end. */
  events: Map<number, TicketEvent>;
  /** In their order, without those of a past that a repair gave up. */
  commands: TakenCommand[];
  /** How the ticket was opened. */
  open: TicketInput['open'] | undefined;
}

/**
 * Reads every run of a ticket that Temporal still has. Events are in the answers of commands, in
 * what the pump was given, and in what one run left the next.
 */
export async function readHistory(client: Client, ticketId: string): Promise<ToldHistory> {
  const told: ToldHistory = { events: new Map(), commands: [], open: undefined };
  for (const runId of await runsOf(client, ticketId)) {
    const { events } = await client.workflow.getHandle(ticketId, runId).fetchHistory();
    const given = new Map<string, Given>();
    for (const event of events ?? []) readEvent(event, told, given);
  }
  return told;
}

/** The first first. */
async function runsOf(client: Client, ticketId: string): Promise<string[]> {
  const runs: { runId: string; startedAt: number }[] = [];
  for await (const run of client.workflow.list({ query: `WorkflowId = '${ticketId}'` })) {
    runs.push({ runId: run.runId, startedAt: run.startTime.getTime() });
  }
  return runs.toSorted((a, b) => a.startedAt - b.startedAt).map(({ runId }) => runId);
}

/** An update that was accepted, by its id. */
interface Given {
  name: string;
  message: unknown;
}

function readEvent(event: HistoryEvent, told: ToldHistory, given: Map<string, Given>): void {
  const started = event.workflowExecutionStartedEventAttributes;
  if (started) {
    const input = firstOf<TicketInput>(started.input);
    told.open ??= input?.open;
    keep(told, input?.carried?.outbox);
    if (input?.repair) giveUp(told, input.repair);
  }
  const accepted = event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest;
  if (accepted?.meta?.updateId) {
    const { name, args } = accepted.input ?? {};
    given.set(accepted.meta.updateId, { name: name ?? '', message: firstOf(args) });
  }
  const completed = event.workflowExecutionUpdateCompletedEventAttributes;
  const answer = firstOf<CommandAnswer>(completed?.outcome?.success);
  const taken = given.get(completed?.meta?.updateId ?? '');
  if (answer && taken) readAnswer(told, taken, answer);
  const scheduled = event.activityTaskScheduledEventAttributes;
  if (scheduled?.activityType?.name === 'recordEvents') {
    keep(told, firstOf<EventBatch>(scheduled.input)?.events);
  }
}

function readAnswer(told: ToldHistory, { name, message }: Given, answer: CommandAnswer): void {
  if (name === repairUpdate.name) giveUp(told, message as RepairMessage);
  keep(told, answer.events);
  if (!isCommandName(name)) return;
  const command = message as CommandMessage;
  if (told.commands.some((one) => one.message.commandId === command.commandId)) return;
  told.commands.push({ name, message: command, seq: answer.seq });
}

function isCommandName(name: string): name is CommandName {
  return isAmong(commandNames, name);
}

function keep(told: ToldHistory, events: readonly TicketEvent[] | undefined): void {
  for (const event of events ?? []) told.events.set(event.seq, event);
}

/** From here on the ticket's past is the one that it took over. */
function giveUp(told: ToldHistory, { takesOver }: RepairMessage): void {
  if (!takesOver) return;
  for (const seq of told.events.keys()) if (seq > takesOver.agreedSeq) told.events.delete(seq);
  told.commands = told.commands.filter(({ seq }) => seq <= takesOver.agreedSeq);
}

function firstOf<T>(payloads: Payloads): T | undefined {
  const [payload] = payloads?.payloads ?? [];
  return payload && defaultPayloadConverter.fromPayload<T>(payload);
}
