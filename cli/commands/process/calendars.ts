import type { Command } from 'commander';
import { findPresentHours } from '../../../database/calendar_versions.ts';
import type { Database } from '../../../database/connection.ts';
import type { CompiledCalendar } from '../../../workflows/domain/calendar.ts';
import { amount } from '../../../workflows/processes/counted.ts';
import { calendarVersionsOf, defaultProcessId } from '../../../workflows/processes/index.ts';
import {
  type PlannedEffect,
  planCalendarEdit,
  unknownHours,
} from '../../../workflows/processes/migration.ts';
import { CliError } from '../../cli_error.ts';
import { tell } from '../../talk.ts';
import { withDeskDatabase } from './desk_database.ts';
import { effectLines, hasEffect } from './effect_words.ts';
import { type LoadedProcess, loadProcess, zoneOf } from './load_process.ts';
import { HoursByDay, KeptVersions, type OpenTicket, openTickets } from './open_tickets.ts';

interface CalendarsOptions {
  dryRun?: true;
  json?: true;
}

/** What edited hours will do to one open ticket. */
export interface CalendarOutcome extends PlannedEffect {
  ticketId: string;
  number: number;
  /** Clocks run in these hours, which neither the desk nor the process has any more. */
  unknownHours: string[];
}

export function registerCalendars(group: Command): void {
  group
    .command('calendars')
    .description('list the open tickets that edited hours will move, and by how much')
    .argument('[process]', 'id, or the .ts file with the edited calendars', defaultProcessId)
    .option('--dry-run', 'list them: the hours reach tickets when a worker starts with them')
    .option('--json', 'one JSON object a ticket that changes')
    .action(listMoves);
}

async function listMoves(reference: string, options: CalendarsOptions): Promise<void> {
  if (!options.dryRun) {
    throw new CliError('Edited hours reach open tickets when a worker starts with them', {
      advice: '`--dry-run` lists what they will move.',
      exitCode: 2,
    });
  }
  const edited = await loadProcess(reference);
  const zone = zoneOf(edited) ?? 'UTC';
  const { id } = edited.snapshot;
  await withDeskDatabase('calendars', async (database) => {
    const present = await findPresentHours(database, id);
    const changed = changedCalendars(edited, present);
    if (changed.length === 0) {
      tell(`${id}: the desk has these hours already`);
      return;
    }
    tell(`${id}: other hours than the desk has in ${changed.join(', ')}`);
    let count = 0;
    let changing = 0;
    for await (const outcome of outcomesOf(database, edited, present)) {
      count += 1;
      if (!hasEffect(outcome) && outcome.unknownHours.length === 0) continue;
      changing += 1;
      const lines = options.json ? [JSON.stringify(outcome)] : outcomeLines(outcome, zone);
      for (const line of lines) process.stdout.write(`${line}\n`);
    }
    tell(`${amount(changing, 'ticket changes', 'tickets change')} of ${amount(count, 'open one')}`);
  });
}

/** @throws CliError where the desk has kept no hours, or the process is known without its own */
function changedCalendars(
  { reference, snapshot, definition }: LoadedProcess,
  present: Record<string, CompiledCalendar>,
): string[] {
  if (Object.keys(present).length === 0) {
    throw new CliError(`The desk has kept no hours of ${snapshot.id}`, {
      advice: 'A worker keeps them when it starts: none has run with this process.',
    });
  }
  if (!definition) {
    throw new CliError(`${reference} has names of calendars only: give the process as a .ts file`, {
      exitCode: 2,
    });
  }
  const edited = calendarVersionsOf(definition);
  return Object.keys(edited).filter((id) => edited[id] !== present[id]?.version);
}

/** For every open ticket of the process, what it will be otherwise. */
async function* outcomesOf(
  database: Database,
  edited: LoadedProcess,
  present: Record<string, CompiledCalendar>,
): AsyncGenerator<CalendarOutcome> {
  const now = Date.now();
  const hours = new HoursByDay(edited, now);
  const versions = new KeptVersions(database, edited.snapshot);
  for await (const ticket of openTickets(database, edited.snapshot.id)) {
    const process = await versions.version(ticket.state.processVersion);
    const { calendars } = hours.rulesFor(ticket.state);
    // What the edited process has no more, tickets keep.
    const to = { process, calendars: { ...present, ...calendars } };
    const from = { process, calendars: { ...calendars, ...present } };
    const unknown = unknownHours(ticket.state, from);
    const effect =
      unknown.length > 0 ? noEffect : planCalendarEdit(ticket.state, { from, to }, now);
    yield outcomeOf(ticket, effect, unknown);
  }
}

const noEffect: PlannedEffect = { moves: [], changes: [], atOnce: [] };

function outcomeOf(
  { state, number }: OpenTicket,
  effect: PlannedEffect,
  unknown: string[],
): CalendarOutcome {
  return { ticketId: state.ticketId, number, ...effect, unknownHours: unknown };
}

function outcomeLines(outcome: CalendarOutcome, zone: string): string[] {
  const { number, ticketId, unknownHours: unknown } = outcome;
  const why = unknown.length > 0 ? ` runs in hours nobody has any more: ${unknown.join(', ')}` : '';
  return [`#${number} ${ticketId}${why}`, ...effectLines(outcome, zone)];
}
