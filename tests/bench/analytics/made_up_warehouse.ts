import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { quotedString } from '@duckdb/node-api';
import { factsOf, ticketTables } from '../../../analytics/facts/facts.ts';
import { warehouseFiles } from '../../../analytics/files.ts';
import { insertStaged } from '../../../analytics/merge.ts';
import { publishSnapshot, sweepUnfinished } from '../../../analytics/publish.ts';
import { Staging } from '../../../analytics/stage.ts';
import { recipeHash } from '../../../analytics/tables.ts';
import { Warehouse } from '../../../analytics/warehouse.ts';
import { livePastTicket } from '../../../cli/demo/past_ticket.ts';
import { seededRandom } from '../../../cli/demo/random.ts';
import { stories } from '../../../cli/demo/stories.ts';
import type { TicketEvent } from '../../../workflows/domain/events.ts';
import { evolve } from '../../../workflows/domain/evolve.ts';
import type { TicketState } from '../../../workflows/domain/ticket.ts';
import { ticketIdFrom } from '../../../workflows/ids.ts';
import { compileCalendars, definitionOf, snapshotOf } from '../../../workflows/processes/index.ts';
import { sourceOf } from '../../analytics/given.ts';

export interface MadeUpTicket {
  state: TicketState;
  events: TicketEvent[];
}

const dayMs = 86_400_000;
export const zone = 'Europe/Paris';
/** The desk has worked for so many years of 364 days, which keep the days of the week in place. */
const years = 4;
const yearDays = 364;
/** A multiplied desk has more agents than the one that was simulated. */
const agentTeams = 25;
const slices = 12;

/** The last day of the data, and the first of its last year. */
export const today = Date.UTC(2026, 0, 5) + yearDays * dayMs + 10 * 3_600_000;
const firstDay = Date.UTC(2026, 0, 5);

const definition = definitionOf('it_support');
const rules = {
  process: snapshotOf(definition),
  calendars: compileCalendars(definition, firstDay - dayMs, today + 400 * dayMs),
};

/**
 * A year of tickets lived through the core, no two alike.
 * @param until milliseconds UTC: a ticket that would go on after it is still open
 */
export function* liveYear(count: number, until: number): Generator<MadeUpTicket> {
  for (let number = 0; number < count; number++) {
    const random = seededRandom(number);
    const past = livePastTicket({
      ticketId: ticketIdFrom(String(number).padStart(26, '0')),
      requester: { id: `acc-${number % 500}`, tier: random.chance(0.05) ? 'vip' : 'standard' },
      story: random.weigh(stories),
      openedAt: firstDay + Math.floor((yearDays * dayMs * number) / count),
      rules,
      random,
      today: until,
    });
    // Its life was lived to the end: what comes after is not known yet.
    const events = past.events.filter(({ at }) => at <= until);
    const state = events.reduce<TicketState | null>(evolve, null);
    if (state) yield { state, events };
  }
}

/** One base of tickets that all ended, for the years that are over, and one cut off today. */
async function simulate(file: string, count: number, until: number): Promise<void> {
  const warehouse = await createWarehouse(file);
  const staging = await Staging.create(warehouse, zone, ticketTables);
  let batch: MadeUpTicket[] = [];
  const store = async () => {
    await staging.fill(batch.map((ticket) => factsOf(sourceOf(ticket), (id) => `~${id}`)));
    await warehouse.transaction(() => insertStaged(warehouse, staging));
    batch = [];
  };
  for (const ticket of liveYear(count, until)) {
    batch.push(ticket);
    if (batch.length === 1000) await store();
  }
  await store();
  await warehouse.checkpoint();
  warehouse.close();
}

function createWarehouse(file: string): Promise<Warehouse> {
  return Warehouse.create(file, {
    recipe: recipeHash(),
    source: 'bench',
    businessZone: zone,
    xid: '1',
    position: '0',
  });
}

export interface MadeUpSize {
  ticketCount: number;
  /** Tickets simulated for each of the bases. */
  baseCount: number;
  /** Events kept at most: no metric reads them, and a simulated ticket has many. */
  eventCount: number;
}

/**
 * A published warehouse of so many tickets: `baseCount` of them are simulated, then copied as they
 * are, a whole number of years earlier, to other agents and under other ids.
 */
export async function makeWarehouse(
  dir: string,
  { ticketCount, baseCount, eventCount }: MadeUpSize,
): Promise<void> {
  const files = warehouseFiles(dir);
  await mkdir(dir, { recursive: true });
  await sweepUnfinished(files);
  const ended = path.join(dir, 'ended.base');
  const present = path.join(dir, 'present.base');
  await simulate(ended, baseCount, today + 300 * dayMs);
  await simulate(present, baseCount, today);
  const warehouse = await createWarehouse(files.warehouse);
  await warehouse.run(`attach ${quotedString(ended)} as ended (read_only)`);
  await warehouse.run(`attach ${quotedString(present)} as present (read_only)`);
  const copies = Math.max(1, Math.round(ticketCount / baseCount / years));
  const [base] = await warehouse.rows<{ n: number }>(
    'select count(*)::double as n from ended.ticket_events',
  );
  const eventCopies = Math.min(copies, Math.round(eventCount / years / (base?.n ?? 1)));
  for (let year = 0; year < years; year++) {
    for (let slice = 0; slice < slices; slice++) {
      for (const table of ticketTables) {
        const count = table === 'ticket_events' ? eventCopies : copies;
        await warehouse.run(await copySql(warehouse, table, year, slice, baseCount, count));
      }
    }
  }
  await warehouse.run('detach ended');
  await warehouse.run('detach present');
  await publishSnapshot(files, warehouse, today, today);
  warehouse.close();
}

async function copySql(
  warehouse: Warehouse,
  table: string,
  year: number,
  slice: number,
  baseCount: number,
  copies: number,
): Promise<string> {
  const days = yearDays * (years - 1 - year);
  const columns = await warehouse.rows<{ name: string; type: string }>(
    `select column_name as name, data_type as type from duckdb_columns()
     where database_name = current_database() and schema_name = 'main' and table_name = $table
     order by column_index`,
    { table },
  );
  const values = columns.map(({ name, type }) => {
    if (name === 'ticket_id') return `ticket_id || '-${year}-' || copy`;
    if (name === 'number') return `number + ${baseCount} * (copy * ${years} + ${year})`;
    if (type === 'TIMESTAMP') return `${name} - to_days(${days})`;
    if (type === 'DATE') return `${name} - ${days}`;
    if (agentColumns.has(name)) return `${name} || '-' || (copy % ${agentTeams})`;
    return name;
  });
  const from = ticketIdOf(Math.floor((baseCount * slice) / slices));
  const to = ticketIdOf(Math.floor((baseCount * (slice + 1)) / slices));
  const base = year === years - 1 ? 'present' : 'ended';
  return `insert into ${table}
    select ${values.join(', ')} from ${base}.${table}
    cross join range(${copies}) as copies (copy)
    where ticket_id >= ${quotedString(from)} and ticket_id < ${quotedString(to)}`;
}

function ticketIdOf(number: number): string {
  return ticketIdFrom(String(number).padStart(26, '0'));
}

const agentColumns = new Set([
  'assignee_id',
  'first_assignee_id',
  'from_assignee_id',
  'by_id',
  'resolved_by_id',
]);
