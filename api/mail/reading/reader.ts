import { Worker } from 'node:worker_threads';
import { readingLimits, unreadMail } from './limits.ts';
import type { MailReader, ReadingLimits, ReadingProblem, ReadMail } from './mail.ts';
import type { ReadingAnswer, ReadingQuestion } from './reading_thread.ts';

const program = new URL('./reading_thread.ts', import.meta.url);

type Outcome = { mail: ReadMail } | { problem: ReadingProblem };

const failed = (words: string): Outcome => ({
  problem: { code: 'failed', words: `The reader failed: ${words.slice(0, 300)}` },
});

class ThreadedReader implements MailReader {
  readonly #limits: ReadingLimits;
  #worker: Worker | null = null;
  #last: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(limits: ReadingLimits) {
    this.#limits = limits;
  }

  readMail(raw: Uint8Array): Promise<ReadMail> {
    const read = this.#last.then(() => this.#read(raw));
    // Of a mail that was answered nothing is held here.
    this.#last = read.then(() => undefined);
    return read;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#end();
    await this.#last;
  }

  async #read(raw: Uint8Array): Promise<ReadMail> {
    const first = await this.#ask(raw, null);
    if ('mail' in first) return first.mail;
    // Its headers say who wrote it and of what: enough to park it where somebody finds it.
    const second = await this.#ask(raw, first.problem);
    return 'mail' in second ? second.mail : unreadMail(first.problem);
  }

  #ask(raw: Uint8Array, problem: ReadingProblem | null): Promise<Outcome> {
    if (this.#isClosed) return Promise.resolve(failed('it was closed'));
    const { timeoutMs, memoryMegabytesMax } = this.#limits;
    const worker = this.#running();
    return new Promise((resolve) => {
      const settle = (outcome: Outcome, isOver: boolean) => {
        clearTimeout(timer);
        worker.off('message', onMessage).off('error', onError).off('exit', onExit);
        worker.unref();
        if (!isOver) resolve(outcome);
        else
          this.#end().then(
            () => resolve(outcome),
            () => resolve(outcome),
          );
      };
      const onMessage = (answer: ReadingAnswer) =>
        settle('mail' in answer ? answer : failed(answer.failure), false);
      const onError = (error: Error & { code?: string }) => {
        const isMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
        const words = `Reading it took more than ${memoryMegabytesMax} MB of memory`;
        settle(
          isMemory ? { problem: { code: 'too_much_memory', words } } : failed(error.message),
          true,
        );
      };
      const onExit = () => settle(failed('its thread ended'), true);
      const timer = setTimeout(() => {
        const words = `Reading it took more than ${timeoutMs} ms`;
        settle({ problem: { code: 'too_slow', words } }, true);
      }, timeoutMs);
      worker.on('message', onMessage).on('error', onError).on('exit', onExit);
      worker.ref();
      worker.postMessage({ raw, limits: this.#limits, problem } satisfies ReadingQuestion);
    });
  }

  #running(): Worker {
    if (this.#worker !== null) return this.#worker;
    const worker = new Worker(program, {
      resourceLimits: { maxOldGenerationSizeMb: this.#limits.memoryMegabytesMax },
      env: {},
    });
    // One that dies while nobody asks is only not used again.
    worker.on('error', () => this.#forget(worker)).on('exit', () => this.#forget(worker));
    this.#worker = worker;
    return worker;
  }

  #forget(worker: Worker): void {
    if (this.#worker === worker) this.#worker = null;
  }

  async #end(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }
}

/**
 * A reader of messages in a thread of its own, so that none of them, whatever is in it, stops the event
 * loop or ends the process. The thread starts with the first message, and anew after one that ended it.
 */
export function startMailReader(limits: Partial<ReadingLimits> = {}): MailReader {
  return new ThreadedReader({ ...readingLimits, ...limits });
}
