import { readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { print, table } from '../talk.ts';
import { openBare } from './bare_life.ts';
import type { BenchDesk, ProgramName } from './bench_desk.ts';
import { openTicket } from './http_life.ts';
import { residentKb } from './processes.ts';
import { atATime, pause } from './rounds.ts';

const clients = 8;
const heapFileOf = (desk: BenchDesk, name: ProgramName) =>
  path.join(desk.home, `heap-${name.replace(' ', '-')}`);

/** What a worker's environment needs so that its memory can be measured. */
export function measurable(desk: BenchDesk, name: ProgramName): NodeJS.ProcessEnv {
  const hook = pathToFileURL(path.join(import.meta.dirname, 'settle_heap.ts')).href;
  return { NODE_OPTIONS: `--import=${hook}`, PALIER_BENCH_HEAP: heapFileOf(desk, name) };
}

interface Used {
  residentKb: number;
  heapKb: number;
}

async function used(desk: BenchDesk, name: ProgramName): Promise<Used> {
  const pid = await desk.pidOf(name);
  const file = heapFileOf(desk, name);
  await rm(file, { force: true });
  process.kill(pid, 'SIGCONT');
  for (let attempt = 0; attempt < 200; attempt++) {
    const bytes = await readFile(file, 'utf8').catch(() => undefined);
    if (bytes) return { residentKb: await residentKb(pid), heapKb: Number(bytes) / 1024 };
    await pause(100);
  }
  throw new Error(`${name} did not say what it uses`);
}

/**
 * Memory of one more cached ticket: the slope between two counts, after the heap of the young worker
 * has grown by itself and its garbage was collected.
 */
export async function measureMemory(
  desk: BenchDesk,
  counts: { before: number; measured: number },
): Promise<void> {
  const openers = {
    worker: () => openTicket(desk),
    'bare worker': () => openBare(desk),
  } as const;
  const lines: string[][] = [];
  for (const [name, open] of Object.entries(openers) as [
    'worker' | 'bare worker',
    () => Promise<string>,
  ][]) {
    await atATime(clients, counts.before, open);
    const before = await used(desk, name);
    await atATime(clients, counts.measured, open);
    const after = await used(desk, name);
    const slope = (of: keyof Used) => ((after[of] - before[of]) / counts.measured).toFixed(0);
    lines.push([
      name,
      slope('residentKb'),
      slope('heapKb'),
      `${(before.residentKb / 1024).toFixed(0)}`,
      `${(after.residentKb / 1024).toFixed(0)}`,
    ]);
  }
  const { before, measured } = counts;
  print(
    `\nMemory of a cached ticket in KB, between ticket ${before} and ${before + measured}, collected`,
  );
  table(['', 'resident', 'heap', 'MB resident before', 'after'], lines);
  print(`workflow bundle: ${((await bundleBytes(desk)) / 1e6).toFixed(2)} MB`);
}

async function bundleBytes(desk: BenchDesk): Promise<number> {
  const cache = path.join(desk.home, 'cache');
  const [file] = (await readdir(cache)).filter((name) => name.startsWith('workflows-'));
  return (await stat(path.join(cache, String(file)))).size;
}
