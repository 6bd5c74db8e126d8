import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findFreePort } from '../../../cli/servers/ports.ts';
import { secondMs } from '../../../workflows/domain/durations.ts';
import { print, table } from '../talk.ts';
import { pause } from './rounds.ts';
import { type Part, type StartedDesk, startDesk } from './started_desk.ts';

export interface IdleSpan {
  /** Seconds after the opening that are not measured. */
  settleSeconds: number;
  measuredSeconds: number;
}

/** What a desk just opened by `npm start`, with its demo company, uses while nobody does anything. */
export async function measureIdle(span: IdleSpan): Promise<void> {
  const home = await mkdtemp(path.join(tmpdir(), 'palier-idle-'));
  try {
    const desk = await startDesk({ home, port: await findFreePort(), isDemo: true });
    try {
      print(`\nA fresh desk with its demo, from ${span.settleSeconds} s after its opening on`);
      await printIdle(desk, span);
    } finally {
      await desk.close();
    }
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** Waits, then prints processor time and memory of each part over a while without requests. */
export async function printIdle(desk: StartedDesk, span: IdleSpan): Promise<void> {
  await pause(span.settleSeconds * secondMs);
  const before = await desk.parts();
  await pause(span.measuredSeconds * secondMs);
  const lines: string[][] = [];
  const total: Part = { cpuMs: 0, kb: 0, processes: 0 };
  const lineOf = (name: string, { cpuMs, kb, processes }: Part) => [
    name,
    (cpuMs / span.measuredSeconds).toFixed(1),
    (kb / 1024).toFixed(0),
    `${processes}`,
  ];
  for (const [name, { cpuMs, kb, processes }] of await desk.parts()) {
    const part = { cpuMs: cpuMs - (before.get(name)?.cpuMs ?? 0), kb, processes };
    lines.push(lineOf(name, part));
    total.cpuMs += part.cpuMs;
    total.kb += part.kb;
    total.processes += part.processes;
  }
  const idle = `idle CPU ms/s, ${span.measuredSeconds} s`;
  table(['', idle, 'MB (PSS)', 'processes'], [...lines, lineOf('all', total)]);
}
