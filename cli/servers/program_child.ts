import { type ChildProcess, fork } from 'node:child_process';
import { secondMs } from '../../workflows/domain/durations.ts';
import { CliError } from '../cli_error.ts';
import { repositoryDir } from '../desk/settings.ts';
import type { Exit } from './kept_process.ts';
import { nodeArgumentsFor, nodeEnvironment } from './node_options.ts';
import type { RunningPart } from './supervised.ts';

const recentOutputCharactersMax = 8_192;

/** A program of the desk that runs in a process of its own: the worker or the API. */
export interface DeskProgram {
  name: string;
  /** Entry file, absolute. */
  file: string;
  environment: NodeJS.ProcessEnv;
  /** Receives everything the program prints. */
  log(text: string): void;
  startTimeoutMs: number;
  /** Time the program has to finish what it does before it is killed. */
  stopTimeoutMs: number;
}

/** A program of the desk that runs. */
export interface RunningProgram extends RunningPart {
  readonly pid: number;
}

/**
 * Starts a program and waits for the JSON line with which it says that it is ready.
 * @throws CliError with the program's last words when it ends or stays silent instead.
 */
export async function startProgram(program: DeskProgram): Promise<RunningProgram> {
  const child = fork(program.file, [], {
    cwd: repositoryDir,
    detached: true,
    env: { ...nodeEnvironment, ...program.environment },
    execArgv: nodeArgumentsFor(program.file),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  const keep = (chunk: Buffer) => {
    const text = chunk.toString();
    program.log(text);
    output = (output + text).slice(-recentOutputCharactersMax);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const exited = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  const part = {
    // A program that could not be started at all is refused below.
    pid: child.pid ?? 0,
    exited,
    recentOutput: () => output.trim(),
    stop: () => stopChild(child, exited, program.stopTimeoutMs),
    kill: () => void child.kill('SIGKILL'),
  };
  try {
    await ready(child, program, part);
  } catch (error) {
    await part.stop();
    throw error;
  }
  return part;
}

function ready(child: ChildProcess, program: DeskProgram, part: RunningPart): Promise<void> {
  return new Promise((resolve, reject) => {
    const refuse = (what: string) => {
      const words = part.recentOutput().split('\n').slice(-5).join('\n');
      reject(new CliError(`${program.name} ${what}\n${words}`.trim()));
    };
    const timer = setTimeout(
      () => refuse(`was not ready within ${program.startTimeoutMs / secondMs} s`),
      program.startTimeoutMs,
    );
    let unread = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      unread += chunk.toString();
      const lines = unread.split('\n');
      unread = lines.pop() ?? '';
      if (lines.some(saysReady)) {
        clearTimeout(timer);
        resolve();
      }
    });
    child.once('error', (error) => refuse(`could not be started: ${error.message}`));
    void part.exited.then(({ code, signal }) => {
      clearTimeout(timer);
      refuse(`ended while starting (${signal ?? `exit code ${code}`})`);
    });
  });
}

function saysReady(line: string): boolean {
  try {
    return /\bready\b/i.test((JSON.parse(line) as { msg?: string }).msg ?? '');
  } catch {
    return false;
  }
}

async function stopChild(
  child: ChildProcess,
  exited: Promise<Exit>,
  timeoutMs: number,
): Promise<Exit> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  const exit = await exited;
  clearTimeout(timer);
  return exit;
}
