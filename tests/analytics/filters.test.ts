import { text } from 'node:stream/consumers';
import test from 'ava';
import { metricDefinitions } from '../../analytics/catalogue.ts';
import type { RowsArgs } from '../../analytics/metric_args.ts';
import { metricFilters } from '../../analytics/metric_definition.ts';
import type { WarehouseReader } from '../../analytics/reader.ts';
import { at, lea, marc, minute, Ticket, ungated } from '../domain/desk.ts';
import { nextTicketId, type OfCustomer, runOf, type WithRuns } from './given.ts';
import { manyTickets } from './histories.ts';
import { publishedWarehouse, readerOf } from './published.ts';

let reader: WarehouseReader;
const range = { from: '2026-01-01', to: '2026-03-31' };

test.before(async () => {
  reader = readerOf(
    await publishedWarehouse(
      [...manyTickets(140), ...withTasks(), ...withPages(), ...withRuns()].map(ofCustomer),
      at(80, '12:00'),
    ),
  );
});

/** Every third ticket is of one customer, the next of another, and the others of none. */
function ofCustomer<T extends Ticket>(ticket: T, n: number): T & OfCustomer {
  return Object.assign(ticket, {
    customer: [null, 'North Hospital', 'South Clinic'][n % 3] ?? null,
  });
}

/** Tasks of two groups on tickets of two priorities: some done, some open, some late. */
function withTasks(): Ticket[] {
  return (['low', 'high'] as const).map((urgency, day) => {
    const ticket = new Ticket(at(day, '09:00'), { ticketId: nextTicketId(), urgency });
    for (const [group, withinMinutes] of [
      ['network', 60],
      ['desk', 600],
      ['network', 600],
    ] as const) {
      ticket.does(at(day, '09:10'), lea, 'addTask', { titleId: 'txt', group, withinMinutes });
    }
    return ticket
      .does(at(day, '11:30'), lea, 'completeTask', { n: 1 })
      .does(at(day, '11:40'), lea, 'completeTask', { n: 2 });
  });
}

/** Pages of two groups on tickets of two priorities: some passed on, one that nobody answered. */
function withPages(): Ticket[] {
  const rule = {
    ...{ name: 'page_both', on: { event: 'opened' as const }, when: { all: [] } },
    do: [
      { do: 'page' as const, group: 'network' },
      { do: 'page' as const, group: 'desk' },
    ],
  };
  const rules = { ...ungated, process: { ...ungated.process, rules: [rule] } };
  const program = { kind: 'system', id: 'on_call' } as const;
  return (['low', 'high'] as const).map((urgency, day) => {
    const openedAt = at(day, '03:00');
    const ticket = new Ticket(openedAt, { ticketId: nextTicketId(), urgency }, rules);
    const place = (n: number, level: number, person: string, next: object | null) =>
      ticket.does(openedAt + (level - 1) * 5 * minute, program, 'placePage', {
        ...{ n, level, round: 1, next: next as { level: number; round: number } | null },
        found: { kind: 'person', person, layer: null, cause: 'turn', waitMinutes: 5 },
      });
    place(1, 1, lea.id, { level: 2, round: 1 });
    place(2, 1, lea.id, null);
    ticket.waitUntil(openedAt + 5 * minute);
    place(1, 2, marc.id, null);
    return ticket.does(openedAt + 7 * minute, marc, 'acknowledgePage', { n: 1 });
  });
}

/** Runs of two playbooks on tickets of two priorities: some done, one parked, one that goes on. */
function withRuns(): (Ticket & WithRuns)[] {
  return (['low', 'high'] as const).map((urgency, day) => {
    const ticket = new Ticket(at(day, '09:00'), { ticketId: nextTicketId(), urgency });
    const runs = [
      runOf(ticket, { n: 1, startedAt: at(day, '09:10'), endedAt: at(day, '11:10') }),
      runOf(ticket, { n: 2, playbook: 'diagnose', status: 'parked', endedAt: at(day, '10:00') }),
      runOf(ticket, { n: 3, status: 'running', endedAt: null }),
    ];
    return Object.assign(ticket, { runs });
  });
}

type Row = Record<string, unknown>;

async function ticketsBehind(metric: string, args: RowsArgs): Promise<Row[]> {
  const file = await reader.runMetricRowsAs(metric, { ...range, ...args }, 'json');
  return JSON.parse(await text(file.body));
}

// Each test waits for the one before it: all of them ask more at once than may wait for an answer.

/** What a metric compares a group with is another number where there is no other group. */
const comparesWithPeers = (name: string) => name === 'training_needs';

for (const { name, segments } of metricDefinitions()) {
  for (const filter of metricFilters) {
    if (!segments.includes(filter) || comparesWithPeers(name)) continue;
    test.serial(`${name} of one ${filter} is the ${filter}’s row of all`, async (t) => {
      const { records } = await reader.runMetric(name, { ...range, by: filter });
      t.true(records.length > 0);
      for (const record of records) {
        const only = String(record.segment);
        // Those of nobody are no value that one asks for.
        if (only === '(none)') continue;
        const one = await reader.runMetric(name, { ...range, by: '', [filter]: only });
        t.deepEqual(one.records, [{ ...record, segment: 'all' }], only);
      }
    });
  }
}

