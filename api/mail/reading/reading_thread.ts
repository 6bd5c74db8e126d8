import { parentPort } from 'node:worker_threads';
import type { ReadingLimits, ReadingProblem, ReadMail } from './mail.ts';
import { readMessage } from './read_message.ts';

// A thread that reads messages, one at a time. It is made to be ended: its reader does at the limit of
// time, the engine at that of memory.

export interface ReadingQuestion {
  raw: Uint8Array;
  limits: ReadingLimits;
  /** Why the headers alone are read; null to read all of it. */
  problem: ReadingProblem | null;
}

export type ReadingAnswer = { mail: ReadMail } | { failure: string };

parentPort?.on('message', ({ raw, limits, problem }: ReadingQuestion) => {
  readMessage(raw, limits, problem).then(
    (mail) => {
      const buffers = new Set(mail.attachments.map(({ content }) => content.buffer));
      parentPort?.postMessage({ mail } satisfies ReadingAnswer, [...buffers]);
    },
    (error: unknown) => {
      const failure = error instanceof Error ? error.message : String(error);
      parentPort?.postMessage({ failure } satisfies ReadingAnswer);
    },
  );
});
