import { recordAudit } from '../../database/audit.ts';
import {
  auditedMapping,
  deleteMapping,
  insertMapping,
  listMappings,
} from '../../database/federation/group_mappings.ts';
import { directorySource } from '../../database/federation/identities.ts';
import type { GroupMappingRow } from '../../database/tables.ts';
import { findProcess } from '../../workflows/processes/index.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { askedBy } from '../http/audited.ts';
import { withDatabase } from '../http/database.ts';
import { givenValue, notFound, wrongField } from '../http/errors.ts';
import { expected } from '../http/expectations.ts';
import { defineOperation } from '../http/operation.ts';
import { refuseRolesByToken } from '../people/token_rights.ts';
import {
  type GroupMapping,
  groupMapping,
  groupMappingBody,
  groupMappingList,
  groupMappingPath,
} from './mapping_contract.ts';

const tag = 'Sign-in';

export const listGroupMappings = defineOperation({
  id: 'listGroupMappings',
  method: 'get',
  address: '/api/sign-in/mappings',
  summary: 'What the groups of directories give to whoever is in them',
  tag,
  answers: {
    200: { description: 'All of them, by directory and group', schema: groupMappingList },
  },
  async handle(_call, { database, providers }) {
    const rows = await withDatabase(() => listMappings(database));
    const body = { items: rows.map(shown), next: null, sources: sourcesOf(providers) };
    return { status: 200, body };
  },
});

export const createGroupMapping = defineOperation({
  id: 'createGroupMapping',
  method: 'post',
  address: '/api/sign-in/mappings',
  summary:
    'Gives whoever is in a group of a directory a role or a place in a group of the desk, from their ' +
    'next sign-in or its next word on. What is there already stays as it is',
  tag,
  body: groupMappingBody,
  answers: { 201: { description: 'The mapping', schema: groupMapping } },
  async handle({ request, response, account, body }, { database, providers }) {
    if (body.role) refuseRolesByToken(response, [body.role]);
    const known = sourcesOf(providers).map(({ id }) => id);
    if (!known.includes(body.source)) {
      throw wrongField(
        'body.source',
        expected('one_of', { words: known }),
        givenValue(body.source),
      );
    }
    const { process, group, capacity } = body.place ?? {};
    if (process !== undefined && group !== undefined) refuseUnknownPlace(process, group);
    const mapping = {
      source: body.source,
      directory_group: body.directoryGroup,
      role: body.role ?? null,
      process_id: process ?? null,
      group_id: group ?? null,
      capacity: capacity ?? null,
      created_by: account.id,
    };
    const row = await withDatabase(() =>
      database.transaction(async (trx) => {
        const { row, isNew } = await insertMapping(trx, mapping);
        if (!isNew) return row;
        await recordAudit(trx, {
          ...askedBy({ request, response }),
          kind: 'group_claims_changed',
          object: { kind: 'group', id: row.mapping_id },
          after: auditedMapping(row),
        });
        return row;
      }),
    );
    return { status: 201, body: shown(row) };
  },
});

export const deleteGroupMapping = defineOperation({
  id: 'deleteGroupMapping',
  method: 'delete',
  address: '/api/sign-in/mappings/{id}',
  summary:
    'Ends a mapping: what it gave goes with the next sign-in or the next word of the directory',
  tag,
  path: groupMappingPath,
  answers: { 204: { description: 'It is gone' } },
  async handle({ request, response, path }, { database }) {
    await withDatabase(() =>
      database.transaction(async (trx) => {
        const row = await deleteMapping(trx, path.id);
        if (!row) throw notFound('address', request.path);
        await recordAudit(trx, {
          ...askedBy({ request, response }),
          kind: 'group_claims_changed',
          object: { kind: 'group', id: row.mapping_id },
          before: auditedMapping(row),
        });
      }),
    );
    return { status: 204 };
  },
});

/** Whose groups can be mapped: providers by their names, SCIM, and the directory. */
function sourcesOf(providers: ApiDependencies['providers']) {
  const named = [...providers.values()].map(({ settings: { id, name } }) => ({ id, name }));
  const directory = { id: directorySource, name: 'LDAP' };
  return [...named, { id: 'scim', name: 'SCIM' }, directory];
}

function refuseUnknownPlace(processId: string, groupId: string): void {
  const groups = findProcess(processId)?.groups;
  if (!groups) throw notFound('process', processId);
  if (Object.hasOwn(groups, groupId)) return;
  const words = Object.keys(groups);
  throw wrongField('body.place.group', expected('one_of', { words }), givenValue(groupId));
}

function shown(row: GroupMappingRow): GroupMapping {
  const { process_id: process, group_id: group, capacity } = row;
  const hasPlace = process !== null && group !== null && capacity !== null;
  return {
    id: row.mapping_id,
    source: row.source,
    directoryGroup: row.directory_group,
    role: row.role,
    place: hasPlace ? { process, group, capacity } : null,
    createdAt: row.created_at.toISOString(),
  };
}
