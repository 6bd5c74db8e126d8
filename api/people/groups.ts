import { changeMemberships } from '../../database/membership.ts';
import { findProcess } from '../../workflows/processes/index.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { askedBy } from '../http/audited.ts';
import { withDatabase } from '../http/database.ts';
import { givenValue, notFound, wrongField } from '../http/errors.ts';
import { expected } from '../http/expectations.ts';
import { type Call, defineOperation } from '../http/operation.ts';
import { groupList, placeBody, placePath } from './contract.ts';
import { findGroups, groupNames } from './find_groups.ts';
import { orPeopleProblem } from './refused.ts';

const tag = 'People';
const answers = { 200: { description: 'The groups of all processes', schema: groupList } };

export const listGroups = defineOperation({
  id: 'listGroups',
  method: 'get',
  address: '/api/groups',
  summary: 'The groups of each process, who works in them, what waits there',
  tag,
  answers,
  handle: (call, dependencies) => answer(call, dependencies),
});

type PlaceCall<Body> = Call<{ process: string; group: string; account: string }, undefined, Body>;

export const putInGroup = defineOperation({
  id: 'putInGroup',
  method: 'put',
  address: '/api/groups/{process}/{group}/members/{account}',
  summary: 'Puts somebody in a group, or changes their place there',
  tag,
  path: placePath,
  body: placeBody,
  isKeyed: true,
  answers,
  async handle(call, dependencies) {
    const { process, group } = call.path;
    const { shift } = call.body;
    refuseUnknown(process, group);
    const calendars = Object.keys(findProcess(process)?.calendars ?? {});
    if (shift !== null && !calendars.includes(shift)) {
      throw wrongField('body.shift', expected('shift', { known: calendars }), givenValue(shift));
    }
    return change(call, call.body, dependencies);
  },
});

export const takeFromGroup = defineOperation({
  id: 'takeFromGroup',
  method: 'delete',
  address: '/api/groups/{process}/{group}/members/{account}',
  summary: 'Takes somebody out of a group; what they have in hand stays theirs',
  tag,
  path: placePath,
  isKeyed: true,
  answers,
  handle: (call, dependencies) => change(call, null, dependencies),
});

async function change<Body>(
  call: PlaceCall<Body>,
  place: { capacity: number; skills: string[]; shift: string | null } | null,
  dependencies: ApiDependencies,
) {
  const { process: processId, group: groupId, account: accountId } = call.path;
  await orPeopleProblem(() =>
    withDatabase(() =>
      dependencies.database.transaction((trx) =>
        changeMemberships(trx, askedBy(call), [{ processId, groupId, accountId, place }]),
      ),
    ),
  );
  dependencies.accounts.forget(accountId);
  return answer(call, dependencies);
}

async function answer(
  { account }: Pick<Call, 'account'>,
  { database }: Pick<ApiDependencies, 'database'>,
) {
  const body = await withDatabase(() => findGroups(database, account.locale));
  return { status: 200 as const, body };
}

function refuseUnknown(process: string, group: string): void {
  const definition = findProcess(process);
  if (!definition) throw notFound('process', process);
  const known = groupNames(definition);
  if (!known.includes(group)) throw notFound('group', group, known);
}
