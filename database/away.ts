/** The server takes connections and says nothing. */
export class DatabaseSilent extends Error {
  override readonly name = 'DatabaseSilent';

  constructor() {
    super('PostgreSQL takes connections and does not answer');
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
  /connection terminated|connection ended|timeout exceeded when trying to connect|query read timeout|timeout expired|not queryable/i;

/** Whether an error, or what caused it, says that the database does not serve now. */
export function isDatabaseAway(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isDatabaseAway);
  if (!(error instanceof Error)) return false;
  if (error instanceof DatabaseSilent) return true;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && (awayCodes.has(code) || awayStates.test(code))) return true;
  if (error.name === 'KnexTimeoutError' || awayWords.test(error.message)) return true;
  return isDatabaseAway(error.cause);
}

/** The value, or `fallback` where the database is away and the work can do without it. */
export async function orIfDatabaseAway<T>(work: () => Promise<T>, fallback: T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isDatabaseAway(error)) return fallback;
    throw error;
  }
}
