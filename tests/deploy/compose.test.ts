import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { parse } from 'yaml';
import { repositoryDir } from '../../cli/desk/settings.ts';
import { findFreePort, loopback } from '../../cli/servers/ports.ts';
import { connectDatabase } from '../../database/connection.ts';
import { upsertPeople } from '../../database/people.ts';
import { callerOf } from '../api/api_desk.ts';
import { eventually } from '../support/eventually.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';
import { startTestTemporal } from '../support/temporal.ts';
import { temporaryFolder } from '../support/temporary.ts';

interface Service {
  image: string;
  command?: string[];
  environment?: Record<string, string>;
  depends_on?: Record<string, unknown>;
  healthcheck?: { test: string[] };
  mem_limit?: string;
  logging?: object;
}

const { services } = parse(readFileSync(path.join(repositoryDir, 'docker-compose.yml'), 'utf8'), {
  merge: true,
}) as { services: Record<string, Service> };

/** Of every kind that breaks an address, a shell or a file of variables. */
const passwords = { desk: 'a#b@c%d/e f', superuser: 's\'u"p$e\\r?' };
const given: Record<string, string> = {
  POSTGRES_PASSWORD: passwords.superuser,
  PALIER_DATABASE_PASSWORD: passwords.desk,
  // As it stands in .env.example.
  PALIER_SMTP_URL: '',
  PALIER_EXPORT_SECONDS: '15',
};

let port: number;
/** What a name inside compose is on this machine. */
let natively: [inside: string, here: string][];
let superuserUrl: string;

/** As compose writes a value: `${NAME:-default}`, `${NAME:?message}` and `$$`. */
function interpolated(text: string): string {
  return text
    .replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_all, name, kind, rest) => {
      const value = given[name] ?? '';
      return value === '' && kind === '-' ? rest : value;
    })
    .replaceAll('$$', '$');
}

function here(text: string): string {
  return natively.reduce((now, [inside, outside]) => now.replaceAll(inside, outside), text);
}

function spawned(command: string[], service: Service): ChildProcess {
  const environment = Object.entries(service.environment ?? {}).map(([name, value]) => [
    name,
    here(interpolated(String(value))),
  ]);
  return spawn(process.execPath, command.slice(1).map(here), {
    cwd: repositoryDir,
    stdio: 'ignore',
    env: { PATH: process.env.PATH, ...Object.fromEntries(environment) },
  });
}

async function exitCode(command: string[], service: Service): Promise<number | null> {
  const [code] = await once(spawned(command, service), 'close');
  return code;
}

/** Our own services, each after those that it waits for. */
function inOrder(): [name: string, service: Service][] {
  const ordered: string[] = [];
  const visit = (name: string) => {
    for (const other of Object.keys(services[name]?.depends_on ?? {})) visit(other);
    if (!ordered.includes(name)) ordered.push(name);
  };
  for (const name of Object.keys(services)) visit(name);
  return ordered
    .map((name): [string, Service] => [name, services[name] as Service])
    .filter(([, { image }]) => image.startsWith('palier:'));
}

/** Brings everything up as compose does; resolves once all are healthy, with what stops it. */
async function up(): Promise<() => Promise<void>> {
  const running: ChildProcess[] = [];
  for (const [name, service] of inOrder()) {
    const command = service.command ?? [];
    if (!service.healthcheck) {
      const code = await exitCode(command, service);
      if (code !== 0) throw new Error(`${name} ended with ${code}`);
      continue;
    }
    const child = spawned(command, service);
    running.push(child);
    const [, ...check] = service.healthcheck.test;
    const isHealthy = async () => (await exitCode(check, service)) === 0;
    await eventually(async () => child.exitCode !== null || (await isHealthy()));
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}`);
  }
  const stop = async () => {
    for (const child of running.splice(0).reverse()) {
      child.kill('SIGTERM');
      await once(child, 'close');
    }
  };
  onTeardown(stop);
  return stop;
}

test.before(async () => {
  const temporal = await startTestTemporal();
  // A fresh server: nothing of the desk, and a superuser as the image of PostgreSQL makes it.
  const { url } = await createTestDatabase();
  superuserUrl = url;
  await asSuperuser(url, async (server) => {
    await server.raw(
      `create role postgres superuser login password '${passwords.superuser.replaceAll("'", "''").replaceAll('?', '\\?')}'`,
    );
  });
  port = await findFreePort();
  natively = [
    ['postgres:5432', new URL(url).host],
    ['temporal:7233', temporal.address],
    ['/var/lib/palier', temporaryFolder()],
    ['0.0.0.0', loopback],
    ['3000', String(port)],
  ];
});

async function asSuperuser(
  url: string,
  work: (server: ReturnType<typeof connectDatabase>) => Promise<void>,
): Promise<void> {
  const server = connectDatabase(url, { name: 'test' });
  try {
    await work(server);
  } finally {
    await server.destroy();
  }
}

function deskUrl(): string {
  const url = new URL(superuserUrl);
  url.pathname = '/palier';
  return url.href;
}

let ticketId: string;

test.serial('the services come up on fresh servers, in the order of compose', async (t) => {
  t.timeout(240_000);
  const stop = await up();
  await asSuperuser(deskUrl(), (database) =>
    upsertPeople(database, [
      {
        accountId: 'acc-camille',
        roles: ['requester'],
        displayName: 'Camille Roux',
        tokens: [{ token: 'a-token-of-this-test', label: 'test' }],
      },
    ]),
  );
  const caller = callerOf(`http://${loopback}:${port}`, 'a-token-of-this-test');
  ticketId = (await caller.opens()).id;
  t.is((await caller.get(`/api/tickets/${ticketId}`)).status, 200);
  await stop();
});

test.serial(
  'they come up again, and over the tables of a newer version after a rollback',
  async (t) => {
    t.timeout(240_000);
    await asSuperuser(deskUrl(), async (database) => {
      await database('knex_migrations').insert({ name: '9999_newer.sql', batch: 99 });
      await database.raw('create table newer (id integer)');
    });
    const stop = await up();
    const caller = callerOf(`http://${loopback}:${port}`, 'a-token-of-this-test');
    t.is((await caller.get(`/api/tickets/${ticketId}`)).status, 200);
    await caller.opens();
    await stop();
  },
);

test.serial(
  'worker and API sign in as one who reads and writes rows, and can do nothing else',
  async (t) => {
    const url = new URL(deskUrl());
    url.username = 'palier_desk';
    url.password = encodeURIComponent(passwords.desk);
    const database = connectDatabase(url.href, { name: 'test' });
    const refused = async (sql: string) => t.throwsAsync(database.raw(sql), { code: '42501' });
    await refused('create table mine (id integer)');
    await refused('alter table tickets add column mine integer');
    await refused('drop table tickets');
    await refused('truncate tickets');
    await refused("delete from knex_migrations where name = '0001_desk.sql'");
    await refused('create role other');
    await refused("select pg_read_file('/etc/hostname')");
    await refused("copy accounts to program 'cat'");
    t.truthy(await database('tickets').first('ticket_id'));
    await database.destroy();
  },
);

test('every part has a bound on its memory and on its log', (t) => {
  for (const [name, { mem_limit, logging }] of Object.entries(services)) {
    t.truthy(logging, name);
    if (!name.endsWith('-schema')) t.truthy(mem_limit, name);
  }
});
