import { minuteMs, secondMs } from '../../workflows/domain/durations.ts';
import { reasonOf } from '../cli_error.ts';
import type { Exit } from './kept_process.ts';

/** One running copy of a part of the desk. */
export interface RunningPart {
  readonly exited: Promise<Exit>;
  recentOutput(): string;
  stop(): Promise<unknown>;
  /** Ends it at once, for it no longer hears that it should stop. */
  kill(): void;
}

/** A part of the desk that is started again when it ends by itself. */
export interface Supervised {
  /** Stops the part for good. */
  stop(): Promise<void>;
  /** Ends the copy that runs, so that another is started; nothing where that is going on already. */
  restart(): void;
}

export interface SuperviseOptions {
  name: string;
  /** Starts the part and resolves when it is ready. */
  start(): Promise<RunningPart>;
  /** Told, in one line each, when the part ended and when it is back. */
  notice(line: string): void;
  backoffMinMs?: number;
  backoffMaxMs?: number;
  /** A part that ran this long is healthy: its next failure waits the shortest time again. */
  healthyAfterMs?: number;
}

/**
 * Starts a part and keeps it running, waiting twice as long after each failure in a row.
 * @throws whatever the first start throws; later failures are noticed and tried again.
 */
export async function supervise(options: SuperviseOptions): Promise<Supervised> {
  const { backoffMinMs = secondMs, backoffMaxMs = 30_000, healthyAfterMs = minuteMs } = options;
  const cancelled = new AbortController();
  let current: RunningPart | undefined = await options.start();
  let startedAt = Date.now();
  let backoffMs = backoffMinMs;

  const watch = async () => {
    while (!cancelled.signal.aborted) {
      const exit = await current?.exited;
      if (cancelled.signal.aborted) return;
      if (current !== undefined && Date.now() - startedAt > healthyAfterMs)
        backoffMs = backoffMinMs;
      if (exit !== undefined) {
        options.notice(
          `${options.name} ended (${wordsOf(exit)}); starting it again in ${backoffMs / secondMs} s` +
            lastLineOf(current),
        );
      }
      current = undefined;
      await waitUnless(cancelled.signal, backoffMs);
      if (cancelled.signal.aborted) return;
      backoffMs = Math.min(backoffMs * 2, backoffMaxMs);
      try {
        const started = await options.start();
        current = started;
        startedAt = Date.now();
        options.notice(`${options.name} runs again`);
        if (cancelled.signal.aborted) await started.stop();
      } catch (error) {
        options.notice(
          `${options.name} did not start: ${reasonOf(error)}; trying again in ${backoffMs / secondMs} s`,
        );
      }
    }
  };
  const watching = watch();

  return {
    stop: async () => {
      cancelled.abort();
      await current?.stop();
      await watching;
    },
    restart: () => current?.kill(),
  };
}

function wordsOf(exit: Exit): string {
  return exit.signal === null ? `exit code ${exit.code}` : `killed by ${exit.signal}`;
}

function lastLineOf(part: RunningPart | undefined): string {
  const line = part?.recentOutput().split('\n').at(-1)?.slice(0, 300);
  return line === undefined || line === '' ? '' : `\n    its last words: ${line}`;
}

function waitUnless(signal: AbortSignal, durationMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, durationMs);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
