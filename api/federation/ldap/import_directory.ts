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
import { PeopleRefused } from '../../../database/people_refused.ts';
import { type ImportOptions, reportOf, writePlan } from '../../people/import/import_people.ts';
import { type Attempted, writePlanned } from '../../people/import/overtaken.ts';
import { type PeoplePlan, planPeople } from '../../people/import/plan_people.ts';
import type { GivenPeople } from '../../people/import/read_people.ts';
import type { DirectoryImport } from './contract.ts';
import type { DirectorySettings } from './directory_settings.ts';
import { type GivenEntry, givenEntries } from './given_entries.ts';
import { readDirectory } from './read_directory.ts';

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
 * mapped to. Whom it locked, the desk closes, but nobody without whom no administrator would be left.
 * One transaction; repeated, it changes nothing.
 *
 * @throws DirectoryError where it cannot be read as a whole: then nothing is done
 * @throws TooManyVanished
 */
export async function importDirectory(
  database: Database,
  settings: DirectorySettings,
  options: DirectoryOptions,
): Promise<DirectoryImport> {
  const read = await readDirectory(settings);
  const entries = givenEntries(read, settings.customerAttribute);
  const open = entries.filter(({ isClosed }) => !isClosed);
  const { referralCount } = read;
  const tell = (moving: Moving) =>
    told(moving, { entryCount: entries.length, open, referralCount, locale: options.locale });
  return writePlanned(
    (note) =>
      database.transaction(async (trx) => {
        const moving = await bring(trx, { settings, entries, open, options, note });
        return tell(moving);
      }),
    ({ given, plan }) =>
      tell({ given, plan, isWritten: false, locked: [], vanished: [], closed: [], kept: [] }),
  );
}

type KnownHere = Awaited<ReturnType<typeof listDirectoryIdentities>>[number];

/** What an import does to people. */
interface Moving extends Attempted {
  isWritten: boolean;
  locked: KnownHere[];
  vanished: KnownHere[];
  closed: KnownHere[];
  /** Who would be closed, and stays: nobody else would run the desk. */
  kept: KnownHere[];
}

interface Bringing {
  settings: DirectorySettings;
  entries: readonly GivenEntry[];
  open: readonly GivenEntry[];
  options: DirectoryOptions;
  note: (attempted: Attempted) => void;
}

async function bring(
  trx: Transaction,
  { settings, entries, open, options, note }: Bringing,
): Promise<Moving> {
  await trx.raw('select pg_advisory_xact_lock(?)', [locks.directory]);
  // A server that moves to another address is the same directory.
  const issuer = `ldap:${settings.base.toLowerCase()}`;
  const known = await listDirectoryIdentities(trx, issuer);
  const accounts = new Map(known.map((row) => [row.subject, row]));
  const given = givenPeople(open, await addressesAtDesk(trx), (subject) => accounts.get(subject));
  const plan = await planPeople(trx, given, { locale: options.locale });
  note({ given, plan });
  const isClosed = new Map(entries.map((entry) => [entry.subject, entry.isClosed]));
  const active = known.filter((row) => row.is_active);
  const vanished = active.filter(({ subject }) => !isClosed.has(subject));
  const locked = active.filter(({ subject }) => isClosed.get(subject));
  const closing = options.closesVanished ? [...locked, ...vanished] : locked;
  const isWritten =
    options.writes !== 'nothing' && (plan.faults.length === 0 || options.writes === 'right');
  if (options.closesVanished) refuseTooMany(vanished.length, active.length);
  if (isWritten) {
    await writePlan(trx, plan, options.author);
    await link(trx, options.author, { issuer, plan, entries: open });
  }
  const kept = await close(trx, options.author, { closing, isWritten });
  const closed = closing.filter((row) => !kept.includes(row));
  return { given, plan, isWritten, locked, vanished, closed, kept };
}

/**
 * Closes accounts, or tries whether it could. A directory that forgets who runs the desk locks nobody
 * out of it, and keeps nobody else from being imported.
 * @returns those who stay, as the last administrator does
 */
async function close(
  trx: Transaction,
  author: Author,
  { closing, isWritten }: { closing: readonly KnownHere[]; isWritten: boolean },
): Promise<KnownHere[]> {
  const kept: KnownHere[] = [];
  const tried = await trx.transaction();
  for (const row of closing) {
    try {
      const leaving = { accountId: row.account_id, deputyId: null };
      await tried.transaction((inner) => closeAccount(inner, author, leaving));
    } catch (error) {
      const isLast = error instanceof PeopleRefused && error.refusal.code === 'last_administrator';
      if (!isLast) throw error;
      kept.push(row);
    }
  }
  await (isWritten ? tried.commit() : tried.rollback());
  return kept;
}

interface Telling {
  entryCount: number;
  open: readonly GivenEntry[];
  referralCount: number;
  locale: ImportOptions['locale'];
}

function told(
  { given, plan, isWritten, locked, vanished, closed, kept }: Moving,
  { entryCount, open, referralCount, locale }: Telling,
): DirectoryImport {
  const { errors, people, ...counts } = reportOf(given, plan, locale, isWritten);
  const entryAt = (line: number) => open[line - 1]?.dn ?? '';
  return {
    isWritten,
    entryCount,
    createdCount: counts.createdCount,
    changedCount: counts.changedCount,
    unchangedCount: counts.unchangedCount,
    closedCount: closed.length,
    errors: errors.map(({ line, ...error }) => ({ entry: entryAt(line), ...error })),
    people: people.map(({ line, ...person }) => ({ entry: entryAt(line), ...person })),
    locked: locked.map(shown),
    vanished: vanished.map(shown),
    kept: kept.map(shown),
    referralCount,
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
