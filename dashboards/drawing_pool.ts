import path from 'node:path';
import { WorkerPool } from '../analytics/workers/worker_pool.ts';
import type { Drawing, Picture } from './drawing.ts';

const workerFile = path.join(import.meta.dirname, 'render_worker.ts');

/** A process that draws, one picture at a time. Its code cannot be made of what it is given. */
export function openDrawingPool(queueLength = 50): WorkerPool<Drawing, Picture> {
  return new WorkerPool({
    file: workerFile,
    concurrency: 1,
    queueLength,
    isThrowaway: false,
    nodeOptions: ['--disallow-code-generation-from-strings'],
  });
}
