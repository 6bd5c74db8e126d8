import { Temporal } from 'temporal-polyfill';
import { instant } from '../ledger_table.ts';

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const written =
  /^(?:(?<date>\d{4}-\d{2}-\d{2})|(?<weekday>[a-z]{3,9})|)\s*(?<time>(?:[01]\d|2[0-3]):[0-5]\d)$/i;

/** When a rehearsal begins where it names no date: a Monday, midnight. */
export const firstDate = '2026-01-05';

interface Written {
  /** `YYYY-MM-DD`, where it names a date. */
  date: string | undefined;
  /** 1 for Monday, where it names a day of the week. */
  weekday: number | undefined;
  /** `HH:MM` */
  time: string;
}

/** @throws Error for what is none of `Sat 03:00`, `03:00` and `2026-12-24 03:00`. */
function readInstant(text: string): Written {
  const groups = written.exec(text.trim())?.groups;
  const day = groups?.weekday?.slice(0, 3).toLowerCase();
  const weekday = day === undefined ? undefined : weekdays.indexOf(day) + 1;
  if (!groups || weekday === 0) {
    throw new Error(`'${text}': expected a moment as 'Sat 03:00', '03:00' or '2026-12-24 03:00'`);
  }
  return { date: groups.date, weekday, time: groups.time as string };
}

/**
 * The first instant at or after `from` at which the wall clock of a zone reads what is written. A time
 * that the clock leaps over is read as the first after it.
 *
 * @throws Error where nothing like it can be read, or it names a date before `from`
 */
export function instantAfter(text: string, from: number, zone: string): number {
  const { date, weekday, time } = readInstant(text);
  const today = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone).toPlainDate();
  const wall = Temporal.PlainTime.from(time);
  const at = (day: Temporal.PlainDate) =>
    day.toZonedDateTime({ timeZone: zone, plainTime: wall }).epochMilliseconds;
  if (date !== undefined) {
    const ms = at(Temporal.PlainDate.from(date));
    if (ms >= from) return ms;
    throw new Error(`'${text}' is before ${instant(from, zone)}: time does not go back`);
  }
  for (let days = 0; ; days++) {
    const day = today.add({ days });
    if (weekday !== undefined && day.dayOfWeek !== weekday) continue;
    const ms = at(day);
    if (ms >= from) return ms;
  }
}

/** Whether an instant is what is written, as far as that says. */
export function isInstant(text: string, ms: number, zone: string): boolean {
  const { date, weekday, time } = readInstant(text);
  const { year, month, day, dayOfWeek, hour, minute } =
    Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
  const padded = (number: number) => String(number).padStart(2, '0');
  return (
    time === `${padded(hour)}:${padded(minute)}` &&
    (weekday === undefined || weekday === dayOfWeek) &&
    (date === undefined || date === `${year}-${padded(month)}-${padded(day)}`)
  );
}
