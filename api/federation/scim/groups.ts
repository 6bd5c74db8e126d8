import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Database, Transaction } from '../../../database/connection.ts';
import { withDatabase } from '../../http/database.ts';
import { defineOperation } from '../../http/operation.ts';
import { ScimError } from '../../http/scim_error.ts';
import { line } from '../../http/text.ts';
import { findScimGroup, findScimGroups } from './find_groups.ts';
import { shownGroup } from './group.ts';
import { type Patchable, patched } from './patch.ts';
import {
  answered,
  changed,
  expectVersion,
  firstIssue,
  listed,
  operationsIn,
  type ScimResource,
  scimAnswer,
  scimAuthor,
  scimBody,
  scimListQuery,
  scimPath,
  scimTag,
  unknownResource,
} from './resource.ts';
import { removeScimGroup as remove, writeScimGroup } from './write_group.ts';

const root = '/scim/v2/Groups';

const patchable: Patchable = {
  attributes: {
    displayname: { name: 'displayName' },
    externalid: { name: 'externalId' },
    members: { name: 'members', isList: true },
  },
  readOnly: ['id', 'meta'],
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
    const { total, rows } = await withDatabase(() => findScimGroups(database, query));
    return listed(request, query, { total, resources: rows.map(shownGroup) });
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
    const given = groupIn(body);
    const made = await changed(database, async (trx) => {
      const id = randomUUID();
      await writeScimGroup(trx, author, id, given);
      return knownGroup(trx, id);
    });
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
      await writeScimGroup(trx, author, path.id, groupIn(body));
      return knownGroup(trx, path.id);
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
      await writeScimGroup(trx, author, path.id, groupIn(patched(now, operations, patchable)));
      return knownGroup(trx, path.id);
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
      await remove(trx, author, path.id);
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

/** @throws ScimError 404 */
async function knownGroup(database: Database | Transaction, id: string): Promise<ScimResource> {
  const row = await findScimGroup(database, id);
  if (!row) throw unknownResource(id);
  return shownGroup(row);
}

/** As `knownGroup`; nobody else changes it until the transaction ends. */
async function heldGroup(trx: Transaction, id: string): Promise<ScimResource> {
  await trx('scim_groups').where({ scim_group_id: id }).forUpdate().first('scim_group_id');
  return knownGroup(trx, id);
}
