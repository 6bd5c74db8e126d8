import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { lostHours } from '../../cli/commands/process/lost_hours.ts';
import type { MigrationOutcome } from '../../cli/commands/process/migrate_ticket.ts';
import { insertSnapshots } from '../../database/process_snapshots.ts';
import { compileProcess } from '../../workflows/processes/compile.ts';
import { type ProcessDefinition, rulesAt } from '../../workflows/processes/index.ts';
import { lea, requester } from '../domain/desk.ts';
import {
  type LiveDesk,
  type LiveTicket,
  openLiveTicket,
  projected,
  rowsOf,
  startLiveDesk,
} from '../support/live_desk.ts';
import { type PalierRun, runPalier } from '../support/palier.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { writesContent } from '../support/ticket_content.ts';

const itSupport = path.resolve(import.meta.dirname, '../../workflows/processes/it_support.ts');
const hour = 3_600_000;

let desk: LiveDesk;

test.before(async () => {
  desk = await startLiveDesk({ rules: rulesAt('it_support', Date.now()) });
  await desk.database('accounts').insert({
    account_id: requester.id,
    roles: ['requester'],
    display_name: 'Camille',
  });
});

/** The next version of the shipped process, with these changes, as a process owner's file. */
async function nextVersion(changes: string): Promise<string> {
  const file = path.join(temporaryFolder(), 'next.ts');
  await writeFile(
    file,
    `import { itSupport } from ${JSON.stringify(itSupport)};
export const next = { ...itSupport, version: itSupport.version + 1, ${changes} };\n`,
  );
  return file;
}

const halfTheTime = `targets: [
  { clock: 'resolution', when: { all: [] }, within: { minutes: 120 }, calendar: 'always' },
  ...itSupport.targets,
]`;
const nextNumber = rulesAt('it_support', Date.now()).process.version + 1;

/** What a desk that runs with the code of a file knows of it. */
async function ship(file: string): Promise<void> {
  const { next }: { next: ProcessDefinition } = await import(file);
  await desk.database('process_snapshots').del();
  await insertSnapshots(desk.database, [compileProcess(next)]);
}

async function openTicket(t: ExecutionContext): Promise<LiveTicket> {
  t.timeout(240_000);
  const ticket = await openLiveTicket(desk, {
    category: 'access',
    impact: 'high',
    urgency: 'high',
  });
  await writesContent(desk.database, ticket.ticketId, requester.id, 'Locked out');
  await projected(desk, ticket.ticketId, ticket.opened.seq);
  return ticket;
}

function migrate(...args: string[]): Promise<PalierRun> {
  return runPalier(['process', 'migrate', ...args], {
    DATABASE_URL: desk.databaseUrl,
    TEMPORAL_ADDRESS: desk.temporal.address,
    TEMPORAL_NAMESPACE: desk.temporal.namespace,
  });
}

function outcomeOf({ stdout }: PalierRun, ticketId: string): MigrationOutcome {
  const outcomes = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  return outcomes.find((outcome) => outcome.ticketId === ticketId);
}

