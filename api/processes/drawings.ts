import path from 'node:path';
import { WorkerPool } from '../../analytics/workers/worker_pool.ts';
import { minuteMs } from '../../workflows/domain/durations.ts';
import type { ProcessSnapshot } from '../../workflows/domain/process.ts';
import type { ProcessDiagram } from '../../workflows/processes/diagram/diagram.ts';

/** Finds out what leads from where to where in processes, one after the other. */
export interface ProcessDrawings {
  /**
   * Has a process drawn, however often it is asked: once, and not while others wait already.
   * @returns whether it will be; false where it could not be, lately
   */
  draw(snapshot: ProcessSnapshot): boolean;
  close(): void;
}

export interface DrawingOptions {
  /** Writes a drawing down. */
  keep(hash: string, diagram: ProcessDiagram): Promise<void>;
  onFailed(snapshot: ProcessSnapshot, error: unknown): void;
  /** What one may take; five minutes when not said. */
  timeoutMs?: number;
  /** How many may wait for their turn; 20 when not said. */
  queueLength?: number;
}

const drawerFile = path.join(import.meta.dirname, 'draw_process.ts');
/** Whoever looks again after that has it tried once more. */
const givenUpMs = 10 * minuteMs;

/** Each is drawn in a program of its own, that may take so long and so much memory and no more. */
export function openDrawings({
  keep,
  onFailed,
  timeoutMs = 5 * minuteMs,
  queueLength = 20,
}: DrawingOptions): ProcessDrawings {
  const pool = new WorkerPool<ProcessSnapshot, ProcessDiagram>({
    file: drawerFile,
    nodeOptions: ['--max-old-space-size=1024'],
    concurrency: 1,
    queueLength,
    isThrowaway: true,
  });
  const underWay = new Set<string>();
  const givenUp = new Map<string, number>();

  async function drawn(snapshot: ProcessSnapshot): Promise<void> {
    const { hash } = snapshot;
    try {
      await keep(hash, await pool.ask(snapshot, timeoutMs));
      givenUp.delete(hash);
    } catch (error) {
      givenUp.set(hash, Date.now());
      onFailed(snapshot, error);
    } finally {
      underWay.delete(hash);
    }
  }

  return {
    draw(snapshot) {
      const { hash } = snapshot;
      const since = givenUp.get(hash);
      if (since !== undefined && Date.now() - since < givenUpMs) return false;
      // Whoever finds all places taken asks again: the page does.
      if (!underWay.has(hash) && underWay.size <= queueLength) {
        underWay.add(hash);
        void drawn(snapshot);
      }
      return true;
    },
    close: () => pool.close(),
  };
}
