import type { Database, Transaction } from '../../../database/connection.ts';
import type { Columns } from './filter_sql.ts';
import { findPart } from './find_part.ts';
import type { KnownGroup } from './group.ts';
import type { ScimListQuery } from './resource.ts';

const memberAmong = `exists (select 1 from scim_group_members
  where scim_group_members.scim_group_id = scim_groups.scim_group_id and {condition})`;
const member = { sql: 'scim_group_members.account_id', kind: 'exact', among: memberAmong } as const;

const columns: Columns = {
  id: { sql: 'scim_groups.scim_group_id', kind: 'exact' },
  displayname: { sql: 'scim_groups.display_name', kind: 'text' },
  externalid: { sql: 'scim_groups.external_id', kind: 'exact' },
  members: member,
  'members.value': member,
  'meta.lastmodified': { sql: 'scim_groups.updated_at', kind: 'instant' },
};

/** Groups by a filter with their members, in the order of their ids. */
export function findScimGroups(
  database: Database,
  query: ScimListQuery,
): Promise<{ total: number; rows: KnownGroup[] }> {
  return findPart<KnownGroup>(query, {
    columns,
    found: () => database('scim_groups'),
    shown: database.raw(shown),
    id: 'scim_groups.scim_group_id',
  });
}

export async function findScimGroup(
  database: Database | Transaction,
  groupId: string,
): Promise<KnownGroup | undefined> {
  const [row] = await database('scim_groups')
    .where({ scim_group_id: groupId })
    .select<KnownGroup[]>(database.raw(shown));
  return row;
}

const shown = `scim_groups.*, coalesce((
  select jsonb_agg(jsonb_build_object('value', account_id, 'display', display_name)
    order by account_id)
  from scim_group_members join accounts using (account_id)
  where scim_group_members.scim_group_id = scim_groups.scim_group_id), '[]') as members`;
