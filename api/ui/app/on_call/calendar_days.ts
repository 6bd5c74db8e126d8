import type { OnCallGroup } from '../../../contract.ts';

type Shift = OnCallGroup['shifts'][number];

/** What of a shift is on one day. */
export interface DayPart {
  shift: Shift;
  /** When it begins on this day; null where it began before. */
  from: string | null;
  /** When it ends on this day; null where it goes on. */
  until: string | null;
}

export interface CalendarDay {
  /** Its midnight, where the reader is. */
  at: Date;
  parts: DayPart[];
}

/** The shifts by the days of the reader’s own zone. */
export function calendarDays(shifts: readonly Shift[]): CalendarDay[] {
  const [first, last] = [shifts[0], shifts.at(-1)];
  if (!first || !last) return [];
  const days: CalendarDay[] = [];
  for (let at = midnightOf(new Date(first.from)); at < new Date(last.until); at = dayAfter(at)) {
    const end = dayAfter(at);
    const parts = shifts
      .filter(({ from, until }) => new Date(from) < end && new Date(until) > at)
      .map((shift) => ({
        shift,
        from: new Date(shift.from) > at ? shift.from : null,
        until: new Date(shift.until) < end ? shift.until : null,
      }));
    days.push({ at, parts });
  }
  return days;
}

function midnightOf(at: Date): Date {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate());
}

/** Days have 23 hours or 25 where clocks change. */
function dayAfter(at: Date): Date {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate() + 1);
}

/** Of Monday 1, of Sunday 7. */
export function columnOf(at: Date): number {
  return ((at.getDay() + 6) % 7) + 1;
}
