import test from 'ava';

type Teardown = () => Promise<void> | void;

/** After so long a server that does not stop is left behind: its test file fails, and ends. */
const teardownTimeoutMs = 120_000;

const teardowns: Teardown[] = [];

/**
 * Runs `teardown` after the last test of this file, failed or not. The last one registered runs
 * first, so a worker stops before the server it talks to. (AVA's own hooks run side by side.)
 */
export function onTeardown(teardown: Teardown): void {
  teardowns.push(teardown);
}

test.after.always('everything this file started is stopped', async () => {
  const failures: unknown[] = [];
  for (const teardown of teardowns.splice(0).reverse()) {
    try {
      await endsInTime(teardown);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'teardown failed');
});

async function endsInTime(teardown: Teardown): Promise<void> {
  const { promise: tooLong, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new Error(`still not stopped after ${teardownTimeoutMs} ms: ${teardown}`)),
    teardownTimeoutMs,
  );
  try {
    await Promise.race([teardown(), tooLong]);
  } finally {
    clearTimeout(timer);
  }
}
