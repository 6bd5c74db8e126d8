import { once } from 'node:events';
import { createServer } from 'node:net';
import test from 'ava';
import { findFreePort, loopback } from '../../cli/servers/ports.ts';
import { startTemporalServer } from '../../cli/servers/temporal_server.ts';
import { onTeardown } from '../support/teardown.ts';

test('a free port is never one that the system lends to outgoing connections', async (t) => {
  for (let i = 0; i < 50; i++) {
    const port = await findFreePort();
    t.true(port >= 20_000 && port < 32_768, String(port));
  }
});

test('a server whose port another program took says so, whoever answers there', async (t) => {
  const port = await findFreePort();
  const stranger = createServer((socket) => socket.destroy());
  await once(stranger.listen(port, loopback), 'listening');
  onTeardown(() => new Promise((resolve) => stranger.close(() => resolve(undefined))));
  await t.throwsAsync(startTemporalServer({ port }), {
    message: /ended while starting.*address already in use/s,
  });
});
