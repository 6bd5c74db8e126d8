import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { notFound } from '../../api/http/errors.ts';
import { idempotencyOf } from '../../api/http/idempotency.ts';
import { parseInput } from '../../api/http/input.ts';
import { type Locale, locale } from '../../api/http/words.ts';
import {
  type Mailbox,
  mailboxBody,
  mailboxSecurity,
  mailboxSendingBody,
  mailboxSigningBody,
  mailboxStart,
} from '../../api/mail/contract.ts';
import { findMailbox, findMailboxes } from '../../api/mail/find_mailboxes.ts';
import type { MailboxKeys } from '../../api/mail/intake/imap_client.ts';
import {
  changeMailboxSending,
  changeMailboxSigning,
  chooseMailboxStart,
  createMailbox,
} from '../../api/mail/mailbox_changes.ts';
import { type CountedMailbox, mailboxView } from '../../api/mail/mailbox_view.ts';
import { testConnection } from '../../api/mail/test_connection.ts';
import { verifyMailbox } from '../../api/mail/verify_mailbox.ts';
import type { AuditBy } from '../../database/audit.ts';
import type { Database } from '../../database/connection.ts';
import { findGrant, noteAttemptFailure } from '../../database/mail_grants.ts';
import { type MailProvider, mailProviders } from '../../database/mail_words.ts';
import { connectApplication, connectByDevice, type DeviceCode } from '../../oauth/consent.ts';
import { ConnectError } from '../../oauth/grant_error.ts';
import { createMailTokens } from '../../oauth/mail_tokens.ts';
import { type DeskKey, openDeskKey } from '../../settings/desk_key.ts';
import { readSettings } from '../../settings/settings.ts';
import { minuteMs, secondMs } from '../../workflows/domain/durations.ts';
import { amount } from '../../workflows/processes/counted.ts';
import { defaultProcessId } from '../../workflows/processes/index.ts';
import { CliError } from '../cli_error.ts';
import { readSettings as readDeskSettings } from '../desk/settings.ts';
import { tell } from '../talk.ts';
import { withDeskDatabase } from './process/desk_database.ts';

const by: AuditBy = { program: 'cli' };

interface AddOptions {
  host?: string;
  port: number;
  security: 'tls' | 'starttls' | 'none';
  user?: string;
  passwordFile?: string;
  folder: string;
  provider?: MailProvider;
  tenant?: string;
  issuer?: string;
  scopes?: string;
  clientId?: string;
  clientSecretFile?: string;
  appOnly?: boolean;
  shared?: boolean;
  permissions: string;
  process: string;
  group?: string;
  locale: Locale;
  from?: 'all' | 'now' | 'since';
  since?: string;
  ownList: string[];
  listOfAddress: boolean;
}

