import { ImapFlow, type ImapFlowError, type MailboxObject } from 'imapflow';
import type { MailboxFailure } from '../../../database/mail_words.ts';
import { storableText } from '../../../database/storable_text.ts';
import type { MailboxRow } from '../../../database/tables.ts';
import { GrantError } from '../../../oauth/grant_error.ts';
import type { MailToken, MailTokens } from '../../../oauth/mail_tokens.ts';
import { type DeskKey, DeskKeyError } from '../../../settings/desk_key.ts';
import { secondMs } from '../../../workflows/domain/durations.ts';

/** How a server is reached. */
export interface ImapAccess {
  host: string;
  port: number;
  security: 'tls' | 'starttls' | 'none';
  user: string;
  /** By what it lets the desk in. */
  credential: { password: string } | { token: MailToken };
  folder: string;
}

/** What opens a mailbox. */
export interface MailboxKeys {
  deskKey: DeskKey;
  tokens: MailTokens;
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

/**
 * How a mailbox's server is reached.
 * @throws MailboxError where the password cannot be opened, or no token is to be had
 */
export async function accessOf(
  row: MailboxRow,
  keys: MailboxKeys,
  asked: { refusedId?: string; isUrgent?: boolean } = {},
): Promise<ImapAccess> {
  const { host, port, security, user_name: user, folder } = row;
  if (host === null || port === null || security === null || user === null || folder === null) {
    throw new Error(`Mailbox ${row.mailbox_id} is not of a server`);
  }
  const credential = await credentialOf(row, keys, asked);
  return { host, port, security, user, credential, folder };
}

async function credentialOf(
  { mailbox_id: id, sealed_secret: sealed }: MailboxRow,
  { deskKey, tokens }: MailboxKeys,
  asked: { refusedId?: string; isUrgent?: boolean },
): Promise<ImapAccess['credential']> {
  try {
    if (sealed !== null) return { password: deskKey.open(sealed, sealedFor(id)) };
    const token = await tokens.tokenFor(id, 'mail', asked);
    if (token) return { token };
    throw new MailboxError('token_refused', 'it refuses a token that was given a moment ago');
  } catch (error) {
    if (error instanceof DeskKeyError) {
      throw new MailboxError('secret_unreadable', error.message, error);
    }
    if (error instanceof GrantError) throw new MailboxError(error.failure, error.message, error);
    throw error;
  }
}

/** A folder that is open, to be read only: nothing is marked as seen, moved or deleted. */
export interface OpenFolder {
  client: ImapFlow;
  folder: MailboxObject;
  /** The server said that there is more, since somebody set it to false. */
  hasNews: boolean;
  /** When its server ends it because of the token it was opened with; undefined for a password. */
  staleAt: Date | undefined;
  /** Why the connection ended; undefined while it has not. */
  ended(): Error | undefined;
  close(): void;
}

const connectMs = 15 * secondMs;
/** Of silence while something is asked. */
const silenceMs = 60 * secondMs;

/**
 * Opens a mailbox's folder. A token that its server refuses may be over before its time: another is
 * asked for, once.
 * @throws MailboxError
 */
export async function openMailbox(
  row: MailboxRow,
  keys: MailboxKeys,
  asked: { isUrgent?: boolean } = {},
): Promise<OpenFolder> {
  const access = await accessOf(row, keys, asked);
  try {
    return await openFolder(access);
  } catch (error) {
    const { credential } = access;
    const isRefused = error instanceof MailboxError && error.failure === 'token_refused';
    if (!isRefused || !('token' in credential)) throw error;
    const refusedId = credential.token.id;
    return openFolder(await accessOf(row, keys, { ...asked, refusedId }).catch(orRefused(error)));
  }
}

/** What the server said tells more than that there is no other token. */
function orRefused(refused: MailboxError): (error: unknown) => never {
  return (error) => {
    throw error instanceof MailboxError && error.failure === 'token_refused' ? refused : error;
  };
}

async function openFolder(access: ImapAccess): Promise<OpenFolder> {
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
      staleAt: 'token' in access.credential ? access.credential.token.staleAt : undefined,
      ended: () => ended,
      close: () => client.close(),
    };
    client.on('exists', () => {
      open.hasNews = true;
    });
    return open;
  } catch (error) {
    client.close();
    const told = mailboxErrorOf(error, isIn ? 'folder' : 'sign_in');
    if (told.failure !== 'password_refused' || !('token' in access.credential)) throw told;
    throw new MailboxError('token_refused', told.message, error);
  }
}

function clientOf({ host, port, security, user, credential }: ImapAccess): ImapFlow {
  return new ImapFlow({
    host,
    port,
    secure: security === 'tls',
    // Whoever asks for encryption does not get a server that forgets to offer it.
    doSTARTTLS: security === 'starttls',
    auth:
      'token' in credential
        ? { user, accessToken: credential.token.token }
        : { user, pass: credential.password },
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
  const told = error as ImapFlowError & { oauthError?: unknown };
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
  return storableText(text, wordsMax);
}
