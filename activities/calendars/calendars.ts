import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { CalendarRequest, TicketActivities } from '../../workflows/ports.ts';
import {
  calendarHorizonMs,
  compileCalendars,
  findProcess,
} from '../../workflows/processes/index.ts';

/**
 * More of the calendars a ticket follows. Calendars are compiled by their present definition, so a
 * holiday added since the ticket was opened reaches it here.
 */
export function createCalendars(): Pick<TicketActivities, 'compileCalendars'> {
  return {
    async compileCalendars({ processId, calendars, fromAt }: CalendarRequest) {
      const definition = findProcess(processId);
      const missing = calendars.filter((id) => !definition?.calendars[id]);
      if (!definition || missing.length > 0) {
        const what = definition ? `calendars ${missing.join(', ')}` : 'the process itself';
        // Retried until a worker that still has them comes back: the ticket loses nothing by waiting.
        throw ApplicationFailure.retryable(`Process '${processId}': ${what} missing`, 'NoCalendar');
      }
      // The ticket's own now: where its time is skipped it is ahead of this machine's.
      const askedAt = Context.current().info.scheduledTimestampMs;
      return compileCalendars(definition, fromAt, Math.max(askedAt, fromAt) + calendarHorizonMs);
    },
  };
}
