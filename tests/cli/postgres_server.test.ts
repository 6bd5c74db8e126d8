import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import pg from 'pg';
import { ensureDatabase, startPostgres } from '../../cli/servers/postgres_server.ts';
import { isRunning } from '../../cli/servers/process_table.ts';
import { onTeardown } from '../support/teardown.ts';
import { temporaryFolder } from '../support/temporary.ts';

const password = 'p@ss/w: rd';

async function start(dataDir: string, port?: number) {
  const server = await startPostgres({
    dataDir,
    password,
    settings: { fsync: 'off', shared_buffers: '16MB' },
    ...(port === undefined ? {} : { port }),
  });
  onTeardown(() => server.stop());
  return server;
}

async function firstValue(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows[0]?.[0];
  } finally {
    await client.end();
  }
}

test('the server is UTF-8, in UTC, on loopback only, and wants its password', async (t) => {
  const server = await start(path.join(temporaryFolder(), 'postgres'));
  await ensureDatabase(server, 'palier');
  await ensureDatabase(server, 'palier');
  const url = server.urlOf('palier');
  t.is(await firstValue(url, "select upper('é')"), 'É');
  t.is(await firstValue(url, 'show server_encoding'), 'UTF8');
  t.is(await firstValue(url, 'show timezone'), 'UTC');
  t.is(await firstValue(url, 'show listen_addresses'), '127.0.0.1');
  const wrong = new URL(url);
  wrong.password = 'guess';
  await t.throwsAsync(firstValue(wrong.href, 'select 1'), { code: '28P01' });
});

test('its log has no rows in it, whatever went wrong with them', async (t) => {
  const output: string[] = [];
  const server = await startPostgres({
    dataDir: path.join(temporaryFolder(), 'postgres'),
    password,
    settings: { fsync: 'off', shared_buffers: '16MB' },
    onOutput: (line) => void output.push(line),
  });
  onTeardown(() => server.stop());
  const client = new pg.Client({ connectionString: server.urlOf('postgres') });
  await client.connect();
  await client.query('create table people (address text unique, check (address <> $$quenya@x$$))');
  const insert = (address: string) =>
    client.query('insert into people values ($1)', [address]).catch((error: unknown) => error);
  await insert('zorblatt@x');
  await insert('zorblatt@x');
  await insert('quenya@x');
  await client.query('select $1::jsonb', ['{zorblatt}']).catch(() => undefined);
  await client.end();
  await server.stop();
  t.regex(output.join('\n'), /duplicate key value/);
  t.notRegex(output.join('\n'), /zorblatt|\(quenya/);
});

const linux = process.platform === 'linux' ? test : test.skip;
linux('started by root it is not root’s: it can write nothing that is not its own', async (t) => {
  const server = await start(path.join(temporaryFolder(), 'postgres'));
  const status = readFileSync(`/proc/${server.process.pid}/status`, 'utf8');
  const readSearch = 1n << 2n;
  for (const name of ['CapEff', 'CapPrm', 'CapInh', 'CapAmb']) {
    const held = BigInt(`0x${new RegExp(`^${name}:\\s*(\\w+)$`, 'm').exec(status)?.[1]}`);
    t.is(held & ~readSearch, 0n, name);
  }
  t.notRegex(status, /^Uid:\s*0\b/m);
});

test('a server left over by a killed desk is ended before the next one starts', async (t) => {
  const dataDir = path.join(temporaryFolder(), 'postgres');
  const first = await start(dataDir);
  await ensureDatabase(first, 'kept');
  const second = await start(dataDir);
  t.false(isRunning(first.process.pid));
  t.is(await firstValue(second.urlOf('kept'), 'select current_database()'), 'kept');
});

test('a lock file whose number now belongs to another program is removed', async (t) => {
  const dataDir = path.join(temporaryFolder(), 'postgres');
  const first = await start(dataDir);
  await first.stop();
  const bystander = spawn('sleep', ['600']);
  onTeardown(() => {
    bystander.kill();
  });
  writeFileSync(
    path.join(dataDir, 'postmaster.pid'),
    `${bystander.pid}\n${dataDir}\n0\n5432\n\n127.0.0.1\n`,
  );
  const second = await start(dataDir);
  t.is(await firstValue(second.urlOf('postgres'), 'select 1'), 1);
  t.true(isRunning(bystander.pid ?? 0));
});

test('a cluster that was never finished is made anew', async (t) => {
  const dataDir = path.join(temporaryFolder(), 'postgres');
  mkdirSync(`${dataDir}.unfinished`);
  writeFileSync(path.join(`${dataDir}.unfinished`, 'half'), 'written');
  const server = await start(dataDir);
  t.is(await firstValue(server.urlOf('postgres'), 'select 1'), 1);
  t.false(existsSync(`${dataDir}.unfinished`));
});

test('a server that cannot start says why', async (t) => {
  const dataDir = path.join(temporaryFolder(), 'postgres');
  const first = await start(dataDir);
  await first.stop();
  await t.throwsAsync(
    startPostgres({ dataDir, password, settings: { shared_buffers: 'plenty' } }),
    { message: /PostgreSQL did not start: .*shared_buffers/s },
  );
});
