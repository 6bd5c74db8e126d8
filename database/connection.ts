import knex, { type Knex } from 'knex';
import pg from 'pg';
import { minuteMs } from '../workflows/domain/durations.ts';
import { refuseWhileSilent } from './silence.ts';
import type { DeskTables } from './tables.ts';

declare module 'knex/types/tables.js' {
  interface Tables extends DeskTables {}
}

export type Database = Knex;
export type Transaction = Knex.Transaction;

export interface ConnectOptions {
  /** Shown by Postgres beside each session. */
  name: string;
  /** Sessions at most; each running activity needs one. */
  sessionsMax?: number;
  /** No statement may take longer; 0 for as long as it takes (migrations). */
  statementTimeoutMs?: number;
  /** How long to wait for a session while all are busy. */
  acquireTimeoutMs?: number;
  /** How long the server may take to begin a session. */
  connectTimeoutMs?: number;
  /** Somebody waits for each answer: while the server is silent, all are refused within seconds. */
  isHurried?: boolean;
  /** Where the pool says what went wrong; nowhere unless given: the caller gets its error anyway. */
  log?: ConnectionLog;
}

export interface ConnectionLog {
  warn(message: string): void;
}

/** Unless the caller sets others. */
const usualLimits = {
  sessionsMax: 10,
  statementTimeoutMs: 10_000,
  acquireTimeoutMs: 3_000,
  connectTimeoutMs: 3_000,
};

/**
 * A pool of sessions on the desk's database. It connects when first used, refuses fast when the
 * server is away, and finds it again by itself: Knex drops a session that has failed, and listens
 * to its `error` events, which would otherwise end the process.
 */
export function connectDatabase(databaseUrl: string, options: ConnectOptions): Database {
  const { name, sessionsMax, statementTimeoutMs, acquireTimeoutMs, connectTimeoutMs } = {
    ...usualLimits,
    ...options,
  };
  const session = sessionOf(databaseUrl, name, connectTimeoutMs);
  const sessions = new Set<pg.Client>();
  const database = knex({
    client: 'pg',
    connection: {
      ...session,
      statement_timeout: statementTimeoutMs,
      // The server cannot end a statement it never received: a black hole is noticed on this side.
      ...(statementTimeoutMs > 0 ? { query_timeout: statementTimeoutMs + 2_000 } : {}),
      idle_in_transaction_session_timeout: minuteMs,
    },
    pool: { min: 0, max: sessionsMax, idleTimeoutMillis: 30_000, afterCreate: keep(sessions) },
    acquireConnectionTimeout: acquireTimeoutMs,
    asyncStackTraces: false,
    log: quietLog(options.log),
  });
  if (options.isHurried) {
    refuseWhileSilent(
      database,
      sessions,
      (connectionTimeoutMillis) => new pg.Client({ ...session, connectionTimeoutMillis }),
    );
  }
  return database;
}

/** Keeps each session of a pool for as long as it is open. */
function keep(sessions: Set<pg.Client>) {
  return (session: pg.Client, done: (error: null, session: pg.Client) => void) => {
    sessions.add(session);
    session.once('end', () => sessions.delete(session));
    done(null, session);
  };
}

/** One session to listen on, not connected yet. Its `error` event is the caller's to hear. */
export function createListener(databaseUrl: string, name: string): pg.Client {
  const { connectTimeoutMs, statementTimeoutMs: query_timeout } = usualLimits;
  return new pg.Client({ ...sessionOf(databaseUrl, name, connectTimeoutMs), query_timeout });
}

function sessionOf(databaseUrl: string, name: string, connectTimeoutMs: number) {
  return {
    connectionString: databaseUrl,
    application_name: `palier ${name}`,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
  };
}

// Knex prints to the console on its own unless it is told where to.
function quietLog(log: ConnectionLog | undefined): Knex.Logger {
  const say = (message: unknown) => log?.warn(String(message));
  return { warn: say, error: say, deprecate: say, debug: () => {} };
}
