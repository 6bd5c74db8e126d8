import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import path from 'node:path';
import test from 'ava';
import { connectDatabase } from '../../database/connection.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { writePeople } from './api_desk.ts';

const program = path.resolve(import.meta.dirname, '../../api/server.ts');
let databaseUrl: string;

test.before(async () => {
  databaseUrl = (await createTestDatabase()).url;
  const database = connectDatabase(databaseUrl, { name: 'test' });
  await writePeople(database);
  await database.destroy();
});

interface Program {
  child: ChildProcess;
  exit: Promise<number | null>;
  stderr(): string;
}

function start(env: NodeJS.ProcessEnv): Program {
  const child = fork(program, [], {
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      DATABASE_URL: databaseUrl,
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      PALIER_WAREHOUSE: temporaryFolder(),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  onTeardown(() => void child.kill('SIGKILL'));
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const exit = once(child, 'exit').then(([code]) => code as number | null);
  return { child, exit, stderr: () => errors };
}

/** The address in the line with which the program says that it is ready. */
async function urlOf({ child, exit, stderr }: Program): Promise<URL> {
  const ready = (async () => {
    let unread = '';
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      const lines = (unread + chunk.toString()).split('\n');
      unread = lines.pop() ?? '';
      for (const line of lines) {
        const { msg, url } = JSON.parse(line) as { msg: string; url?: string };
        if (msg === 'API ready' && url) return new URL(url);
      }
    }
    return undefined;
  })();
  const url = await Promise.race([ready, exit.then(() => undefined)]);
  if (!url) throw new Error(`the API ended before it was ready: ${stderr()}`);
  child.stdout?.resume();
  return url;
}

test('asked to stop, the API finishes the request it has and then ends', async (t) => {
  const api = start({});
  const { hostname, port, host } = await urlOf(api);
  const body = JSON.stringify({ subject: 7 });
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write(
    `POST /api/tickets HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer demo-agent\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 5)}`,
  );
  // Another request on its own connection: once it is answered, the first one has arrived.
  await (await fetch(`http://${host}/api/me`, { headers: bearer })).text();
  api.child.kill('SIGTERM');
  await untilRefused(Number(port), hostname);
  socket.write(body.slice(5));
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  t.regex(answer, /^HTTP\/1\.1 400 /);
  t.is(await api.exit, 0);
});

const bearer = { authorization: 'Bearer demo-agent' };

async function untilRefused(port: number, host: string): Promise<void> {
  for (;;) {
    const socket = connect(port, host);
    const isRefused = await Promise.race([
      once(socket, 'connect').then(() => false),
      once(socket, 'error').then(() => true),
    ]).catch(() => true);
    socket.destroy();
    if (isRefused) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test('when the process that started it goes away, the API ends too', async (t) => {
  const api = start({});
  await urlOf(api);
  api.child.disconnect();
  t.is(await api.exit, 0);
});

test('a port that is taken and a wrong environment are told in one message, without a stack', async (t) => {
  const taken = createServer().listen(0, '127.0.0.1');
  onTeardown(() => void taken.close());
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const busy = start({ PORT: String(port) });
  t.is(await busy.exit, 1);
  t.regex(busy.stderr(), new RegExp(`EADDRINUSE.*${port}`));
  const wrong = start({ PORT: 'web' });
  t.is(await wrong.exit, 1);
  t.regex(wrong.stderr(), /PORT is "web": expected a port number/);
  t.notRegex(busy.stderr() + wrong.stderr(), /\n\s+at /);
});

test('the browser app and the API live under one address', async (t) => {
  const api = start({ PALIER_DEMO: '1' });
  const { origin } = await urlOf(api);
  const page = await fetch(`${origin}/`);
  t.is(page.status, 200);
  t.regex(page.headers.get('content-type') ?? '', /^text\/html/);
  t.regex(page.headers.get('content-security-policy') ?? '', /default-src 'self'/);
  const html = await page.text();
  const assets = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, name]) => name);
  t.true(assets.length >= 3);
  for (const asset of assets) t.is((await fetch(`${origin}${asset}`)).status, 200, asset);
  const unknown = await fetch(`${origin}/api/unknown`, { headers: { accept: 'text/html' } });
  t.is(unknown.status, 404);
  t.regex(unknown.headers.get('content-type') ?? '', /problem\+json/);
});
