import type { Client } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import { print, table } from '../talk.ts';
import { liveBare } from './bare_life.ts';
import type { BenchDesk } from './bench_desk.ts';
import { liveThroughHttp } from './http_life.ts';
import { emptyTally, pause } from './rounds.ts';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

const billed = ['starts', 'updates', 'signals', 'timers', 'activities', 'attributes'] as const;
type Billed = (typeof billed)[number];

/** What Temporal's cloud would bill, by the event of the history that tells of it. */
function billedBy(event: HistoryEvent): Billed | undefined {
  if (event.workflowExecutionStartedEventAttributes) return 'starts';
  if (event.workflowExecutionUpdateAcceptedEventAttributes) return 'updates';
  if (event.workflowExecutionSignaledEventAttributes) return 'signals';
  if (event.signalExternalWorkflowExecutionInitiatedEventAttributes) return 'signals';
  if (event.timerStartedEventAttributes) return 'timers';
  // Local activities: one for each workflow task that ran some.
  if (event.markerRecordedEventAttributes?.markerName === 'core_local_activity')
    return 'activities';
  if (event.upsertWorkflowSearchAttributesEventAttributes) return 'attributes';
  return undefined;
}

async function countActions(client: Client, workflowId: string): Promise<Map<Billed, number>> {
  const { events = [] } = await client.workflow.getHandle(workflowId).fetchHistory();
  const counts = new Map<Billed, number>();
  const add = (what: Billed, count: number) => counts.set(what, (counts.get(what) ?? 0) + count);
  for (const event of events ?? []) {
    const what = billedBy(event);
    if (what) add(what, 1);
    // Each attempt is billed; the event of the start says which it was.
    const { attempt } = event.activityTaskStartedEventAttributes ?? {};
    if (attempt) add('activities', attempt);
  }
  return counts;
}

/** Actions of some lives, and the queries that the server answered meanwhile. */
export async function measureActions(
  desk: BenchDesk,
  lives: { ours: string[]; bare: string[] },
): Promise<void> {
  const queriesBefore = await desk.temporalRequests('QueryWorkflow');
  // One after the other: what shares an activity in a crowd is on its own here.
  for (let count = 0; count < 3; count++) {
    await liveThroughHttp(desk, emptyTally());
    await liveBare(desk, emptyTally());
  }
  await pause(1_500);
  const queries = ((await desk.temporalRequests('QueryWorkflow')) - queriesBefore) / 3;
  print("\nActions a life, as Temporal's cloud bills them, mean over tickets of all rounds");
  const lines: string[][] = [];
  for (const [name, ids] of Object.entries(lives)) {
    const some = ids.filter((_, at) => at % Math.ceil(ids.length / 30) === 0);
    const counted = await Promise.all(some.map((id) => countActions(desk.client, id)));
    const means = billed.map(
      (what) => counted.reduce((sum, one) => sum + (one.get(what) ?? 0), 0) / some.length,
    );
    const queried = name === 'ours' ? queries : 0;
    const total = means.reduce((sum, mean) => sum + mean, queried);
    lines.push([name, ...[...means, queried, total].map((mean) => mean.toFixed(1))]);
  }
  table(['', ...billed, 'queries', 'all'], lines);
}
