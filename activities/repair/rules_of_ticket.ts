import type { Database } from '../../database/connection.ts';
import { dayMs } from '../../workflows/domain/durations.ts';
import type { TicketEvent } from '../../workflows/domain/events.ts';
import type { ProcessSnapshot, Rules } from '../../workflows/domain/process.ts';
import { countedSince, type TicketState } from '../../workflows/domain/ticket.ts';
import {
  calendarHorizonMs,
  compileCalendars,
  findProcess,
  snapshotOf,
} from '../../workflows/processes/index.ts';
import { definitionWith } from '../calendars/calendars.ts';

/**
 * The rules that a ticket followed: its version of its process, as the desk kept it, and the hours
 * of that process as they are now.
 *
 * @throws Error where the desk has them no more
 */
export async function rulesOfTicket(
  database: Database,
  state: TicketState,
  events: readonly TicketEvent[],
): Promise<Rules> {
  const process = await snapshotOfTicket(database, state, events);
  const definition = definitionWith(state.processId, process.calendars);
  const fromMs = Math.min(state.updatedAt, countedSince(state, Date.now())) - dayMs;
  const calendars = compileCalendars(definition, fromMs, Date.now() + calendarHorizonMs);
  return { process, calendars };
}

async function snapshotOfTicket(
  database: Database,
  { processId, processVersion, openedAt }: TicketState,
  events: readonly TicketEvent[],
): Promise<ProcessSnapshot> {
  const migrated = events.findLast((event) => event.type === 'process_migrated');
  const kept = await database('process_snapshots')
    .where({ process_id: processId, version: processVersion })
    .orderBy('first_seen_at')
    .select('hash', 'snapshot', 'first_seen_at');
  const named = kept.find(({ hash }) => hash === migrated?.data.hash);
  const then = kept.findLast(({ first_seen_at }) => first_seen_at.getTime() <= openedAt);
  const found = (named ?? then ?? kept[0])?.snapshot;
  if (found) return found;
  const definition = findProcess(processId);
  if (definition?.version === processVersion) return snapshotOf(definition);
  throw new Error(`Process '${processId}': version ${processVersion} is not known any more`);
}
