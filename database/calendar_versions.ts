import type { CompiledCalendar } from '../workflows/domain/calendar.ts';
import { dayMs, minuteMs } from '../workflows/domain/durations.ts';
import {
  calendarHorizonMs,
  compileCalendars,
  findProcess,
  type ProcessDefinition,
  processDefinitions,
} from '../workflows/processes/index.ts';
import { recordAudit } from './audit.ts';
import type { Database } from './connection.ts';
import type { CalendarVersionRow } from './tables.ts';

/** What is kept of a version reaches this far around the time at which a worker began with it. */
const keptMs = 800 * dayMs;

/**
 * Keeps the hours of every calendar this worker has, so that what a ticket counted in them can be
 * told after they were edited, renamed or taken away. A version that is there keeps what it reached
 * back to.
 */
export async function storeCalendarVersions(
  database: Database,
  definitions: readonly ProcessDefinition[] = processDefinitions(),
): Promise<void> {
  for (const definition of definitions) await storeVersions(database, definition);
}

async function storeVersions(database: Database, definition: ProcessDefinition): Promise<void> {
  const { id: processId } = definition;
  const [kept] = await database('calendar_versions')
    .where('process_id', processId)
    .min({ fromMinute: 'from_minute' });
  const earliest = Date.now() - keptMs;
  const fromMs = Math.min(earliest, Number(kept?.fromMinute ?? Infinity) * minuteMs);
  const compiled = compileCalendars(definition, fromMs, Date.now() + keptMs);
  const seenAt = new Date();
  const rows = Object.values(compiled).map((calendar) => ({
    process_id: processId,
    calendar_id: calendar.id,
    version: calendar.version,
    from_minute: calendar.fromMinute,
    to_minute: calendar.toMinute,
    minutes: JSON.stringify(calendar.minutes),
    last_seen_at: seenAt,
  }));
  if (rows.length === 0) return;
  await database.transaction(async (trx) => {
    const known = await trx('calendar_versions')
      .where('process_id', processId)
      .pluck<string[]>('version');
    await trx('calendar_versions')
      .insert(rows)
      .onConflict(['process_id', 'calendar_id', 'version'])
      .merge(['from_minute', 'to_minute', 'minutes', 'last_seen_at']);
    const shipped = rows.filter(({ version }) => !known.includes(version));
    await recordAudit(
      trx,
      ...shipped.map(({ calendar_id, version }) => ({
        by: { program: 'worker' as const },
        kind: 'calendar_shipped' as const,
        object: { kind: 'calendar' as const, id: `${processId}/${calendar_id}` },
        after: { version },
      })),
    );
  });
}

/** The hours of each calendar of a process, as the worker that began last has them. */
export async function findPresentHours(
  database: Database,
  processId: string,
): Promise<Record<string, CompiledCalendar>> {
  const rows = await database('calendar_versions')
    .where('process_id', processId)
    .orderBy('last_seen_at')
    .select('calendar_id', 'version', 'from_minute', 'to_minute', 'minutes');
  const calendars = rows.map((row) => [row.calendar_id, calendarOf(row)] as const);
  return Object.fromEntries(calendars);
}

type HoursRow = Pick<
  CalendarVersionRow,
  'calendar_id' | 'version' | 'from_minute' | 'to_minute' | 'minutes'
>;

function calendarOf(row: HoursRow): CompiledCalendar {
  const { calendar_id: id, version, from_minute, to_minute, minutes } = row;
  return { id, version, fromMinute: from_minute, toMinute: to_minute, minutes };
}

/**
 * The hours that each calendar of a process has and has had, the present version first.
 *
 * @param fromMs from when on they are asked for
 */
export async function findHours(
  database: Database,
  processId: string,
  fromMs: number,
): Promise<Record<string, CompiledCalendar[]>> {
  const rows = await database('calendar_versions')
    .where('process_id', processId)
    .orderBy('first_seen_at', 'desc')
    .select('calendar_id', 'version', 'from_minute', 'to_minute', 'minutes');
  const definition = findProcess(processId);
  const toMs = Date.now() + calendarHorizonMs;
  const present = definition ? compileCalendars(definition, fromMs - dayMs, toMs) : {};
  const hours: Record<string, CompiledCalendar[]> = {};
  for (const calendar of Object.values(present)) hours[calendar.id] = [calendar];
  for (const row of rows) {
    hours[row.calendar_id] ??= [];
    hours[row.calendar_id]?.push(calendarOf(row));
  }
  return hours;
}
