import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { Database } from '../database/connection.ts';
import { recordingPosition } from '../database/export_outbox.ts';
import { minuteMs } from '../workflows/domain/durations.ts';
import { exportWorkflowId, ticketTaskQueue } from '../workflows/ids.ts';
import { exportWantedSignal } from '../workflows/messages.ts';

/** The warehouse says through when its data are, also where nothing changes. */
const restMs = 5 * minuteMs;
const lookForStuckMs = minuteMs;
/** Of a workflow task: one that failed so often fails for a reason that stays. */
const attemptsMax = 3;

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
  let lookedForStuckAt = 0;

  return async function look(): Promise<void> {
    const position = await recordingPosition(database);
    const isNew = position !== seen;
    if (isNew || wasNew || Date.now() - askedAt >= restMs) {
      if (Date.now() - lookedForStuckAt >= lookForStuckMs) {
        await endWhereStuck(client);
        lookedForStuckAt = Date.now();
      }
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

/**
 * Ends a run that no worker can go on with: Temporal was put back under it, or its code is another
 * now. It holds nothing that the next one does not find.
 */
async function endWhereStuck(client: Client): Promise<void> {
  const run = client.workflow.getHandle(exportWorkflowId);
  try {
    const { raw } = await run.describe();
    if ((raw.pendingWorkflowTask?.attempt ?? 0) <= attemptsMax) return;
    await run.terminate('no worker can go on with it; it is started again');
  } catch (error) {
    // It has not begun, or has ended meanwhile.
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}
