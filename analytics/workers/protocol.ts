import type { AnalyticsFailure } from '../errors.ts';

/** What a worker process says. Structured-clone data: it crosses a process boundary. */
export type WorkerMessage<Answer> =
  | { kind: 'ready' }
  | { kind: 'answer'; answer: Answer }
  | { kind: 'failure'; failure: AnalyticsFailure };
