import { once } from 'node:events';
import net from 'node:net';
import test, { type ExecutionContext } from 'ava';
import { loopback } from '../../cli/servers/ports.ts';
import { onTeardown } from '../support/teardown.ts';
import { openLink } from './proxy.ts';

/** A line between two parts can be cut in every way, and says truly how. */

/** A server that says back what it hears, behind a line that can be cut. */
async function openEcho() {
  const heard: string[] = [];
  const server = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      heard.push(chunk.toString());
      socket.write(`echo ${chunk}`);
    });
  });
  server.listen(0, loopback);
  await once(server, 'listening');
  const link = await openLink((server.address() as net.AddressInfo).port);
  onTeardown(() => void server.close());
  onTeardown(() => link.close());
  return { heard, link };
}

async function connect(t: ExecutionContext, port: number) {
  const socket = net.connect({ port, host: loopback });
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.on('error', () => {});
  t.teardown(() => void socket.destroy());
  const says = async () => String((await once(socket, 'data'))[0]);
  return { socket, closed, says };
}

test('an open line passes everything on', async (t) => {
  const { link } = await openEcho();
  const { socket, says } = await connect(t, link.port);
  socket.write('one');
  t.is(await says(), 'echo one');
});

test('a black hole holds what comes, and lets it go once it is healed', async (t) => {
  const { heard, link } = await openEcho();
  const { socket, says } = await connect(t, link.port);
  socket.write('one');
  await says();
  link.set({ kind: 'hole' });
  await new Promise<void>((resolve) => socket.write('two', () => resolve()));
  t.deepEqual(heard, ['one']);
  link.set({ kind: 'open' });
  t.is(await says(), 'echo two');
});

test('a mute line lets requests arrive, loses their answers, and is cut once it is healed', async (t) => {
  const { heard, link } = await openEcho();
  const { socket, says, closed } = await connect(t, link.port);
  socket.write('one');
  await says();
  link.set({ kind: 'mute' });
  let answers = 0;
  socket.on('data', () => answers++);
  socket.write('two');
  while (heard.length < 2) await new Promise((resolve) => setImmediate(resolve));
  link.set({ kind: 'open' });
  await closed;
  t.deepEqual(heard, ['one', 'two']);
  t.is(answers, 0);
});

test('a line that refuses ends those that are there and those that come', async (t) => {
  const { link } = await openEcho();
  const before = await connect(t, link.port);
  before.socket.write('one');
  await before.says();
  link.set({ kind: 'refuse' });
  await before.closed;
  const after = await connect(t, link.port);
  await after.closed;
  t.pass();
});
