import { type Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import {
  allocationScheduleId,
  exportScheduleId,
  exportTaskQueue,
  ticketTaskQueue,
} from '../workflows/ids.ts';

interface DeskSchedule {
  scheduleId: string;
  workflowType: string;
  taskQueue: string;
  everySeconds: number;
}

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
}

async function ensureSchedule(client: Client, schedule: DeskSchedule): Promise<void> {
  const { scheduleId, workflowType, taskQueue, everySeconds } = schedule;
  const spec = { intervals: [{ every: everySeconds * 1000 }] };
  const policies = { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: everySeconds * 1000 };
  const action = {
    type: 'startWorkflow' as const,
    workflowType,
    workflowId: scheduleId,
    taskQueue,
    args: [],
  };
  try {
    await client.schedule.create({ scheduleId, spec, action, policies });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    const handle = client.schedule.getHandle(scheduleId);
    await handle.update((present) => ({ ...present, spec, action, policies }));
  }
}
