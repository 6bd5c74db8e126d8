import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Database, Transaction } from '../../../database/connection.ts';
import { setScimMembers } from '../../../database/federation/scim_group_members.ts';
import { deleteScimGroup, keepScimGroup } from '../../../database/federation/scim_groups.ts';
import type { Author } from '../../../database/people.ts';
import type { ScimGroupRow } from '../../../database/tables.ts';
import { withDatabase } from '../../http/database.ts';
import { defineOperation } from '../../http/operation.ts';
import { ScimError } from '../../http/scim_error.ts';
import { line } from '../../http/text.ts';
import { parseFilter } from './filter.ts';
import { type Columns, conditionOf } from './filter_sql.ts';
import { type Patchable, patched } from './patch.ts';
import {
  answered,
  changed,
  expectVersion,
  firstIssue,
  listed,
  operationsIn,
  partOf,
  type ScimResource,
  scimAnswer,
  scimAuthor,
  scimBody,
  scimListQuery,
  scimPath,
  scimTag,
  unknownResource,
  versioned,
} from './resource.ts';
import { giveGroups } from './users.ts';

const root = '/scim/v2/Groups';
export const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group';

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

const patchable: Patchable = {
  attributes: {
    displayname: { name: 'displayName' },
    externalid: { name: 'externalId' },
    members: { name: 'members', isList: true },
  },
  extensions: {},
};

const membersMax = 50_000;

const group = z.looseObject({
  displayName: line(200),
  externalId: line(200).nullish(),
  members: z
    .array(z.looseObject({ value: z.string() }))
    .max(membersMax)
    .nullish(),
});

type Group = z.infer<typeof group>;

export const listScimGroups = defineOperation({
  id: 'listScimGroups',
  method: 'get',
  address: root,
  summary: 'Groups that SCIM has written, by a filter where one is given',
  tag: scimTag,
  query: scimListQuery,
  answers: { 200: scimAnswer },
  async handle({ request, query }, { database }) {
    const { startIndex, count } = partOf(query);
    const condition =
      query.filter === undefined ? null : conditionOf(parseFilter(query.filter), columns);
    const found = () => {
      const groups = database('scim_groups');
      return condition ? groups.whereRaw(condition.sql, condition.bindings) : groups;
    };
    const [total, rows] = await withDatabase(
      async () =>
        [
          await found().count<{ count: string }[]>({ count: '*' }),
          await found()
            .orderBy('scim_group_id')
            .offset(startIndex - 1)
            .limit(count),
        ] as const,
    );
    const resources = await Promise.all(rows.map((row) => shownGroup(database, row)));
    return listed(request, query, { total: Number(total[0]?.count ?? 0), resources });
  },
});

export const getScimGroup = defineOperation({
  id: 'getScimGroup',
  method: 'get',
  address: `${root}/{id}`,
  summary: 'A group with its members',
  tag: scimTag,
  path: scimPath,
  query: scimListQuery,
  answers: { 200: scimAnswer },
  async handle({ request, path, query }, { database }) {
    return answered(200, request, await withDatabase(() => knownGroup(database, path.id)), query);
  },
});

export const createScimGroup = defineOperation({
  id: 'createScimGroup',
  method: 'post',
  address: root,
  summary: 'Writes a group. What it gives to its members is mapped by its name or external id',
  tag: scimTag,
  body: scimBody,
  answers: { 201: scimAnswer },
  async handle({ request, account, body }, { database }) {
    const author = scimAuthor(request, account.id);
    const made = await changed(database, (trx) => write(trx, author, randomUUID(), groupIn(body)));
    return answered(201, request, made);
  },
});

export const replaceScimGroup = defineOperation({
  id: 'replaceScimGroup',
  method: 'put',
  address: `${root}/{id}`,
  summary: 'Writes a group anew, with these members and no others',
  tag: scimTag,
  path: scimPath,
  body: scimBody,
  answers: { 200: scimAnswer },
  async handle({ request, account, path, body }, { database }) {
    const author = scimAuthor(request, account.id);
    const shown = await changed(database, async (trx) => {
      expectVersion(request, await heldGroup(trx, path.id));
      return write(trx, author, path.id, groupIn(body));
    });
    return answered(200, request, shown);
  },
});

