import ical, { ICalCalendarMethod } from 'ical-generator';
import type { Database } from '../../database/connection.ts';
import { findOnCall, rotationFor, type StoredOnCall } from '../../database/on_call.ts';
import { dayMs } from '../../workflows/domain/durations.ts';
import { titleOf } from '../../workflows/processes/index.ts';
import { shiftsBetween } from '../../workflows/processes/on_call/rotation.ts';
import type { Locale } from '../http/words.ts';
import type { Account } from '../people/directory.ts';

interface OwnShift {
  processId: string;
  groupId: string;
  fromAt: number;
  untilAt: number;
}

const weekMs = 7 * dayMs;
const weeksBefore = 2;
const weeksAfter = 26;
/** How often calendars ask again, as far as they follow it. */
const askAgainSeconds = 3_600;

const words: Record<Locale, { calendar: string; shift(group: string): string }> = {
  en: { calendar: 'On call', shift: (group) => `On call: ${group}` },
  fr: { calendar: 'Astreintes', shift: (group) => `Astreinte\u00a0: ${group}` },
};

/**
 * When somebody is on call, as iCalendar (RFC 5545): what they took over is in, what was taken from them
 * and what falls on their absence is not. Instants are UTC, so that no reader counts hours of a wall.
 */
export async function shiftCalendarOf(
  database: Database,
  { id, locale }: Pick<Account, 'id' | 'locale'>,
  now: number,
): Promise<string> {
  const { calendar: name, shift: shiftWords } = words[locale];
  const calendar = ical({
    name,
    prodId: { company: 'Palier', product: 'On call' },
    method: ICalCalendarMethod.PUBLISH,
    ttl: askAgainSeconds,
  });
  // From the beginning of a week: an event keeps its id from one reading to the next.
  const fromAt = Math.floor(now / weekMs) * weekMs - weeksBefore * weekMs;
  const range = [fromAt, fromAt + (weeksBefore + weeksAfter) * weekMs] as const;
  const groups = await findOnCall(database, null, range);
  for (const shift of groups.flatMap((group) => ownShifts(group, id, range))) {
    const { processId, groupId } = shift;
    calendar.createEvent({
      id: `${processId}.${groupId}.${shift.fromAt}@palier`,
      stamp: new Date(now),
      start: new Date(shift.fromAt),
      end: new Date(shift.untilAt),
      summary: shiftWords(titleOf(processId, 'group', groupId, locale)),
    });
  }
  return calendar.toString();
}

/** A turn that goes on is one shift, by whatever cause it does. */
function ownShifts(
  group: StoredOnCall,
  person: string,
  range: readonly [number, number],
): OwnShift[] {
  const { processId, groupId } = group;
  const own: OwnShift[] = [];
  for (const { fromAt, untilAt, onCall } of shiftsBetween(rotationFor(group, range), ...range)) {
    if (onCall.kind === 'gap' || onCall.person !== person) continue;
    const last = own.at(-1);
    if (last?.untilAt === fromAt) last.untilAt = untilAt;
    else own.push({ processId, groupId, fromAt, untilAt });
  }
  return own;
}
