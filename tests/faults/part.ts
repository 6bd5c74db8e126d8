import { setTimeout as sleep } from 'node:timers/promises';
import { processTree, signalAll } from './process_tree.ts';

/** One running copy of a part. */
export interface Running {
  readonly pid: number;
  readonly exited: Promise<unknown>;
  stop(): Promise<unknown>;
}

/** A part of the desk that is started again whenever it ends, as `npm start` does it. */
export interface Part {
  readonly name: string;
  /** Resolves while it runs and has said that it is ready. */
  ready(): Promise<void>;
  /** Kills it and all that it started; it stays away meanwhile. Resolves when it is back. */
  kill(meanwhile: () => Promise<unknown>): Promise<void>;
  /** All its processes; none while it is away. */
  pids(): Promise<number[]>;
  /** Runs another copy beside this one, then ends the old one, by SIGKILL or as it wants to be. */
  replace(start: () => Promise<Running>, isKilled: boolean): Promise<void>;
  stop(): Promise<void>;
}

const betweenStartsMs = 300;
const readyTimeoutMs = 120_000;

/** @throws Error where the first start fails; later ones are tried again */
export async function keepPart(name: string, first: () => Promise<Running>): Promise<Part> {
  let start = first;
  let running: Running | undefined = await start();
  let back = Promise.withResolvers<void>();
  back.resolve();
  let away: Promise<unknown> = Promise.resolve();
  let successor: Running | undefined;
  let isStopping = false;
  let lastError: unknown;

  const keep = async () => {
    while (!isStopping) {
      await running?.exited;
      if (isStopping) return;
      if (successor) {
        running = successor;
        successor = undefined;
        continue;
      }
      running = undefined;
      back = Promise.withResolvers();
      while (!running && !isStopping) {
        await away;
        running = await start().catch((error: unknown) => {
          lastError = error;
          return undefined;
        });
        if (!running) await sleep(betweenStartsMs);
      }
      if (isStopping) await running?.stop();
      back.resolve();
    }
  };
  const keeping = keep();

  const part: Part = {
    name,
    async ready() {
      const late = sleep(readyTimeoutMs, 'late', { ref: false });
      while (!running) {
        if ((await Promise.race([back.promise, late])) === 'late') {
          throw new Error(`${name} did not come back`, { cause: lastError });
        }
      }
    },
    async kill(meanwhile) {
      await part.ready();
      const gone = running?.exited ?? Promise.resolve();
      const over = gone.then(meanwhile);
      away = over.catch(() => {});
      signalAll(await part.pids(), 'SIGKILL');
      await over;
      await part.ready();
    },
    pids: async () => (running ? processTree(running.pid) : []),
    async replace(startOther, isKilled) {
      await part.ready();
      start = startOther;
      const next = await startOther();
      const old = running;
      if (!old) {
        // It ended meanwhile, and the code that takes over is started in its place anyway.
        await next.stop();
        return;
      }
      successor = next;
      if (isKilled) signalAll(await processTree(old.pid), 'SIGKILL');
      else await old.stop();
      await old.exited;
    },
    async stop() {
      isStopping = true;
      signalAll(await part.pids(), 'SIGCONT');
      await running?.stop();
      await keeping;
    },
  };
  return part;
}
