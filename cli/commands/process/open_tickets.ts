import type { Database } from '../../../database/connection.ts';
import { dayMs } from '../../../workflows/domain/durations.ts';
import type { ProcessSnapshot, Rules } from '../../../workflows/domain/process.ts';
import { openClocks, type TicketState } from '../../../workflows/domain/ticket.ts';
import { type MigrationPlan, planMigration } from '../../../workflows/processes/migration.ts';
import { findSnapshots, type LoadedProcess, rulesOf } from './load_process.ts';

/** A ticket that follows an older version, and what migrating it would do. */
export interface PlannedTicket {
  state: TicketState;
  number: number;
  plan: MigrationPlan;
  /** What it follows now, in the present hours of the process. */
  from: Rules;
  /** What the ticket is to follow, with calendars from its oldest running clock on. */
  to: Rules;
}

const horizonMs = 181 * dayMs;
const ticketsPerRead = 500;

/** A ticket as its row has it. */
export interface OpenTicket {
  state: TicketState;
  number: number;
}

/** The desk's own tickets of a process that are open, or resolved and could be reopened; oldest first. */
export async function* openTickets(
  database: Database,
  processId: string,
  { beforeVersion = null }: { beforeVersion?: number | null } = {},
): AsyncGenerator<OpenTicket> {
  let after: [openedAt: Date, ticketId: string] = [new Date(0), ''];
  for (;;) {
    const rows = await database('tickets')
      .join('ticket_contents', 'ticket_contents.ticket_id', 'tickets.ticket_id')
      .where({ origin: 'live', process_id: processId })
      .where((one) => one.where('is_open', true).orWhere('status', 'resolved'))
      .where((one) => {
        if (beforeVersion !== null) one.where('process_version', '<', beforeVersion);
      })
      .whereRaw('(tickets.opened_at, tickets.ticket_id) > (?, ?)', after)
      .orderBy(['tickets.opened_at', 'tickets.ticket_id'])
      .limit(ticketsPerRead)
      .select('tickets.ticket_id', 'tickets.opened_at', 'tickets.state', 'ticket_contents.number');
    const last = rows.at(-1);
    if (!last) return;
    after = [last.opened_at, last.ticket_id];
    for (const { state, number } of rows) yield { state, number: Number(number) };
  }
}

/** What migrating the tickets to `process` would do that follow a version before it. */
export async function* planMigrations(
  database: Database,
  process: LoadedProcess,
  now: number,
): AsyncGenerator<PlannedTicket> {
  const planner = new Planner(database, process, now);
  const { id, version: beforeVersion } = process.snapshot;
  for await (const { state, number } of openTickets(database, id, { beforeVersion })) {
    yield await planner.plan(state, number);
  }
}

/**
 * Versions of a process as the desk kept them. Where it did not keep one, that of `snapshot` stands in:
 * deadlines already carry their instants.
 */
export class KeptVersions {
  readonly #database: Database;
  readonly #snapshot: ProcessSnapshot;
  readonly #kept = new Map<number, ProcessSnapshot>();

  constructor(database: Database, snapshot: ProcessSnapshot) {
    this.#database = database;
    this.#snapshot = snapshot;
  }

  async version(version: number): Promise<ProcessSnapshot> {
    let old = this.#kept.get(version);
    if (!old) {
      const [kept] = await findSnapshots(this.#database, this.#snapshot.id, version);
      old = kept ?? { ...this.#snapshot, version };
      this.#kept.set(version, old);
    }
    return old;
  }
}

/** The hours of a process from the day before an instant on, made once a day. */
export class HoursByDay {
  readonly #process: LoadedProcess;
  readonly #now: number;
  readonly #rulesByDay = new Map<number, Rules>();

  constructor(process: LoadedProcess, now: number) {
    this.#process = process;
    this.#now = now;
  }

  /** Rules that reach back to the oldest clock of a ticket that runs. */
  rulesFor(state: TicketState): Rules {
    const starts = openClocks(state).map((clock) => clock.startedAt);
    const day = Math.floor(Math.min(this.#now, state.updatedAt, ...starts) / dayMs) * dayMs;
    let rules = this.#rulesByDay.get(day);
    if (!rules) {
      rules = rulesOf(this.#process, [day - dayMs, this.#now + horizonMs]);
      this.#rulesByDay.set(day, rules);
    }
    return rules;
  }
}

class Planner {
  readonly #now: number;
  readonly #hours: HoursByDay;
  readonly #versions: KeptVersions;

  constructor(database: Database, process: LoadedProcess, now: number) {
    this.#now = now;
    this.#hours = new HoursByDay(process, now);
    this.#versions = new KeptVersions(database, process.snapshot);
  }

  async plan(state: TicketState, number: number): Promise<PlannedTicket> {
    const to = this.#hours.rulesFor(state);
    const from = { ...to, process: await this.#versions.version(state.processVersion) };
    const plan = planMigration(state, { from, to }, this.#now);
    return { state, number, plan, from, to };
  }
}
