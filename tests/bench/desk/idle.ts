import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findFreePort } from '../../../cli/servers/ports.ts';
import { secondMs } from '../../../workflows/domain/durations.ts';
import { print, table } from '../talk.ts';
import { familyOf, listProcesses, type ProcessRow, proportionalKb } from './processes.ts';
import { pause } from './rounds.ts';

const repositoryDir = path.resolve(import.meta.dirname, '../../..');

export interface IdleSpan {
  /** Seconds after the opening that are not measured. */
  settleSeconds: number;
  measuredSeconds: number;
}

/** What a desk just opened by `npm start`, with its demo company, uses while nobody does anything. */
export async function measureIdle(span: IdleSpan): Promise<void> {
  const home = await mkdtemp(path.join(tmpdir(), 'palier-idle-'));
  const desk = spawn(process.execPath, ['cli/palier.ts', 'start'], {
    cwd: repositoryDir,
    env: { ...process.env, PALIER_HOME: home, PORT: String(await findFreePort()) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise((resolve) => desk.once('close', resolve));
  try {
    await untilOpen(desk, ended);
    await pause(span.settleSeconds * secondMs);
    const before = await partsOf(Number(desk.pid));
    await pause(span.measuredSeconds * secondMs);
    await printIdle(before, await partsOf(Number(desk.pid)), span);
  } finally {
    desk.kill('SIGTERM');
    await ended;
    await rm(home, { recursive: true, force: true });
  }
}

function untilOpen(desk: ChildProcess, ended: Promise<unknown>): Promise<void> {
  let output = '';
  return new Promise((resolve, reject) => {
    desk.stderr?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('The desk is open')) resolve();
    });
    void ended.then(() => reject(new Error(`The desk did not open:\n${output}`)));
  });
}

/** Parts of a desk by a word of their command lines; a process belongs to its nearest part. */
const parts = [
  ['Temporal', ' server start-dev '],
  ['worker', 'activities/worker.ts'],
  ['API', 'api/server.ts'],
  ['keepers', 'cli/servers/keeper.ts'],
  ['npm start', 'cli/palier.ts'],
] as const;

interface Part {
  cpuMs: number;
  kb: number;
  processes: number;
}

async function partsOf(pid: number): Promise<Map<string, Part>> {
  const rows = familyOf(await listProcesses(), pid);
  const found = new Map<string, Part>();
  for (const row of rows) {
    const name = nameOf(row, rows);
    const part = found.get(name) ?? { cpuMs: 0, kb: 0, processes: 0 };
    part.cpuMs += row.cpuMs;
    part.kb += await proportionalKb(row.pid);
    part.processes += 1;
    found.set(name, part);
  }
  return found;
}

function nameOf(row: ProcessRow, rows: readonly ProcessRow[]): string {
  if (/^postgres|\/postgres /.test(row.command)) return 'PostgreSQL';
  // A keeper's command line has that of its program in it.
  const own = parts.findLast(([, word]) => row.command.includes(word));
  if (own) return own[0];
  const parent = rows.find(({ pid }) => pid === row.parentPid);
  return parent ? nameOf(parent, rows) : 'npm start';
}

async function printIdle(
  before: Map<string, Part>,
  after: Map<string, Part>,
  { settleSeconds, measuredSeconds }: IdleSpan,
): Promise<void> {
  const lines: string[][] = [];
  const total: Part = { cpuMs: 0, kb: 0, processes: 0 };
  const lineOf = (name: string, { cpuMs, kb, processes }: Part) => [
    name,
    (cpuMs / measuredSeconds).toFixed(1),
    (kb / 1024).toFixed(0),
    `${processes}`,
  ];
  for (const [name, { cpuMs, kb, processes }] of after) {
    const part = { cpuMs: cpuMs - (before.get(name)?.cpuMs ?? 0), kb, processes };
    lines.push(lineOf(name, part));
    total.cpuMs += part.cpuMs;
    total.kb += part.kb;
    total.processes += part.processes;
  }
  print(
    `\nA fresh desk with its demo, idle: ${measuredSeconds} s from ${settleSeconds} s after its opening on`,
  );
  table(['', 'CPU ms/s', 'MB (PSS)', 'processes'], [...lines, lineOf('all', total)]);
}
