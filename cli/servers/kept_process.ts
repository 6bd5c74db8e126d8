import { type ChildProcess, fork } from 'node:child_process';
import type { Socket } from 'node:net';
import { CliError } from '../cli_error.ts';

/** A program to run, and how it wants to be asked to stop. */
export interface KeptProgram {
  command: string;
  args: string[];
  cwd: string;
  uid?: number;
  gid?: number;
  stopSignal: NodeJS.Signals;
  /** Time the program has to stop by itself before it is killed. */
  stopTimeoutMs: number;
}

/** Receives everything a program prints. */
export type OutputListener = (text: string) => void;

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A running program that stops when this process does, however this process ends. */
export interface KeptProcess {
  readonly pid: number;
  /** Settles when the program has ended, whoever ended it. */
  readonly exited: Promise<Exit>;
  /** The last 8 KB the program wrote, for error messages. */
  recentOutput(): string;
  /** Asks the program to stop and waits until it has. */
  stop(): Promise<Exit>;
  /** Ends the program at once. */
  kill(): void;
}

const recentOutputCharactersMax = 8_192;

/**
 * Starts `program` under a keeper process (`keeper.mjs`).
 * @throws CliError when the program cannot be started at all (missing, not executable).
 */
export async function startKeptProcess(
  program: KeptProgram,
  onOutput: OutputListener = () => {},
): Promise<KeptProcess> {
  const keeper = fork(new URL('./keeper.mjs', import.meta.url), [JSON.stringify(program)], {
    detached: true,
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  const keep = (chunk: Buffer) => {
    const text = chunk.toString();
    onOutput(text);
    output = (output + text).slice(-recentOutputCharactersMax);
  };
  keeper.stdout?.on('data', keep);
  keeper.stderr?.on('data', keep);
  const exited = exitOf(keeper);
  const pid = await pidOf(keeper, program.command);
  releaseEventLoop(keeper);
  return {
    pid,
    exited,
    recentOutput: () => output.trim(),
    stop: () => {
      holdEventLoop(keeper);
      if (keeper.connected) keeper.send({ stop: true });
      return exited;
    },
    kill: () => {
      if (keeper.connected) keeper.send({ kill: true });
    },
  };
}

// A program left running must not hold its parent open: the parent ends, and the keeper with it.
function releaseEventLoop(keeper: ChildProcess): void {
  keeper.unref();
  keeper.channel?.unref();
  for (const pipe of [keeper.stdout, keeper.stderr]) (pipe as Socket | null)?.unref();
}

// While it stops, its end is waited for; Node tells of it only when every pipe is closed too.
function holdEventLoop(keeper: ChildProcess): void {
  keeper.ref();
  keeper.channel?.ref();
  for (const pipe of [keeper.stdout, keeper.stderr]) (pipe as Socket | null)?.ref();
}

function exitOf(keeper: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    let exit: Exit = { code: null, signal: null };
    keeper.on('message', (message: Partial<Exit>) => {
      if ('code' in message) exit = { code: message.code ?? null, signal: message.signal ?? null };
    });
    keeper.once('close', () => resolve(exit));
  });
}

function pidOf(keeper: ChildProcess, command: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const refuse = (reason: string) =>
      reject(new CliError(`${command} could not be started: ${reason}`));
    keeper.once('error', (error) => refuse(error.message));
    keeper.once('exit', (code) => refuse(`its keeper ended with code ${code}`));
    keeper.on('message', (message: { pid?: number; error?: string }) => {
      if (message.pid !== undefined) resolve(message.pid);
      if (message.error !== undefined) refuse(message.error);
    });
  });
}
