import type { Database, Transaction } from '../../../database/connection.ts';
import { giveAllMapped } from '../../../database/federation/given_rights.ts';
import {
  directorySource,
  keepDirectoryIdentities,
  listDirectoryIdentities,
} from '../../../database/federation/identities.ts';
import { closeAccount } from '../../../database/leaving.ts';
import { locks } from '../../../database/locks.ts';
import type { Author } from '../../../database/people.ts';
import { type ImportOptions, reportOf, writePlan } from '../../people/import/import_people.ts';
import { type PeoplePlan, planPeople } from '../../people/import/plan_people.ts';
import type { GivenPeople } from '../../people/import/read_people.ts';
import type { DirectoryImport } from './contract.ts';
import type { DirectorySettings } from './directory_settings.ts';
import { type GivenEntry, givenEntries } from './given_entries.ts';
import { type ReadDirectory, readDirectory } from './read_directory.ts';

export interface DirectoryOptions extends ImportOptions {
  /** Closes the accounts of those who are there no more. */
  closesVanished: boolean;
}

/** So many of those it had may have left the directory at once: more is a directory that is not whole. */
export const vanishedShareMax = 0.1;

export class TooManyVanished extends Error {
  override readonly name = 'TooManyVanished';
  readonly vanishedCount: number;
  readonly knownCount: number;

  constructor(vanishedCount: number, knownCount: number) {
    super(`${vanishedCount} of ${knownCount} people are in the directory no more`);
    this.vanishedCount = vanishedCount;
    this.knownCount = knownCount;
  }
}

/**
 * Brings the people of a directory to the desk, as a file would, and gives them what its groups are
 * mapped to. Whom it locked, the desk closes. One transaction; repeated, it changes nothing.
 *
 * @throws DirectoryError where it cannot be read as a whole: then nothing is done
 * @throws TooManyVanished
 * @throws PeopleRefused where others changed the same people meanwhile
 */
export async function importDirectory(
  database: Database,
  settings: DirectorySettings,
  options: DirectoryOptions,
): Promise<DirectoryImport> {
  const read = await readDirectory(settings);
  return database.transaction((trx) => bring(trx, settings, read, options));
}

async function bring(
  trx: Transaction,
  settings: DirectorySettings,
  read: ReadDirectory,
  options: DirectoryOptions,
): Promise<DirectoryImport> {
  await trx.raw('select pg_advisory_xact_lock(?)', [locks.directory]);
  // A server that moves to another address is the same directory.
  const issuer = `ldap:${settings.base.toLowerCase()}`;
  const known = await listDirectoryIdentities(trx, issuer);
  const accounts = new Map(known.map((row) => [row.subject, row]));
  const entries = givenEntries(read);
  const open = entries.filter(({ isClosed }) => !isClosed);
  const given = givenPeople(open, await addressesAtDesk(trx), (subject) => accounts.get(subject));
  const plan = await planPeople(trx, given, { locale: options.locale });
  const there = new Set(entries.map(({ subject }) => subject));
  const vanished = known.filter((row) => row.is_active && !there.has(row.subject));
  const locked = known.filter(
    (row) => row.is_active && entries.some((one) => one.isClosed && one.subject === row.subject),
  );
  const closing = options.closesVanished ? [...locked, ...vanished] : locked;
  const isWritten =
    options.writes !== 'nothing' && (plan.faults.length === 0 || options.writes === 'right');
  if (options.closesVanished)
    refuseTooMany(vanished.length, known.filter((row) => row.is_active).length);
  if (isWritten) {
    await writePlan(trx, plan, options.author);
    await link(trx, options.author, { issuer, plan, entries: open });
    for (const { account_id: accountId } of closing) {
      await closeAccount(trx, options.author, { accountId, deputyId: null });
    }
  }
  const { errors, people, ...counts } = reportOf(given, plan, options.locale, isWritten);
  const entryAt = (line: number) => open[line - 1]?.dn ?? '';
  return {
    isWritten,
    entryCount: entries.length,
    createdCount: counts.createdCount,
    changedCount: counts.changedCount,
    unchangedCount: counts.unchangedCount,
    closedCount: closing.length,
    errors: errors.map(({ line, ...error }) => ({ entry: entryAt(line), ...error })),
    people: people.map(({ line, ...person }) => ({ entry: entryAt(line), ...person })),
    locked: locked.map(shown),
    vanished: vanished.map(shown),
    referralCount: read.referralCount,
  };
}

