import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import test from 'ava';
import { getDesk } from '../../cli/desk/desk_file.ts';
import { findFreePort, loopback } from '../../cli/servers/ports.ts';
import { isRunning } from '../../cli/servers/process_table.ts';
import { connectDatabase } from '../../database/connection.ts';
import { upsertPeople } from '../../database/people.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { type RunningDesk, runNpmStart, runPalierStart } from './running_desk.ts';

const token = 'a-token-of-this-test';
const home = path.join(temporaryFolder(), 'home');
let port: number;
let desk: RunningDesk;
let ticketId: string;

test.before(async () => {
  port = await findFreePort();
});

async function request(method: string, resource: string, body?: object) {
  const answer = await fetch(`http://${loopback}:${port}${resource}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

/** Whether the desk answers a command: API, worker, Temporal and PostgreSQL all work. */
async function answersCommands(): Promise<boolean> {
  const message = { body: 'Still here', visibility: 'public' };
  const resource = `/api/tickets/${ticketId}/messages`;
  return request('POST', resource, message).then(
    ({ status }) => status < 300,
    () => false,
  );
}

async function writeRequester(): Promise<void> {
  const database = connectDatabase((await getDesk(home)).databaseUrl, { name: 'desk test' });
  await upsertPeople(database, [
    {
      accountId: 'acc-camille',
      roles: ['requester'],
      displayName: 'Camille Roux',
      tokens: [{ token, label: 'test' }],
    },
  ]);
  await database.destroy();
}

test.serial('one command opens a desk that takes tickets', async (t) => {
  desk = await runPalierStart(home, port);
  t.true(desk.told().includes(`The desk is open: http://${loopback}:${port}`), desk.told());
  await writeRequester();
  const { status, body } = await request('POST', '/api/tickets', {
    subject: 'The printer is on fire',
    description: 'It began this morning.',
  });
  t.is(status, 201, JSON.stringify(body));
  ticketId = body.id as string;
  t.true(await answersCommands());
});

test.serial('a second desk on the same folder is refused, and the first one goes on', async (t) => {
  const second = await runPalierStart(home, await findFreePort());
  t.is(await second.ended, 1);
  t.regex(second.told(), /A desk already runs on .*\(process \d+\)/);
  t.true(await answersCommands());
});

test.serial('a port that is taken is named, with another one to try', async (t) => {
  const taken = net.createServer().listen(0, loopback);
  await once(taken, 'listening');
  const takenPort = (taken.address() as net.AddressInfo).port;
  const other = path.join(temporaryFolder(), 'home');
  const refused = await runPalierStart(other, takenPort);
  taken.close();
  t.is(await refused.ended, 1);
  t.true(refused.told().includes(`Port ${takenPort} is taken`));
  t.true(refused.told().includes(`PORT=${takenPort + 1} npm start`));
  t.false(readdirSync(other).includes('desk.lock'));
});

for (const [name, words] of [
  ['API', 'api/server.ts'],
  ['Worker', 'activities/worker.ts'],
  ['Temporal', 'server start-dev'],
  ['PostgreSQL', 'bin/postgres'],
] as const) {
  test.serial(`${name} is started again when it is killed, and said so`, async (t) => {
    const keeperOrProgram = desk.processesWith(words);
    t.true(keeperOrProgram.length > 0);
    for (const pid of keeperOrProgram) if (isRunning(pid)) process.kill(pid, 'SIGKILL');
    await eventually(() => desk.told().includes(`${name} runs again`));
    t.regex(desk.told(), new RegExp(`${name} ended \\(.*\\); starting it again in 1 s`));
    await eventually(answersCommands);
    t.is((await request('GET', `/api/tickets/${ticketId}`)).status, 200);
  });
}

test.serial('a desk that is killed takes everything it started with it', async (t) => {
  const started = desk.processesWith('');
  t.true(started.length >= 6);
  desk.child.kill('SIGKILL');
  await eventually(() => !started.some(isRunning));
  t.pass();
});

test.serial('the next start has every ticket, still alive', async (t) => {
  desk = await runPalierStart(home, port);
  t.true(desk.told().includes('The desk is open'), desk.told());
  t.is((await request('GET', `/api/tickets/${ticketId}`)).status, 200);
  await eventually(answersCommands);
  t.pass();
});

test.serial('SIGTERM closes everything in order and frees the folder', async (t) => {
  const started = desk.processesWith('');
  desk.child.kill('SIGTERM');
  t.is(await desk.ended, 0);
  t.true(desk.told().includes('Closed. Everything is kept'));
  t.false(desk.told().includes('starting it again'));
  t.deepEqual(started.filter(isRunning), []);
  const left = readdirSync(home);
  t.false(left.includes('desk.lock'));
  t.false(left.includes('desk.json'));
});

for (const [what, stop] of [
  ['Ctrl-C in a terminal', (pid: number) => process.kill(-pid, 'SIGINT')],
  ['SIGTERM to npm alone', (pid: number) => process.kill(pid, 'SIGTERM')],
] as const) {
  test.serial(`npm start is closed by ${what}, nothing left behind`, async (t) => {
    const npm = await runNpmStart(home, port);
    t.true(npm.told().includes('The desk is open'), npm.told());
    const started = npm.processesWith('');
    stop(npm.child.pid ?? 0);
    await npm.ended;
    await eventually(() => !started.some(isRunning));
    t.true(npm.told().includes('Closed. Everything is kept'), npm.told());
    t.false(readdirSync(home).includes('desk.lock'));
  });
}
