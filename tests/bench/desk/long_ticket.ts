import { defaultPayloadConverter } from '@temporalio/common';
import type { TicketInput } from '../../../workflows/messages.ts';
import { percentile } from '../statistics.ts';
import { print, table } from '../talk.ts';
import { commandBare, openBare } from './bare_life.ts';
import type { BenchDesk } from './bench_desk.ts';
import { command, message, openTicket } from './http_life.ts';
import { atATime, emptyTally, pause, type Tally } from './rounds.ts';

const commandsMeasured = 20;
/** Fewer than Temporal lets be under way in one workflow. */
const writers = 6;
const quietMs = 1_500;

interface Point {
  /** Messages the ticket had before. */
  messages: number;
  historyBytes: number;
  carriedBytes: number;
  commandsMs: number[];
  cpuMs: number;
}

/** One ticket that grows: what a command costs after so many messages, beside a bare one. */
export async function measureLongTicket(
  desk: BenchDesk,
  messageCounts: readonly number[],
): Promise<void> {
  const ticketId = await openTicket(desk);
  await command(desk, ticketId, ['PUT', 'acceptance', {}]);
  const say = (tally?: Tally) => command(desk, ticketId, message, tally);
  const points: Point[] = [];
  let sent = 0;
  for (const messages of messageCounts) {
    const startedAt = performance.now();
    await atATime(writers, messages - sent, () => say());
    const seconds = (performance.now() - startedAt) / 1000;
    console.error(`${messages - sent} messages in ${seconds.toFixed(0)} s, ${writers} at a time`);
    points.push(await measurePoint(desk, ticketId, messages, say));
    sent = messages + commandsMeasured;
  }
  const bareId = await openBare(desk, emptyTally(), 'floorConversation');
  const sayBare = (tally?: Tally) => commandBare(desk, bareId, 'addMessage', tally);
  for (let count = 0; count < 10; count++) await sayBare();
  const bare = await measurePoint(desk, bareId, 10, sayBare);

  print(
    `\nOne ticket that grows: ${commandsMeasured} messages one after the other, a command of them`,
  );
  const lineOf = (name: string, point: Point) => [
    name,
    (point.historyBytes / commandsMeasured).toFixed(0),
    (point.carriedBytes / 1000).toFixed(1),
    percentile(point.commandsMs, 0.5).toFixed(0),
    (point.cpuMs / commandsMeasured).toFixed(1),
  ];
  table(
    ['after messages', 'history bytes', 'KB carried in', 'p50 ms', 'CPU ms of the servers'],
    [
      ...points.map((point) => lineOf(point.messages.toLocaleString('en'), point)),
      lineOf('bare, 10', bare),
    ],
  );
  const carried = await carriedState(desk, ticketId);
  print(
    carried === undefined
      ? `No run of the ticket has ended yet: nothing was carried over`
      : `State carried into the run of message ${sent.toLocaleString('en')}: ${carried} bytes`,
  );
}

async function measurePoint(
  desk: BenchDesk,
  workflowId: string,
  messages: number,
  say: (tally: Tally) => Promise<void>,
): Promise<Point> {
  await pause(quietMs);
  const cpuBefore = await serverCpuMs(desk);
  const before = await desk.client.workflow.getHandle(workflowId).describe();
  const tally = emptyTally();
  for (let count = 0; count < commandsMeasured; count++) await say(tally);
  await pause(quietMs);
  const cpuMs = (await serverCpuMs(desk)) - cpuBefore;
  const grown = await grownSince(desk, workflowId, before);
  return { messages, ...grown, commandsMs: tally.commandsMs, cpuMs };
}

async function serverCpuMs(desk: BenchDesk): Promise<number> {
  const used = await desk.cpuMs();
  return [...used].reduce((sum, [part, ms]) => (part === 'client' ? sum : sum + ms), 0);
}

interface Grown {
  /** Bytes of history since then, without the input of runs that began. */
  historyBytes: number;
  /** Bytes of that input. */
  carriedBytes: number;
}

async function grownSince(
  { client }: BenchDesk,
  workflowId: string,
  before: { runId: string; historySize?: number | undefined },
): Promise<Grown> {
  const grown: Grown = { historyBytes: -(before.historySize ?? 0), carriedBytes: 0 };
  let runId: string | undefined;
  for (;;) {
    const handle = client.workflow.getHandle(workflowId, runId);
    const now = await handle.describe();
    grown.historyBytes += now.historySize ?? 0;
    if (now.runId === before.runId) return grown;
    const started = await firstEvent(client, workflowId, now.runId);
    const bytes = started?.input?.payloads?.[0]?.data?.byteLength ?? 0;
    grown.historyBytes -= bytes;
    grown.carriedBytes += bytes;
    runId = started?.continuedExecutionRunId ?? before.runId;
  }
}

async function firstEvent(client: BenchDesk['client'], workflowId: string, runId?: string) {
  const { history } = await client.workflowService.getWorkflowExecutionHistory({
    namespace: client.options.namespace,
    execution: { workflowId, ...(runId && { runId }) },
    maximumPageSize: 1,
  });
  return history?.events?.[0]?.workflowExecutionStartedEventAttributes;
}

async function carriedState(desk: BenchDesk, workflowId: string): Promise<number | undefined> {
  const started = await firstEvent(desk.client, workflowId);
  const [payload] = started?.input?.payloads ?? [];
  if (!payload) return undefined;
  const { carried } = defaultPayloadConverter.fromPayload<TicketInput>(payload);
  return carried && JSON.stringify(carried).length;
}
