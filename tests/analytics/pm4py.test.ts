import { createWriteStream, existsSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import test, { type ExecutionContext } from 'ava';
import { chooseMapping } from '../../activities/import/choose_mapping.ts';
import { importLog } from '../../activities/import/import_log.ts';
import { importedTicketId } from '../../activities/import/replay_case.ts';
import type { EventLogFormat } from '../../analytics/formats/format.ts';
import type { MiningArgs } from '../../analytics/mining.ts';
import type { WarehouseReader } from '../../analytics/reader.ts';
import { at, lea, Ticket } from '../domain/desk.ts';
import { findPython, type Python } from '../support/python.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { DeskDatabase } from './desk_database.ts';
import { nextTicketId } from './given.ts';
import { manyTickets } from './histories.ts';
import { publishedWarehouse, readerOf } from './published.ts';

// pm4py is under the AGPL: it judges here, in a process of its own, and is no dependency.

const scripts = path.join(import.meta.dirname, 'python');
const log = path.resolve(import.meta.dirname, '../../../shared/data/helpdesk/helpdesk.xes.gz');
let python: Python | string;

test.before(async (t) => {
  t.timeout(300_000, 'Python packages are installed once');
  python = await findPython(path.join(scripts, 'pm4py_requirements.txt'));
});

/** A test that says in a word why pm4py cannot judge on this machine. */
function withPm4py(title: string, run: (t: ExecutionContext) => Promise<void>): void {
  test.serial(title, async (t) => {
    t.timeout(300_000);
    if (typeof python !== 'string') return run(t);
    t.log(`skipped: ${python}`);
    t.pass();
  });
}

interface Judged {
  events: number;
  graph: Record<string, number>;
  starts: Record<string, number>;
  ends: Record<string, number>;
  /** By the activities as JSON. */
  variants: Record<string, number>;
  cases: Record<string, string[]>;
}

async function judge<T>(script: string, file: string): Promise<T> {
  if (typeof python === 'string') throw new Error(python);
  const printed = await python.run(path.join(scripts, script), [file]);
  // Its banner goes before what the script prints.
  return JSON.parse(printed.slice(printed.indexOf('\n{') + 1)) as T;
}

/** The same of ours, from the warehouse. */
async function mined(reader: WarehouseReader, args: MiningArgs): Promise<Omit<Judged, 'cases'>> {
  const { parts } = await reader.mineProcess(args);
  const byActivity = (rows: Record<string, unknown>[], name: string) =>
    Object.fromEntries(rows.map((row) => [row[name], Number(row.move_count)]));
  const { edges } = parts;
  const inner = edges.filter((row) => row.from_activity !== null && row.to_activity !== null);
  return {
    events: Number(parts.totals[0]?.activity_count),
    graph: Object.fromEntries(
      inner.map((row) => [`${row.from_activity} > ${row.to_activity}`, Number(row.move_count)]),
    ),
    starts: byActivity(
      edges.filter((row) => row.from_activity === null),
      'to_activity',
    ),
    ends: byActivity(
      edges.filter((row) => row.to_activity === null),
      'from_activity',
    ),
    variants: Object.fromEntries(
      parts.variants.map((row) => [JSON.stringify(row.activities), Number(row.case_count)]),
    ),
  };
}

async function written(
  reader: WarehouseReader,
  args: MiningArgs,
  format: EventLogFormat,
): Promise<string> {
  const { body, fileName } = await reader.eventLog(args, format);
  const file = path.join(temporaryFolder(), fileName);
  await pipeline(body, createWriteStream(file));
  return file;
}

withPm4py(
  'the graph and the variants of the help-desk log are those of pm4py, case by case',
  async (t) => {
    if (!existsSync(log)) {
      t.log('skipped: the help-desk log is not beside the clone');
      t.pass();
      return;
    }
    const desk = await DeskDatabase.create();
    await importLog({ database: desk.database, files: [log], mapping: await chooseMapping(log) });
    await desk.export();
    const reader = readerOf(desk.warehouseDir);
    const args = { level: 'log', from: '2010-01-01', to: '2014-12-31' };
    const { cases, ...judged } = await judge<Judged>('judge_xes.py', log);
    const ours = await mined(reader, args);
    t.deepEqual(ours, judged);
    t.is(ours.events, 21_348);
    const { rows } = await reader.runSql({
      sql: `select ticket_id, activities from cases_mined(date '2010-01-01', date '2014-12-31', of_level := 'log')`,
    });
    const expected = Object.entries(cases).map(([id, activities]): [string, string[]] => [
      importedTicketId('italian_helpdesk', id),
      activities,
    ]);
    t.deepEqual(
      Object.fromEntries(rows.map(([id, activities]) => [id, activities])),
      Object.fromEntries(expected),
    );
    t.is(expected.length, 4580);
    const { cases: _cases, ...read } = await judge<Judged>(
      'judge_xes.py',
      await written(reader, args, 'xes'),
    );
    t.deepEqual(read, judged);
  },
);

withPm4py(
  'what is exported as XES and as OCEL 2.0 pm4py reads back with the same counts',
  async (t) => {
    const reader = readerOf(await publishedWarehouse(manyTickets(300), at(40, '12:00')));
    for (const level of ['status', 'group', 'step']) {
      const args = { level, from: '2026-01-01', to: '2026-02-28' };
      const ours = await mined(reader, args);
      const { cases, ...judged } = await judge<Judged>(
        'judge_xes.py',
        await written(reader, args, 'xes'),
      );
      t.deepEqual(judged, ours, level);
      const file = await written(reader, args, 'ocel2');
      const ocel = await judge<{
        events: object;
        objects: Record<string, number>;
        relations: Record<string, number>;
      }>('judge_ocel2.py', file);
      const { parts } = await reader.mineProcess(args);
      t.deepEqual(
        ocel.events,
        Object.fromEntries(
          parts.activities.map((row) => [row.activity, Number(row.activity_count)]),
        ),
      );
      t.is(ocel.objects.ticket, Object.keys(cases).length);
      t.is(ocel.relations.ticket, ours.events);
    }
  },
);

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what a log cannot hold.
const controls = /[\u0001\u001f]/g;
const badName = 'a "bad" <name> & \u0001\u001f\ttab\nline 🚑 é \ud83d\ude00 ]]>';

withPm4py('bad names, control characters and emoji do not break an event log', async (t) => {
  const ticket = new Ticket(at(0, '09:00'), { ticketId: nextTicketId(), category: 'vpn' });
  ticket.does(at(0, '10:00'), lea, 'accept');
  const [first] = ticket.events;
  if (first) {
    const source = { activity: badName, resource: badName, file: 'log.csv', line: 2 };
    ticket.events = [{ ...first, source }, ...ticket.events.slice(1)];
  }
  const reader = readerOf(await publishedWarehouse([ticket], at(2, '12:00')));
  const args = { level: 'log', from: '2026-01-01', to: '2026-01-31' };
  const told = badName.replaceAll(controls, '\ufffd');
  const { starts } = await judge<Judged>('judge_xes.py', await written(reader, args, 'xes'));
  t.deepEqual(starts, { [told]: 1 });
  const ocel = await judge<{ events: object }>(
    'judge_ocel2.py',
    await written(reader, args, 'ocel2'),
  );
  t.deepEqual(ocel.events, { [badName]: 1 });
});
