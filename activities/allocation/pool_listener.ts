import type pg from 'pg';
import type { Logger } from 'pino';
import { allocationChannel, type PoolNews } from '../../database/allocation/allocation_channel.ts';
import { createListener } from '../../database/connection.ts';
import { secondMs } from '../../workflows/domain/durations.ts';

const reconnectMs = secondMs;

/**
 * Wakes the allocator when another process has written that somebody waits or has room. What is
 * said while nobody listens, the sweep finds.
 */
export function listenForPools(
  databaseUrl: string,
  wake: (news: readonly PoolNews[]) => void,
  log: Logger,
): { stop(): Promise<void> } {
  let session: pg.Client | undefined;
  let retry: NodeJS.Timeout | undefined;
  let isStopped = false;

  async function connect(): Promise<void> {
    const next = createListener(databaseUrl, 'worker allocation');
    // A lost connection is an `error` event; unhandled it would end the process.
    next.on('error', (error) => log.warn({ err: error }, 'allocation: connection lost'));
    next.on('end', reconnectLater);
    next.on('notification', ({ payload }) => wake([JSON.parse(payload ?? '') as PoolNews]));
    session = next;
    try {
      await next.connect();
      await next.query(`listen ${allocationChannel}`);
    } catch (error) {
      log.warn({ err: error }, 'allocation: Postgres cannot be reached');
      await next.end().catch(() => {});
      reconnectLater();
    }
  }

  function reconnectLater(): void {
    if (isStopped) return;
    clearTimeout(retry);
    retry = setTimeout(() => void connect(), reconnectMs);
  }

  void connect();
  return {
    async stop() {
      isStopped = true;
      clearTimeout(retry);
      await session?.end().catch(() => {});
    },
  };
}
