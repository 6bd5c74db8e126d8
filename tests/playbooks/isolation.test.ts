import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { createStuckRunSweep } from '../../activities/playbooks/stuck_runs.ts';
import { connectDatabase } from '../../database/connection.ts';
import { defaultProcessId, rulesAt } from '../../workflows/processes/index.ts';
import { lea, marc } from '../domain/desk.ts';
import { eventually } from '../support/eventually.ts';
import { openLiveTicket } from '../support/live_desk.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';
import { startTestTemporal } from '../support/temporal.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { startWorkerProcess } from '../support/worker_process.ts';
import {
  openTicket,
  type PlaybookDesk,
  runWith,
  startOn,
  startPlaybookDesk,
  stepWith,
} from './playbook_desk.ts';

/** Whatever an owner's code does to the process that it runs in, tickets go on in theirs. */

let desk: PlaybookDesk;

test.before(async () => {
  desk = await startPlaybookDesk(path.join(import.meta.dirname, 'bad'));
});

for (const [activity, what, told] of [
  ['spin', 'does not answer', /it did not answer for 15 s: expected code that awaits/],
  [
    'burst',
    'takes all the memory',
    /it needed more memory than it may have|it took \d+ MB|it did not answer/,
  ],
  ['forget', 'forgets a promise that fails', /exit code 1, .*nobody awaits this/],
  ['leave', 'ends its process', /exit code 3/],
  ['large', 'gives too much', /2000002 characters of JSON: expected 1000000 at most/],
] as const) {
  test.serial(
    `an activity that ${what} parks its run, and the ticket goes on meanwhile`,
    async (t) => {
      t.timeout(180_000);
      const ticket = await openTicket(desk);
      const runId = await startOn(desk, ticket, 'harm', { activity });
      await ticket.does(lea, 'accept');
      const { problem } = await runWith(desk, runId, 'parked');
      t.regex(problem?.message ?? '', told);
      t.is(problem?.place, 'playbooks/harm.ts:10');
      t.is((await ticket.state()).assignee, lea.id);
    },
  );
}

test.serial(
  'the process of activities is started again, and sees nothing of the desk',
  async (t) => {
    t.timeout(180_000);
    for (const [activity, gives] of [
      ['well', '"well"'],
      ['settings', '[]'],
    ] as const) {
      const ticket = await openTicket(desk);
      await runWith(desk, await startOn(desk, ticket, 'harm', { activity }), 'done');
      const [message] = await desk.database('messages').where('ticket_id', ticket.ticketId);
      t.is(message?.body, gives);
    }
  },
);

test.serial('a playbook that takes all the memory is parked, and others run on', async (t) => {
  t.timeout(240_000);
  const other = await openTicket(desk);
  const waiting = await startOn(desk, other, 'patient');
  await eventually(async () => (await other.state()).tasks?.length === 1);
  const ticket = await openTicket(desk);
  const runId = await startOn(desk, ticket, 'bursting');
  await stepWith(desk, runId, 'tag: running').catch(() => {});
  await ticket.does(lea, 'accept');
  const sweep = createStuckRunSweep({ ...desk, log: { warn: t.fail } });
  await eventually(async () => {
    await sweep();
    const run = await desk.database('playbook_runs').where('run_id', runId).first('status');
    return run?.status === 'parked';
  });
  const { problem } = await runWith(desk, runId, 'parked');
  t.regex(problem?.message ?? '', /its process ended: it needed more memory than it may have/);
  t.is((await ticket.state()).assignee, lea.id);
  await other.does(marc, 'completeTask', { n: 1 });
  await runWith(desk, waiting, 'done');
});

/** Of the processes there are, those that this one started. */
function childrenOf(pid: number): number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=']).toString().trim().split('\n');
  return lines.flatMap((line) => {
    const [child, parent] = line.trim().split(/\s+/).map(Number);
    return parent === pid && child !== undefined ? [child] : [];
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test.serial(
  'tickets wait for no code of owners, which ends with the worker that is killed',
  async (t) => {
    t.timeout(240_000);
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'index.ts'), 'export const processes = [];\n');
    for (const name of ['playbooks', 'activities']) {
      mkdirSync(path.join(folder, name));
      // It is never loaded.
      writeFileSync(path.join(folder, name, 'endless.ts'), 'for (;;) Math.sqrt(2);\n');
    }
    const temporal = await startTestTemporal();
    const { url } = await createTestDatabase();
    const worker = await startWorkerProcess({
      DATABASE_URL: url,
      TEMPORAL_ADDRESS: temporal.address,
      TEMPORAL_NAMESPACE: temporal.namespace,
      PALIER_HOME: temporaryFolder(),
      PALIER_PROCESSES: folder,
      PALIER_EXPORT: '0',
    });
    const database = connectDatabase(url, { name: 'test' });
    onTeardown(() => database.destroy());
    const rules = rulesAt(defaultProcessId, Date.now());
    await openLiveTicket({ ...desk, temporal, client: temporal.client, database, rules });
    // That of activities, and one that reads playbooks.
    await eventually(() => childrenOf(worker.pid ?? 0).length >= 2);
    const children = childrenOf(worker.pid ?? 0);
    const killed = once(worker, 'exit');
    worker.kill('SIGKILL');
    await killed;
    await eventually(() => !children.some(isAlive));
    t.pass();
  },
);
