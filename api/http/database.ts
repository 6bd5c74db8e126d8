import knex, { type Knex } from 'knex';
import { ApiError, databaseUnavailable } from './errors.ts';

export type Database = Knex;

/** How long a statement, or the wait for a connection, may take before the caller gets a 503. */
const acquireTimeoutMs = 3_000;
const statementTimeoutMs = 10_000;

/** The API's pool. Nothing connects before the first query, so the API starts without Postgres. */
export function openDatabase(databaseUrl: string): Database {
  return knex({
    client: 'pg',
    connection: {
      connectionString: databaseUrl,
      application_name: 'palier-api',
      connectionTimeoutMillis: acquireTimeoutMs,
      statement_timeout: statementTimeoutMs,
      // The client's own limit, for a server that has stopped answering at all.
      query_timeout: statementTimeoutMs + 1_000,
    },
    pool: { min: 0, max: 10, acquireTimeoutMillis: acquireTimeoutMs },
    acquireConnectionTimeout: acquireTimeoutMs,
    // Its warnings say what the thrown error says, on the console.
    log: { warn: () => {}, error: () => {}, deprecate: () => {}, debug: () => {} },
  });
}

/** The database's own time, as a value to write. */
export function databaseNow(database: Database): Date {
  return database.fn.now() as unknown as Date;
}

/** Runs a piece of database work; says 503 where the database is away. */
export async function withDatabase<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isDatabaseAway(error) ? databaseUnavailable(error) : error;
  }
}

/** The value, or `fallback` where the database is away and the work can do without it. */
export async function withoutDatabase<T>(work: () => Promise<T>, fallback: T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isDatabaseAway(error)) return fallback;
    throw error;
  }
}

const awayCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
]);

/** SQLSTATEs of a server that cannot serve: connection, resources, time limit, shutdown. */
const awayStates = /^(08|53|57014|57P0[1-5])/;
const awayWords =
  /connection terminated|connection ended|timeout exceeded when trying to connect|query read timeout|not queryable/i;

export function isDatabaseAway(error: unknown): boolean {
  if (error instanceof ApiError) return error.code === 'database_unavailable';
  if (error instanceof AggregateError) return error.errors.some(isDatabaseAway);
  if (!(error instanceof Error)) return false;
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string' && (awayCodes.has(code) || awayStates.test(code))) return true;
  return error.name === 'KnexTimeoutError' || awayWords.test(error.message);
}
