import { signal } from '@preact/signals';
import { withOrdinalFirst } from '../../../../dashboards/french_dates.ts';
import { hourMs, minuteMs, secondMs } from '../../../../workflows/domain/durations.ts';
import { language, region } from './language.ts';

const tickMs = 15_000;

/** The present, coarse: what shows time left reads this and is drawn again as it passes. */
export const now = signal(Date.now());

setInterval(refreshNow, tickMs);
document.addEventListener('visibilitychange', refreshNow);

function refreshNow(): void {
  if (!document.hidden) now.value = Date.now();
}

/** "in 2 hours", "il y a 5 minutes", "now". @param at ISO 8601 */
export function relativeTime(at: string): string {
  const minutes = Math.trunc((Date.parse(at) - now.value) / minuteMs);
  const format = new Intl.RelativeTimeFormat(region.value, { numeric: 'auto' });
  if (minutes === 0) return format.format(0, 'second');
  if (Math.abs(minutes) < 60) return format.format(minutes, 'minute');
  const hours = Math.trunc(minutes / 60);
  return Math.abs(hours) < 24
    ? format.format(hours, 'hour')
    : format.format(Math.trunc(hours / 24), 'day');
}

/** Date and time, the date left out today. @param at ISO 8601 */
export function dateTime(at: string): string {
  const date = new Date(at);
  const isToday = date.toDateString() === new Date(now.value).toDateString();
  const isThisYear = date.getFullYear() === new Date(now.value).getFullYear();
  const written = date.toLocaleString(region.value, {
    hour: '2-digit',
    minute: '2-digit',
    ...(isToday ? {} : { weekday: 'short', day: 'numeric', month: 'short' }),
    ...(isThisYear ? {} : { year: 'numeric' }),
  });
  return withOrdinalFirst(written, language.value);
}

/** Everything, for a title or a ledger. @param at ISO 8601 */
export function fullDateTime(at: string): string {
  const format = { dateStyle: 'full', timeStyle: 'medium' } as const;
  return withOrdinalFirst(new Date(at).toLocaleString(region.value, format), language.value);
}

/** A day of the calendar, wherever it is read. @param at `YYYY-MM-DD` */
export function day(at: string): string {
  const format = { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' } as const;
  const written = new Date(`${at}T00:00:00Z`).toLocaleDateString(region.value, format);
  return withOrdinalFirst(written, language.value);
}

/** Working time: hours and minutes, never days, because a working day has no fixed length. */
export function workingTime(minutes: number): string {
  const total = Math.max(0, Math.floor(Math.abs(minutes)));
  const hours = Math.floor(total / 60);
  const rest = total % 60;
  const parts = [];
  if (hours > 0) parts.push(unit(hours, 'hour'));
  if (rest > 0 || hours === 0) parts.push(unit(rest, 'minute'));
  return parts.join('\u00a0');
}

function unit(value: number, name: 'hour' | 'minute'): string {
  // French has no narrower way of writing it than `3 h 55 min`.
  const unitDisplay = language.value === 'fr' ? 'short' : 'narrow';
  const format = { style: 'unit', unit: name, unitDisplay } as const;
  return new Intl.NumberFormat(region.value, format).format(value);
}

export function number(value: number, digits = 0): string {
  return new Intl.NumberFormat(region.value, { maximumFractionDigits: digits }).format(value);
}

/** What a stopwatch reads: `4:05`, `1:04:05`. @param ms milliseconds */
export function stopwatch(ms: number): string {
  const hours = Math.floor(ms / hourMs);
  const minutes = Math.floor((ms % hourMs) / minuteMs);
  const seconds = Math.floor((ms % minuteMs) / secondMs);
  const two = (value: number) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}
