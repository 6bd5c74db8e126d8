import nodemailer from 'nodemailer';
import type { SendingFailure } from '../../../database/outgoing_mail_words.ts';
import { storableText } from '../../../database/storable_text.ts';
import { secondMs } from '../../../workflows/domain/durations.ts';
import { networkFailures } from './network_failures.ts';
import type { MailEnvelope, MailTransport, SendOutcome } from './transport.ts';

/** How a server is reached. */
export type SmtpAccess =
  | { url: string }
  | {
      host: string;
      port: number;
      security: 'tls' | 'starttls' | 'none';
      /** Null where the server asks for nobody's name. */
      login: { user: string; password: string } | { user: string; token: string } | null;
    };

/** A server that is silent for so long is away. */
const timeouts = {
  connectionTimeout: 10 * secondMs,
  greetingTimeout: 10 * secondMs,
  socketTimeout: 30 * secondMs,
};
/** Connections to one server at once. */
const connectionsMax = 2;
/** So many characters of an answer are kept. */
const answerMax = 1_000;

/** Connections to a server that sends mail, kept open while there is something to send. */
export function openSmtp(access: SmtpAccess): MailTransport {
  const pool = nodemailer.createTransport({
    ...optionsOf(access),
    ...timeouts,
    pool: true,
    maxConnections: connectionsMax,
    // Of a connection that its server ended before anything was sent.
    maxRequeues: 1,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const handedOver = new WeakSet<Buffer>();
  // Whether a message that was cut off had gone over whole, its answer alone does not say.
  pool.use('stream', (mail, done) => {
    const { message } = mail;
    const { raw } = mail.data;
    const createReadStream = message.createReadStream.bind(message);
    message.createReadStream = (options) => {
      const stream = createReadStream(options);
      if (raw instanceof Buffer) stream.once('end', () => handedOver.add(raw));
      return stream;
    };
    done();
  });
  return {
    async send({ from, to }: MailEnvelope, raw: Buffer): Promise<SendOutcome> {
      // A message of its own: what is known of it is of this attempt.
      const message = Buffer.from(raw);
      try {
        const { response } = await pool.sendMail({ envelope: { from, to: [to] }, raw: message });
        return { kind: 'sent', answer: storableText(response, answerMax) };
      } catch (error) {
        return outcomeOf(error as SmtpError, handedOver.has(message));
      }
    },
    close: () => pool.close(),
  };
}

function optionsOf(access: SmtpAccess) {
  if ('url' in access) return { url: access.url };
  const { host, port, security, login } = access;
  return {
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(login && { auth: authOf(login) }),
  };
}

function authOf(login: { user: string; password: string } | { user: string; token: string }) {
  const { user } = login;
  return 'token' in login
    ? { type: 'OAuth2' as const, user, accessToken: login.token }
    : { user, pass: login.password };
}

interface SmtpError extends Error {
  code?: string;
  /** What was said when it failed: `MAIL FROM`, `RCPT TO`, `DATA`, `AUTH PLAIN`, `CONN`. */
  command?: string;
  response?: string | false;
  responseCode?: number;
  errno?: number;
}

function outcomeOf(error: SmtpError, isHandedOver: boolean): SendOutcome {
  const answer = storableText(error.response || error.message, answerMax);
  const { command = '', responseCode: code } = error;
  if (code === undefined) {
    if (isHandedOver) return { kind: 'unknown', answer };
    if (error.code === 'EENVELOPE' || error.code === 'EMESSAGE') return { kind: 'refused', answer };
    return { kind: 'away', failure: failureOf(error), answer };
  }
  if (error.code === 'EAUTH') {
    const failure = code >= 500 ? authFailure(code) : 'server_busy';
    return { kind: 'away', failure, answer };
  }
  // It closes, or asks for patience with everything (RFC 3463 x.3.2, x.7.1 of a sender that sends too much).
  if (code === 421 || (code < 500 && isAboutAll(answer, command))) {
    return { kind: 'away', failure: 'server_busy', answer };
  }
  if (!['RCPT TO', 'DATA', 'MAIL FROM'].includes(command)) {
    return { kind: 'away', failure: failureOf(error), answer };
  }
  if (code >= 500 && code !== 503) {
    const isOfSender = command === 'MAIL FROM' ? !isAboutMessage(answer) : isAboutSender(answer);
    if (isOfSender) return { kind: 'away', failure: 'sender_refused', answer };
    return { kind: 'refused', answer };
  }
  return { kind: 'put_off', answer };
}

/** 530: TLS first (RFC 3207), or a name first (RFC 4954). */
function authFailure(code: number): SendingFailure {
  return code === 530 || code === 538 ? 'encryption_needed' : 'password_refused';
}

/** What is put off before a recipient was named, or as a matter of how much is sent, is put off for all. */
function isAboutAll(answer: string, command: string): boolean {
  return command === 'MAIL FROM' || /^\d{3}[ -]4\.(3\.\d|4\.5|7\.2\d|7\.5\d\d)\b/.test(answer);
}

/**
 * A server that passes nothing on for this sender says so of each recipient, or of the message: it would
 * of all others. Exchange calls it SendAsDenied.
 */
function isAboutSender(answer: string): boolean {
  return /\brelay(ing)?\b.*\b(denied|not (allowed|permitted)|prohibited)|SendAsDenied|^55\d[ -]5\.7\.60\b/i.test(
    answer,
  );
}

/** At MAIL FROM a server says too that it takes no message of that size. */
function isAboutMessage(answer: string): boolean {
  return /^55[24][ -]5\.3\.4\b/.test(answer) || /^552\b/.test(answer);
}

const failuresByCode: Record<string, SendingFailure> = {
  ...networkFailures,
  EDNS: 'name_unknown',
  ETIMEDOUT: 'no_answer_in_time',
  EPROTOCOL: 'protocol',
  EAUTH: 'password_refused',
  ENOAUTH: 'password_refused',
};

function failureOf(error: SmtpError): SendingFailure {
  const cause = error.cause as { code?: string } | undefined;
  const said = `${cause?.code ?? ''} ${error.message}`;
  if (/\b(ERR_TLS|ERR_SSL|CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO|HOSTNAME_)|certificate/.test(said)) {
    return 'certificate';
  }
  const named = /\b(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)\b/.exec(said)?.[1];
  const known = failuresByCode[named ?? error.code ?? ''];
  if (known) return known;
  return error.code === 'ETLS' ? 'encryption_needed' : 'connection_lost';
}
