import { AnalyticsError } from '../errors.ts';
import { type WorkerOptions, WorkerProcess } from './worker_process.ts';

export interface PoolOptions extends WorkerOptions {
  /** Questions answered at once. */
  concurrency: number;
  /** Questions that may wait. */
  queueLength: number;
  /** True gives every question a process of its own, thrown away after it. */
  isThrowaway: boolean;
}

/** Worker processes. The next one is started before it is needed, so that nobody waits for Node. */
export class WorkerPool<Question extends object, Answer> {
  readonly #options: PoolOptions;
  readonly #idle: WorkerProcess<Question, Answer>[] = [];
  readonly #busy = new Set<WorkerProcess<Question, Answer>>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  #isClosed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** @throws AnalyticsError `too_busy` where too many questions wait already; those of a worker. */
  async ask(question: Question, timeoutMs: number, signal?: AbortSignal): Promise<Answer> {
    await this.#takeTurn();
    try {
      if (signal?.aborted) throw new AnalyticsError({ code: 'query_cancelled', parameters: {} });
      return await this.#askPatiently(question, timeoutMs, signal);
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const worker of [...this.#idle, ...this.#busy]) worker.kill();
    this.#idle.length = 0;
  }

  async #takeTurn(): Promise<void> {
    const { concurrency, queueLength } = this.#options;
    if (this.#running >= concurrency) {
      if (this.#waiting.length >= queueLength) {
        const waiting = this.#waiting.length;
        throw new AnalyticsError({ code: 'too_busy', parameters: { waiting } });
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#running += 1;
  }

  /** Whoever ended the worker may not have meant the question: it is asked once more. */
  async #askPatiently(
    question: Question,
    timeoutMs: number,
    signal: AbortSignal | undefined,
  ): Promise<Answer> {
    try {
      return await this.#askWorker(question, timeoutMs, signal);
    } catch (error) {
      const isLost = error instanceof AnalyticsError && error.code === 'worker_lost';
      if (!isLost || this.#isClosed) throw error;
      return this.#askWorker(question, timeoutMs, signal);
    }
  }

  async #askWorker(
    question: Question,
    timeoutMs: number,
    signal: AbortSignal | undefined,
  ): Promise<Answer> {
    const worker = this.#takeWorker();
    this.#busy.add(worker);
    worker.hold(true);
    try {
      return await worker.ask(question, timeoutMs, signal);
    } finally {
      this.#busy.delete(worker);
      this.#giveBack(worker);
    }
  }

  #takeWorker(): WorkerProcess<Question, Answer> {
    if (this.#isClosed) throw new AnalyticsError({ code: 'query_cancelled', parameters: {} });
    for (let worker = this.#idle.pop(); worker; worker = this.#idle.pop()) {
      if (worker.isAlive) return worker;
    }
    return this.#start();
  }

  #giveBack(worker: WorkerProcess<Question, Answer>): void {
    if (this.#options.isThrowaway || this.#isClosed) worker.kill();
    if (this.#isClosed) return;
    const next = worker.isAlive ? worker : this.#start();
    next.hold(false);
    this.#idle.push(next);
  }

  #start(): WorkerProcess<Question, Answer> {
    return new WorkerProcess(this.#options);
  }
}
