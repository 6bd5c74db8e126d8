import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';

/**
 * Temporal says only what went wrong, and not what tests make go wrong on purpose. It leaves the
 * signals alone: a file that hangs is ended by one, and not by the workers it may hang on.
 */
Runtime.install({
  logger: new DefaultLogger('ERROR'),
  shutdownSignals: [],
  telemetryOptions: {
    logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) },
  },
});
