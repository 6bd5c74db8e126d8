import { type Logger, type LoggerOptions, pino } from 'pino';

/** The log of a program, a line of JSON each: instants in ISO 8601, levels by their names. */
export function openLog(name: string, level: string, more: LoggerOptions = {}): Logger {
  return pino({
    name,
    level,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    ...more,
    formatters: { level: (label) => ({ level: label }) },
  });
}
