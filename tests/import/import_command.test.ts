import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { parse } from 'csv-parse/sync';
import { connectDatabase, type Database } from '../../database/connection.ts';
import { createTestDatabase, patient } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { officeMapping } from './small_logs.ts';

const palier = path.resolve(import.meta.dirname, '../../cli/palier.ts');

const rows = [
  'case,activity,time,agent',
  'A,open,2026-01-05T09:00Z,Anna',
  'A,take,2026-01-05T10:00Z,Anna',
];

interface Run {
  code: number;
  output: string;
  folder: string;
}

async function palierImport(database: string, folder: string, ...args: string[]): Promise<Run> {
  return new Promise((resolve) => {
    const env = { ...process.env, DATABASE_URL: database, NO_COLOR: '1' };
    const child = execFile(
      process.execPath,
      [palier, 'import', ...args],
      { cwd: folder, env },
      (_error, stdout, stderr) =>
        resolve({ code: child.exitCode ?? -1, output: stdout + stderr, folder }),
    );
  });
}

async function desk(t: ExecutionContext): Promise<{ url: string; database: Database }> {
  t.timeout(120_000);
  const { url } = await createTestDatabase();
  const database = connectDatabase(url, { name: 'import test', ...patient });
  onTeardown(() => database.destroy());
  return { url, database };
}

function logFolder(lines: string[]): string {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'log.csv'), lines.join('\n'));
  writeFileSync(path.join(folder, 'mapping.json'), JSON.stringify(officeMapping));
  return folder;
}

test('a clean log is imported: exit 0, the mapping is named, no rejects file', async (t) => {
  const { url, database } = await desk(t);
  const run = await palierImport(url, logFolder(rows), '.');
  t.is(run.code, 0, run.output);
  t.regex(run.output, /log\.csv: mapping office_log/);
  t.regex(run.output, /2 rows: 1 ticket,/);
  t.false(existsSync(path.join(run.folder, 'rejects.csv')));
  const ticket = await database('tickets').first();
  t.like(ticket, { origin: 'import', status: 'in_progress', process_id: 'office_log' });
  const content = await database('ticket_contents').first();
  t.is(content?.subject, 'A');
  const agent = await database('accounts')
    .where({ roles: ['agent'] })
    .first();
  t.like(agent, { display_name: 'Anna', is_active: false });
  t.is((await database('agent_load')).length + (await database('assignment_queue')).length, 0);
  const [outbox] = await database('export_outbox');
  t.is(outbox?.last_seq, ticket?.last_seq);
});

test('rows that cannot be imported: exit 1, a count, and a rejects file; the rest is there', async (t) => {
  const { url, database } = await desk(t);
  const bad = ['B,open,then,Anna', '=C,juggle,2026-01-05T09:00Z,"An ""na"', 'D,open'];
  const run = await palierImport(url, logFolder([...rows, ...bad]), '.');
  t.is(run.code, 1, run.output);
  t.regex(run.output, /3 rows were not imported/);
  const text = readFileSync(path.join(run.folder, 'rejects.csv'), 'utf8');
  const listed = parse(text, { columns: true }) as Record<string, string>[];
  t.deepEqual(
    listed.map(({ line, case: caseId }) => [line, caseId]),
    [
      ['4', 'B'],
      // A spreadsheet must not take it for a formula.
      ['5', "'=C"],
      ['6', 'D'],
    ],
  );
  t.true(listed.every(({ file, reason, row }) => file && reason && row));
  t.is((await database('tickets')).length, 1);
});

test('once the log is put right the rest comes in, and what was there stays', async (t) => {
  const { url, database } = await desk(t);
  const folder = logFolder([...rows, 'B,open,2026-01-05T09:00Z,Anna', 'B,take,soon,Anna']);
  t.is((await palierImport(url, folder, '.')).code, 1);
  t.is((await database('tickets')).length, 1);
  writeFileSync(
    path.join(folder, 'log.csv'),
    [...rows, 'B,open,2026-01-05T09:00Z,Anna', 'B,take,2026-01-05T11:00Z,Anna'].join('\n'),
  );
  const again = await palierImport(url, folder, '.');
  t.is(again.code, 0, again.output);
  t.regex(again.output, /1 ticket, .* 1 ticket was there already/);
  t.is((await database('tickets')).length, 2);
});

test('a log that has grown adds what is new; one that contradicts itself is refused', async (t) => {
  const { url, database } = await desk(t);
  const folder = logFolder(rows);
  const import_ = async (lines: string[]) => {
    writeFileSync(path.join(folder, 'log.csv'), lines.join('\n'));
    return palierImport(url, folder, '.');
  };
  t.is((await import_(rows)).code, 0);
  const grown = await import_([...rows, 'A,solve,2026-01-06T10:00Z,Anna']);
  t.is(grown.code, 0, grown.output);
  t.is((await database('tickets').first())?.status, 'resolved');
  const other = await import_([rows[0] as string, 'A,open,2026-01-04T09:00Z,Anna']);
  t.is(other.code, 1, other.output);
  t.regex(readFileSync(path.join(folder, 'rejects.csv'), 'utf8'), /imported before with another/);
  t.is((await database('tickets').first())?.status, 'resolved');
  t.is((await database('alarms')).length, 0);
});

test('a log whose columns or names cannot be told apart is usage; what it leaves open is told', async (t) => {
  const { url, database } = await desk(t);
  const twice = await palierImport(
    url,
    logFolder(['case,activity,time,agent,agent', 'A,open,x,a,b']),
    '.',
  );
  t.is(twice.code, 2, twice.output);
  t.regex(twice.output, /two columns are named "agent"/);
  const folder = logFolder([
    'case,activity,time,agent,team',
    'A,open,2026-01-05T09:00Z,Anna,Wi-Fi',
    'A,take,2026-01-05T10:00Z,Anna,WI FI',
  ]);
  const mapping = {
    ...officeMapping,
    format: { timestamp: { zone: 'Europe/Paris' } },
    fields: { ...officeMapping.fields, group: 'team' },
  };
  writeFileSync(path.join(folder, 'mapping.json'), JSON.stringify(mapping));
  const collided = await palierImport(url, folder, '.');
  t.is(collided.code, 2, collided.output);
  t.regex(collided.output, /group "Wi-Fi" and "WI FI" would both be "wi_fi"/);
  t.is((await database('tickets')).length, 0);
  const lines = ['case,activity,time,agent,team', 'A,open,2026-01-05,Anna,Desk'];
  writeFileSync(path.join(folder, 'log.csv'), lines.join('\n'));
  const told = await palierImport(url, folder, '.');
  t.is(told.code, 0, told.output);
  t.regex(told.output, /1 row has a date without a time: 00:00 counts; the first: log\.csv:2/);
});

test('what was asked wrongly is usage: exit 2 and what was expected', async (t) => {
  const url = 'postgres://nobody@127.0.0.1:1/none';
  const folder = logFolder(rows);
  const wrong: [string[], RegExp][] = [
    [['nowhere'], /nowhere: there is no such file/],
    [['.', '--mapping', 'none.json'], /none\.json/],
    [[], /missing required argument/],
  ];
  for (const [args, expected] of wrong) {
    const run = await palierImport(url, folder, ...args);
    t.is(run.code, 2, run.output);
    t.regex(run.output, expected);
  }
  const away = await palierImport(url, folder, '.');
  t.is(away.code, 1);
  t.regex(away.output, /The database cannot be reached/);
});