export const patchScimGroup = defineOperation({
  id: 'patchScimGroup',
  method: 'patch',
  address: `${root}/{id}`,
  summary: 'Changes the name or the members of a group, in the dialects of Entra ID and Okta too',
  tag: scimTag,
  path: scimPath,
  body: scimBody,
  answers: { 200: scimAnswer },
  async handle({ request, account, path, body }, { database }) {
    const operations = operationsIn(body);
    const author = scimAuthor(request, account.id);
    const shown = await changed(database, async (trx) => {
      const now = await heldGroup(trx, path.id);
      expectVersion(request, now);
      return write(trx, author, path.id, groupIn(patched(now, operations, patchable)));
    });
    return answered(200, request, shown);
  },
});

export const removeScimGroup = defineOperation({
  id: 'removeScimGroup',
  method: 'delete',
  address: `${root}/{id}`,
  summary: 'Removes a group: what it gave to its members is taken away',
  tag: scimTag,
  path: scimPath,
  answers: { 204: { description: 'It is gone' } },
  async handle({ request, account, path }, { database }) {
    const author = scimAuthor(request, account.id);
    await changed(database, async (trx) => {
      expectVersion(request, await heldGroup(trx, path.id));
      const were = await setScimMembers(trx, path.id, []);
      await deleteScimGroup(trx, path.id);
      for (const accountId of were.toSorted()) await giveGroups(trx, author, accountId);
    });
    return { status: 204 };
  },
});

/** @throws ScimError `invalidValue` */
function groupIn(body: object): Group {
  const read = group.safeParse(body);
  if (!read.success) throw new ScimError(400, 'invalidValue', firstIssue(read.error));
  return read.data;
}

async function write(
  trx: Transaction,
  author: Author,
  id: string,
  { displayName, externalId = null, members }: Group,
): Promise<ScimResource> {
  const row = await keepScimGroup(trx, {
    scim_group_id: id,
    display_name: displayName,
    external_id: externalId,
  });
  if (!row) throw new ScimError(409, 'uniqueness', `There is a group '${displayName}' already.`);
  const wanted = [...new Set((members ?? []).map(({ value }) => value))];
  await refuseStrangers(trx, wanted);
  const before = await trx('scim_group_members').where({ scim_group_id: id }).pluck('account_id');
  await setScimMembers(trx, id, wanted);
  // A group that is called otherwise may give otherwise, to all of its members.
  const touched = new Set<string>([...before, ...wanted]);
  for (const accountId of [...touched].toSorted()) await giveGroups(trx, author, accountId);
  return shownGroup(trx, row);
}

async function refuseStrangers(trx: Transaction, accountIds: readonly string[]): Promise<void> {
  const known = await trx('accounts')
    .whereRaw('account_id = any(?)', [[...accountIds]])
    .pluck('account_id');
  const stranger = accountIds.find((id) => !known.includes(id));
  if (stranger === undefined) return;
  throw new ScimError(400, 'invalidValue', `members: there is no user '${stranger}'.`);
}

/** @throws ScimError 404 */
async function knownGroup(database: Database | Transaction, id: string): Promise<ScimResource> {
  const row = await database('scim_groups').where({ scim_group_id: id }).first();
  if (!row) throw unknownResource(id);
  return shownGroup(database, row);
}

/** As `knownGroup`; nobody else changes it until the transaction ends. */
async function heldGroup(trx: Transaction, id: string): Promise<ScimResource> {
  await trx('scim_groups').where({ scim_group_id: id }).forUpdate().first('scim_group_id');
  return knownGroup(trx, id);
}

async function shownGroup(
  database: Database | Transaction,
  row: ScimGroupRow,
): Promise<ScimResource> {
  const members = await database('scim_group_members')
    .join('accounts', 'accounts.account_id', 'scim_group_members.account_id')
    .where('scim_group_members.scim_group_id', row.scim_group_id)
    .orderBy('accounts.account_id')
    .select<{ value: string; display: string }[]>(
      'accounts.account_id as value',
      'accounts.display_name as display',
    );
  return versioned({
    schemas: [groupSchema],
    id: row.scim_group_id,
    ...(row.external_id && { externalId: row.external_id }),
    displayName: row.display_name,
    members: members.map((each) => ({ ...each, type: 'User' })),
    meta: {
      resourceType: 'Group',
      created: row.created_at.toISOString(),
      lastModified: row.updated_at.toISOString(),
    },
  });
}
