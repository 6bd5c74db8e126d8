import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { optionalTsToMs, requiredTsToMs } from '@temporalio/common/lib/time.js';
import type proto from '@temporalio/proto';
import { secondMs } from '../../workflows/domain/durations.ts';
import type { TicketEvent } from '../../workflows/domain/events.ts';
import type { WorkflowRecord } from './record.ts';

const questionsMax = 5;

type HistoryEvent = proto.temporal.api.history.v1.IHistoryEvent;
type Payloads = proto.temporal.api.common.v1.IPayloads;

const statuses: Record<string, WorkflowRecord['status']> = {
  RUNNING: 'running',
  COMPLETED: 'completed',
  FAILED: 'failed',
  TERMINATED: 'terminated',
};

/** Reads one ticket's workflow; undefined where Temporal knows none of that id. */
export async function readWorkflow(
  client: Client,
  ticketId: string,
  aheadMs: number | null,
): Promise<WorkflowRecord | undefined> {
  const handle = client.workflow.getHandle(ticketId);
  const description = await handle.describe().catch((error: unknown) => {
    if (error instanceof Error && error.name === 'WorkflowNotFoundError') return undefined;
    throw error;
  });
  if (!description) return undefined;
  const runs = await readRuns(client, ticketId, description.runId);
  const last = runs.at(-1) ?? [];
  return {
    status: statuses[description.status.name] ?? 'other',
    ...(await readState(handle)),
    events: runs.flat().flatMap((event) => eventsIn(payloadsOf(event))),
    timersAt: openTimers(last),
    openUpdates: openUpdates(last),
    pendingActivities: (description.raw.pendingActivities ?? []).map(
      ({ activityType, attempt }) => `${activityType?.name} (attempt ${attempt})`,
    ),
    aheadMs,
  };
}

/** What a ticket says of itself. A worker that is being killed answers nobody: it is asked again. */
async function readState(
  handle: WorkflowHandle,
): Promise<Pick<WorkflowRecord, 'state' | 'silence'>> {
  for (let attempt = 1; ; attempt++) {
    try {
      return { state: await handle.query<Record<string, unknown>>('ticket') };
    } catch (error) {
      if (attempt === questionsMax) return { state: null, silence: String(cause(error)) };
      await sleep(attempt * secondMs);
    }
  }
}

function cause(error: unknown): unknown {
  return error instanceof Error ? (error.cause ?? error) : error;
}

/** The histories of a workflow's runs, the first run first. */
async function readRuns(
  client: Client,
  workflowId: string,
  runId: string,
): Promise<HistoryEvent[][]> {
  const runs: HistoryEvent[][] = [];
  for (let next: string | undefined = runId; next; ) {
    const events = await readRun(client, workflowId, next);
    runs.unshift(events);
    next = events[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || undefined;
  }
  return runs;
}

async function readRun(client: Client, workflowId: string, runId: string): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  let nextPageToken: Uint8Array | undefined;
  do {
    const page = await client.workflowService.getWorkflowExecutionHistory({
      namespace: client.options.namespace,
      execution: { workflowId, runId },
      ...(nextPageToken && { nextPageToken }),
    });
    events.push(...(page.history?.events ?? []));
    nextPageToken = page.nextPageToken ?? undefined;
  } while (nextPageToken?.length);
  return events;
}

/** Where events of a ticket may be: what it was begun with, what it answered and wrote down. */
function payloadsOf(event: HistoryEvent): unknown[] {
  const sources: (Payloads | null | undefined)[] = [
    event.workflowExecutionStartedEventAttributes?.input,
    event.workflowExecutionUpdateCompletedEventAttributes?.outcome?.success,
    event.activityTaskScheduledEventAttributes?.input,
    event.markerRecordedEventAttributes?.details?.data,
    event.workflowExecutionCompletedEventAttributes?.result,
  ];
  return sources.flatMap((payloads) => payloads?.payloads ?? []).map(decoded);
}

function decoded({ data }: proto.temporal.api.common.v1.IPayload): unknown {
  const text = Buffer.from(data ?? []).toString();
  return text === '' ? undefined : JSON.parse(text);
}

/** Finds events of a ticket in anything, however deep they lie. */
function eventsIn(value: unknown): TicketEvent[] {
  if (Array.isArray(value)) return value.flatMap(eventsIn);
  if (typeof value !== 'object' || value === null) return [];
  if (isEvent(value)) return [value];
  return Object.values(value).flatMap(eventsIn);
}

function isEvent(value: object): value is TicketEvent {
  const { seq, at, type, actor, data, commandId } = value as Partial<TicketEvent>;
  return (
    typeof seq === 'number' &&
    typeof at === 'number' &&
    typeof type === 'string' &&
    typeof actor === 'object' &&
    typeof data === 'object' &&
    commandId !== undefined
  );
}

/** A timer counts from the task that asked for it: how long that task took is not its own delay. */
function openTimers(run: HistoryEvent[]): number[] {
  const byId = new Map(run.map((event) => [String(event.eventId), event]));
  const askedAt = ({
    workflowTaskCompletedEventId: id,
  }: {
    workflowTaskCompletedEventId?: unknown;
  }) => {
    const completed = byId.get(String(id))?.workflowTaskCompletedEventAttributes;
    const task = byId.get(String(completed?.startedEventId));
    return requiredTsToMs(task?.eventTime, 'eventTime');
  };
  const open = new Map<string, number>();
  for (const event of run) {
    const { timerStartedEventAttributes: started } = event;
    if (started?.timerId) {
      const durationMs = optionalTsToMs(started.startToFireTimeout) ?? 0;
      open.set(started.timerId, askedAt(started) + durationMs);
    }
    for (const { timerId } of [
      event.timerFiredEventAttributes ?? {},
      event.timerCanceledEventAttributes ?? {},
    ]) {
      if (timerId) open.delete(timerId);
    }
  }
  return [...open.values()];
}

function openUpdates(run: HistoryEvent[]): string[] {
  const accepted = run.flatMap(
    (event) =>
      event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.meta?.updateId ?? [],
  );
  const answered = new Set(
    run.map((event) => event.workflowExecutionUpdateCompletedEventAttributes?.meta?.updateId),
  );
  return accepted.filter((id) => !answered.has(id));
}
