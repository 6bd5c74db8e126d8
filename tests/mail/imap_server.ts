import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import hoodiecrow from 'hoodiecrow-imap';
import { onTeardown } from '../support/teardown.ts';

/** A real IMAP server on loopback that does what servers do at their worst when it is told to. */
export interface TestImapServer {
  port: number;
  /** Delivers a message. @returns its UID */
  deliver(raw: string, at?: Date): number;
  /** Deletes it, as a person with a mail program does. */
  remove(uid: number): void;
  /** Counts anew: every message has another UID. */
  renumber(uidValidity: number): void;
  /** Closes every connection. */
  drop(): void;
  /** Closes each connection after so many bytes of it were sent; null for never. */
  dropAfterBytes(bytes: number | null): void;
  /** Says that there are so many messages more than there are. */
  lieBy(count: number): void;
  /** Lists a message and does not give it; null for none. */
  withhold(uid: number | null): void;
  setPassword(password: string): void;
  /** Flags of its messages, by UID. */
  flags(): Map<number, string[]>;
  count(): number;
}

export const mailUser = 'support';

/** RFC 3501 date-time: ` 1-Dec-2026 08:00:00 +0000`. */
function internalDate(at: Date): string {
  const [, day, month, year, time] = /(\d+) (\w+) (\d+) ([\d:]+)/.exec(at.toUTCString()) ?? [];
  return `${day}-${month}-${year} ${time} +0000`;
}

/** Whether a server is about to give the bytes of a message. */
function isBodyOf(uid: number, attributes: unknown[] = []): boolean {
  const [, name, given] = attributes as [unknown, { value?: string }?, unknown[]?];
  if (name?.value !== 'FETCH' || !Array.isArray(given)) return false;
  const at = given.findIndex((one) => (one as { value?: string }).value === 'UID');
  return Number(given[at + 1]) === uid && JSON.stringify(given).includes('"BODY"');
}

export async function startImapServer(): Promise<TestImapServer> {
  const user = { password: 'secret' };
  const server = hoodiecrow({
    plugins: ['IDLE', 'ID'],
    storage: { INBOX: {}, '': { separator: '/', folders: { Archive: {} } } },
    users: { [mailUser]: user },
  });
  const sockets = new Set<Socket>();
  let bytesMax: number | null = null;
  let lie = 0;
  let withheld: number | null = null;
  server.server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
    let sent = 0;
    const write = socket.write.bind(socket);
    socket.write = ((chunk: string | Uint8Array, ...rest: []) => {
      sent += chunk.length;
      if (bytesMax !== null && sent > bytesMax) {
        write(chunk.slice(0, Math.max(0, bytesMax - (sent - chunk.length))), ...rest);
        socket.destroy();
        return false;
      }
      return write(chunk, ...rest);
    }) as typeof socket.write;
  });
  server.connectionHandlers.push((connection) => {
    // It waits half an hour for a client that idles, and is gone.
    connection.socket.on('close', () => {
      if (connection.inputHandler !== false) connection.inputHandler('DONE');
    });
  });
  server.outputHandlers.push((_connection, response) => {
    const { attributes } = response;
    const [first, second] = (attributes ?? []) as [unknown, { value?: string } | undefined];
    const isExists = second?.value === 'EXISTS' || (attributes?.[1] as unknown) === 'EXISTS';
    if (withheld !== null && isBodyOf(withheld, attributes)) response.skipResponse = true;
    if (attributes && isExists) attributes[0] = Number(first) + lie;
  });
  server.listen(0, '127.0.0.1', () => {});
  await once(server.server, 'listening');
  const drop = () => {
    for (const socket of sockets) socket.destroy();
  };
  onTeardown(() => {
    drop();
    server.server.close();
  });
  const inbox = () => server.getMailbox('INBOX');
  return {
    port: (server.server.address() as AddressInfo).port,
    deliver(raw, at = new Date()) {
      server.appendMessage(inbox(), [], internalDate(at), raw);
      return inbox().messages.at(-1)?.uid ?? 0;
    },
    remove(uid) {
      const folder = inbox();
      folder.messages = folder.messages.filter((message) => message.uid !== uid);
    },
    renumber(uidValidity) {
      const folder = inbox();
      folder.uidvalidity = uidValidity;
      folder.messages.forEach((message, n) => {
        message.uid = n + 1;
      });
      folder.uidnext = folder.messages.length + 1;
      drop();
    },
    drop,
    dropAfterBytes(bytes) {
      bytesMax = bytes;
    },
    lieBy(count) {
      lie = count;
    },
    withhold(uid) {
      withheld = uid;
    },
    setPassword(password) {
      user.password = password;
    },
    flags: () => new Map(inbox().messages.map(({ uid, flags }) => [uid, flags])),
    count: () => inbox().messages.length,
  };
}
