import ical, { type CalendarComponent, type VEvent } from 'node-ical';
import { keepable } from './charsets.ts';
import { readAddress } from './headers.ts';
import type { CalendarMark, MailAddress } from './mail.ts';

const words = (value: unknown): string => {
  const text = typeof value === 'object' && value !== null && 'val' in value ? value.val : value;
  return typeof text === 'string' ? keepable(text).replace(/\s+/g, ' ').trim().slice(0, 1000) : '';
};

const instant = (value: unknown): number | null =>
  value instanceof Date && Number.isFinite(value.getTime()) ? value.getTime() : null;

/** Midnight UTC of a day that the reader keeps in the machine's own time. */
function dayOf(value: unknown): number | null {
  if (!(value instanceof Date) || !Number.isFinite(value.getTime())) return null;
  return Date.UTC(value.getFullYear(), value.getMonth(), value.getDate());
}

function organiserOf(event: VEvent): MailAddress | null {
  const { organizer } = event;
  if (organizer === undefined || organizer === null) return null;
  const written = words(organizer).replace(/^mailto:/i, '');
  const address = readAddress(written);
  if (address === undefined) return null;
  const name = typeof organizer === 'object' && 'params' in organizer ? organizer.params.CN : '';
  return { name: words(name).replace(/^"|"$/g, ''), address };
}

/**
 * An invitation as an iCalendar part has it (RFC 5545).
 * @param method as its Content-Type says it; the calendar's own goes first
 * @returns undefined where there is no event that can be read
 */
export function readCalendar(text: string, method: string | null): CalendarMark | undefined {
  let components: CalendarComponent[];
  let own: string | undefined;
  try {
    const calendar = ical.sync.parseICS(text);
    own = calendar.vcalendar?.method;
    components = Object.values(calendar).filter((one) => one !== undefined) as CalendarComponent[];
  } catch {
    return undefined;
  }
  const event = components.find((one): one is VEvent => one.type === 'VEVENT');
  if (event === undefined) return undefined;
  const said = words(own ?? event.method ?? method ?? '').toUpperCase();
  const isWholeDay = event.datetype === 'date';
  const at = isWholeDay ? dayOf : instant;
  return {
    kind: 'calendar',
    method: said === '' ? null : said,
    title: words(event.summary),
    startAt: at(event.start),
    endAt: at(event.end),
    isWholeDay,
    location: words(event.location),
    organiser: organiserOf(event),
  };
}
