import { type Logger, type LoggerOptions, pino } from 'pino';

/** The log of a program, a line of JSON each: instants in ISO 8601, levels by their names. */
export function openLog(name: string, level: string, more: LoggerOptions = {}): Logger {
  const options = {
    name,
    level,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    serializers: { err: loggedError },
    ...more,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  const output = pino.destination({ dest: process.stdout.fd || 1, sync: false });
  // Once the program that reads it was killed, what is left at the end would be written for ever.
  process.once('disconnect', () => {
    output.flushSync = () => {};
  });
  return pino(options, output);
}

/** What Postgres adds to an error: `Key (address)=(…)`, `Failing row contains (…)`, a line of JSON. */
const tellingOfRows = ['detail', 'where', 'hint', 'internalQuery'] as const;

/** An error as a log keeps it: without the rows it came of, which no erasure would reach there. */
export function loggedError(error: Error): object {
  const logged = pino.stdSerializers.err(error);
  for (const name of tellingOfRows) delete logged[name];
  return logged;
}
