import { ImapFlow, type ImapFlowError, type MailboxObject } from 'imapflow';
import type { MailboxFailure } from '../../../database/mail_words.ts';
import type { MailboxRow } from '../../../database/tables.ts';
import { type DeskKey, DeskKeyError } from '../../../settings/desk_key.ts';
import { secondMs } from '../../../workflows/domain/durations.ts';

/** How a server is reached. */
export interface ImapAccess {
  host: string;
  port: number;
  security: 'tls' | 'starttls' | 'none';
  user: string;
  password: string;
  folder: string;
}

/** Why a server could not be read; the message is what it, or the system, said. */
export class MailboxError extends Error {
  override readonly name = 'MailboxError';
  readonly failure: MailboxFailure;

  constructor(failure: MailboxFailure, words: string, cause?: unknown) {
    super(words, { cause });
    this.failure = failure;
  }
}

/** What a password is sealed for. */
export function sealedFor(mailboxId: string): string {
  return `mailbox ${mailboxId}`;
}

/** @throws MailboxError where the password cannot be opened */
export function accessOf(row: MailboxRow, deskKey: DeskKey): ImapAccess {
  const { host, port, security, user_name: user, folder, sealed_secret: sealed } = row;
  if (host === null || port === null || security === null || user === null || folder === null) {
    throw new Error(`Mailbox ${row.mailbox_id} is not of a server`);
  }
  try {
    const password = sealed === null ? '' : deskKey.open(sealed, sealedFor(row.mailbox_id));
    return { host, port, security, user, password, folder };
  } catch (error) {
    if (error instanceof DeskKeyError) {
      throw new MailboxError('secret_unreadable', error.message, error);
    }
    throw error;
  }
}

/** A folder that is open, to be read only: nothing is marked as seen, moved or deleted. */
export interface OpenFolder {
  client: ImapFlow;
  folder: MailboxObject;
  /** The server said that there is more, since somebody set it to false. */
  hasNews: boolean;
  /** Why the connection ended; undefined while it has not. */
  ended(): Error | undefined;
  close(): void;
}

const connectMs = 15 * secondMs;
/** Of silence while something is asked. */
const silenceMs = 60 * secondMs;

/** @throws MailboxError */
export async function openFolder(access: ImapAccess): Promise<OpenFolder> {
  const client = clientOf(access);
  let ended: Error | undefined;
  client.on('error', (error) => {
    ended ??= error;
  });
  client.on('close', () => {
    ended ??= new Error('the server closed the connection');
  });
  let isIn = false;
  try {
    await client.connect();
    isIn = true;
    const folder = await client.mailboxOpen(access.folder, { readOnly: true });
    const open = {
      client,
      folder,
      hasNews: false,
      ended: () => ended,
      close: () => client.close(),
    };
    client.on('exists', () => {
      open.hasNews = true;
    });
    return open;
  } catch (error) {
    client.close();
    throw mailboxErrorOf(error, isIn ? 'folder' : 'sign_in');
  }
}

function clientOf({ host, port, security, user, password }: ImapAccess): ImapFlow {
  return new ImapFlow({
    host,
    port,
    secure: security === 'tls',
    // Whoever asks for encryption does not get a server that forgets to offer it.
    doSTARTTLS: security === 'starttls',
    auth: { user, pass: password },
    logger: false,
    disableAutoIdle: true,
    disableCompression: true,
    connectionTimeout: connectMs,
    greetingTimeout: connectMs,
    socketTimeout: silenceMs,
    maxLiteralSize: mailBytesMax,
    clientInfo: { name: 'Palier' },
  });
}

/** The names of a server's folders; null where it does not tell them. */
export async function listFolders(access: ImapAccess): Promise<string[] | null> {
  const client = clientOf(access);
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.list()).map(({ path }) => path).slice(0, foldersMax);
  } catch {
    return null;
  } finally {
    client.close();
  }
}

const foldersMax = 100;

/** A message larger than this is not fetched: it is written down, and waits for a person. */
export const mailBytesMax = 100 * 1024 * 1024;

const wordsMax = 300;

/** What went wrong, as it is told to administrators: never another cause than the true one. */
export function mailboxErrorOf(
  error: unknown,
  during: 'sign_in' | 'folder' | 'reading',
): MailboxError {
  if (error instanceof MailboxError) return error;
  if (error instanceof AggregateError && error.errors.length > 0) {
    return mailboxErrorOf(error.errors[0], during);
  }
  const told = error as ImapFlowError;
  const said = typeof told.response === 'string' ? told.response : undefined;
  const words = storable(told.responseText ?? said ?? told.message ?? String(error));
  return new MailboxError(failureOf(told, during), words, error);
}

function failureOf(told: ImapFlowError, during: 'sign_in' | 'folder' | 'reading'): MailboxFailure {
  const { code = '', authenticationFailed, mailboxMissing, responseStatus } = told;
  const said = told.serverResponseCode?.toUpperCase() ?? '';
  if (said === 'PRIVACYREQUIRED') return 'encryption_needed';
  if (['UNAVAILABLE', 'INUSE', 'LIMIT', 'OVERQUOTA', 'SERVERBUG'].includes(said)) {
    return 'server_busy';
  }
  if (authenticationFailed) return 'password_refused';
  if (/^(ERR_TLS|ERR_SSL|CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO|EPROTO|HOSTNAME_)/.test(code)) {
    return 'certificate';
  }
  const known = failuresByCode[code];
  if (known) return known;
  if (mailboxMissing || (during === 'folder' && responseStatus !== undefined))
    return 'folder_missing';
  return responseStatus === undefined ? 'connection_lost' : 'protocol';
}

const failuresByCode: Record<string, MailboxFailure> = {
  ECONNREFUSED: 'connection_refused',
  EHOSTUNREACH: 'connection_refused',
  ENETUNREACH: 'connection_refused',
  ENOTFOUND: 'name_unknown',
  EAI_AGAIN: 'name_unknown',
  ETIMEDOUT: 'no_answer_in_time',
  ETIMEOUT: 'no_answer_in_time',
  CONNECT_TIMEOUT: 'no_answer_in_time',
  GREETING_TIMEOUT: 'no_answer_in_time',
  UPGRADE_TIMEOUT: 'no_answer_in_time',
  ETHROTTLE: 'server_busy',
  NotFound: 'folder_missing',
  LiteralTooLarge: 'message_not_given',
  InvalidResponse: 'protocol',
  UnexpectedTag: 'protocol',
};

function storable(text: string): string {
  return text.slice(0, wordsMax).toWellFormed().replaceAll('\u0000', '\uFFFD');
}
