import type { ScimGroupRow } from '../../../database/tables.ts';
import { type ScimResource, versioned } from './resource.ts';

export const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group';

export type KnownGroup = ScimGroupRow & {
  /** In the order of their ids. */
  members: { value: string; display: string }[];
};

export function shownGroup(row: KnownGroup): ScimResource {
  return versioned({
    schemas: [groupSchema],
    id: row.scim_group_id,
    ...(row.external_id && { externalId: row.external_id }),
    displayName: row.display_name,
    members: row.members.map(({ value, display }) => ({ value, display, type: 'User' })),
    meta: {
      resourceType: 'Group',
      created: row.created_at.toISOString(),
      lastModified: row.updated_at.toISOString(),
    },
  });
}
