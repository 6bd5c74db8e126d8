import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import type { Logger } from 'pino';
import { minuteMs, secondMs } from '../../../workflows/domain/durations.ts';

/** A program that runs code of owners: in a process of its own, whatever that code does. */
export interface OwnersProgram<Said extends { kind: string }> {
  /** As the log calls it. */
  name: string;
  /** Of this folder. */
  file: string;
  environment: NodeJS.ProcessEnv;
  heapMaxMb: number;
  /** Modules that Node loads before it. */
  preloads?: readonly string[];
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** What it is told first. @param endedCount how often in a row it ended by itself before */
  begin(endedCount: number): object;
  hear(said: Said): void;
  /** It has ended by itself: what it had under way is lost. */
  onEnded?(why: string): void;
}

export interface SupervisedProgram {
  /** @returns false where it does not run just now */
  send(message: object): boolean;
  /** Why it ended last; null where it never did, or has been well for a while since. */
  whyEnded(): string | null;
  /** Has it begin anew, without its having failed. */
  renew(): void;
  stop(): Promise<void>;
  readonly pid: number | undefined;
}

const backoffMinMs = secondMs;
const backoffMaxMs = 30 * secondMs;
/** One that ran so long is well: its next end is the first in a row again. */
const wellAfterMs = 2 * minuteMs;
const stopWithinMs = 20 * secondMs;
const semiSpaceMaxMb = 16;

/** Starts a program and starts it again whenever it ends, later each time in a row. */
export function superviseProgram<Said extends { kind: string }>(
  program: OwnersProgram<Said>,
): SupervisedProgram {
  const { name, log } = program;
  let child: ChildProcess | undefined;
  let exited = Promise.resolve();
  let endedCount = 0;
  let why: string | null = null;
  let isStopped = false;
  let isRenewed = false;
  let timer: NodeJS.Timeout | undefined;

  const start = () => {
    const startedAt = Date.now();
    const words = lastWords();
    const running = forked(program);
    child = running;
    for (const stream of [running.stdout, running.stderr]) {
      readLines(stream, (line) => {
        words.keep(line);
        log.info({ program: name }, line);
      });
    }
    running.on('message', (message) => {
      const said = message as Said | null;
      if (typeof said?.kind === 'string') program.hear(said);
    });
    // One that cannot be started at all says so, and closes.
    running.once('error', (error) => words.keep(error.message));
    // It may end between what it is told and hearing it.
    running.send(program.begin(endedCount), () => {});
    exited = new Promise((resolve) => {
      running.once('close', (code, signal) => {
        child = undefined;
        resolve();
        if (isStopped) return;
        if (isRenewed) {
          isRenewed = false;
          why = null;
          endedCount = 0;
          start();
          return;
        }
        if (Date.now() - startedAt > wellAfterMs) endedCount = 0;
        const waitMs = Math.min(backoffMinMs * 2 ** endedCount, backoffMaxMs);
        endedCount++;
        why = words.why(code, signal);
        log.error(`${name} has ended: ${why}. It is started again in ${waitMs / secondMs} s`);
        program.onEnded?.(why);
        timer = setTimeout(start, waitMs);
      });
    });
  };
  start();

  return {
    send(message) {
      if (!child?.connected) return false;
      child.send(message, () => {});
      return true;
    },
    whyEnded: () => why,
    renew() {
      if (!child) return;
      isRenewed = true;
      void endOf(child, exited);
    },
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      if (child) await endOf(child, exited);
    },
    get pid() {
      return child?.pid;
    },
  };
}

type Started = Pick<OwnersProgram<never>, 'file' | 'environment' | 'heapMaxMb' | 'preloads'>;

function forked({ file, environment, heapMaxMb, preloads = [] }: Started): ChildProcess {
  return fork(path.join(import.meta.dirname, file), [], {
    env: { ...environment, TZ: 'UTC', MALLOC_ARENA_MAX: '2' },
    execArgv: [
      `--max-old-space-size=${heapMaxMb}`,
      `--max-semi-space-size=${semiSpaceMaxMb}`,
      ...preloads.flatMap((preload) => ['--import', preload]),
    ],
    // Certificates come as bytes.
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
}

async function endOf(child: ChildProcess, exited: Promise<void>): Promise<void> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
  await exited;
  clearTimeout(timer);
}

const lineMax = 2_000;
/** What owners print is read so fast and no faster: a flood of it must not keep the tickets waiting. */
const bytesPerSecondMax = 256 * 1024;

function readLines(stream: NodeJS.ReadableStream | null, take: (line: string) => void): void {
  let unread = '';
  let byteCount = 0;
  stream?.on('data', (chunk: Buffer) => {
    const lines = (unread + chunk.toString()).split('\n');
    unread = (lines.pop() ?? '').slice(0, lineMax);
    for (const line of lines) if (line.trim() !== '') take(line.slice(0, lineMax));
    byteCount += chunk.length;
    if (byteCount < bytesPerSecondMax) return;
    byteCount = 0;
    stream.pause();
    setTimeout(() => stream.resume(), secondMs).unref();
  });
  stream?.on('end', () => {
    if (unread.trim() !== '') take(unread);
  });
}

const wordsMax = 30;

/** What a program printed last, of which why it ended is told. */
function lastWords() {
  const lines: string[] = [];
  return {
    keep(line: string) {
      lines.push(line);
      if (lines.length > wordsMax) lines.shift();
    },
    why(code: number | null, signal: NodeJS.Signals | null): string {
      if (lines.some((line) => /heap out of memory|reaching memory limit/i.test(line))) {
        return 'it needed more memory than it may have';
      }
      const told = lines.findLast((line) => /^it (did not answer|took \d+ MB)/.test(line));
      if (told !== undefined) return told;
      const error = lines.find((line) => /^\s*(\w*Error|error|FATAL ERROR)\b.*:/.test(line));
      return `${signal === null ? `exit code ${code}` : `killed by ${signal}`}${error === undefined ? '' : `, ${error.trim().slice(0, 500)}`}`;
    },
  };
}
