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
  mailboxStart,
} from '../../api/mail/contract.ts';
import { findMailboxes } from '../../api/mail/find_mailboxes.ts';
import type { MailboxKeys } from '../../api/mail/intake/imap_client.ts';
import { chooseMailboxStart, createMailbox } from '../../api/mail/mailbox_changes.ts';
import { type CountedMailbox, mailboxView } from '../../api/mail/mailbox_view.ts';
import { testConnection } from '../../api/mail/test_connection.ts';
import { verifyMailbox } from '../../api/mail/verify_mailbox.ts';
import type { AuditBy } from '../../database/audit.ts';
import type { Database } from '../../database/connection.ts';
import { createMailTokens } from '../../oauth/mail_tokens.ts';
import { type DeskKey, openDeskKey } from '../../settings/desk_key.ts';
import { readSettings } from '../../settings/settings.ts';
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
  const password = server && (await readPassword(options.passwordFile));
  const body = parseInput(mailboxBody, 'body', {
    name,
    address,
    server: server && { ...server, password },
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
  if (host !== undefined && !start)
    tell('Nothing is read until its page, or --from, says where to begin');
}

async function readPassword(file: string | undefined): Promise<string> {
  if (file === undefined) {
    throw new CliError('The server wants a password', { advice: '--password-file', exitCode: 2 });
  }
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
