import type pg from 'pg';
import type { Logger } from 'pino';
import { createListener } from '../database/connection.ts';
import { secondMs } from '../workflows/domain/durations.ts';

const reconnectMs = secondMs;

/** What is done with news, by the channel of Postgres they come on. */
export type NewsHearers = Record<string, (payload: string) => void>;

interface NewsListenerOptions {
  hearers: NewsHearers;
  /** It listens, for the first time or again: what was said meanwhile nobody heard. */
  onListening(): void;
  log: Logger;
}

/** Hears what other processes of the desk have written. */
export function listenForNews(
  databaseUrl: string,
  { hearers, onListening, log }: NewsListenerOptions,
): { stop(): Promise<void> } {
  let session: pg.Client | undefined;
  let retry: NodeJS.Timeout | undefined;
  let isStopped = false;

  async function connect(): Promise<void> {
    const next = createListener(databaseUrl, 'worker news');
    // A lost connection is an `error` event; unhandled it would end the process.
    next.on('error', (error) => log.warn({ err: error }, 'news: connection lost'));
    next.on('end', reconnectLater);
    next.on('notification', ({ channel, payload }) => hearers[channel]?.(payload ?? ''));
    session = next;
    try {
      await next.connect();
      for (const channel of Object.keys(hearers)) await next.query(`listen ${channel}`);
      onListening();
    } catch (error) {
      log.warn({ err: error }, 'news: Postgres cannot be reached');
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
