import { once } from 'node:events';
import { copyFile, mkdir, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import test from 'ava';
import { warehouseFiles } from '../../analytics/files.ts';
import { withLock } from '../../analytics/lock.ts';
import { findSnapshot, snapshotFile } from '../../analytics/manifest.ts';
import { Warehouse } from '../../analytics/warehouse.ts';
import { connectDatabase } from '../../database/connection.ts';
import { pruneOutbox } from '../../database/export_outbox.ts';
import { beginRun, parkRun, recordRun } from '../../database/playbook_runs.ts';
import { storePlaybookBuild } from '../../database/playbooks.ts';
import { playbookRunId } from '../../workflows/domain/playbooks.ts';
import type { Rules } from '../../workflows/domain/process.ts';
import { at, command, lea, marc, requester, rules, Ticket } from '../domain/desk.ts';
import { createTestDatabase, patient } from '../support/postgres.ts';
import { DeskDatabase } from './desk_database.ts';
import { nextTicketId, rowsOfMetric } from './given.ts';
import { manyTickets } from './histories.ts';
import { readerOf } from './published.ts';

const weeksAgo = new Date(Date.now() - 30 * 86_400_000);
const january = { from: '2026-01-01', to: '2026-01-31' };

function resolvedTicket(): Ticket {
  return new Ticket(at(0, '09:00'), { ticketId: nextTicketId(), category: 'vpn' })
    .does(at(0, '09:10'), lea, 'accept')
    .does(at(0, '10:00'), lea, 'resolve', { code: 'solved', noteId: 'note' });
}

function escalatedTicket(): Ticket {
  const opening = { ticketId: nextTicketId(), category: 'vpn', fields: { size: 'small' } };
  const ticket = new Ticket(at(0, '09:00'), opening, askedOf);
  ticket
    .does(at(0, '09:10'), lea, 'accept')
    .does(at(0, '09:10'), lea, 'tag', { add: ['vpn'] })
    .does(at(0, '09:10'), lea, 'markAffected', { add: ['itm-1'] });
  for (const [step, kind] of (['information', 'test', 'test'] as const).entries()) {
    const stepId = `step-${step}`;
    ticket.does(at(0, '09:20'), lea, 'addDiagnosticStep', { stepId, kind, hasRuledOut: false });
  }
  return ticket
    .does(at(0, '09:30'), lea, 'escalate', { kind: 'functional', reason: 'more_skill' })
    .does(at(0, '09:40'), marc, 'accept')
    .does(at(0, '10:00'), marc, 'resolve', { code: 'solved', noteId: 'note' })
    .act(at(0, '11:00'), command('reopen', requester, {}));
}

test('an export that finds nothing new publishes nothing', async (t) => {
  const desk = await DeskDatabase.create();
  await desk.record(manyTickets(20));

  const first = await desk.export();
  const again = await desk.export();

  t.is(first.ticketCount, 20);
  t.is(first.snapshot, '1.duckdb');
  t.deepEqual(again, {
    ticketCount: 0,
    eventCount: 0,
    snapshot: null,
    position: again.position,
    rebuilt: false,
    differences: null,
  });
});

test('outbox rows that are in the warehouse are removed once they are old, and no others', async (t) => {
  const desk = await DeskDatabase.create();
  await desk.record(manyTickets(6));
  const { position } = await desk.export();
  await desk.database('export_outbox').update({ at: weeksAgo });
  await desk.record([resolvedTicket()]);
  await desk.database('export_outbox').update({ at: weeksAgo });
  await desk.record([resolvedTicket()]);

  t.is(await pruneOutbox(desk.database, position), 6);

  t.is((await desk.database('export_outbox')).length, 2, 'these were not exported yet');
  const next = await desk.export();
  t.deepEqual([next.rebuilt, next.ticketCount], [false, 2]);
  t.is(await pruneOutbox(desk.database, next.position), 1, 'the last one is young');
  t.deepEqual((await desk.export({ rebuild: true })).differences, []);
});

test('a warehouse that was away for longer than the outbox is kept is made again', async (t) => {
  const desk = await DeskDatabase.create();
  await desk.record(manyTickets(3));
  await desk.export();
  const { warehouse } = warehouseFiles(desk.warehouseDir);
  const kept = `${warehouse}.kept`;
  await copyFile(warehouse, kept);
  await desk.record([resolvedTicket()]);
  const { position } = await desk.export();
  await desk.database('export_outbox').update({ at: weeksAgo });
  await pruneOutbox(desk.database, position);
  await desk.record([resolvedTicket()]);
  await copyFile(kept, warehouse);

  const summary = await desk.export();

  t.true(summary.rebuilt);
  t.deepEqual(await desk.rows('select count(*)::integer as n from tickets'), [{ n: 5 }]);
});

test('every event of the desk is in the warehouse once, and every ticket too', async (t) => {
  const desk = await DeskDatabase.create();
  const tickets = manyTickets(30);
  const half = Math.floor(tickets.length / 2);
  await desk.record(tickets.slice(0, half));
  await desk.export();
  await desk.record(tickets);

  const summary = await desk.export({ batchSize: 4 });

  const eventCount = tickets.reduce((count, { events }) => count + events.length, 0);
  t.deepEqual(
    await desk.rows(`select count(*)::integer as n, count(distinct (ticket_id, seq))::integer as keys
                     from ticket_events`),
    [{ n: eventCount, keys: eventCount }],
  );
  t.deepEqual(
    await desk.rows(
      'select count(*)::integer as n, count(distinct ticket_id)::integer as keys from tickets',
    ),
    [{ n: tickets.length, keys: tickets.length }],
  );
  t.is(summary.ticketCount, tickets.length - half);
});

test('a batch that comes again changes nothing', async (t) => {
  const desk = await DeskDatabase.create();
  await desk.record(manyTickets(25));
  await desk.export();
  const before = await desk.checksums();
  const warehouse = await Warehouse.open(warehouseFiles(desk.warehouseDir).warehouse);
  await warehouse.advanceTo({ xid: '0', position: '0' });
  warehouse.close();

  const summary = await desk.export({ batchSize: 3 });

  t.is(summary.ticketCount, 25);
  t.is(summary.eventCount, 0);
  t.deepEqual(await desk.checksums(), before);
});

// Transactions of one test hold back the exports of others on the same server: these two come first.
test.serial('a slow transaction is not lost when a later one is exported first', async (t) => {
  const desk = await DeskDatabase.create();
  await desk.export();
  const [slow, quick, after] = manyTickets(3) as [Ticket, Ticket, Ticket];
  const transaction = await desk.database.transaction();
  await desk.record([slow], transaction);
  await desk.record([quick]);

  const during = await desk.exportNow();
  await transaction.commit();
  const then = await desk.export();
  await desk.record([after]);
  await desk.export();

  // The quick one waits: nobody can know yet what the slow one will say.
  t.is(during.ticketCount, 0);
  t.is(then.ticketCount, 2);
  t.deepEqual(
    (await desk.rows('select ticket_id from tickets order by ticket_id')).map((r) => r.ticket_id),
    [slow, quick, after].map(({ state }) => state.ticketId).sort(),
  );
});

test.serial(
  'data is complete through an instant before the oldest transaction that still runs',
  async (t) => {
    const desk = await DeskDatabase.create();
    const transaction = await desk.database.transaction();
    const [slow] = manyTickets(1) as [Ticket];
    await desk.record([slow], transaction);
    const { rows } = await transaction.raw('select now() as began');

    await desk.exportNow();
    const snapshot = await findSnapshot(desk.warehouseDir);
    await transaction.rollback();

    t.true(new Date(snapshot?.dataThrough ?? '') <= rows[0].began);
  },
);

test.serial(
  'what a transaction of anybody holds back is not said to be there, while later tickets are',
  async (t) => {
    const desk = await DeskDatabase.create();
    await desk.export();
    const [first, second] = manyTickets(2) as [Ticket, Ticket];
    await desk.record([first]);
    await desk.export();
    const before = await findSnapshot(desk.warehouseDir);
    // In another database of the same server, and nothing to do with the desk.
    const other = await createTestDatabase();
    const elsewhere = connectDatabase(other.url, { name: 'elsewhere', ...patient });
    const open = await elsewhere.transaction();
    await open.raw('select pg_current_xact_id()');
    await desk.record([second]);
    const { rows } = await desk.database.raw('select max(at) as recorded from export_outbox');

    const during = await desk.exportNow();
    const snapshot = await findSnapshot(desk.warehouseDir);
    await open.rollback();
    await elsewhere.destroy();
    const then = await desk.export();

    t.is(during.ticketCount, 0);
    const through = new Date(snapshot?.dataThrough ?? '');
    t.true(through <= rows[0].recorded, `${through.toISOString()}`);
    t.true(through >= new Date(before?.dataThrough ?? ''));
    t.is(then.ticketCount, 1);
  },
);

test('a late reopening takes the ticket out of first-contact resolution', async (t) => {
  const desk = await DeskDatabase.create();
  const held = resolvedTicket();
  const reopened = resolvedTicket();
  await desk.record([held, reopened]);
  await desk.export();
  const share = async () => {
    const snapshot = await desk.openSnapshot();
    const [row] = await rowsOfMetric(snapshot, 'first_contact_resolution', january);
    snapshot.close();
    return row?.first_contact_share;
  };
  t.is(await share(), 1);

  reopened.act(at(2, '09:00'), command('reopen', requester, {}));
  await desk.record([reopened]);
  const { snapshot } = await desk.export();

  t.is(snapshot, '2.duckdb');
  t.is(await share(), 0.5);
});

const askedOf: Rules = {
  ...rules,
  process: {
    ...rules.process,
    fields: {
      size: { position: 0, kind: 'choice', options: ['small', 'large'] },
      quantity: { position: 1, kind: 'number', decimals: 1 },
      wanted: { position: 2, kind: 'date' },
      reason: { position: 3, kind: 'text', maxLength: 100, lines: 'one' },
      newcomer: { position: 4, kind: 'person' },
      machine: { position: 5, kind: 'device' },
    },
  },
};

test('fields of a process are rows by their kinds, as they are now, without texts and people', async (t) => {
  const desk = await DeskDatabase.create();
  const fields = { size: 'small', wanted: '2026-02-01', reason: 'note-1', newcomer: 'acc-paul' };
  const ticket = new Ticket(at(0, '09:00'), { ticketId: nextTicketId(), fields }, askedOf);
  await desk.record([ticket]);
  await desk.export();
  const values = { size: 'large', quantity: 2.5, machine: 'ci-7', wanted: '2026-03-01' };
  ticket.does(at(0, '10:00'), lea, 'setFields', { fields: values });
  await desk.record([ticket]);
  await desk.export();

  const known = await desk.rows(`
    select field, kind, value_text, value_number, value_day::varchar as value_day, set_by_kind
    from ticket_fields order by field`);
  const row = (field: string, kind: string, by: string, value: object = {}) => ({
    ...{ field, kind, value_text: null, value_number: null, value_day: null, ...value },
    set_by_kind: by,
  });
  t.deepEqual(known, [
    row('machine', 'device', 'agent', { value_text: 'ci-7' }),
    row('newcomer', 'person', 'requester'),
    row('quantity', 'number', 'agent', { value_number: 2.5 }),
    row('reason', 'text', 'requester'),
    row('size', 'choice', 'agent', { value_text: 'large' }),
    row('wanted', 'date', 'agent', { value_day: '2026-03-01' }),
  ]);
  const told = await desk.rows(`select data from ticket_events where data like '%acc-paul%'`);
  t.deepEqual(told, [], 'nobody whom a field names is named');
  const columns = await desk.rows(`
    select ticket_id,
      any_value(value_text) filter (where field = 'size') as size,
      any_value(value_number) filter (where field = 'quantity') as quantity
    from ticket_fields group by ticket_id`);
  t.deepEqual(columns, [{ ticket_id: ticket.state.ticketId, size: 'large', quantity: 2.5 }]);
  t.deepEqual((await desk.export({ rebuild: true })).differences, []);
});

test('levels of a page are rows, as they are now, in an increment as in a rebuild', async (t) => {
  const desk = await DeskDatabase.create();
  const rule = {
    ...{ name: 'page_at_night', on: { event: 'opened' as const }, when: { all: [] } },
    do: [{ do: 'page' as const, group: 'network' }],
  };
  const paging = { ...rules, process: { ...rules.process, rules: [rule] } };
  const ticket = new Ticket(at(0, '03:00'), { ticketId: nextTicketId() }, paging);
  const program = { kind: 'system', id: 'on_call' } as const;
  const place = (level: number, person: string) =>
    ticket.does(at(0, '03:00') + (level - 1) * 300_000, program, 'placePage', {
      ...{ n: 1, level, round: 1, next: level === 1 ? { level: 2, round: 1 } : null },
      found: { kind: 'person', person, layer: null, cause: 'named', waitMinutes: 5 },
    });
  place(1, lea.id);
  await desk.record([ticket]);
  await desk.export();
  const sql = 'select attempt, person_id, outcome, ended_why from pages order by attempt';
  t.deepEqual(await desk.rows(sql), [
    { attempt: 1, person_id: lea.id, outcome: 'open', ended_why: null },
  ]);
  ticket.waitUntil(at(0, '03:05'));
  place(2, marc.id);
  ticket.does(at(0, '03:06'), marc, 'acknowledgePage', { n: 1 });
  await desk.record([ticket]);
  await desk.export();
  t.deepEqual(await desk.rows(sql), [
    { attempt: 1, person_id: lea.id, outcome: 'escalated', ended_why: 'unanswered' },
    { attempt: 2, person_id: marc.id, outcome: 'acknowledged', ended_why: 'said' },
  ]);
  t.deepEqual((await desk.export({ rebuild: true })).differences, []);
});

test('runs of playbooks and their steps are rows, as they stand now, without what they said', async (t) => {
  const desk = await DeskDatabase.create();
  const { database } = desk;
  const ticket = new Ticket(at(0, '09:00'), { ticketId: nextTicketId() });
  ticket.does(at(0, '09:10'), lea, 'startPlaybook', { playbook: 'lend', inputId: 'note-1' });
  await desk.record([ticket]);
  await storePlaybookBuild(database, 'build-1', {});
  const { ticketId } = ticket.state;
  const runId = playbookRunId(ticketId, 1);
  const beginning = { runId, n: 1, playbook: 'lend', inputId: 'note-1', ticket: ticket.state };
  await beginRun(database, beginning, { version: 3, build_id: 'build-1' });
  await recordRun(database, {
    ...{ runId, change: 1, status: 'running', at: at(0, '09:11'), problem: null },
    steps: [
      {
        ...{ key: 'hand over', position: 1, name: 'hand over', kind: 'task', place: 'lend.ts:7' },
        ...{ status: 'running', startedAt: at(0, '09:11'), endedAt: null, problem: null },
        ...{ waitsFor: { group: 'desk' }, result: 'Camille' },
      },
    ],
  });
  await desk.export();
  const runs = `
    select ticket_id, run_id, version, status, started_by_kind, parked_step, parked_place, step_count,
      ended_at is null as goes_on, priority
    from playbook_runs`;
  const steps = `select step, kind, place, status, started_at::varchar as started_at from playbook_steps`;
  const of = { ticket_id: ticketId, run_id: runId, version: 3, started_by_kind: 'agent' };
  const running = { ...of, status: 'running', parked_step: null, parked_place: null };
  const { priority } = ticket.state;
  t.deepEqual(await desk.rows(runs), [{ ...running, step_count: 1, goes_on: true, priority }]);
  const startedAt = '2026-01-05 09:11:00';
  const step = { step: 'hand over', kind: 'task', place: 'lend.ts:7', started_at: startedAt };
  t.deepEqual(await desk.rows(steps), [{ ...step, status: 'running' }]);

  const problem = { step: 'hand over', place: 'lend.ts:7', message: 'Camille is away' };
  await parkRun(database, runId, problem);
  await desk.export();
  const parked = { status: 'parked', parked_step: 'hand over', parked_place: 'lend.ts:7' };
  const ended = { ...of, ...parked, step_count: 1, goes_on: false, priority };
  t.deepEqual(await desk.rows(runs), [ended]);
  t.deepEqual(await desk.rows(steps), [{ ...step, status: 'failed' }]);
  const [told] = await desk.rows(`
    select (select string_agg(playbook_runs::varchar) from playbook_runs) ||
      (select string_agg(playbook_steps::varchar) from playbook_steps) as whole`);
  t.notRegex(String(told?.whole), /Camille|note-1/);
  t.deepEqual((await desk.export({ rebuild: true })).differences, []);
});

test('tags and devices of a ticket are rows, as they are now, with who put them there', async (t) => {
  const desk = await DeskDatabase.create();
  const ticket = new Ticket(at(0, '09:00'), { ticketId: nextTicketId() });
  ticket
    .does(at(0, '09:10'), lea, 'tag', { add: ['vpn', 'paris'] })
    .does(at(0, '09:20'), marc, 'tag', { add: ['wifi'], remove: ['vpn'] })
    .does(at(0, '09:30'), lea, 'markAffected', { add: ['itm-1', 'itm-2'] })
    .does(at(0, '09:40'), marc, 'markAffected', { remove: ['itm-1'] });
  await desk.record([ticket]);
  await desk.export();
  const tags = await desk.rows('select tag, tagged_by_id from ticket_tags order by tag');
  t.deepEqual(tags, [
    { tag: 'paris', tagged_by_id: lea.id },
    { tag: 'wifi', tagged_by_id: marc.id },
  ]);
  const items = await desk.rows('select item_id, marked_by_id from ticket_items');
  t.deepEqual(items, [{ item_id: 'itm-2', marked_by_id: lea.id }]);
  t.deepEqual((await desk.export({ rebuild: true })).differences, []);
});

const countedTables = [
  'assignments',
  'clock_cycles',
  'escalations',
  'resolutions',
  'satisfaction',
  'ticket_fields',
  'ticket_items',
  'ticket_tags',
  'tier_arrivals',
];

test('what counts of a ticket follows it when it is classified anew, merged or unmerged', async (t) => {
  const desk = await DeskDatabase.create();
  const [classified, merged, unmerged] = [escalatedTicket(), escalatedTicket(), escalatedTicket()];
  await desk.record([classified, merged, unmerged]);
  await desk.export();

  classified.does(at(1, '09:00'), marc, 'classify', { category: 'printer', urgency: 'high' });
  for (const ticket of [merged, unmerged]) {
    ticket.does(at(1, '09:00'), marc, 'merge', { into: nextTicketId() });
  }
  await desk.record([classified, merged, unmerged]);
  await desk.export();
  unmerged.does(at(1, '10:00'), marc, 'unmerge');
  await desk.record([unmerged]);
  await desk.export();

  for (const table of countedTables) {
    const [row] = await desk.rows(`
      select
        count(*)::integer as n,
        count(*) filter (where facts.is_merged)::integer as merged,
        count(*) filter (where facts.category = 'printer')::integer as printer,
        count(*) filter (where (facts.priority, facts.category, facts.channel, facts.origin,
          facts.type, facts.is_cancelled, facts.is_merged) is distinct from (tickets.priority,
          tickets.category, tickets.channel, tickets.origin, tickets.type, tickets.is_cancelled,
          tickets.is_merged))::integer as astray
      from ${table} as facts
      inner join tickets using (ticket_id)`);
    t.is(row?.astray, 0, table);
    t.is(row?.merged, Number(row?.n) / 3, table);
    t.is(row?.printer, Number(row?.n) / 3, table);
    t.not(row?.n, 0, table);
  }
  t.deepEqual((await desk.export({ rebuild: true })).differences, []);
});

test('a survey answered weeks later counts for the month of its resolution', async (t) => {
  const desk = await DeskDatabase.create();
  const ticket = resolvedTicket();
  await desk.record([ticket]);
  await desk.export();

  ticket.does(at(13, '09:00'), requester, 'recordSatisfaction', { score: 5 });
  await desk.record([ticket]);
  await desk.export();

  t.deepEqual(
    await desk.rows(`select period::varchar as period, satisfied_share, waiting_count::integer as n
      from satisfaction(date '2026-01-01', date '2026-01-31', by_period := 'month')`),
    [{ period: '2026-01-01', satisfied_share: 1, n: 0 }],
  );
});

test('a survey says by which way it was answered, and nothing where nobody knows', async (t) => {
  const desk = await DeskDatabase.create();
  const [byMail, onDesk, before, open] = [
    resolvedTicket(),
    resolvedTicket(),
    resolvedTicket(),
    resolvedTicket(),
  ];
  byMail.does(at(1, '09:00'), requester, 'recordSatisfaction', { score: 2, channel: 'email' });
  onDesk.does(at(1, '09:00'), requester, 'recordSatisfaction', { score: 5, channel: 'portal' });
  before.does(at(1, '09:00'), requester, 'recordSatisfaction', { score: 4 });
  await desk.record([byMail, onDesk, before, open]);
  await desk.export();

  t.deepEqual(
    await desk.rows(
      'select score, state, answer_channel from satisfaction order by score nulls last',
    ),
    [
      { score: 2, state: 'answered', answer_channel: 'email' },
      { score: 4, state: 'answered', answer_channel: null },
      { score: 5, state: 'answered', answer_channel: 'portal' },
      { score: null, state: 'open', answer_channel: null },
    ],
  );
});

test('an analyst keeps reading a snapshot while exports publish newer ones', async (t) => {
  const desk = await DeskDatabase.create();
  const tickets = manyTickets(12);
  await desk.record(tickets.slice(0, 3));
  await desk.export();
  const reader = await desk.openSnapshot();
  const held = await reader.connection.stream('select ticket_id, seq from ticket_events');
  await held.fetchChunk();

  for (let count = 4; count <= 8; count++) {
    await desk.record(tickets.slice(0, count));
    await desk.export();
  }

  t.deepEqual(await reader.rows('select count(*)::integer as n from tickets'), [{ n: 3 }]);
  reader.close();
  t.deepEqual(await desk.rows('select count(*)::integer as n from tickets'), [{ n: 8 }]);
  t.deepEqual((await readdir(warehouseFiles(desk.warehouseDir).snapshots)).sort(), [
    '4.duckdb',
    '5.duckdb',
    '6.duckdb',
  ]);
});

for (const mode of ['increment', 'rebuild'] as const) {
  test(`an exporter killed in the middle of ${mode === 'rebuild' ? 'a rebuild' : 'an increment'} leaves no trace in the numbers`, async (t) => {
    const desk = await DeskDatabase.createBehind();
    const child = desk.exportElsewhere(mode);
    const exited = once(child, 'exit');
    for await (const line of createInterface({ input: child.stdout })) {
      if (Number(line) >= 20) break;
      if (line === 'published') t.fail('the exporter was not killed in time');
    }
    child.kill('SIGKILL');
    await exited;

    await desk.export();
    const afterwards = await desk.checksums();
    const rebuilt = await desk.export({ rebuild: true });

    t.deepEqual(rebuilt.differences, []);
    t.deepEqual(await desk.checksums(), afterwards);
    t.deepEqual(await desk.rows('select count(*)::integer as n from tickets'), [{ n: 60 }]);
  });
}

test('a second exporter is refused, whichever process it runs in', async (t) => {
  const desk = await DeskDatabase.create();
  await withLock(warehouseFiles(desk.warehouseDir).lock, 0, async () => {
    await t.throwsAsync(desk.export(), { code: 'warehouse_locked', message: /in this process/ });
    const child = desk.exportElsewhere();
    let complaint = '';
    child.stderr.on('data', (text) => {
      complaint += text;
    });
    await once(child, 'close');
    t.regex(complaint, new RegExp(`Another export is running \\(process ${process.pid}\\)`));
  });
  t.is((await desk.export()).snapshot, '1.duckdb');
});

test('the export needs no more of Postgres than to read the desk’s tables', async (t) => {
  const desk = await DeskDatabase.create();
  await desk.record(manyTickets(3));
  const role = `reader_${process.pid}`;
  await desk.database.raw(`create role ${role} login password 'reader'`);
  await desk.database.raw(`grant select on all tables in schema public to ${role}`);
  const url = new URL(desk.url);
  url.username = role;
  url.password = 'reader';

  const { ticketCount } = await desk.export({ databaseUrl: url.href });

  t.is(ticketCount, 3);
  await desk.database.raw(`drop owned by ${role}`);
  await desk.database.raw(`drop role ${role}`);
});

test('a warehouse that belongs to another database is made again', async (t) => {
  const one = await DeskDatabase.create();
  const other = await DeskDatabase.create();
  await one.record(manyTickets(4));
  await other.record(manyTickets(6));
  await one.export();

  const summary = await one.export({ databaseUrl: other.url });

  t.true(summary.rebuilt);
  t.deepEqual(await one.rows('select count(*)::integer as n from tickets'), [{ n: 6 }]);
});

test('a damaged warehouse file is named, readers go on, and a rebuild repairs it', async (t) => {
  const desk = await DeskDatabase.create();
  await desk.record(manyTickets(4));
  await desk.export();
  const { warehouse } = warehouseFiles(desk.warehouseDir);
  await writeFile(
    warehouse,
    'this is no database, but it is long enough to be looked at'.repeat(99),
  );

  await t.throwsAsync(desk.export(), {
    code: 'warehouse_damaged',
    message: new RegExp(`${warehouse}.*export --rebuild`),
  });
  t.deepEqual(await desk.rows('select count(*)::integer as n from tickets'), [{ n: 4 }]);
  t.true((await desk.export({ rebuild: true })).rebuilt);
  t.is((await desk.export()).snapshot, null);
});

test('a snapshot that was lost is published again', async (t) => {
  const desk = await DeskDatabase.create();
  await desk.record(manyTickets(4));
  await desk.export();
  await rm(warehouseFiles(desk.warehouseDir).manifest);

  t.is((await desk.export()).snapshot, '2.duckdb');
});

test('a snapshot that was cut short is published again, though nothing is new', async (t) => {
  const desk = await DeskDatabase.create();
  await desk.record(manyTickets(4));
  await desk.export();
  const snapshot = snapshotFile(warehouseFiles(desk.warehouseDir), 1);
  await truncate(snapshot, 5_000);
  const reader = readerOf(desk.warehouseDir);
  const count = () => reader.runSql({ sql: 'select count(*) from tickets' });
  await t.throwsAsync(count(), { code: 'warehouse_damaged', message: /next export/ });
  await t.throwsAsync(count(), { code: 'warehouse_damaged' }, 'and again when asked again');

  t.is((await desk.export()).snapshot, '2.duckdb');
  t.deepEqual((await count()).rows, [[4]]);
  t.is((await desk.export()).snapshot, null);
});

test('a warehouse whose folder was removed has not no tickets: it is told, and made again', async (t) => {
  const desk = await DeskDatabase.create();
  await desk.record(manyTickets(4));
  await desk.export();
  const reader = readerOf(desk.warehouseDir);
  const count = async () => (await reader.runSql({ sql: 'select count(*) from tickets' })).rows;
  t.deepEqual(await count(), [[4]]);
  await rm(desk.warehouseDir, { recursive: true });
  await t.throwsAsync(count(), { code: 'warehouse_damaged', message: /next export/ });
  await mkdir(desk.warehouseDir);
  await t.throwsAsync(count(), { code: 'warehouse_damaged' }, 'an empty folder is none either');

  t.true((await desk.export()).rebuilt);
  t.deepEqual(await count(), [[4]]);
});

test('what an export left half written is swept by the next one', async (t) => {
  const desk = await DeskDatabase.create();
  await desk.record(manyTickets(2));
  await desk.export();
  const files = warehouseFiles(desk.warehouseDir);
  await copyFile(files.warehouse, path.join(files.snapshots, '2.duckdb.unfinished'));

  await desk.export();

  t.deepEqual(await readdir(files.snapshots), ['1.duckdb']);
});

test('no name and no id of a requester leaves the desk', async (t) => {
  const desk = await DeskDatabase.create();
  const tickets = manyTickets(20);
  await desk.record(tickets);
  await desk.export();
  const snapshot = await desk.openSnapshot();
  const tables = await snapshot.rows<{ name: string }>(
    "select table_name as name from duckdb_tables() where schema_name = 'main'",
  );

  for (const { name } of tables) {
    const leaks = await snapshot.rows(
      `select * from ${name} where ${name}::varchar like '%acc-requester-%'`,
    );
    t.deepEqual(leaks, [], name);
  }
  snapshot.close();
});

test('an export that is told to stop leaves a warehouse the next one continues', async (t) => {
  const desk = await DeskDatabase.create();
  await desk.record(manyTickets(2));
  await desk.export();
  await desk.record(manyTickets(30));
  const stop = new AbortController();

  await t.throwsAsync(
    desk.export({ batchSize: 5, signal: stop.signal, onProgress: () => stop.abort() }),
    { code: 'query_cancelled' },
  );
  const rest = await desk.export();

  t.true(rest.ticketCount > 0 && rest.ticketCount < 30);
  t.deepEqual(await desk.rows('select count(*)::integer as n from tickets'), [{ n: 32 }]);
});