/** `palier mailbox`: where mail comes from, and whether every message of it has its fate. */
export function register(program: Command): void {
  const mailbox = program.command('mailbox').description('where mail comes from');
  const one = (name: string, description: string) =>
    mailbox.command(name).description(description).argument('<mailbox>', 'its id, or its name');
  mailbox.command('list').description('all of them, and how each stands').action(list);
  mailbox
    .command('add')
    .description('read a folder of an IMAP server, or have messages handed in where none is named')
    .argument('<name>')
    .argument('<address>', 'what people write to')
    .option('--host <host>', 'the server')
    .option('--port <port>', 'its port', readPort, 993)
    .addOption(new Option('--security <security>').choices(mailboxSecurity.options).default('tls'))
    .option('--user <user>')
    .option('--password-file <file>', 'the password is its first line; - reads standard input')
    .option('--folder <folder>', 'what is read', 'INBOX')
    .addOption(
      new Option('--provider <provider>', 'sign in by OAuth 2.0, in place of a password').choices(
        mailProviders,
      ),
    )
    .option('--tenant <id>', 'of microsoft: the directory (tenant) ID')
    .option('--issuer <url>', 'of another provider: its address')
    .option('--scopes <scopes>', 'of another provider, with blanks between')
    .option('--client-id <id>', 'the application (client) ID')
    .option('--client-secret-file <file>', 'its secret is the first line; - reads standard input')
    .option('--app-only', 'the program itself is let in, and nobody signs in for it (microsoft)')
    .option('--shared', 'another account than the mailbox’s own may sign in for it')
    .option('--permissions <words>', 'imap, smtp and graph, with commas between', 'imap')
    .option('--process <process>', 'of its tickets', defaultProcessId)
    .option('--group <group>', 'that gets its tickets')
    .addOption(new Option('--locale <locale>').choices(locale.options).default('en'))
    .option(
      '--own-list <id>',
      'a mailing list by which people write to it, by its List-Id',
      collect,
      [],
    )
    .option('--no-list-of-address', 'a list with its address is not what people write to')
    .addOption(
      new Option(
        '--from <start>',
        'what becomes of what is there; else it is asked on its page',
      ).choices(mailboxStart.shape.from.options),
    )
    .option('--since <instant>', 'with --from since: 2026-11-30T00:00:00Z')
    .action(add);
  one('connect', 'sign in for it at its provider, by a code that another device is shown').action(
    connect,
  );
  one('sending', 'say how its mail goes out; without a host by the server of the desk')
    .option('--host <host>', 'an SMTP server of its own')
    .option('--port <port>', 'its port', readPort, 587)
    .addOption(
      new Option('--security <security>').choices(mailboxSecurity.options).default('starttls'),
    )
    .option('--user <user>', 'where the server asks for one')
    .option('--password-file <file>', 'the password is its first line; - reads standard input')
    .option('--per-minute <count>', 'so many mails a minute at most', Number)
    .option(
      '--no-plus-addresses',
      'its server delivers no NAME+anything: answers come to its address',
    )
    .option('--no-agents', 'mails of an agent bear the name of the mailbox alone')
    .action(changeSending);
  one('sign', 'sign its mail (DKIM), and say what the domain is to publish')
    .option('--selector <selector>', 'under which name it is published', 'palier')
    .option('--key-file <file>', 'an RSA key as PEM; one is made where none is given')
    .option('--off', 'sign no more, and forget the key')
    .action(changeSigning);
  one('test', 'connect to its server, and tell what it answers').action(test);
  one('verify', 'compare all that its server has with all that is kept').action(verify);
}

function collect(id: string, ids: readonly string[]): string[] {
  return [...ids, id];
}

function readPort(given: string): number {
  const port = Number(given);
  if (Number.isInteger(port) && port > 0 && port <= 65_535) return port;
  throw new InvalidArgumentError('Expected a number from 1 to 65535.');
}

function deskKey(): DeskKey {
  const { PALIER_SECRET_KEY: secretKey } = readSettings(process.env);
  return openDeskKey({ secretKey, homeDir: readDeskSettings().home });
}

function keysOf(database: Database): MailboxKeys {
  const key = deskKey();
  return { deskKey: key, tokens: createMailTokens({ database, deskKey: key }) };
}

async function list(): Promise<void> {
  const rows = await withDeskDatabase('mailboxes', findMailboxes);
  for (const row of rows) process.stdout.write(`${lineOf(row)}\n`);
}

function lineOf(row: CountedMailbox): string {
  const view = mailboxView(row);
  const { id, name, address, waitingCount, counts } = view;
  const fates = Object.entries(counts).filter(([, count]) => count > 0);
  const told = [...fates, ...(waitingCount > 0 ? [['waiting', waitingCount]] : [])];
  return [
    id,
    name,
    address,
    stateOf(view),
    told.map(([fate, n]) => `${n} ${fate}`).join(', '),
  ].join('\t');
}

/** How it stands, as its page says it. */
function stateOf({
  state,
  behind,
  failure,
  failureWords,
  failingSince,
  waitingSince,
  checkedAt,
}: Mailbox) {
  const word = stateWords[state];
  if (state === 'failing' && failure !== null) {
    const reason = failure.replaceAll('_', ' ');
    return `${word} since ${failingSince}: ${reason}, ${failureWords ?? ''}`;
  }
  if (behind === 'unjudged') return `${word}: messages have waited since ${waitingSince}`;
  if (behind === 'unread') return `${word}: its server was last asked at ${checkedAt}`;
  return word;
}

const stateWords: Record<Mailbox['state'], string> = {
  paused: 'off',
  connect_needed: 'consent needed',
  choice_needed: 'choice needed',
  connecting: 'connecting',
  well: 'healthy',
  behind: 'behind',
  failing: 'failing',
  posted_to: 'healthy, handed in',
};

