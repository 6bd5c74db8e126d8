import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { type LiveTicket, openLiveTicket } from '../support/live_desk.ts';
import { repositoryCopy } from '../support/repository_copy.ts';
import { startProgram, startServers, startWorker } from './worker_program.ts';

const lea = { kind: 'agent', id: 'acc-lea' } as const;
const file = 'workflows/processes/it_support.ts';

let environment: NodeJS.ProcessEnv;
let ticket: LiveTicket;

test.before(async (t) => {
  t.timeout(120_000);
  const servers = await startServers();
  environment = servers.environment;
  const worker = await startWorker(environment);
  ticket = await openLiveTicket(servers.desk);
  worker.child.kill('SIGTERM');
  await worker.ended;
});

/** The worker of a desk whose owner changed this in its process. */
function brokenWorker(before: string, after: string) {
  const folder = repositoryCopy();
  const target = path.join(folder, file);
  writeFileSync(target, readFileSync(target, 'utf8').replace(before, after));
  return startProgram(path.join(folder, 'activities/worker.ts'), environment);
}

const refused = test.macro({
  title: (_, what: string) => `a worker does not start with ${what}, and says where it stands`,
  async exec(t, _what: string, [before, after]: [string, string], problem: RegExp) {
    t.timeout(120_000);
    const { runId } = await ticket.handle.describe();
    const worker = brokenWorker(before, after);
    t.is(await worker.ended, 1);
    t.regex(worker.output(), /workflows\/processes\/it_support\.ts: process 'it_support' has 1/);
    t.regex(worker.output(), problem);
    const described = await ticket.handle.describe();
    t.deepEqual([described.status.name, described.runId], ['RUNNING', runId]);
  },
});

test.serial(
  refused,
  'an unknown group',
  ["entryGroup: 'service_desk'", "entryGroup: 'nobody'"],
  /entryGroup: \\?"nobody\\?"; expected one of service_desk, workplace/,
);
test.serial(
  refused,
  'an unknown calendar',
  [
    "attention: { after: workingDays(3), calendar: 'paris_office'",
    "attention: { after: workingDays(3), calendar: 'nights'",
  ],
  /attention\.calendar: \\?"nights\\?"; expected one of always, paris_office/,
);
test.serial(
  refused,
  'an unknown category',
  ["set: { category: 'security', urgency", "set: { category: 'magic', urgency"],
  /triage\.0\.category: \\?"magic\\?"; expected one of access/,
);
test.serial(
  refused,
  'overlapping hours',
  ["['13:30', '18:00']", "['12:00', '18:00']"],
  /week\.monday\.1: .*12:00.*; expected a start not before the end of the interval above it/,
);

test.serial(
  'the tickets that were running go on under the next worker that is right',
  async (t) => {
    t.timeout(120_000);
    const before = await ticket.handle.fetchHistory();
    await startWorker(environment);
    const { seq } = (await ticket.does(lea, 'accept')).ticket;
    t.true(seq > ticket.opened.seq);
    t.true((before.events?.length ?? 0) > 0);
  },
);
