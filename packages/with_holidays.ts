import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
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
  if (typeof hours !== 'object' || typeof holidays !== 'object') return hours;
  if (holidays === null || !('ics' in holidays)) return hours;
  const { ics } = holidays;
  if (typeof ics !== 'string' || ics.startsWith('data:')) return hours;
  const file = ics.startsWith('file:') ? fileURLToPath(ics) : path.resolve(directory, ics);
  if (!isOwnFile(file, directory)) return hours;
  const text = readFileSync(file).toString('base64');
  return { ...hours, holidays: { ...holidays, ics: `data:text/calendar;base64,${text}` } };
}

const fileMaxBytes = 1_000_000;

/** A file of the folder, or of a package that is installed in it: nothing else of this machine is read. */
function isOwnFile(file: string, directory: string): boolean {
  if (!existsSync(file)) return false;
  const place = realpathSync(file);
  const isInside = place.startsWith(`${realpathSync(directory)}${path.sep}`);
  const status = statSync(place);
  return isInside && status.isFile() && status.size <= fileMaxBytes;
}
