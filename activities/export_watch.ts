import type { Client } from '@temporalio/client';
import type { Database } from '../database/connection.ts';
import { recordingPosition } from '../database/export_outbox.ts';
import { minuteMs } from '../workflows/domain/durations.ts';
import { exportWorkflowId, ticketTaskQueue } from '../workflows/ids.ts';
import { exportWantedSignal } from '../workflows/messages.ts';

/** The warehouse says through when its data are, also where nothing changes. */
const restMs = 5 * minuteMs;

export interface ExportWatchOptions {
  client: Client;
  database: Database;
  /** Least time between two exports. */
  everySeconds: number;
}

/**
 * Gives a function that looks whether anything was recorded since it last looked, and has it
 * exported. What is recorded gets its number before its transaction ends, so a change is told once
 * more, the next time.
 */
export function watchForExport({ client, database, everySeconds }: ExportWatchOptions) {
  let seen = -1;
  let wasNew = false;
  let askedAt = 0;

  return async function look(): Promise<void> {
    const position = await recordingPosition(database);
    const isNew = position !== seen;
    if (isNew || wasNew || Date.now() - askedAt >= restMs) {
      await client.workflow.signalWithStart('exportWorkflow', {
        workflowId: exportWorkflowId,
        taskQueue: ticketTaskQueue,
        args: [everySeconds],
        signal: exportWantedSignal,
      });
      askedAt = Date.now();
    }
    seen = position;
    wasNew = isNew;
  };
}
