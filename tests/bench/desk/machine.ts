import { open, readFile, rm } from 'node:fs/promises';
import { cpus, loadavg, release, tmpdir, totalmem, type } from 'node:os';
import path from 'node:path';
import { percentile } from '../statistics.ts';

const syncCount = 200;

/** What the figures were measured on, in one line: without it none of them can be compared. */
export async function describeMachine(): Promise<string> {
  const [processor] = cpus();
  const [load] = loadavg();
  const syncs = await measureSyncs();
  const parts = [
    `${processor?.model.trim()} (${await cpuModel()})`,
    `${cpus().length} cores`,
    `${(totalmem() / 2 ** 30).toFixed(1)} GiB`,
    `${type()} ${release()}`,
    `Node ${process.version}`,
    `disk sync p50 ${percentile(syncs, 0.5).toFixed(2)} ms, p99 ${percentile(syncs, 0.99).toFixed(2)} ms`,
    `load ${load?.toFixed(2)} before the start`,
  ];
  return parts.join(', ');
}

/** Family and model: many machines for hire give one name to several processors. */
async function cpuModel(): Promise<string> {
  const text = await readFile('/proc/cpuinfo', 'utf8').catch(() => '');
  const of = (name: string) => new RegExp(`^${name}\\s*:\\s*(\\S+)`, 'm').exec(text)?.[1] ?? '?';
  return `family ${of('cpu family')}, model ${of('model')}`;
}

/** Milliseconds of each of some writes of 4 KiB that wait for the disk. */
async function measureSyncs(): Promise<number[]> {
  const name = path.join(tmpdir(), `palier-bench-sync-${process.pid}`);
  const file = await open(name, 'w');
  try {
    const block = Buffer.alloc(4096, 'palier');
    const syncs: number[] = [];
    for (let count = 0; count < syncCount; count++) {
      await file.write(block);
      const startedAt = performance.now();
      await file.datasync();
      syncs.push(performance.now() - startedAt);
    }
    return syncs;
  } finally {
    await file.close();
    await rm(name);
  }
}
