import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { AnalyticsError } from '../analytics/errors.ts';
import { exportFromPostgres } from '../analytics/export.ts';
import type { Database } from '../database/connection.ts';
import { pruneOutbox } from '../database/export_outbox.ts';
import type { WarehouseActivities } from '../workflows/ports.ts';
import { exporterInstead } from './exporter.ts';

const heartbeatEveryMs = 10_000;

export interface WarehouseOptions {
  databaseUrl: string;
  warehouseDir: string;
  homeDir: string;
  database: Database;
}

/** The export as an activity: it says that it lives, and stops where it is when it must. */
export function createWarehouse({
  databaseUrl,
  warehouseDir,
  homeDir,
  database,
}: WarehouseOptions): WarehouseActivities {
  return {
    async exportToWarehouse() {
      const other = await exporterInstead(database, homeDir);
      // Whoever has the warehouse takes it up at the next attempt.
      if (other) {
        const where = `${other.host}, ${other.home}`;
        throw ApplicationFailure.retryable(`The warehouse is that of ${where}`, 'OthersWarehouse');
      }
      const context = Context.current();
      const heartbeat = setInterval(() => context.heartbeat(), heartbeatEveryMs);
      try {
        const { ticketCount, eventCount, snapshot, position } = await exportFromPostgres({
          databaseUrl,
          warehouseDir,
          signal: context.cancellationSignal,
          onProgress: (progress) => context.heartbeat(progress),
        });
        await pruneOutbox(database, position);
        return { ticketCount, eventCount, snapshot };
      } catch (error) {
        if (error instanceof AnalyticsError) {
          throw ApplicationFailure.create({
            message: error.message,
            type: error.code,
            cause: error,
          });
        }
        throw error;
      } finally {
        clearInterval(heartbeat);
      }
    },
  };
}
