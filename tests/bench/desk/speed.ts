import { median } from '../statistics.ts';
import { print, table } from '../talk.ts';
import { liveBare } from './bare_life.ts';
import type { BenchDesk, PartName } from './bench_desk.ts';
import { liveThroughHttp } from './http_life.ts';
import { type Live, pause, type Round, runRound, spread } from './rounds.ts';

/** What follows an answer (rows, notices, allocation) is part of what the life cost. */
const quietMs = 1_500;

export interface Load {
  clients: number;
  /** Lives in each round. */
  lives: number;
}

interface Measured extends Round {
  /** Processor time a life, by who used it, in milliseconds. */
  cpuMs: Map<PartName, number>;
}

interface Compared {
  load: Load;
  ours: Measured[];
  bare: Measured[];
}

export interface Speed {
  /** Some tickets of ours and some of bare Temporal, each with its whole life behind it. */
  ours: string[];
  bare: string[];
}

/** Lives of ours and on bare Temporal in turns, `rounds` times for each number of clients. */
export async function measureSpeed(
  desk: BenchDesk,
  loads: readonly Load[],
  rounds: number,
): Promise<Speed> {
  const ids: Speed = { ours: [], bare: [] };
  const ours: Live = async (tally) => void ids.ours.push(await liveThroughHttp(desk, tally));
  const bare: Live = async (tally) => void ids.bare.push(await liveBare(desk, tally));
  await runRound(10, 30, ours);
  await runRound(10, 30, bare);
  const all: Compared[] = loads.map((load) => ({ load, ours: [], bare: [] }));
  for (let round = 1; round <= rounds; round++) {
    for (const compared of all) {
      compared.bare.push(await measureRound(desk, compared.load, bare));
      compared.ours.push(await measureRound(desk, compared.load, ours));
      const speeds = [compared.bare, compared.ours].map((list) =>
        list.at(-1)?.livesPerSecond.toFixed(1),
      );
      const { clients } = compared.load;
      console.error(`round ${round}, ${clients} clients: bare ${speeds[0]}/s, ours ${speeds[1]}/s`);
    }
  }
  printSpeed(all);
  printCpu(all);
  return ids;
}

async function measureRound(desk: BenchDesk, load: Load, live: Live): Promise<Measured> {
  const before = await desk.cpuMs();
  const round = await runRound(load.clients, load.lives, live);
  await pause(quietMs);
  const cpuMs = new Map<PartName, number>();
  for (const [part, used] of await desk.cpuMs()) {
    cpuMs.set(part, (used - (before.get(part) ?? 0)) / load.lives);
  }
  return { ...round, cpuMs };
}

function printSpeed(all: readonly Compared[]): void {
  print('\nA life is one creation and four commands; ms as p50 / p99 of all rounds');
  const lines = all.map(({ load, ours, bare }) => {
    const [speed, floor] = [speedOf(ours), speedOf(bare)];
    return [
      `${load.clients}`,
      speed.toFixed(1),
      floor.toFixed(1),
      (speed / floor).toFixed(2),
      spread(ours.flatMap((round) => round.creationsMs)),
      spread(bare.flatMap((round) => round.creationsMs)),
      spread(ours.flatMap((round) => round.commandsMs)),
      spread(bare.flatMap((round) => round.commandsMs)),
      `${ours.flatMap((round) => round.refusalsMs).length}`,
      spread(ours.flatMap((round) => round.refusalsMs)),
    ];
  });
  const heads = [
    'clients',
    'lives/s',
    'bare',
    'ratio',
    'creation ms',
    'bare',
    'command ms',
    'bare',
  ];
  table([...heads, '503s', '503 ms'], lines);
}

/** The client is none of them: it stands for people's own machines. */
const serversOfOurs: readonly PartName[] = ['Temporal', 'worker', 'API', 'PostgreSQL'];
const serversOfBare: readonly PartName[] = ['Temporal', 'bare worker'];

function printCpu(all: readonly Compared[]): void {
  const parts: PartName[] = ['Temporal', 'worker', 'bare worker', 'API', 'PostgreSQL', 'client'];
  print('\nProcessor time of a life in ms, by process, median of the rounds; idle time included');
  const lines: string[][] = [];
  for (const { load, ours, bare } of all) {
    const [own, floor] = [sumOf(ours, serversOfOurs), sumOf(bare, serversOfBare)];
    const cells = (rounds: Measured[], used: readonly PartName[]) =>
      parts.map((part) => (used.includes(part) ? cpuOf(rounds, part).toFixed(1) : ''));
    const ratio = (own / floor).toFixed(2);
    lines.push(
      [
        `${load.clients} clients, ours`,
        ...cells(ours, [...serversOfOurs, 'client']),
        own.toFixed(1),
        ratio,
      ],
      [
        `${load.clients} clients, bare`,
        ...cells(bare, [...serversOfBare, 'client']),
        floor.toFixed(1),
        '',
      ],
    );
  }
  table(['', ...parts, 'servers', 'ours / bare'], lines);
}

function speedOf(rounds: readonly Measured[]): number {
  return median(rounds.map((round) => round.livesPerSecond));
}

function cpuOf(rounds: readonly Measured[], part: PartName): number {
  return median(rounds.map((round) => round.cpuMs.get(part) ?? 0));
}

function sumOf(rounds: readonly Measured[], parts: readonly PartName[]): number {
  const sums = rounds.map(({ cpuMs }) =>
    parts.reduce((sum, part) => sum + (cpuMs.get(part) ?? 0), 0),
  );
  return median(sums);
}
