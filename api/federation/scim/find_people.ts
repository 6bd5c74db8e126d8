import type { Database, Transaction } from '../../../database/connection.ts';
import { parseFilter } from './filter.ts';
import { type Columns, conditionOf } from './filter_sql.ts';
import type { KnownPerson } from './person.ts';
import { partOf, type ScimListQuery } from './resource.ts';

const addressAmong = `exists (select 1 from mail_addresses
  where mail_addresses.account_id = accounts.account_id and {condition})`;
const userName = `coalesce(scim_people.user_name,
  (select address from mail_addresses where mail_addresses.account_id = accounts.account_id and is_main),
  accounts.account_id)`;

const address = { sql: 'mail_addresses.address', kind: 'text', among: addressAmong } as const;

const columns: Columns = {
  id: { sql: 'accounts.account_id', kind: 'exact' },
  username: { sql: userName, kind: 'text' },
  externalid: { sql: 'scim_people.external_id', kind: 'exact' },
  displayname: { sql: 'accounts.display_name', kind: 'text' },
  'name.formatted': { sql: 'accounts.display_name', kind: 'text' },
  'name.givenname': { sql: 'scim_people.given_name', kind: 'text' },
  'name.familyname': { sql: 'scim_people.family_name', kind: 'text' },
  active: { sql: 'accounts.is_active', kind: 'boolean' },
  emails: address,
  'emails.value': address,
  department: { sql: 'accounts.department', kind: 'text' },
  'meta.created': { sql: 'accounts.created_at', kind: 'instant' },
  'meta.lastmodified': { sql: 'accounts.updated_at', kind: 'instant' },
};

/**
 * People by a filter, in the order of their ids. Everybody of the desk is among them, whoever wrote
 * them down first; those that were removed by SCIM are not.
 */
export async function findScimPeople(database: Database, query: ScimListQuery) {
  const { startIndex, count } = partOf(query);
  const condition =
    query.filter === undefined ? null : conditionOf(parseFilter(query.filter), columns);
  const found = () => {
    const people = peopleOf(database);
    return condition ? people.whereRaw(condition.sql, condition.bindings) : people;
  };
  const [counted] = await found().count<{ count: string }[]>({ count: '*' });
  const rows = await selected(database, found())
    .orderBy('accounts.account_id')
    .offset(startIndex - 1)
    .limit(count);
  return { total: Number(counted?.count ?? 0), rows };
}

export async function findScimPerson(
  database: Database | Transaction,
  accountId: string,
): Promise<KnownPerson | undefined> {
  const [row] = await selected(
    database,
    peopleOf(database).where('accounts.account_id', accountId),
  );
  return row;
}

function peopleOf(database: Database | Transaction) {
  return database('accounts')
    .leftJoin('scim_people', 'scim_people.account_id', 'accounts.account_id')
    .whereNull('scim_people.removed_at');
}

const shown = [
  'accounts.*',
  `${userName} as user_name`,
  'scim_people.external_id',
  'scim_people.given_name',
  'scim_people.family_name',
  'scim_people.closed_at as scim_closed_at',
  `array(select address from mail_addresses
    where mail_addresses.account_id = accounts.account_id order by is_main desc, address) as addresses`,
  `coalesce((
    select jsonb_agg(jsonb_build_object('value', scim_group_id, 'display', display_name)
      order by display_name)
    from scim_group_members join scim_groups using (scim_group_id)
    where scim_group_members.account_id = accounts.account_id), '[]') as groups`,
].join(', ');

function selected(database: Database | Transaction, people: ReturnType<typeof peopleOf>) {
  return people.select<KnownPerson[]>(database.raw(shown));
}
