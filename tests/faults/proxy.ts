import net from 'node:net';
import { findFreePort, loopback } from '../../cli/servers/ports.ts';

/**
 * What a link does with what passes. `refuse`: resets every connection, old and new. `hole`: takes
 * everything and passes nothing on, until it is healed; then what was held goes on its way. `mute`:
 * requests arrive and their answers do not. `delay`: each piece is late by so many milliseconds.
 */
export type LinkMode =
  | { kind: 'open' }
  | { kind: 'refuse' }
  | { kind: 'hole' }
  | { kind: 'mute' }
  | { kind: 'delay'; ms: number };

/** A TCP proxy on loopback between two parts of the desk, whose line can be cut in every way. */
export interface Link {
  readonly port: number;
  /** Other than `open` also where it was so before: a mute line is cut when it is healed. */
  set(mode: LinkMode): void;
  close(): Promise<void>;
}

interface Line {
  client: net.Socket;
  server: net.Socket;
  isMuted: boolean;
}

/** @param targetPort on loopback; nobody needs to listen there yet */
export async function openLink(targetPort: number): Promise<Link> {
  const port = await findFreePort();
  const lines = new Set<Line>();
  let mode: LinkMode = { kind: 'open' };

  const cut = (line: Line) => {
    lines.delete(line);
    for (const socket of [line.client, line.server]) {
      if (!socket.destroyed) socket.resetAndDestroy();
    }
  };

  const apply = (line: Line) => {
    const isHeld = mode.kind === 'hole';
    line.isMuted ||= mode.kind === 'mute';
    for (const socket of [line.client, line.server]) {
      if (isHeld) socket.pause();
      else socket.resume();
    }
  };

  const passOn = (line: Line, from: net.Socket, to: net.Socket) => {
    let freeAt = 0;
    const inTurn = (work: () => void) => {
      const now = performance.now();
      // What was sent first arrives first, also where the line has just become faster.
      freeAt = Math.max(freeAt, now + (mode.kind === 'delay' ? mode.ms : 0));
      if (freeAt <= now) work();
      else setTimeout(work, freeAt - now);
    };
    from.on('data', (chunk) => {
      if (line.isMuted && from === line.server) return;
      inTurn(() => {
        if (!to.destroyed) to.write(chunk);
      });
    });
    from.on('end', () => inTurn(() => to.end()));
    from.on('error', () => cut(line));
    from.on('close', () => inTurn(() => cut(line)));
  };

  const listener = net.createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    if (mode.kind === 'refuse') {
      client.on('error', () => {});
      client.resetAndDestroy();
      return;
    }
    const server = net.connect({ port: targetPort, host: loopback, allowHalfOpen: true });
    server.setNoDelay(true);
    const line = { client, server, isMuted: false };
    lines.add(line);
    passOn(line, client, server);
    passOn(line, server, client);
    apply(line);
  });
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(port, loopback, resolve);
  });

  return {
    port,
    set(next) {
      mode = next;
      for (const line of [...lines]) {
        if (mode.kind === 'refuse' || (line.isMuted && mode.kind !== 'mute')) cut(line);
        else apply(line);
      }
    },
    async close() {
      const closed = new Promise((resolve) => listener.close(resolve));
      for (const line of [...lines]) cut(line);
      await closed;
    },
  };
}