function refuseTooMany(vanishedCount: number, knownCount: number): void {
  // Of a handful, one is a large share and nothing strange.
  if (vanishedCount <= 1 || vanishedCount <= knownCount * vanishedShareMax) return;
  throw new TooManyVanished(vanishedCount, knownCount);
}

function shown({
  account_id: id,
  display_name: name,
}: {
  account_id: string;
  display_name: string;
}) {
  return { id, name };
}

async function addressesAtDesk(trx: Transaction): Promise<Map<string, string[]>> {
  const rows = await trx('mail_addresses').orderBy('is_main', 'desc').orderBy('address');
  const addresses = new Map<string, string[]>();
  for (const { account_id: id, address } of rows) {
    addresses.set(id, [...(addresses.get(id) ?? []), address]);
  }
  return addresses;
}

/**
 * Rows of an import. The directory says what the main address is; others that the desk knows stay:
 * mail that comes from them is that person's still.
 */
function givenPeople(
  entries: readonly GivenEntry[],
  atDesk: ReadonlyMap<string, string[]>,
  known: (subject: string) => { account_id: string; is_active: boolean } | undefined,
): GivenPeople {
  const byAddress = new Map(
    [...atDesk].flatMap(([id, addresses]) => addresses.map((address) => [address, id] as const)),
  );
  const mainOf = new Map(entries.map(({ dn, addresses }) => [dn.toLowerCase(), addresses[0]]));
  const rows = entries.map(({ subject, addresses, cells, managerDn }, n) => {
    const id =
      known(subject)?.account_id ?? addresses.map((one) => byAddress.get(one)).find(Boolean);
    const kept = (id === undefined ? undefined : atDesk.get(id)) ?? [];
    const manager = managerDn === undefined ? undefined : mainOf.get(managerDn);
    return {
      line: n + 1,
      cells: {
        ...cells,
        ...(id !== undefined && { id }),
        ...(manager !== undefined && { manager }),
        addresses: [...new Set([...addresses, ...kept])].join(' '),
      },
    };
  });
  return { rows, columns: [], encoding: 'utf-8', faults: [] };
}

interface Linking {
  issuer: string;
  plan: PeoplePlan;
  entries: readonly GivenEntry[];
}

/** Remembers who is who, and gives what their groups are mapped to to whom that changes something. */
async function link(
  trx: Transaction,
  author: Author,
  { issuer, plan, entries }: Linking,
): Promise<void> {
  const mapped = new Set(
    await trx('group_mappings').where({ source: directorySource }).pluck('directory_group'),
  );
  const held = new Set([
    ...(await trx('given_roles').where({ source: directorySource }).pluck('account_id')),
    ...(await trx('given_places').where({ source: directorySource }).pluck('account_id')),
  ]);
  const found = plan.people.map(({ line, accountId }) => {
    const entry = entries[line - 1];
    if (!entry) throw new Error(`No entry stands at ${line}`);
    return { accountId, subject: entry.subject, groups: entry.groups };
  });
  await keepDirectoryIdentities(trx, issuer, found);
  const moved = found.filter(
    ({ accountId, groups }) => held.has(accountId) || groups.some((group) => mapped.has(group)),
  );
  await giveAllMapped(
    trx,
    author,
    directorySource,
    new Map(moved.map(({ accountId, groups }) => [accountId, groups])),
  );
}
