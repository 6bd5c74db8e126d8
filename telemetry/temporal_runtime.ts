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
function temporalWords(log: Logger): (entry: TemporalEntry) => void {
  return ({ level, message, meta }) => log[levels[level]]({ ...meta, err: meta?.error }, message);
}

/** Of the package of workers, which a program may read late. */
interface RuntimeParts<L> {
  DefaultLogger: new (level: 'DEBUG', write: (entry: TemporalEntry) => void) => L;
  makeTelemetryFilterString(levels: { core: 'WARN'; other: 'ERROR' }): string;
}

/** How Temporal's own parts run in a program of the desk: what they say goes to its log, ids only, never content. */
export function runtimeOptions<L>(
  { DefaultLogger, makeTelemetryFilterString }: RuntimeParts<L>,
  log: Logger,
) {
  return {
    logger: new DefaultLogger('DEBUG', temporalWords(log)),
    telemetryOptions: {
      logging: {
        forward: {},
        filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }),
      },
    },
    // The process decides itself when and how it stops.
    shutdownSignals: [],
  };
}
