import { ApplicationFailure, proxyActivities, workflowInfo } from '@temporalio/workflow';
import { exportTaskQueue } from './ids.ts';
import type { MailingActivities, MailingRun } from './ports.ts';

const { planMailing, mailDashboard } = proxyActivities<MailingActivities>({
  taskQueue: exportTaskQueue,
  startToCloseTimeout: '5 minutes',
  // A mail server that is away for some hours is waited for.
  retry: { initialInterval: '1s', maximumInterval: '20 minutes', maximumAttempts: 25 },
});

/** One mailing of a dashboard. A recipient it cannot reach keeps no other from theirs. */
export async function dashboardMailWorkflow(mailingId: string): Promise<MailingRun> {
  const { startTime, searchAttributes } = workflowInfo();
  const [due] = (searchAttributes.TemporalScheduledStartTime ?? []) as Date[];
  const plan = await planMailing({ mailingId, dueAt: (due ?? startTime).getTime() });
  const failures: string[] = [];
  for (const accountId of plan.accountIds) {
    await mailDashboard({ mailingId, period: plan.period, accountId }).catch((error: Error) => {
      failures.push(`${accountId}: ${error.cause instanceof Error ? error.cause.message : error}`);
    });
  }
  if (failures.length > 0) {
    throw ApplicationFailure.nonRetryable(failures.join('; '), 'MailNotSent');
  }
  return { period: plan.period, sentCount: plan.accountIds.length };
}
