declare module 'hoodiecrow-imap' {
  import type { Server, Socket } from 'node:net';

  interface Folder {
    uidvalidity: number;
    uidnext: number;
    messages: { uid: number; flags: string[] }[];
  }

  interface ImapServer {
    server: Server;
    listen(port: number, host: string, call: () => void): void;
    close(call: () => void): void;
    getMailbox(path: string): Folder;
    appendMessage(folder: Folder, flags: string[], internaldate: string, raw: string): void;
    connectionHandlers: ((connection: Connection) => void)[];
    /** What is about to be sent. */
    outputHandlers: ((connection: unknown, response: Response) => void)[];
  }

  interface Connection {
    socket: Socket;
    /** Takes what a client says while it idles. */
    inputHandler: false | ((said: string) => void);
  }

  interface Response {
    tag: string;
    attributes?: unknown[];
    skipResponse?: boolean;
  }

  export default function hoodiecrow(options: {
    plugins: string[];
    storage: Record<string, object>;
    users: Record<string, { password: string }>;
  }): ImapServer;
}
