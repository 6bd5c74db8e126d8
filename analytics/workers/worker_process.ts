import { type ChildProcess, spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { AnalyticsError, reasonOf } from '../errors.ts';
import type { WorkerMessage } from './protocol.ts';

export interface WorkerOptions {
  /** Module the worker runs. */
  file: string;
  /** Options of Node for it. */
  nodeOptions?: string[];
  /** Its environment; nothing of ours when not said. */
  environment?: NodeJS.ProcessEnv;
  /** Its address space, GiB; 4 when not said. Node and DuckDB take about 1 before any work. */
  addressSpaceGiB?: number;
}

const keptErrorText = 4096;

/**
 * A process that runs `file` (which calls `serve`), with a memory limit of its own and nothing in its
 * environment but what it is given. One question at a time.
 */
export class WorkerProcess<Question extends object, Answer> {
  readonly #child: ChildProcess;
  readonly #ready: Promise<void>;
  #errorText = '';

  constructor({ file, nodeOptions = [], environment = {}, addressSpaceGiB = 4 }: WorkerOptions) {
    // The shell only sets the limit: bash, dash and zsh know it, macOS has no such limit and goes on.
    this.#child = spawn(
      '/bin/sh',
      [
        '-c',
        `ulimit -v ${addressSpaceGiB * 1024 * 1024} 2>/dev/null; ulimit -c 0 2>/dev/null; exec "$0" "$@"`,
        process.execPath,
        '--max-old-space-size=512',
        ...nodeOptions,
        file,
      ],
      {
        // Each thread would otherwise take an arena of the address space, and leave none to the work.
        env: { MALLOC_ARENA_MAX: '2', ...environment },
        cwd: tmpdir(),
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
        serialization: 'advanced',
      },
    );
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#errorText = (this.#errorText + text).slice(-keptErrorText);
    });
    this.#ready = this.#next((message) => (message.kind === 'ready' ? { done: undefined } : null));
    // Asked for when the first question comes.
    this.#ready.catch(() => {});
  }

  /**
   * @throws AnalyticsError the worker's own; `query_timeout`, `query_cancelled` and `memory_limit`
   *   end the process; `worker_lost` where it ended by itself.
   */
  async ask(
    question: Question,
    timeoutMs: number,
    signal: AbortSignal | undefined,
  ): Promise<Answer> {
    let end: (reason: AnalyticsError) => void = () => {};
    const ended = new Promise<never>((_resolve, reject) => {
      end = (reason) => {
        this.kill();
        reject(reason);
      };
    });
    const timer = setTimeout(() => end(timedOut(timeoutMs)), timeoutMs);
    const onAbort = () => end(cancelled());
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      if (signal?.aborted) onAbort();
      await Promise.race([this.#ready, ended]);
      return await Promise.race([this.#answerTo(question), ended]);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  #answerTo(question: Question): Promise<Answer> {
    const answered = this.#next((message) => {
      if (message.kind === 'answer') return { done: message.answer };
      if (message.kind !== 'failure') return null;
      // What it took it does not always give back: the next question gets another worker.
      if (message.failure.code === 'memory_limit') this.kill();
      throw new AnalyticsError(message.failure);
    });
    this.#child.send(question);
    return answered;
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null && !this.#child.killed;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** Whether the worker's handles keep this process alive: only while it answers. */
  hold(isHeld: boolean): void {
    if (isHeld) {
      this.#child.ref();
      this.#child.channel?.ref();
    } else {
      this.#child.unref();
      this.#child.channel?.unref();
      if (this.#child.stderr instanceof Socket) this.#child.stderr.unref();
    }
  }

  #next<T>(read: (message: WorkerMessage<Answer>) => { done: T } | null): Promise<T> {
    return new Promise((resolve, reject) => {
      const child = this.#child;
      const finish = (settle: () => void) => {
        child.off('message', onMessage).off('exit', onExit).off('error', onError);
        settle();
      };
      const onMessage = (message: unknown) => {
        try {
          const result = read(message as WorkerMessage<Answer>);
          if (result) finish(() => resolve(result.done));
        } catch (error) {
          finish(() => reject(error));
        }
      };
      const onExit = (code: number | null, signal: string | null) =>
        finish(() => reject(this.#deathOf(code, signal)));
      const onError = (cause: Error) => finish(() => reject(lost(cause)));
      child.on('message', onMessage).on('exit', onExit).on('error', onError);
    });
  }

  /** It was not us who ended it: its memory limit did, or a fault. */
  #deathOf(code: number | null, signal: string | null): AnalyticsError {
    const isMemory =
      signal === 'SIGABRT' || signal === 'SIGTRAP' || /memory|alloc/i.test(this.#errorText);
    if (isMemory) return new AnalyticsError({ code: 'memory_limit', parameters: { reason: null } });
    const reason = `${signal ?? code} ${this.#errorText}`.trim();
    return new AnalyticsError({ code: 'worker_lost', parameters: { reason } });
  }
}

function lost(cause: Error): AnalyticsError {
  const reason = reasonOf(cause);
  return new AnalyticsError({ code: 'worker_lost', parameters: { reason } }, { cause });
}

function timedOut(timeoutMs: number): AnalyticsError {
  const seconds = Math.round(timeoutMs / 100) / 10;
  return new AnalyticsError({ code: 'query_timeout', parameters: { seconds } });
}

function cancelled(): AnalyticsError {
  return new AnalyticsError({ code: 'query_cancelled', parameters: {} });
}