async function add(name: string, address: string, options: AddOptions): Promise<void> {
  const { host, port, security, user, folder, from, since } = options;
  const server = host === undefined ? null : { host, port, security, user, folder };
  const oauth = await oauthOf(options);
  const password = server && !oauth ? await readPassword(options.passwordFile) : undefined;
  const body = parseInput(mailboxBody, 'body', {
    name,
    address,
    server: server && { ...server, password },
    oauth,
    process: options.process,
    group: options.group ?? null,
    locale: options.locale,
    ownLists: options.ownList,
    takesListOfAddress: options.listOfAddress,
  });
  const start = from && parseInput(mailboxStart, 'body', { from, since });
  const change = idempotencyOf('cli', undefined, { method: 'POST', path: '/api/mailboxes', body });
  const id = change.recordId('mbx');
  const row = await withDeskDatabase('mailboxes', async (database) => {
    const needs = { database, deskKey: deskKey() };
    const made = await createMailbox(needs, { by }, id, change, body);
    if (!start) return made;
    const path = `/api/mailboxes/${id}/start`;
    const chosen = idempotencyOf('cli', undefined, { method: 'PUT', path, body: start });
    return chooseMailboxStart(needs, { by }, id, chosen, start, made.version);
  });
  process.stdout.write(`${lineOf(row)}\n`);
  if (oauth) tell(`Nothing is read until it is connected: palier mailbox connect ${id}`);
  if (host !== undefined && !start)
    tell('Nothing is read until its page, or --from, says where to begin');
}

async function oauthOf(options: AddOptions): Promise<object | null> {
  const { provider, tenant, issuer, scopes, clientId, clientSecretFile, permissions } = options;
  if (provider === undefined) return null;
  return {
    provider,
    clientId,
    permissions: permissions.split(',').map((word) => word.trim()),
    flow: options.appOnly ? 'application' : 'delegated',
    allowsOtherAccount: options.shared ?? false,
    ...(tenant !== undefined && { tenant }),
    ...(issuer !== undefined && { issuer }),
    ...(scopes !== undefined && { scopes: scopes.split(/\s+/).filter(Boolean) }),
    ...(clientSecretFile !== undefined && { clientSecret: await firstLineOf(clientSecretFile) }),
  };
}

async function connect(named: string): Promise<void> {
  await withMailbox(named, async (database, mailbox) => {
    const { mailbox_id: id, name } = mailbox;
    const grant = await findGrant(database, id);
    if (!grant) throw new CliError(`${name} signs in by a password`, { exitCode: 2 });
    const needs = { database, deskKey: deskKey() };
    const granted = { mailbox, grant };
    try {
      if (grant.flow === 'application') await connectApplication(needs, granted, { by });
      else await connectByDevice(needs, granted, { by: { by }, tell: tellCode });
    } catch (error) {
      if (!(error instanceof ConnectError)) throw error;
      const { failure, message: words } = error;
      await noteAttemptFailure(database, id, { failure, words });
      throw new CliError(`It was not connected: ${failure.replaceAll('_', ' ')}`, {
        ...(words !== '' && { advice: words }),
      });
    }
    const { grant: after } = await findMailbox(database, id);
    tell(after?.account ? `${name} is connected, as ${after.account}` : `${name} is connected`);
  });
}

function tellCode({ userCode, verificationUri, expiresInSeconds }: DeviceCode): void {
  const minutes = Math.floor((expiresInSeconds * secondMs) / minuteMs);
  tell(`Open ${verificationUri} on any device, sign in as the mailbox, and give the code there:`);
  process.stdout.write(`${userCode}\n`);
  tell(`It is waited for, ${amount(minutes, 'minute', 'minutes')} at most`);
}

interface SendingCommandOptions {
  host?: string;
  port: number;
  security: 'tls' | 'starttls' | 'none';
  user?: string;
  passwordFile?: string;
  perMinute?: number;
  plusAddresses: boolean;
  agents: boolean;
}

async function changeSending(named: string, options: SendingCommandOptions): Promise<void> {
  const { host, port, security, user = null, perMinute = null } = options;
  const password = user === null ? undefined : await readPassword(options.passwordFile);
  const server = host === undefined ? null : { host, port, security, user, password };
  const given = {
    server,
    perMinute,
    plusAddresses: options.plusAddresses,
    namesAgents: options.agents,
  };
  const body = parseInput(mailboxSendingBody, 'body', given);
  const row = await withMailbox(named, (database, { mailbox_id: id, version }) => {
    const path = `/api/mailboxes/${id}/sending`;
    const change = idempotencyOf('cli', undefined, { method: 'PUT', path, body });
    const needs = { database, deskKey: deskKey() };
    return changeMailboxSending(needs, { by }, id, change, body, version);
  });
  const { sending } = mailboxView(row);
  tell(
    sending.server ? `Its mail goes by ${host}:${port}` : 'Its mail goes by the server of the desk',
  );
}