test.serial('a customer that nobody has is refused with those there are', async (t) => {
  await t.throwsAsync(reader.runMetric('backlog', { ...range, customer: 'Nobody Ltd' }), {
    message: /customer 'Nobody Ltd': expected North Hospital, South Clinic/,
  });
  const { records } = await reader.runMetric('opened_and_resolved', { ...range, by: 'customer' });
  t.deepEqual(
    records.map(({ segment }) => segment),
    ['(none)', 'North Hospital', 'South Clinic'],
  );
});

test.serial(
  'a filter that nothing passes leaves counts of nothing, never another group’s',
  async (t) => {
    const { records } = await reader.runMetric('opened_and_resolved', {
      ...range,
      by: '',
      group: 'none',
    });
    t.is(records[0]?.entered_count, 0);
    const forecast = await reader.runMetric('opened_forecast', { ...range, group: 'none' });
    t.deepEqual(forecast.records, []);
  },
);

/** The number of a metric that its tickets, counted, must give. */
const counted: Record<string, (row: Row) => number> = {
  agent_workload: (row) => Number(row.resolved_count),
  backlog: (row) => Number(row.open_count),
  backlog_age: (row) => Number(row.open_count),
  escalation_rate: (row) => Number(row.entered_count),
  first_contact_resolution: (row) => Number(row.resolved_count) + Number(row.immature_count),
  first_level_resolution: (row) => Number(row.resolved_count),
  first_resolution_time: (row) => Number(row.resolved_count),
  first_response_time: (row) => Number(row.answered_count),
  total_resolution_time: (row) => Number(row.resolved_count),
  hand_off_bounces: (row) => Number(row.hand_off_count),
  group_ping_pong: (row) => Number(row.move_count),
  reassignments: (row) => Number(row.resolved_count),
  open_tasks: (row) => Number(row.open_count),
  task_completion: (row) => Number(row.done_count),
  page_acknowledgement: (row) => Number(row.acknowledged_count),
  page_escalations: (row) => Number(row.page_count),
  pages_by_hour: (row) => Number(row.page_count),
  playbook_completion: (row) => Number(row.run_count),
  opened_and_resolved: (row) => Number(row.entered_count) + Number(row.left_count),
  reopen_rate: (row) => Number(row.resolution_count) + Number(row.immature_count),
  satisfaction: (row) => Number(row.asked_count),
  sla_attainment: (row) =>
    Number(row.met_count) + Number(row.breached_count) + Number(row.cancelled_count),
  time_to_acknowledge: (row) => Number(row.acknowledged_count),
};

for (const [name, count] of Object.entries(counted)) {
  test.serial(`the tickets behind ${name} are as many as it counts, by each segment`, async (t) => {
    const metric = metricDefinitions().find((one) => one.name === name);
    for (const segment of metric?.segments ?? []) {
      const { records } = await reader.runMetric(name, { ...range, by: segment });
      for (const record of records) {
        const only = String(record.segment);
        const rows = await ticketsBehind(name, { segment, only });
        t.is(rows.length, count(record), `${segment} ${only}`);
        t.true(rows.every((row) => typeof row.ticket_id === 'string'));
      }
    }
  });
}

test.serial('the tickets behind a month are those of the month', async (t) => {
  const { records } = await reader.runMetric('backlog', { ...range, by: 'month' });
  for (const { on_date: to, open_count: count } of records) {
    const rows = await ticketsBehind('backlog', { to: String(to) });
    t.is(rows.length, Number(count), String(to));
  }
});

test.serial('cases behind training needs are all cases of the agent', async (t) => {
  const { records } = await reader.runMetric('training_needs', { ...range, by: 'agent' });
  const perAgent = Map.groupBy(records, (record) => String(record.segment));
  t.true(perAgent.size > 0);
  for (const [agent, of] of perAgent) {
    const rows = await ticketsBehind('training_needs', { segment: 'agent', only: agent });
    t.is(
      rows.length,
      of.reduce((sum, row) => sum + Number(row.case_count), 0),
    );
  }
});

test.serial('a forecast has no tickets behind it, and says so', async (t) => {
  await t.throwsAsync(reader.runMetricRowsAs('opened_forecast', range, 'json'), {
    message: /no tickets are behind it/,
  });
  const wrong = reader.runMetricRowsAs('backlog', { ...range, segment: 'colour' }, 'json');
  await t.throwsAsync(wrong, { message: /segment 'colour': expected a cut of backlog: group/ });
});

for (const { name, sql, rowsSql } of metricDefinitions()) {
  test.serial(`the SQL of ${name} can be run in the console as it stands`, async (t) => {
    const { from, to } = range;
    const filters = { only_group: null, only_priority: null, only_customer: null };
    const period = metricDefinitions().find((one) => one.name === name)?.periods[0] ?? 'none';
    const metric = { from, to, period, segment: 'all', ...filters };
    const { columns } = await reader.runSql({ sql, params: metric });
    t.true(columns.some((column) => column.name === 'segment'));
    if (rowsSql === null) return;
    const tickets = { ...metric, period: 'none', only_segment: null };
    const rows = await reader.runSql({ sql: rowsSql, params: tickets });
    t.true(rows.columns.some((column) => column.name === 'ticket_id'));
  });
}

test.serial('the table function of a metric takes the filters too', async (t) => {
  const dates = "date '2026-01-01', date '2026-03-31'";
  const { rows } = await reader.runSql({
    sql: `select sum(entered_count)::integer from opened_and_resolved(${dates}, only_group := 'service_desk')`,
  });
  const { records } = await reader.runMetric('opened_and_resolved', {
    ...range,
    by: '',
    group: 'service_desk',
  });
  t.is(rows[0]?.[0], records[0]?.entered_count ?? null);
});
