import type { Database, Transaction } from '../../../database/connection.ts';
import type { Columns } from './filter_sql.ts';
import { findPart } from './find_part.ts';
import type { KnownPerson } from './person.ts';
import type { ScimListQuery } from './resource.ts';

const addressAmong = `exists (select 1 from mail_addresses
  where mail_addresses.account_id = accounts.account_id and {condition})`;
const userName = `coalesce(scim_people.user_name,
  (select address from mail_addresses where mail_addresses.account_id = accounts.account_id and is_main),
  accounts.account_id)`;

const customerName = `(select name from customers where customers.customer_id = accounts.customer_id)`;

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
  organization: { sql: customerName, kind: 'text' },
  'meta.created': { sql: 'accounts.created_at', kind: 'instant' },
  'meta.lastmodified': { sql: 'accounts.updated_at', kind: 'instant' },
};

/**
 * People by a filter, in the order of their ids. Everybody of the desk is among them, whoever wrote
 * them down first; those that were removed by SCIM are not.
 */
export function findScimPeople(
  database: Database,
  query: ScimListQuery,
): Promise<{ total: number; rows: KnownPerson[] }> {
  return findPart<KnownPerson>(query, {
    columns,
    found: () => peopleOf(database),
    shown: database.raw(shown),
    id: 'accounts.account_id',
  });
}

export async function findScimPerson(
  database: Database | Transaction,
  accountId: string,
): Promise<KnownPerson | undefined> {
  const [row] = await peopleOf(database)
    .where('accounts.account_id', accountId)
    .select<KnownPerson[]>(database.raw(shown));
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
  `${customerName} as customer_name`,
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
