import { condition } from '@temporalio/workflow';
import { horizonOf } from './domain/calendar.ts';
import { dayMs } from './domain/durations.ts';
import { countedSince, isOpen } from './domain/ticket.ts';
import { act, isLeaving, type LiveTicket } from './live_ticket.ts';
import { sharedRules } from './shared_rules.ts';
import { compileCalendars } from './ticket_activities.ts';

/** Calendars are renewed when less than this is left of what they know. */
const horizonMarginMs = 60 * dayMs;

/** Fetches the calendars again before what they know runs out, and when they were edited. */
export async function renewCalendars(ticket: LiveTicket): Promise<void> {
  for (;;) {
    const horizon = Math.min(...Object.values(ticket.rules.calendars).map(horizonOf));
    const renewAt = horizon - horizonMarginMs;
    const isLate = () => Date.now() >= renewAt && isOpen(ticket.state);
    await condition(() => isLeaving(ticket) || isLate() || hasOldVersion(ticket));
    if (isLeaving(ticket)) return;
    const { process, calendars: before } = ticket.rules;
    const { calendarVersions } = ticket;
    const isThere = (id: string) => calendarVersions === null || calendarVersions[id] !== undefined;
    const fetched = await compileCalendars({
      processId: process.id,
      processHash: process.hash,
      calendars: process.calendars.filter(isThere),
      fromAt: countedSince(ticket.state, Date.now()),
    });
    // Another process meanwhile: it may count in other hours.
    if (ticket.rules.process !== process) continue;
    if (ticket.calendarVersions === calendarVersions) ticket.calendarVersions = null;
    const calendars = { ...before, ...fetched };
    const isEdited = process.calendars.some((id) => before[id]?.version !== calendars[id]?.version);
    const cause = isEdited ? 'calendar' : 'horizon';
    act(ticket, { name: 'replaceCalendars', calendars, cause });
    ticket.rules = sharedRules({ process, calendars });
  }
}

/** Whether the ticket was told of versions of its calendars that it does not have. */
function hasOldVersion({ calendarVersions: versions, rules }: LiveTicket): boolean {
  if (versions === null) return false;
  const isOther = (id: string) => versions[id] !== rules.calendars[id]?.version;
  return rules.process.calendars.some((id) => versions[id] !== undefined && isOther(id));
}
