import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { onTeardown } from '../support/teardown.ts';

/** A message that a server has received whole. */
export interface ReceivedMail {
  raw: string;
  parsed: ParsedMail;
  from: string;
  to: string;
}

export interface TestSmtpServer {
  port: number;
  url: string;
  /** What was received, whether or not its sender was told so. */
  received: ReceivedMail[];
  /** Answers of its own to a recipient, one each time it is named: `550 5.1.1 Nobody is called so`. */
  answers: Map<string, string[]>;
  /** Called with each message when it has it whole, before it answers; what it throws is the answer. */
  onMessage: (mail: ReceivedMail, session: SMTPServerSession) => void | Promise<void>;
  /** How many have connected since it began. */
  connections(): number;
  /** Ends every connection without a word. */
  drop(): void;
  stop(): Promise<void>;
  /** Begins again at the port it had. */
  start(): Promise<void>;
}

export interface TestSmtpOptions {
  user?: string;
  password?: string;
  /** Whether a token lets a user in, in place of a password (XOAUTH2). */
  takesToken?: (user: string, token: string) => Promise<boolean>;
}

/** A real server for SMTP on loopback, until the end of the test file. */
export async function startSmtpServer(options: TestSmtpOptions = {}): Promise<TestSmtpServer> {
  const asksWho = options.user !== undefined || options.takesToken !== undefined;
  const sockets = new Set<Socket>();
  let server: SMTPServer | undefined;
  let port = 0;
  let connectionCount = 0;

  function make(): SMTPServer {
    const made = new SMTPServer({
      authOptional: !asksWho,
      authMethods: options.takesToken ? ['XOAUTH2'] : ['PLAIN', 'LOGIN'],
      disabledCommands: ['STARTTLS', ...(asksWho ? [] : ['AUTH'])],
      allowInsecureAuth: true,
      disableReverseLookup: true,
      onConnect(_session, callback) {
        connectionCount += 1;
        callback();
      },
      onAuth({ username = '', password, accessToken }, _session, callback) {
        if (options.takesToken) {
          const taking = options.takesToken(username, accessToken ?? '');
          return void taking.then((isTaken) => {
            if (isTaken) callback(null, { user: username });
            else callback(null, { data: { status: '401', schemes: 'bearer', scope: 'mail' } });
          });
        }
        if (username === options.user && password === options.password) {
          callback(null, { user: username });
        } else callback(answerOf('535 5.7.8 The password is another'));
      },
      onRcptTo({ address }, _session, callback) {
        const answer = test.answers.get(address)?.shift();
        if (answer === undefined) callback();
        else callback(answerOf(answer));
      },
      onData(stream, session, callback) {
        receive(stream, session).then(
          () => callback(),
          (error: Error) => callback(error),
        );
      },
    });
    made.on('error', () => {});
    made.server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
    return made;
  }

  async function receive(stream: AsyncIterable<Buffer>, session: SMTPServerSession) {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    const { mailFrom, rcptTo } = session.envelope;
    const mail = {
      raw: bytes.toString('latin1'),
      parsed: await simpleParser(bytes),
      from: mailFrom === false ? '' : mailFrom.address,
      to: rcptTo.map(({ address }) => address).join(),
    };
    test.received.push(mail);
    await test.onMessage(mail, session);
  }

  const test: TestSmtpServer = {
    get port() {
      return port;
    },
    get url() {
      return `smtp://127.0.0.1:${port}`;
    },
    received: [],
    answers: new Map(),
    onMessage: () => {},
    connections: () => connectionCount,
    drop() {
      for (const socket of sockets) socket.destroy();
    },
    async stop() {
      const stopped = server;
      server = undefined;
      if (!stopped) return;
      const closed = new Promise<void>((resolve) => stopped.close(() => resolve()));
      test.drop();
      await closed;
    },
    async start() {
      server = make();
      server.listen(port, '127.0.0.1');
      await once(server.server, 'listening');
      port = (server.server.address() as AddressInfo).port;
    },
  };
  await test.start();
  onTeardown(() => test.stop());
  return test;
}

/** `550 5.1.1 Nobody` as the server's library wants it. */
export function answerOf(answer: string): Error {
  const [, code, words] = /^(\d{3}) (.*)$/s.exec(answer) ?? [];
  return Object.assign(new Error(words), { responseCode: Number(code) });
}
