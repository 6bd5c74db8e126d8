/**
 * Virtual time of one workflow on a real Temporal server.
 *
 * The server can skip time for a single workflow: its timers fire in order, as fast as its tasks
 * run, while other workflows keep real time. The server has it off by default and may rename it,
 * so nothing outside this file knows how it is done.
 */
import type { Client } from '@temporalio/client';
import { msToTs, requiredTsToMs } from '@temporalio/common/lib/time.js';
import proto from '@temporalio/proto';

const { FastForwardPollingResult } = proto.temporal.api.enums.v1;

/** Each fired timer is one skip; more than this in one fast-forward is a loop, not a ticket. */
const skipsMax = 5_000;

/** Settings a development server needs before it skips time. */
export const virtualTimeConfig = {
  'frontend.WorkflowTimeSkippingEnabled': true,
  // The server waits up to a second before it looks at a timer; each skip would cost that second.
  'history.timerProcessorMaxTimeShift': '20ms',
};

let fastForwards = 0;

/**
 * Moves the workflow's clock ahead by `durationMs`, firing every timer on the way, and resolves
 * with the workflow's time then. Time stands still while an activity is pending. Afterwards the
 * clock runs on at real speed. Continue-as-new on the way is followed.
 * @throws Error when the workflow ends before that time; its timers have fired all the same.
 */
export async function fastForward(
  client: Client,
  workflowId: string,
  durationMs: number,
): Promise<Date> {
  const { workflowService } = client;
  const { namespace } = client.options;
  const workflowExecution = { workflowId };
  const fastForwardId = `fast-forward-${process.pid}-${++fastForwards}`;
  await workflowService.updateWorkflowExecutionOptions({
    namespace,
    workflowExecution,
    workflowExecutionOptions: {
      timeSkippingConfig: {
        enabled: true,
        maxSessionSkipCount: skipsMax,
        fastForwardConfig: { id: fastForwardId, duration: msToTs(durationMs) },
      },
    },
    updateMask: { paths: ['time_skipping_config'] },
  });
  for (;;) {
    const answer = await workflowService.pollWorkflowExecutionTimeSkipping({
      namespace,
      workflowExecution,
      fastForwardId,
    });
    switch (answer.fastForwardPollingResult) {
      case FastForwardPollingResult.FAST_FORWARD_POLLING_RESULT_POLL_TIMEOUT:
        continue;
      case FastForwardPollingResult.FAST_FORWARD_POLLING_RESULT_FAST_FORWARD_COMPLETED:
        return new Date(requiredTsToMs(answer.fastForwardInfo?.targetTime, 'targetTime'));
      default:
        throw new Error(
          `workflow ${workflowId} could not be moved ahead by ${durationMs} ms: ${answer.failedReason}`,
        );
    }
  }
}
