import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { loopback } from '../../cli/servers/ports.ts';
import { onTeardown } from './teardown.ts';

/** A way to a server on which everything can be made to stand still, as if the server were stopped. */
export interface FrozenProxy {
  readonly port: number;
  /** From now on it takes connections, and passes nothing on in either direction. */
  freeze(): void;
  thaw(): void;
}

/** Opens one to a port of loopback, until the end of the test file. */
export async function startFrozenProxy(targetPort: number): Promise<FrozenProxy> {
  const sockets = new Set<Socket>();
  let isFrozen = false;
  const proxy = createServer((near) => {
    const far = connect(targetPort, loopback);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (bytes) => to.write(bytes));
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      if (isFrozen) from.pause();
    }
  });
  await once(proxy.listen(0, loopback), 'listening');
  onTeardown(async () => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
  });
  return {
    port: (proxy.address() as AddressInfo).port,
    freeze() {
      isFrozen = true;
      for (const socket of sockets) socket.pause();
    },
    thaw() {
      isFrozen = false;
      for (const socket of sockets) socket.resume();
    },
  };
}
