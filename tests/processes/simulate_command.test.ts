import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';
import { recordHistory } from '../../activities/projection.ts';
import { livePast } from '../../cli/demo/past.ts';
import { connectDatabase } from '../../database/connection.ts';
import type { Simulation } from '../../workflows/processes/simulate/simulate.ts';
import { officeMapping } from '../import/small_logs.ts';
import { runPalier } from '../support/palier.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';
import { temporaryFolder } from '../support/temporary.ts';

const itSupport = path.resolve(import.meta.dirname, '../../workflows/processes/it_support.ts');
const now = Date.UTC(2026, 5, 15, 12);
const ticketCount = 150;

let url: string;

test.before(async (t) => {
  t.timeout(240_000);
  ({ url } = await createTestDatabase());
  const database = connectDatabase(url, { name: 'simulate test' });
  onTeardown(() => database.destroy());
  await recordHistory(database, livePast(now).slice(0, ticketCount), 'demo');
});

async function candidate(changes: string): Promise<string> {
  const file = path.join(temporaryFolder(), 'candidate.ts');
  const source = `import { itSupport } from ${JSON.stringify(itSupport)};
export const candidate = { ...itSupport, version: itSupport.version + 1, ${changes} };\n`;
  await writeFile(file, source);
  return file;
}

function simulate(...args: string[]) {
  const command = ['process', 'simulate', '--origin', 'demo', ...args];
  return runPalier(command, { DATABASE_URL: url });
}

test('the desk’s own history, lived again under its own process, is what it was', async (t) => {
  t.timeout(240_000);
  const run = await simulate('--candidate', 'it_support', '--json');
  t.is(run.code, 0, run.stderr);
  const simulation: Simulation = JSON.parse(run.stdout);
  const { current } = simulation;
  t.is(simulation.ticketCount, ticketCount);
  t.deepEqual(current, simulation.candidate);
  t.deepEqual(current.refused, []);
  const database = connectDatabase(url, { name: 'simulate test' });
  onTeardown(() => database.destroy());
  const statuses = await database('tickets').pluck('status');
  const counts = Object.groupBy(statuses, (status) => status);
  t.deepEqual(
    current.statuses,
    Object.fromEntries(Object.entries(counts).map(([status, all]) => [status, all?.length])),
  );
  t.is(current.eventCount, (await database('ticket_events').pluck('seq')).length);
});

test('a candidate with half the time keeps fewer promises, and the report says how many', async (t) => {
  t.timeout(240_000);
  const file = await candidate(
    "targets: [{ clock: 'resolution', when: { all: [] }, within: { minutes: 60 }, calendar: 'paris_office' }, ...itSupport.targets]",
  );
  const run = await simulate('--candidate', file);
  t.is(run.code, 0, run.stderr);
  const row = run.stdout.split('\n').find((line) => line.includes('p3 resolution')) ?? '';
  const [before, after] = [...row.matchAll(/([\d.]+) % of/g)].map((match) => Number(match[1]));
  t.true((before ?? 0) > (after ?? 0), run.stdout);
  t.regex(run.stdout, /current +it_support@1/);
  t.regex(run.stdout, /candidate +it_support@2/);
});

test('a history that is not there is refused with what to do', async (t) => {
  t.timeout(60_000);
  const run = await simulate('--candidate', 'it_support', '--since', '2030-01-01');
  t.is(run.code, 1);
  t.regex(run.stderr, /no ticket of origin demo/);
});

test('an origin or a zone that does not exist is refused', async (t) => {
  t.timeout(60_000);
  const unknown = await runPalier(
    ['process', 'simulate', '--candidate', 'it_support', '--origin', 'moon'],
    { DATABASE_URL: url },
  );
  t.is(unknown.code, 2);
  t.regex(unknown.stderr, /--origin is "moon": expected any of live, import, demo/);
  const zone = await simulate('--candidate', 'it_support', '--zone', 'Europe/Lyon');
  t.is(zone.code, 2);
  t.regex(zone.stderr, /--zone is "Europe\/Lyon"/);
});

test('an event log is simulated without any desk', async (t) => {
  t.timeout(120_000);
  const folder = temporaryFolder();
  const log = path.join(folder, 'log.csv');
  await writeFile(
    log,
    [
      'case,activity,time,agent',
      'A,open,2026-01-05T09:00Z,Anna',
      'A,take,2026-01-05T10:00Z,Anna',
      'A,solve,2026-01-05T15:00Z,Anna',
      'B,open,2026-01-06T09:00Z,Anna',
    ].join('\n'),
  );
  await writeFile(path.join(folder, 'mapping.json'), JSON.stringify(officeMapping));
  const run = await runPalier(
    ['process', 'simulate', '--candidate', 'it_support', '--history', log, '--json'],
    { DATABASE_URL: '', PALIER_HOME: folder },
  );
  t.is(run.code, 0, run.stderr);
  const simulation: Simulation = JSON.parse(run.stdout);
  t.is(simulation.ticketCount, 2);
  t.is(simulation.current.process.id, 'office_log');
  t.like(simulation.candidate.statuses, { resolved: 1 });
  t.is(simulation.candidate.attainment.find(({ clock }) => clock === 'resolution')?.metCount, 1);
});

test('a log is simulated from the desk that imported it as from its file', async (t) => {
  t.timeout(240_000);
  const folder = temporaryFolder();
  const log = path.join(folder, 'log.csv');
  await writeFile(
    log,
    [
      'case,activity,time,agent,team',
      'A,open,2026-01-05T09:00Z,,Desk',
      'A,take,2026-01-05T09:30Z,Bob,Desk',
      'A,take,2026-01-05T10:00Z,Eve,Expert',
      'A,solve,2026-01-06T09:00Z,Eve,Expert',
      'B,open,2026-01-05T09:00Z,,',
      'B,take,2026-01-07T09:00Z,Eve,Expert',
    ].join('\n'),
  );
  const { fields } = officeMapping;
  const mapping = {
    ...officeMapping,
    fields: { ...fields, group: 'team', tier: 'team' },
    values: { tier: { Desk: 'first_line', Expert: 'second_line' } },
  };
  await writeFile(path.join(folder, 'mapping.json'), JSON.stringify(mapping));
  const database = await createTestDatabase();
  const environment = { DATABASE_URL: database.url };
  const imported = await runPalier(['import', log], environment);
  t.is(imported.code, 0, imported.stderr);
  const command = ['process', 'simulate', '--candidate', 'it_support', '--json', '--history'];
  const fromFile = await runPalier([...command, log], environment);
  const fromDesk = await runPalier([...command, 'desk', '--origin', 'import'], environment);
  const simulation: Simulation = JSON.parse(fromDesk.stdout);
  t.deepEqual(simulation.current, (JSON.parse(fromFile.stdout) as Simulation).current);
  t.is(simulation.current.escalations.functionalByPeople, 1);
  t.deepEqual(
    simulation.current.loads.map(({ group }) => group),
    ['desk', 'expert', 'unknown_group'],
  );
});