interface SigningCommandOptions {
  selector: string;
  keyFile?: string;
  off?: boolean;
}

async function changeSigning(named: string, options: SigningCommandOptions): Promise<void> {
  const { selector, keyFile, off: isOff = false } = options;
  const privateKey = keyFile === undefined ? undefined : await readFile(keyFile, 'utf8');
  const body = isOff ? null : parseInput(mailboxSigningBody, 'body', { selector, privateKey });
  const row = await withMailbox(named, (database, { mailbox_id: id, version }) => {
    const path = `/api/mailboxes/${id}/signing`;
    const change = idempotencyOf('cli', undefined, { method: 'PUT', path, body });
    const needs = { database, deskKey: deskKey() };
    return changeMailboxSigning(needs, { by }, id, change, body, version);
  });
  const { signing } = mailboxView(row).sending;
  if (!signing) return tell('Its mail is signed no more');
  process.stdout.write(`${signing.recordName}\tTXT\t${signing.recordValue}\n`);
  tell('Publish this record: until then receivers take the signature for a wrong one');
}

async function readPassword(file: string | undefined): Promise<string> {
  if (file === undefined) {
    throw new CliError('The server wants a password', { advice: '--password-file', exitCode: 2 });
  }
  return firstLineOf(file);
}

async function firstLineOf(file: string): Promise<string> {
  const content = file === '-' ? await text(process.stdin) : await readFile(file, 'utf8');
  return content.split(/\r?\n/)[0] ?? '';
}

async function test(named: string): Promise<void> {
  const tried = await withMailbox(named, (database, row) => testConnection(row, keysOf(database)));
  for (const { step, state, detail } of tried.steps) {
    const words = [step, state].map((word) => word.replaceAll('_', ' '));
    process.stdout.write(`${[...words, detail ?? ''].join('\t').trimEnd()}\n`);
  }
  if (tried.isWell) {
    const count = amount(tried.messageCount ?? 0, 'message', 'messages');
    process.stdout.write(`The server answers, and the folder has ${count}\n`);
    return;
  }
  const advice = tried.folders ? `There are: ${tried.folders.join(', ')}` : (tried.words ?? '');
  throw new CliError(`It cannot be read: ${tried.failure?.replaceAll('_', ' ')}`, { advice });
}

async function verify(named: string): Promise<void> {
  const report = await withMailbox(named, (database, row) =>
    verifyMailbox(row, { database, ...keysOf(database) }),
  );
  const { isProven, saidCount, listedCount, keptCount, goneCount, missing, waiting, counts } =
    report;
  const fates = Object.entries(counts).filter(([, count]) => count > 0);
  for (const [fate, count] of fates) process.stdout.write(`${fate}\t${count}\n`);
  for (const uid of missing) process.stdout.write(`missing\tUID ${uid}\n`);
  for (const id of waiting) process.stdout.write(`waiting\tmail ${id}\n`);
  if (saidCount !== listedCount) {
    tell(`The server says that there are ${saidCount}, and lists ${listedCount}`);
  }
  if (goneCount > 0) tell(`${amount(goneCount, 'message', 'messages')} of it are there no more`);
  if (!isProven) {
    throw new CliError(`Of ${listedCount} messages of the server ${keptCount} are kept`, {
      advice: 'Is the API of the desk running? What is missing is fetched when it connects.',
    });
  }
  tell(`Each of ${amount(listedCount, 'message', 'messages')} has its fate`);
}

/** @throws ApiError where none has the id or the name */
function withMailbox<T>(
  named: string,
  work: (database: Database, row: CountedMailbox) => Promise<T>,
): Promise<T> {
  return withDeskDatabase('mailboxes', async (database) => {
    const rows = await findMailboxes(database);
    const found = rows.filter(({ mailbox_id: id, name }) => id === named || name === named);
    const [row, ...others] = found;
    if (!row)
      throw notFound(
        'mailbox',
        named,
        rows.slice(0, 50).map(({ name }) => name),
      );
    if (others.length > 0) {
      throw new CliError(`Several mailboxes are called ${named}: name one by its id`, {
        exitCode: 2,
      });
    }
    return work(database, row);
  });
}
