import { randomInt } from 'node:crypto';
import net from 'node:net';

export const loopback = '127.0.0.1';

// Ports from 32768 on are lent by the kernel to whoever connects or does not choose: one that is
// free now may be an outgoing connection's a moment later.
const lowestPort = 20_000;
const highestPort = 32_767;
const attemptsMax = 1_000;

/** A TCP port on the loopback address that nobody listens on now, and that the system lends to nobody. */
export async function findFreePort(): Promise<number> {
  for (let attempt = 1; attempt <= attemptsMax; attempt++) {
    const port = randomInt(lowestPort, highestPort + 1);
    if (await isPortFree(port)) return port;
  }
  throw new Error(`No port of ${lowestPort} to ${highestPort} on ${loopback} could be listened on`);
}

/** Whether `port` could be listened on; `false` also when the system forbids it (EACCES). */
export function isPortFree(port: number, host: string = loopback): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** Whether something accepts a TCP connection at `host:port` now. */
export function isListening(port: number, host: string = loopback): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
