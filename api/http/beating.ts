import { Context } from '@temporalio/activity';
import { secondMs } from '../../workflows/domain/durations.ts';

const heartbeatMs = 3 * secondMs;

/** An activity that says as long as it goes on that its process lives. */
export function beating<Request, Result>(
  work: (request: Request) => Promise<Result>,
): (request: Request) => Promise<Result> {
  return async (request) => {
    const context = Context.current();
    const beat = setInterval(() => context.heartbeat(), heartbeatMs);
    try {
      return await work(request);
    } finally {
      clearInterval(beat);
    }
  };
}
