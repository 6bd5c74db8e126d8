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

/**
 * The desk's own tickets that are open, or resolved and could be reopened, under a version before
 * the one of `process`; oldest first.
 */
export async function* planMigrations(
  database: Database,
  process: LoadedProcess,
  now: number,
): AsyncGenerator<PlannedTicket> {
  const planner = new Planner(database, process, now);
  const { id, version } = process.snapshot;
  let after: [openedAt: Date, ticketId: string] = [new Date(0), ''];
  for (;;) {
    const rows = await database('tickets')
      .join('ticket_contents', 'ticket_contents.ticket_id', 'tickets.ticket_id')
      .where({ origin: 'live', process_id: id })
      .where('process_version', '<', version)
      .where((one) => one.where('is_open', true).orWhere('status', 'resolved'))
      .whereRaw('(tickets.opened_at, tickets.ticket_id) > (?, ?)', after)
      .orderBy(['tickets.opened_at', 'tickets.ticket_id'])
      .limit(ticketsPerRead)
      .select('tickets.ticket_id', 'tickets.opened_at', 'tickets.state', 'ticket_contents.number');
    const last = rows.at(-1);
    if (!last) return;
    after = [last.opened_at, last.ticket_id];
    for (const { state, number } of rows) yield await planner.plan(state, Number(number));
  }
}

/** Keeps what many tickets have in common: old versions, and calendars by the day they begin. */
class Planner {
  readonly #database: Database;
  readonly #process: LoadedProcess;
  readonly #now: number;
  readonly #rulesByDay = new Map<number, Rules>();
  readonly #oldVersions = new Map<number, ProcessSnapshot>();

  constructor(database: Database, process: LoadedProcess, now: number) {
    this.#database = database;
    this.#process = process;
    this.#now = now;
  }

  async plan(state: TicketState, number: number): Promise<PlannedTicket> {
    const starts = openClocks(state).map((clock) => clock.startedAt);
    const to = this.#rulesFrom(Math.min(this.#now, state.updatedAt, ...starts));
    const old = await this.#oldVersion(state.processVersion);
    const from = { ...to, process: old };
    const plan = planMigration(state, { from, to }, this.#now);
    return { state, number, plan, from, to };
  }

  #rulesFrom(fromMs: number): Rules {
    const day = Math.floor(fromMs / dayMs) * dayMs;
    let rules = this.#rulesByDay.get(day);
    if (!rules) {
      rules = rulesOf(this.#process, [day - dayMs, this.#now + horizonMs]);
      this.#rulesByDay.set(day, rules);
    }
    return rules;
  }

  /** Where the desk did not keep it, the new one stands in: deadlines already carry their instants. */
  async #oldVersion(version: number): Promise<ProcessSnapshot> {
    let old = this.#oldVersions.get(version);
    if (!old) {
      const { snapshot } = this.#process;
      const [kept] = await findSnapshots(this.#database, snapshot.id, version);
      old = kept ?? { ...snapshot, version };
      this.#oldVersions.set(version, old);
    }
    return old;
  }
}
