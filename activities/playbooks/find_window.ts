import { ApplicationFailure } from '@temporalio/common';
import type { Database } from '../../database/connection.ts';
import { ticketEventOf } from '../../database/ticket_rows.ts';
import { type CompiledCalendar, isWorkingAt } from '../../workflows/domain/calendar.ts';
import { nextClosing, nextOpening } from '../../workflows/domain/rules/hours.ts';
import type { Window } from '../../workflows/playbooks/playbook.ts';
import type { PlaybookActivities } from '../../workflows/playbooks/port.ts';
import { rulesOfTicket } from '../repair/rules_of_ticket.ts';

type Asked = Parameters<PlaybookActivities['findWindow']>[0];

/**
 * The hours of a calendar of the ticket's process that are open at an instant, or else the next.
 * @throws ApplicationFailure that is not tried again, with what was expected
 */
export async function findWindow(
  database: Database,
  { ticketId, calendar, from }: Asked,
): Promise<Window> {
  const row = await database('tickets').where('ticket_id', ticketId).first('state');
  if (!row) throw new Error(`Ticket ${ticketId} has no row yet`);
  const migrations = await database('ticket_events')
    .where({ ticket_id: ticketId, type: 'process_migrated' })
    .orderBy('seq');
  const { calendars } = await rulesOfTicket(database, row.state, migrations.map(ticketEventOf));
  const hours = Object.hasOwn(calendars, calendar) ? calendars[calendar] : undefined;
  if (!hours) {
    const known = Object.keys(calendars).join(', ');
    throw wrong(`This process has no calendar '${calendar}': expected one of ${known}`);
  }
  const window = windowOf(hours, from);
  if (window) return window;
  throw wrong(`Calendar '${calendar}' does not open after ${new Date(from).toISOString()}`);
}

function windowOf(hours: CompiledCalendar, from: number): Window | undefined {
  const opensAt = isWorkingAt(hours, from) ? from : nextOpening(hours, from);
  const closesAt = opensAt === undefined ? undefined : nextClosing(hours, opensAt);
  return opensAt === undefined || closesAt === undefined ? undefined : { opensAt, closesAt };
}

const wrong = (message: string) => ApplicationFailure.nonRetryable(message, 'NoSuchWindow');
