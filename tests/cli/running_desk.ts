import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import path from 'node:path';
import { repositoryDir } from '../../cli/desk/settings.ts';
import { eventually } from '../support/eventually.ts';
import { onTeardown } from '../support/teardown.ts';

/** What `palier start` does in a process of its own. */
export interface RunningDesk {
  readonly child: ChildProcess;
  /** Everything it has told so far. */
  told(): string;
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
  /** Process numbers of everything it started whose command line contains `words`. */
  processesWith(words: string): number[];
}

/** Runs `palier start`; resolves when the desk is open or the command has ended. */
export function runPalierStart(
  home: string,
  port: number,
  more: NodeJS.ProcessEnv = {},
): Promise<RunningDesk> {
  const palier = path.join(repositoryDir, 'cli/palier.ts');
  return run(process.execPath, [palier, 'start'], home, port, more);
}

/** Runs `npm start` in a process group of its own, as a terminal does. */
export function runNpmStart(home: string, port: number): Promise<RunningDesk> {
  return run('npm', ['start'], home, port);
}

async function run(
  command: string,
  args: string[],
  home: string,
  port: number,
  more: NodeJS.ProcessEnv = {},
): Promise<RunningDesk> {
  const child = spawn(command, args, {
    cwd: repositoryDir,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, PALIER_HOME: home, PORT: String(port), PALIER_DEMO: '0', ...more },
  });
  let told = '';
  let hasEnded = false;
  child.stderr.on('data', (chunk: Buffer) => {
    told += chunk.toString();
  });
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      hasEnded = true;
      resolve(code);
    });
  });
  onTeardown(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  await eventually(() => hasEnded || told.includes('The desk is open'));
  return {
    child,
    told: () => told,
    ended,
    processesWith: (words) => descendantsOf(child.pid ?? 0, words),
  };
}

function descendantsOf(root: number, words: string): number[] {
  const table = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [])
    .map(([, pid, parent, args]) => ({
      pid: Number(pid),
      parent: Number(parent),
      args: args ?? '',
    }));
  const family = new Set([root]);
  for (let grown = true; grown; ) {
    const children = table.filter(({ pid, parent }) => family.has(parent) && !family.has(pid));
    for (const { pid } of children) family.add(pid);
    grown = children.length > 0;
  }
  return table
    .filter(({ pid, args }) => pid !== root && family.has(pid) && args.includes(words))
    .map(({ pid }) => pid);
}
