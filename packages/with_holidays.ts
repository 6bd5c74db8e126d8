import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CalendarDefinition } from '../workflows/processes/calendars/definition.ts';
import type { ProcessDefinition } from '../workflows/processes/define.ts';

/**
 * The definition with its files of holidays in it: what is shipped must be whole wherever it is read. A file that cannot be
 * read stays named, and the compiler says so.
 */
export function withHolidays(definition: ProcessDefinition, directory: string): ProcessDefinition {
  const calendars = Object.entries(definition.calendars ?? {}).map(([name, hours]) => [
    name,
    withFile(hours, directory),
  ]);
  return { ...definition, calendars: Object.fromEntries(calendars) };
}

function withFile(hours: CalendarDefinition, directory: string): CalendarDefinition {
  const holidays = typeof hours === 'object' ? hours?.holidays : undefined;
  if (typeof hours !== 'object' || !holidays || !('ics' in holidays)) return hours;
  const { ics } = holidays;
  if (typeof ics !== 'string' || ics.startsWith('data:')) return hours;
  const file = ics.startsWith('file:') ? fileURLToPath(ics) : path.resolve(directory, ics);
  if (!existsSync(file)) return hours;
  const text = readFileSync(file).toString('base64');
  return { ...hours, holidays: { ...holidays, ics: `data:text/calendar;base64,${text}` } };
}
