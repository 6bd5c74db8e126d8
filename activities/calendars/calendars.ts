import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { CalendarRequest, TicketActivities } from '../../workflows/ports.ts';
import {
  calendarHorizonMs,
  compileCalendars,
  findProcess,
  type ProcessDefinition,
} from '../../workflows/processes/index.ts';

/**
 * The process as it is defined now, with all these calendars.
 * @throws ApplicationFailure that is tried again until a worker that still has them comes back: the
 *   ticket loses nothing by waiting
 */
export function definitionWith(processId: string, calendars: readonly string[]): ProcessDefinition {
  const definition = findProcess(processId);
  const missing = calendars.filter((id) => !definition?.calendars[id]);
  if (definition && missing.length === 0) return definition;
  const what = definition ? `calendars ${missing.join(', ')}` : 'the process itself';
  throw ApplicationFailure.retryable(`Process '${processId}': ${what} missing`, 'NoCalendar');
}

/**
 * More of the calendars a ticket follows. Calendars are compiled by their present definition, so a
 * holiday added since the ticket was opened reaches it here.
 */
export function createCalendars(): Pick<TicketActivities, 'compileCalendars'> {
  return {
    async compileCalendars({ processId, calendars, fromAt }: CalendarRequest) {
      const definition = definitionWith(processId, calendars);
      // The ticket's own now: where its time is skipped it is ahead of this machine's.
      const askedAt = Context.current().info.scheduledTimestampMs;
      return compileCalendars(definition, fromAt, Math.max(askedAt, fromAt) + calendarHorizonMs);
    },
  };
}
