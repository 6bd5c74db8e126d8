import { readdir, readFile, stat } from 'node:fs/promises';
import { cpus } from 'node:os';
import path from 'node:path';
import { WithStartWorkflowOperation } from '@temporalio/client';
import { commandUpdate, readyUpdate } from '../../workflows/messages.ts';
import { agentToken, type BenchDesk, openBenchDesk, requesterToken } from './bench_desk.ts';

/**
 * `npm run bench`: what a ticket costs, side by side with the least a durable workflow could cost,
 * in one run on one machine. A ticket is one creation and four commands.
 */
const ticketsPerRound = 150;
const rounds = 3;
const clients = 16;
const warmUpTickets = 30;
/** The heap of a young worker grows by itself: memory is the slope after so many tickets. */
const ticketsBeforeMemory = 600;
const ticketsForMemory = 600;

interface Round {
  ticketsPerSecond: number;
  /** Milliseconds of each answer. */
  latenciesMs: number[];
}

async function runRound(count: number, live: (latenciesMs: number[]) => Promise<void>) {
  const latenciesMs: number[] = [];
  let left = count;
  const startedAt = performance.now();
  const work = async () => {
    while (left-- > 0) await live(latenciesMs);
  };
  await Promise.all(Array.from({ length: clients }, work));
  const seconds = (performance.now() - startedAt) / 1000;
  return { ticketsPerSecond: count / seconds, latenciesMs } satisfies Round;
}

async function timed<T>(latenciesMs: number[], act: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const result = await act();
  latenciesMs.push(performance.now() - startedAt);
  return result;
}

async function send(desk: BenchDesk, token: string, method: string, at: string, body: object) {
  const response = await fetch(`${desk.apiUrl}${at}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${at}: ${response.status} ${text}`);
  return JSON.parse(text) as { id: string };
}

async function liveThroughHttp(desk: BenchDesk, latenciesMs: number[]): Promise<void> {
  const { id } = await timed(latenciesMs, () =>
    send(desk, requesterToken, 'POST', '/api/tickets', {
      subject: 'No network on the second floor',
      description: 'Since this morning nobody on the second floor reaches the intranet.',
      category: 'network',
    }),
  );
  const ticket = `/api/tickets/${id}`;
  const command = (method: string, resource: string, body: object) =>
    timed(latenciesMs, () => send(desk, agentToken, method, `${ticket}/${resource}`, body));
  await command('PUT', 'acceptance', {});
  await command('POST', 'messages', { body: 'Looking into it.', visibility: 'public' });
  await command('PUT', 'pending', { reason: 'supplier' });
  await command('PUT', 'resolution', { code: 'fixed', note: 'A switch was restarted.' });
}

let floorCount = 0;

async function liveOnTheFloor(desk: BenchDesk, latenciesMs: number[]): Promise<void> {
  const workflowId = `floor-${++floorCount}`;
  const startWorkflowOperation = new WithStartWorkflowOperation('floorWorkflow', {
    workflowId,
    taskQueue: 'floor',
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
  await timed(latenciesMs, () =>
    desk.client.workflow.executeUpdateWithStart(readyUpdate, { startWorkflowOperation }),
  );
  const handle = desk.client.workflow.getHandle(workflowId);
  const message = { commandId: 'c', fingerprint: 'f', actor: { kind: 'agent', id: 'a' } };
  for (const name of ['accept', 'addMessage', 'setPending', 'resolve'] as const) {
    await timed(latenciesMs, () =>
      handle.executeUpdate(commandUpdate(name), { args: [message as never] }),
    );
  }
}

function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function median(values: number[]): number {
  return percentile(values, 0.5);
}

/** Resident memory of the newest process that runs a file, in KB. */
async function residentKb(file: string): Promise<number> {
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (!commandLine.includes(file) || !commandLine.includes('die_with_parent')) continue;
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]);
  }
  throw new Error(`No process runs ${file}`);
}

async function memoryPerTicketKb(desk: BenchDesk): Promise<number> {
  const create = (latenciesMs: number[]) =>
    timed(latenciesMs, async () => {
      const texts = { subject: 'Memory', description: 'One more open ticket.' };
      await send(desk, requesterToken, 'POST', '/api/tickets', texts);
    });
  await runRound(ticketsBeforeMemory, create);
  const beforeKb = await residentKb('activities/worker.ts');
  await runRound(ticketsForMemory, create);
  return ((await residentKb('activities/worker.ts')) - beforeKb) / ticketsForMemory;
}

async function bundleBytes(desk: BenchDesk): Promise<number> {
  const cache = path.join(desk.home, 'cache');
  const [file] = (await readdir(cache)).filter((name) => name.startsWith('workflows-'));
  return (await stat(path.join(cache, String(file)))).size;
}

function print(name: string, value: string, aim = ''): void {
  console.log(`${name.padEnd(44)}${value.padStart(12)}${aim && `   (aim ${aim})`}`);
}

const desk = await openBenchDesk();
try {
  const worker = await desk.start('activities/worker.ts');
  await desk.start('tests/bench/floor_worker.ts');
  await desk.start('api/server.ts');
  const http = (latenciesMs: number[]) => liveThroughHttp(desk, latenciesMs);
  const floor = (latenciesMs: number[]) => liveOnTheFloor(desk, latenciesMs);
  await runRound(warmUpTickets, http);
  await runRound(warmUpTickets, floor);
  const ours: Round[] = [];
  const theirs: Round[] = [];
  for (let round = 1; round <= rounds; round++) {
    theirs.push(await runRound(ticketsPerRound, floor));
    ours.push(await runRound(ticketsPerRound, http));
    const speeds = [theirs, ours].map((all) => all.at(-1)?.ticketsPerSecond.toFixed(1));
    console.error(`round ${round}: floor ${speeds[0]}, through HTTP ${speeds[1]} tickets/s`);
  }
  const speed = median(ours.map((round) => round.ticketsPerSecond));
  const floorSpeed = median(theirs.map((round) => round.ticketsPerSecond));
  const latenciesMs = ours.flatMap((round) => round.latenciesMs);
  const floorLatenciesMs = theirs.flatMap((round) => round.latenciesMs);

  await worker.stop();
  await desk.start('activities/worker.ts');
  const ticketKb = await memoryPerTicketKb(desk);

  console.log(
    `${cpus().length} cores, ${clients} clients, ${rounds} rounds of ${ticketsPerRound} tickets;`,
  );
  console.log('server, both workers, API and load generator share the machine\n');
  print('tickets/s through HTTP (create + 4 commands)', speed.toFixed(1));
  print('tickets/s, bare Temporal, same updates', floorSpeed.toFixed(1));
  print('ratio', (speed / floorSpeed).toFixed(2), '>= 0.7');
  print('command latency p50, ms', percentile(latenciesMs, 0.5).toFixed(0));
  print('command latency p99, ms', percentile(latenciesMs, 0.99).toFixed(0));
  print('bare Temporal latency p50, ms', percentile(floorLatenciesMs, 0.5).toFixed(0));
  print('bare Temporal latency p99, ms', percentile(floorLatenciesMs, 0.99).toFixed(0));
  print('KB of worker memory per cached ticket', ticketKb.toFixed(0), '<= 300');
  print('workflow bundle, MB', ((await bundleBytes(desk)) / 1e6).toFixed(2), '<= 2');
} finally {
  await desk.close();
}
