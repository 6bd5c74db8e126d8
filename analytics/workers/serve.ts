import { AnalyticsError, type AnalyticsFailure } from '../errors.ts';
import type { WorkerMessage } from './protocol.ts';

/**
 * Makes this process a worker: it answers its parent's questions, one at a time, and ends with it.
 *
 * @param failureOf says what an error is that is no `AnalyticsError`
 */
export function serve<Question, Answer>(
  answer: (question: Question) => Promise<Answer>,
  failureOf: (error: unknown) => AnalyticsFailure,
): void {
  const send = (message: WorkerMessage<Answer>) => process.send?.(message);
  process.on('message', (question: Question) => {
    answer(question).then(
      (given) => send({ kind: 'answer', answer: given }),
      (error) =>
        send({
          kind: 'failure',
          failure: error instanceof AnalyticsError ? error.failure : failureOf(error),
        }),
    );
  });
  // An exit would wait for the work in hand; the parent that could want its result is gone.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  send({ kind: 'ready' });
}
