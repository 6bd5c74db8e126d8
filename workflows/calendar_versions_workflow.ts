import { proxyActivities, sleep } from '@temporalio/workflow';
import type { CalendarActivities, CalendarVersionsRequest } from './ports.ts';

const { announceVersions } = proxyActivities<CalendarActivities>({
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '1 minute',
  retry: { initialInterval: '5s', maximumInterval: '1 minute' },
});

/**
 * Tells open tickets which version of their calendars counts. It does so twice: an API that was
 * started before the edit goes on opening tickets under the old version until it is replaced.
 */
export async function calendarVersionsWorkflow(
  request: CalendarVersionsRequest,
): Promise<{ ticketCount: number }> {
  const { ticketCount } = await announceVersions(request);
  await sleep('1 hour', { summary: 'until every API has the new calendars' });
  await announceVersions(request);
  return { ticketCount };
}
