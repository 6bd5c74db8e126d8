import type pg from 'pg';
import { secondMs } from '../workflows/domain/durations.ts';
import { createListener } from './connection.ts';

const reconnectMs = secondMs;

/** A session that hears what other processes of the desk have written, found again when it is lost. */
export interface Listening {
  /** The one that listens now; undefined while there is none. */
  session(): pg.Client | undefined;
  stop(): Promise<void>;
}

export interface ListeningOptions {
  /** Shown by Postgres beside the session, and in the log. */
  name: string;
  channels: readonly string[];
  onNews(channel: string, payload: string): void;
  /** It listens, for the first time or again: what was said meanwhile nobody heard. */
  onListening(): void;
  log: { warn(fields: object, message: string): void };
}

export function listen(
  databaseUrl: string,
  { name, channels, onNews, onListening, log }: ListeningOptions,
): Listening {
  let latest: pg.Client | undefined;
  let listening: pg.Client | undefined;
  let retry: NodeJS.Timeout | undefined;
  let isStopped = false;

  async function connect(): Promise<void> {
    const next = createListener(databaseUrl, name);
    // A lost connection is an `error` event; unhandled it would end the process.
    next.on('error', (error) => log.warn({ err: error }, `${name}: connection lost`));
    next.on('end', () => reconnectLater(next));
    next.on('notification', ({ channel, payload }) => onNews(channel, payload ?? ''));
    latest = next;
    try {
      await next.connect();
      for (const channel of channels) await next.query(`listen ${channel}`);
      listening = next;
      onListening();
    } catch (error) {
      log.warn({ err: error }, `${name}: Postgres cannot be reached`);
      await next.end().catch(() => {});
      reconnectLater(next);
    }
  }

  function reconnectLater(lost: pg.Client): void {
    if (listening === lost) listening = undefined;
    if (isStopped || retry) return;
    retry = setTimeout(() => {
      retry = undefined;
      void connect();
    }, reconnectMs);
  }

  void connect();
  return {
    session: () => listening,
    async stop() {
      isStopped = true;
      clearTimeout(retry);
      await latest?.end().catch(() => {});
    },
  };
}
