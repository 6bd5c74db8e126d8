import type { Logger } from 'pino';

const levels = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'debug',
  WARN: 'warn',
  ERROR: 'error',
} as const;

/** What Temporal's own parts have to say. */
interface TemporalEntry {
  level: keyof typeof levels;
  message: string;
  meta?: Record<string, unknown>;
}

/** Writes Temporal's own words to our log. */
export function temporalWords(log: Logger): (entry: TemporalEntry) => void {
  return ({ level, message, meta }) => log[levels[level]]({ ...meta, err: meta?.error }, message);
}
