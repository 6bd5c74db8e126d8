import { type Command, InvalidArgumentError, Option } from 'commander';
import { recordAudit } from '../../database/audit.ts';
import type { Database } from '../../database/connection.ts';
import { writeDeskProfile } from '../../database/desk_profile.ts';
import { makeOwnerLink, makeRecoveryLink } from '../../database/owner_links.ts';
import { readSettings as readAll } from '../../settings/settings.ts';
import { CliError } from '../cli_error.ts';
import { findDesk } from '../desk/desk_file.ts';
import { urlOfOwnerLink } from '../desk/owner_link.ts';
import { readSettings } from '../desk/settings.ts';
import { tell } from '../talk.ts';
import { withDeskDatabase } from './process/desk_database.ts';

interface LinkOptions {
  url?: string;
  email?: string;
  json?: true;
}

interface SetupOptions {
  name?: string;
  locale?: 'en' | 'fr';
  zone?: string;
  ownerName?: string;
  ownerEmail?: string;
  url?: string;
  json?: true;
}

export function register(program: Command): void {
  program
    .command('owner-link')
    .description('print the link by which the first administrator makes an account')
    .option('--email <address>', 'sign this administrator in instead, who cannot any more')
    .option('--url <address>', 'where people find the desk: https://desk.example.org', readUrl)
    .option('--json', 'print JSON')
    .action(ownerLink);
  program
    .command('setup')
    .description('give a new desk its name, language and zone, and print the link of its owner')
    .option('--name <name>', 'what the desk is called', readName)
    .addOption(new Option('--locale <language>', 'language of the desk').choices(['en', 'fr']))
    .option('--zone <zone>', 'IANA time zone of the desk: Europe/Paris', readZone)
    .option('--owner-name <name>', 'name of the owner, as the link shows it', readName)
    .option('--owner-email <address>', 'mail address of the owner, as the link shows it', readEmail)
    .option('--url <address>', 'where people find the desk: https://desk.example.org', readUrl)
    .option('--json', 'print JSON')
    .action(setUp);
}

async function ownerLink({ url, email, json }: LinkOptions): Promise<void> {
  const secret = await withDeskDatabase('owner link', (database) =>
    email === undefined ? makeOwnerLink(database) : makeRecoveryLink(database, email),
  );
  if (secret !== undefined) return print(urlOfOwnerLink(await deskUrl(url), secret), json);
  if (email !== undefined) throw new CliError(`No administrator has the address ${email}`);
  throw new CliError('The desk has an administrator', {
    advice:
      'They give others their accounts under People. Of an administrator who cannot sign in any more:\n' +
      'palier owner-link --email their.address@example.org',
  });
}

async function setUp(options: SetupOptions): Promise<void> {
  const { name, locale, zone, ownerName, ownerEmail, url, json } = options;
  const changed = {
    ...(name !== undefined && { name }),
    ...(locale !== undefined && { locale }),
    ...(zone !== undefined && { zone }),
  };
  const secret = await withDeskDatabase('setup', async (database) => {
    if (Object.keys(changed).length > 0) await writeProfile(database, changed);
    return makeOwnerLink(database, { name: ownerName, address: ownerEmail });
  });
  if (secret === undefined) {
    const written = Object.entries(changed).map(([what, value]) => `${what} ${value}`);
    if (written.length > 0) tell(`Written: ${written.join(', ')}`);
    tell('The desk has an administrator already: no link was made');
    if (json) process.stdout.write(`${JSON.stringify({ ownerLink: null })}\n`);
    return;
  }
  print(urlOfOwnerLink(await deskUrl(url), secret), json);
}

async function writeProfile(database: Database, changed: Record<string, string>): Promise<void> {
  await database.transaction(async (trx) => {
    await writeDeskProfile(trx, changed);
    await recordAudit(trx, {
      by: { program: 'cli' },
      kind: 'setting_changed',
      object: { kind: 'setting', id: 'desk_profile' },
      after: changed,
    });
  });
}

function print(link: string, isJson: true | undefined): void {
  process.stdout.write(isJson ? `${JSON.stringify({ ownerLink: link })}\n` : `${link}\n`);
}

/** As it is given; else where the desk of this home answers; else its name, or its port here. */
async function deskUrl(given: string | undefined): Promise<string> {
  if (given !== undefined) return given;
  const desk = await findDesk(readSettings().home);
  if (desk) return desk.apiUrl;
  const { PALIER_HOSTS: hosts, PORT: port } = readAll(process.env);
  return hosts?.[0] === undefined ? `http://127.0.0.1:${port}` : `https://${hosts[0]}`;
}

function readUrl(text: string): string {
  const url = URL.parse(text);
  if (url && ['http:', 'https:'].includes(url.protocol)) return url.origin;
  throw new InvalidArgumentError('Expected an address such as https://desk.example.org.');
}

function readName(text: string): string {
  const name = text.trim();
  if (name !== '' && name.length <= 60 && !/\p{Cc}/u.test(name)) return name;
  throw new InvalidArgumentError('Expected a name of 60 characters at most.');
}

function readEmail(text: string): string {
  if (/^[^\s@<>]+@[^\s@<>]+$/.test(text)) return text;
  throw new InvalidArgumentError('Expected a mail address.');
}

function readZone(text: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return text;
  } catch {
    throw new InvalidArgumentError('Expected an IANA time zone such as Europe/Paris.');
  }
}
