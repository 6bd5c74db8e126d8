import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { findFreePort } from '../../cli/servers/ports.ts';
import { connectDatabase } from '../../database/connection.ts';
import { command, message, openTicket } from './desk/http_life.ts';
import { printIdle } from './desk/idle.ts';
import { describeMachine } from './desk/machine.ts';
import { writePeople } from './desk/people.ts';
import { emptyTally, pause } from './desk/rounds.ts';
import { startDesk } from './desk/started_desk.ts';
import { folderBytes, megabytes, print } from './talk.ts';

/**
 * `npm run bench:parked`: what so many open tickets cost while they wait, and how soon a desk with
 * all of them answers again. They are opened through the API, one by one, as people do: 100,000 take
 * an hour or two on two cores. `-- --tickets 3000` opens fewer.
 */
const { values } = parseArgs({ options: { tickets: { type: 'string', default: '100000' } } });
const ticketCount = Number(values.tickets);
const clients = 8;
const progressEveryMs = 30_000;
const idle = { settleSeconds: 30, measuredSeconds: 60 };

const home = await mkdtemp(path.join(tmpdir(), 'palier-parked-'));
const port = await findFreePort();
try {
  print(await describeMachine());
  const ticketIds = await park();
  await answerAfterRestart(ticketIds);
} finally {
  await rm(home, { recursive: true, force: true });
}

/** Opens the tickets; gives the first, the middle and the last of them. */
async function park(): Promise<string[]> {
  const desk = await startDesk({ home, port, isDemo: false });
  try {
    const database = connectDatabase(desk.databaseUrl, { name: 'bench' });
    await writePeople(database);
    await database.destroy();
    const empty = await diskBytes();
    const ticketIds = await openAll(desk);
    print(`\n${ticketCount.toLocaleString('en')} open tickets, nobody works on them`);
    await printIdle(desk, idle);
    const full = await diskBytes();
    for (const [name, bytes] of Object.entries(full)) {
      const grown = bytes - (empty[name as keyof typeof empty] ?? 0);
      print(`${name}: ${megabytes(bytes)}, ${(grown / ticketCount / 1000).toFixed(1)} KB a ticket`);
    }
    return [0, ticketCount >> 1, ticketCount - 1].map((at) => ticketIds[at] ?? '');
  } finally {
    await desk.close();
  }
}

async function openAll(desk: { apiUrl: string }): Promise<string[]> {
  const ticketIds: string[] = [];
  const tally = emptyTally();
  const startedAt = performance.now();
  const rate = () => (ticketIds.length / ((performance.now() - startedAt) / 1000)).toFixed(1);
  const progress = setInterval(
    () => console.error(`${ticketIds.length} tickets, ${rate()}/s`),
    progressEveryMs,
  );
  let left = ticketCount;
  const one = async () => {
    while (left-- > 0) ticketIds.push(await openTicket(desk, tally));
  };
  await Promise.all(Array.from({ length: clients }, one));
  clearInterval(progress);
  const refusals = tally.refusalsMs.length;
  print(`opened by ${clients} clients at ${rate()} tickets/s; ${refusals} answers of 503`);
  return ticketIds;
}

async function diskBytes() {
  return {
    'Temporal on disk': await folderBytes(home, (name) => name.startsWith('temporal')),
    'PostgreSQL on disk': await folderBytes(path.join(home, 'postgres')),
  };
}

async function answerAfterRestart(ticketIds: readonly string[]): Promise<void> {
  const startedAt = performance.now();
  const seconds = () => ((performance.now() - startedAt) / 1000).toFixed(1);
  const opening = startDesk({ home, port, isDemo: false });
  const [ticketId = '', ...others] = ticketIds;
  const atDoor = { apiUrl: `http://127.0.0.1:${port}` };
  const answered = untilAnswered(atDoor, ticketId, opening).then(seconds);
  const desk = await opening;
  try {
    const opened = seconds();
    print(`\nAfter a stop of all its processes: open after ${opened} s, `);
    print(`the first command on a parked ticket answered ${await answered} s after the start`);
    const tally = emptyTally();
    for (const other of others) await command(desk, other, message, tally);
    const next = tally.commandsMs.map((ms) => ms.toFixed(0)).join(', ');
    print(`the next ones in ${next} ms`);
    await printIdle(desk, idle);
  } finally {
    await desk.close();
  }
}

/** Knocks until somebody is there and the command is taken. */
async function untilAnswered(
  atDoor: { apiUrl: string },
  ticketId: string,
  opening: Promise<unknown>,
): Promise<void> {
  let hasFailed = false;
  opening.catch(() => {
    hasFailed = true;
  });
  while (!hasFailed) {
    try {
      return await command(atDoor, ticketId, message);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      await pause(20);
    }
  }
}
