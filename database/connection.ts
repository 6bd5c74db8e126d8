import knex, { type Knex } from 'knex';

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
  /** Where the pool says what went wrong; nowhere unless given: the caller gets its error anyway. */
  log?: ConnectionLog;
}

export interface ConnectionLog {
  warn(message: string): void;
}

/**
 * A pool of sessions on the desk's database. It connects when first used, refuses fast when the
 * server is away, and finds it again by itself: Knex drops a session that has failed, and listens
 * to its `error` events, which would otherwise end the process.
 */
export function connectDatabase(databaseUrl: string, options: ConnectOptions): Database {
  const statementTimeoutMs = options.statementTimeoutMs ?? 10_000;
  return knex({
    client: 'pg',
    connection: {
      connectionString: databaseUrl,
      application_name: `palier ${options.name}`,
      connectionTimeoutMillis: 3_000,
      keepAlive: true,
      statement_timeout: statementTimeoutMs,
      // The server cannot end a statement it never received: a black hole is noticed on this side.
      ...(statementTimeoutMs > 0 ? { query_timeout: statementTimeoutMs + 2_000 } : {}),
      idle_in_transaction_session_timeout: 60_000,
    },
    pool: { min: 0, max: options.sessionsMax ?? 10, idleTimeoutMillis: 30_000 },
    acquireConnectionTimeout: options.acquireTimeoutMs ?? 3_000,
    asyncStackTraces: false,
    log: quietLog(options.log),
  });
}

// Knex prints to the console on its own unless it is told where to.
function quietLog(log: ConnectionLog | undefined): Knex.Logger {
  const say = (message: unknown) => log?.warn(String(message));
  return { warn: say, error: say, deprecate: say, debug: () => {} };
}
