import { proxyActivities, sleep } from '@temporalio/workflow';
import type { CalendarActivities, EditionRequest } from './ports.ts';

const { tellEditions } = proxyActivities<CalendarActivities>({
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '1 minute',
  retry: { initialInterval: '5s', maximumInterval: '1 minute' },
});

/**
 * Tells open tickets which edition of their calendars counts. It does so twice: an API that was
 * started before the edit goes on opening tickets under the old edition until it is replaced.
 */
export async function calendarEditionWorkflow(
  request: EditionRequest,
): Promise<{ toldCount: number }> {
  const { toldCount } = await tellEditions(request);
  await sleep('1 hour', { summary: 'until every API has the new calendars' });
  await tellEditions(request);
  return { toldCount };
}
