import { spawn } from 'node:child_process';
import path from 'node:path';
import { findDesk } from '../../../cli/desk/desk_file.ts';
import { familyOf, listProcesses, type ProcessRow, proportionalKb } from './processes.ts';

const repositoryDir = path.resolve(import.meta.dirname, '../../..');

/** A desk that was opened by `npm start`'s own command. */
export interface StartedDesk {
  apiUrl: string;
  databaseUrl: string;
  /** What its processes use now, by part. */
  parts(): Promise<Map<string, Part>>;
  close(): Promise<void>;
}

export interface Part {
  /** Processor time so far, in milliseconds. */
  cpuMs: number;
  /** Memory (PSS) in KiB. */
  kb: number;
  processes: number;
}

/** @throws Error with its words where it does not open */
export async function startDesk(options: {
  home: string;
  port: number;
  isDemo: boolean;
}): Promise<StartedDesk> {
  const { home, port, isDemo } = options;
  const desk = spawn(process.execPath, ['cli/palier.ts', 'start'], {
    cwd: repositoryDir,
    env: {
      ...process.env,
      PALIER_HOME: home,
      PORT: String(port),
      PALIER_DEMO: isDemo ? '1' : '0',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise((resolve) => desk.once('close', resolve));
  let output = '';
  await new Promise<void>((resolve, reject) => {
    desk.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('The desk is open')) resolve();
    });
    void ended.then(() => reject(new Error(`The desk did not open:\n${output}`)));
  });
  const addresses = await findDesk(home);
  if (!addresses) throw new Error(`No desk runs under ${home}`);
  return {
    apiUrl: addresses.apiUrl,
    databaseUrl: addresses.databaseUrl,
    parts: () => partsOf(Number(desk.pid)),
    close: async () => {
      desk.kill('SIGTERM');
      await ended;
    },
  };
}

/** Parts of a desk by a word of their command lines; a process belongs to its nearest part. */
const words = [
  ['Temporal', ' server start-dev '],
  ['worker', 'activities/worker.ts'],
  ['API', 'api/server.ts'],
  ['keepers', 'cli/servers/keeper.mjs'],
  ['npm start', 'cli/palier.ts'],
] as const;

async function partsOf(pid: number): Promise<Map<string, Part>> {
  const rows = familyOf(await listProcesses(), pid);
  const parts = new Map<string, Part>();
  for (const row of rows) {
    const name = nameOf(row, rows);
    const part = parts.get(name) ?? { cpuMs: 0, kb: 0, processes: 0 };
    part.cpuMs += row.cpuMs;
    part.kb += await proportionalKb(row.pid);
    part.processes += 1;
    parts.set(name, part);
  }
  return parts;
}

function nameOf(row: ProcessRow, rows: readonly ProcessRow[]): string {
  if (/^postgres|\/postgres /.test(row.command)) return 'PostgreSQL';
  // A keeper's command line has that of its program in it.
  const own = words.findLast(([, word]) => row.command.includes(word));
  if (own) return own[0];
  const parent = rows.find(({ pid }) => pid === row.parentPid);
  return parent ? nameOf(parent, rows) : 'npm start';
}