test.serial('a dry run says what would move and touches no ticket; then it is done', async (t) => {
  const ticket = await openTicket(t);
  const file = await nextVersion(halfTheTime);
  const before = await ticket.state();

  const dry = await migrate(file, '--to', String(nextNumber), '--dry-run', '--json');
  t.is(dry.code, 0, dry.stderr);
  const planned = outcomeOf(dry, ticket.ticketId);
  t.like(planned, { result: 'would_migrate', fromVersion: nextNumber - 1, toVersion: nextNumber });
  const [move] = planned.moves;
  t.like(move, { clock: 'resolution', oldTargetMs: 4 * hour, newTargetMs: 2 * hour });
  // Priority 1 is promised around the clock.
  t.is((move?.newDueAt ?? 0) - (move?.oldDueAt ?? 0), -2 * hour);
  t.deepEqual(await ticket.state(), before);

  const words = await migrate(file, '--to', String(nextNumber), '--dry-run');
  t.regex(
    words.stdout,
    /resolution: due .* → .* \(2 h 00 min sooner\), target 4 h 00 min → 2 h 00/,
  );

  const early = await migrate(file, '--to', String(nextNumber));
  t.is(early.code, 1);
  t.regex(early.stderr, /is not shipped[\s\S]*npm run versions:ship/);
  t.deepEqual(await ticket.state(), before, 'before it is shipped, nothing is done');

  await ship(file);
  const done = await migrate(file, '--to', String(nextNumber), '--json');
  t.is(done.code, 0, done.stderr);
  t.deepEqual(outcomeOf(done, ticket.ticketId), { ...planned, result: 'migrated' });
  const after = await ticket.state();
  t.is(after.processVersion, nextNumber);
  await projected(desk, ticket.ticketId, after.seq);
  const { events } = await rowsOf(desk, ticket.ticketId);
  t.is(events.filter(({ type }) => type === 'process_migrated').length, 1);

  const again = await migrate(file, '--to', String(nextNumber), '--json');
  t.is(again.stdout, '', 'nothing follows an older version any more');
});

test.serial(
  'a ticket whose group is gone keeps its version, and the exit code says so',
  async (t) => {
    const ticket = await openTicket(t);
    for (const kind of ['information', 'test'] as const) {
      await ticket.does(lea, 'addDiagnosticStep', { stepId: kind, kind, hasRuledOut: false });
    }
    await ticket.does(lea, 'assign', { group: 'network' });
    const { seq } = await ticket.state();
    await projected(desk, ticket.ticketId, seq);
    const file = await nextVersion(`
    groups: Object.fromEntries(Object.entries(itSupport.groups).filter(([name]) => name !== 'network')),
    categories: { other: { ...itSupport.categories.other } },
    triage: []`);
    await ship(file);
    for (const dryRun of [['--dry-run'], []]) {
      const run = await migrate(file, '--to', String(nextNumber), '--json', ...dryRun);
      t.is(run.code, 1, run.stderr);
      const outcome = outcomeOf(run, ticket.ticketId);
      t.is(outcome.result, 'refused');
      t.regex(outcome.reason ?? '', /no support group 'network'/);
    }
    t.is((await ticket.state()).processVersion, nextNumber - 1);
  },
);

test.serial(
  'hours that open tickets follow, and the version calls otherwise, are told',
  async (t) => {
    await openTicket(t);
    await desk.database('process_snapshots').del();
    const { process: old } = rulesAt('it_support', Date.now());
    const row = { hash: old.hash, process_id: old.id, version: old.version };
    await desk.database('process_snapshots').insert({ ...row, snapshot: JSON.stringify(old) });
    const calendars = ['always', 'head_office'];
    const snapshot = { ...old, version: nextNumber, calendars };
    const [finding] = await lostHours(desk.database, { snapshot });
    t.regex(finding?.message ?? '', /counts in paris_office, which is gone or called otherwise/);
    t.deepEqual(await lostHours(desk.database, { snapshot: { ...old, version: nextNumber } }), []);
    await desk.database('process_snapshots').del();
  },
);

test.serial('a version that is not the one of the process is refused', async (t) => {
  t.timeout(60_000);
  const run = await migrate('--to', '99');
  t.is(run.code, 2);
  t.regex(run.stderr, /--to is "99": expected \d+, the version of it_support/);
});

test.serial(
  'a version the desk knows otherwise is refused before any ticket is touched',
  async (t) => {
    t.timeout(60_000);
    await desk.database('process_snapshots').insert({
      hash: 'another',
      process_id: 'it_support',
      version: nextNumber,
      snapshot: JSON.stringify({ hash: 'another' }),
    });
    const run = await migrate(await nextVersion('bounceLimit: 3'), '--to', String(nextNumber));
    t.is(run.code, 1);
    t.regex(run.stderr, /Raise the version/);
    await desk.database('process_snapshots').del();
  },
);
