import { type Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import { secondMs } from '../workflows/domain/durations.ts';
import {
  allocationScheduleId,
  exportScheduleId,
  exportTaskQueue,
  outgoingScheduleId,
  ticketTaskQueue,
} from '../workflows/ids.ts';
import type { Rounds } from '../workflows/messages.ts';

interface DeskSchedule {
  scheduleId: string;
  workflowType: string;
  taskQueue: string;
  everySeconds: number;
}

const runSeconds = 30 * 60;
/** A round is about eleven events of history; a run stays far below what Temporal suggests. */
const roundsMax = 200;

/** Creates the desk's Schedules, or brings those that are there to these intervals. */
export async function ensureSchedules(
  client: Client,
  options: { exportSeconds: number; sweepSeconds: number },
): Promise<void> {
  await ensureSchedule(client, {
    scheduleId: exportScheduleId,
    workflowType: 'exportWorkflow',
    taskQueue: exportTaskQueue,
    everySeconds: options.exportSeconds,
  });
  await ensureSchedule(client, {
    scheduleId: allocationScheduleId,
    workflowType: 'allocationSweepWorkflow',
    taskQueue: ticketTaskQueue,
    everySeconds: options.sweepSeconds,
  });
  await ensureSchedule(client, {
    scheduleId: outgoingScheduleId,
    workflowType: 'outgoingSweepWorkflow',
    taskQueue: ticketTaskQueue,
    everySeconds: options.sweepSeconds,
  });
}

// The Schedule looks as often as the work is due and starts a run where none is going on; a run
// that new code can no longer follow is timed out, and the next one is made of the new code.
async function ensureSchedule(client: Client, schedule: DeskSchedule): Promise<void> {
  const { scheduleId, workflowType, taskQueue, everySeconds } = schedule;
  const count = Math.min(roundsMax, Math.max(1, Math.floor(runSeconds / everySeconds)));
  const spec = { intervals: [{ every: everySeconds * secondMs }] };
  const policies = { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' as const };
  const action = {
    type: 'startWorkflow' as const,
    workflowType,
    workflowId: scheduleId,
    taskQueue,
    args: [{ count, everySeconds } satisfies Rounds],
    workflowRunTimeout: 2 * count * everySeconds * secondMs + 2 * runSeconds * secondMs,
  };
  try {
    const handle = await client.schedule.create({ scheduleId, spec, action, policies });
    await handle.trigger(ScheduleOverlapPolicy.SKIP);
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    const handle = client.schedule.getHandle(scheduleId);
    await handle.update((present) => ({ ...present, spec, action, policies }));
  }
}
