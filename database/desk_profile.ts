import type { Database, Transaction } from './connection.ts';
import type { DeskProfileRow, RowChange } from './tables.ts';

/** What the desk is called and where it is at home, without its picture. */
export type DeskProfile = Omit<DeskProfileRow, 'is_only' | 'logo'>;

const columns = [
  'name',
  'locale',
  'zone',
  'logo_type',
  'settled',
  'is_set_up',
  'version',
] as const satisfies (keyof DeskProfile)[];

export async function readDeskProfile(database: Database | Transaction): Promise<DeskProfile> {
  const row = await database('desk_profile').first(...columns);
  if (!row) throw new Error('desk_profile has no row');
  return row;
}

export function readDeskLogo(
  database: Database,
): Promise<Pick<DeskProfileRow, 'logo' | 'logo_type' | 'version'> | undefined> {
  return database('desk_profile').first('logo', 'logo_type', 'version');
}

/** Says which points of the set-up are well as they are, and whether all of it is done. */
export async function writeSettled(
  trx: Transaction,
  settled: string[],
  isSetUp: boolean,
): Promise<void> {
  await trx('desk_profile').update({ settled, is_set_up: isSetUp });
}

/** @returns false where it stands at another version than `expected`; undefined asks nothing */
export async function writeDeskProfile(
  trx: Transaction,
  changed: RowChange<'desk_profile'>,
  expected?: number,
): Promise<boolean> {
  const count = await trx('desk_profile')
    .where(expected === undefined ? {} : { version: expected })
    .update({ ...changed, version: trx.raw('version + 1') });
  return count > 0;
}

/** The time zone of an account; the desk's own where it has none. */
export async function zoneOf(database: Database, accountId: string): Promise<string> {
  const row = await database('accounts').where('account_id', accountId).first('zone');
  return row?.zone ?? (await readDeskProfile(database)).zone;
}
