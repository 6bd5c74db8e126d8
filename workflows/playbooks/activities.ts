import { type ActivityInterfaceFor, proxyActivities } from '@temporalio/workflow';
import { ownActivityTaskQueue, playbookOpeningTaskQueue, playbookTaskQueue } from '../ids.ts';
import type { Patience } from './playbook.ts';
import type { PlaybookActivities, PlaybookOpenings } from './port.ts';

const attemptUsualMs = 60_000;
const retriesUsual = 3;

/** What the desk does for a run, for as long as it takes. */
export function activitiesOf(): ActivityInterfaceFor<PlaybookActivities> {
  return proxyActivities<PlaybookActivities>({
    taskQueue: playbookTaskQueue,
    startToCloseTimeout: '30s',
    retry: { initialInterval: '500ms', maximumInterval: '30s' },
  });
}

/** What the API does for a run, for as long as it takes. */
export function openingsOf(): ActivityInterfaceFor<PlaybookOpenings> {
  return proxyActivities<PlaybookOpenings>({
    taskQueue: playbookOpeningTaskQueue,
    startToCloseTimeout: '1m',
    // What a dead process had begun is begun again so soon.
    heartbeatTimeout: '15s',
    retry: { initialInterval: '500ms', maximumInterval: '30s' },
  });
}

/** Asked again and again until it is so: between two attempts nothing of it is held anywhere. */
export function untilSo(): ActivityInterfaceFor<PlaybookActivities> {
  return proxyActivities<PlaybookActivities>({
    taskQueue: playbookTaskQueue,
    startToCloseTimeout: '30s',
    retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '1m' },
  });
}

/** What the playbook says how often to try. */
export function patientActivities(patience: Patience): ActivityInterfaceFor<PlaybookActivities> {
  return tried(playbookTaskQueue, patience);
}

/** Functions that owners wrote: what holds them up holds nothing else up. */
export function ownActivitiesOf(
  patience: Patience,
): Pick<ActivityInterfaceFor<PlaybookActivities>, 'callActivity'> {
  return tried(ownActivityTaskQueue, patience);
}

function tried(
  taskQueue: string,
  { timeout = attemptUsualMs, retries = retriesUsual }: Patience,
): ActivityInterfaceFor<PlaybookActivities> {
  return proxyActivities<PlaybookActivities>({
    taskQueue,
    startToCloseTimeout: timeout,
    retry: { initialInterval: '1s', maximumInterval: '1m', maximumAttempts: retries + 1 },
  });
}
