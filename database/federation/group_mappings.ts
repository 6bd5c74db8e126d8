import { createHash } from 'node:crypto';
import type { AuditedFields } from '../audit.ts';
import type { Database, Transaction } from '../connection.ts';
import type { GroupMappingRow, NewRow } from '../tables.ts';

/** By source and by the directory's name of the group. */
export function listMappings(database: Database | Transaction): Promise<GroupMappingRow[]> {
  return database('group_mappings').orderBy(['source', 'directory_group', 'mapping_id']);
}

type NewMapping = Omit<NewRow<'group_mappings'>, 'mapping_id'> &
  Pick<GroupMappingRow, 'source' | 'directory_group' | 'role' | 'process_id' | 'group_id'>;

/** Writes a mapping; one that gives the same is kept as it is. */
export async function insertMapping(
  trx: Transaction,
  mapping: NewMapping,
): Promise<{ row: GroupMappingRow; isNew: boolean }> {
  const mapping_id = mappingIdOf(mapping);
  const [written] = await trx('group_mappings')
    .insert({ ...mapping, mapping_id })
    .onConflict('mapping_id')
    .ignore()
    .returning('*');
  const row = written ?? (await trx('group_mappings').where({ mapping_id }).first());
  if (!row) throw new Error(`The mapping ${mapping_id} was taken away at this moment`);
  return { row, isNew: written !== undefined };
}

/** @returns what it was; undefined where there is none */
export async function deleteMapping(
  trx: Transaction,
  mappingId: string,
): Promise<GroupMappingRow | undefined> {
  const [mapping] = await trx('group_mappings')
    .where({ mapping_id: mappingId })
    .delete()
    .returning('*');
  return mapping;
}

/** A mapping as the audit writes it. */
export function auditedMapping(row: GroupMappingRow): AuditedFields {
  const { source, directory_group, role, process_id, group_id, capacity } = row;
  const place = { process: process_id, group: group_id, capacity };
  return { source, directoryGroup: directory_group, role, ...place };
}

/** Which mapping it is: who gives what to whom has one id. */
function mappingIdOf(mapping: NewMapping): string {
  const { source, directory_group, role, process_id, group_id } = mapping;
  const what = JSON.stringify([source, directory_group, role, process_id, group_id]);
  return createHash('sha256').update(what).digest('hex').slice(0, 24);
}
