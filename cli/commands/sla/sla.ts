import type { Command } from 'commander';
import { findHours } from '../../../database/calendar_versions.ts';
import type { Database } from '../../../database/connection.ts';
import { isSameClock } from '../../../workflows/domain/clock_changes.ts';
import { type ClockLedger, ledgerOf } from '../../../workflows/domain/ledger.ts';
import type { TicketState } from '../../../workflows/domain/ticket.ts';
import { findProcess, titleOf } from '../../../workflows/processes/index.ts';
import { instant, ledgerTable } from '../../../workflows/processes/ledger_table.ts';
import { CliError } from '../../cli_error.ts';
import { withDeskDatabase } from '../process/desk_database.ts';
import { eventsOf } from '../process/desk_history.ts';

interface ExplainOptions {
  zone?: string;
  json?: boolean;
  all?: boolean;
}

export function register(program: Command): void {
  program
    .command('sla')
    .description('service-level clocks of a ticket')
    .command('explain')
    .description('why is it due then? where each clock’s time went, and why its due date moved')
    .argument('<ticket>', 'id or number of the ticket')
    .option('--zone <zone>', 'IANA zone of the times; that of the clock’s hours when absent')
    .option('--all', 'every clock there was; else those that run, broke or were last of their name')
    .option('--json', 'the ledger as JSON, in milliseconds since 1970')
    .action(explain);
}

async function explain(reference: string, options: ExplainOptions): Promise<void> {
  const now = Date.now();
  const { state, every } = await withDeskDatabase('sla', async (database) => {
    const ticket = await getTicket(database, reference);
    return { state: ticket, every: await ledgersOf(database, ticket, now) };
  });
  const isKept = (ledger: ClockLedger) => state.clocks.some((clock) => isSameClock(clock, ledger));
  const ledgers = options.all ? every : every.filter(isKept);
  const text = options.json
    ? JSON.stringify({ ticketId: state.ticketId, at: now, clocks: ledgers }, null, 2)
    : [
        ...explanation(state, ledgers, now, options.zone),
        ...earlierLines(every.length - ledgers.length),
      ].join('\n');
  process.stdout.write(`${text}\n`);
}

async function getTicket(database: Database, reference: string): Promise<TicketState> {
  const query = database('tickets').select('tickets.state');
  if (/^\d+$/.test(reference)) {
    query
      .join('ticket_contents', 'ticket_contents.ticket_id', 'tickets.ticket_id')
      .where('ticket_contents.number', reference);
  } else query.where('tickets.ticket_id', reference);
  const [row] = await query;
  if (row) return row.state;
  throw new CliError(`Ticket '${reference}': the desk has none with this id or number`, {
    exitCode: 2,
  });
}

async function ledgersOf(
  database: Database,
  { ticketId, processId, openedAt, clocks }: TicketState,
  now: number,
): Promise<ClockLedger[]> {
  if (clocks.length === 0) return [];
  const hours = await findHours(database, processId, openedAt);
  const events = (await eventsOf(database, [ticketId])).get(ticketId) ?? [];
  return ledgerOf(events, hours, now);
}

function explanation(
  { ticketId, processId, processVersion }: TicketState,
  ledgers: ClockLedger[],
  now: number,
  zone: string | undefined,
): string[] {
  if (ledgers.length === 0) {
    return [`${ticketId} follows ${processId}@${processVersion}, which promised it nothing`];
  }
  const causeTitle = (cause: string) => titleOf(processId, 'pendingReason', cause);
  const calendarTitle = (calendar: string) => titleOf(processId, 'calendar', calendar);
  return ledgers.flatMap((ledger, index) => {
    const clockZone = zone ?? zoneOf(processId, ledger.calendar);
    const heading = `${ticketId}, ${processId}@${processVersion}, ${instant(now, clockZone)}`;
    const table = ledgerTable(ledger, now, {
      zone: clockZone,
      causeTitle,
      calendarTitle,
    });
    return [...(index === 0 ? [heading] : []), '', ...table, `  Times in ${clockZone}`];
  });
}

function earlierLines(count: number): string[] {
  return count === 0 ? [] : ['', `and ${count} earlier: --all shows them`];
}

/** Hours that never close have no zone: the process's own is used, so that tables agree. */
function zoneOf(processId: string, calendar: string): string {
  const calendars = findProcess(processId)?.calendars ?? {};
  const hours = [calendars[calendar], ...Object.values(calendars)];
  const office = hours.find((one) => typeof one === 'object');
  return office?.zone ?? 'UTC';
}
