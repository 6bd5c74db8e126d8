import type { Database } from '../../database/connection.ts';
import type { GroupKey, StoredOnCall } from '../../database/on_call.ts';
import type { OnCallPlan } from '../../workflows/processes/on_call/plan.ts';
import { askedBy } from '../http/audited.ts';
import { withDatabase } from '../http/database.ts';
import { notFound, roleNotAllowed } from '../http/errors.ts';
import { isRepetition } from '../http/idempotency.ts';
import { defineOperation } from '../http/operation.ts';
import {
  endInstead,
  existing,
  putInstead,
  refuseUnknown,
  replacePlan,
  swapShifts,
  takeAwayPlan,
} from './change_on_call.ts';
import {
  type OnCallGroup,
  onCallBody,
  onCallGroup,
  onCallList,
  onCallPath,
  onCallQuery,
  overrideBody,
  overridePath,
  swapBody,
} from './contract.ts';
import { findOnCallGroups, findUnplanned } from './on_call_view.ts';
import { mayChangeOnCall, mayEndOverride, mayTakeOver } from './who_may.ts';

const tag = 'People';
const headers = { ETag: 'For If-Match: the rotation as it stands' };
const answers = { 200: { description: 'The rotation', schema: onCallGroup, headers } };
const changers = ['team_lead', 'process_owner', 'administrator'] as const;

function answerOf(group: OnCallGroup) {
  return { status: 200 as const, body: group, headers: { ETag: `"${group.version}"` } };
}

const keyOf = ({ process, group }: { process: string; group: string }): GroupKey => ({
  processId: process,
  groupId: group,
});

export const listOnCall = defineOperation({
  id: 'listOnCall',
  method: 'get',
  address: '/api/on-call',
  summary: 'Who is on call in each group that has a rotation: now, next, and in the weeks to come',
  tag,
  query: onCallQuery,
  answers: { 200: { description: 'By process and group', schema: onCallList } },
  async handle({ account, query }, { database }) {
    return withDatabase(async () => {
      const items = await findOnCallGroups(database, account, { weeks: query.weeks });
      const unplanned = await findUnplanned(database, account, items);
      return { status: 200 as const, body: { items, unplanned, next: null } };
    });
  },
});

export const setOnCall = defineOperation({
  id: 'setOnCall',
  method: 'put',
  address: '/api/on-call/{process}/{group}',
  summary: 'Says how a group is on call: its layers, and who is paged one after the other',
  tag,
  path: onCallPath,
  body: onCallBody,
  isKeyed: true,
  isMatched: true,
  answers,
  async handle(call, { database }) {
    const { account, body, path, idempotency, expectedVersion } = call;
    const key = keyOf(path);
    refuseUnknown(key);
    if (!mayChangeOnCall(account, key)) throw roleNotAllowed(account.roles, changers);
    const { commandId, fingerprint } = idempotency;
    const isRepeated = (one: StoredOnCall) =>
      one.commandId === commandId && isRepetition(one.fingerprint, idempotency);
    const sent = { commandId, fingerprint, isRepeated, expectedVersion };
    await replacePlan(database, askedBy(call), key, body as OnCallPlan, sent);
    return answerOf(await shown(database, call, key));
  },
});

export const removeOnCall = defineOperation({
  id: 'removeOnCall',
  method: 'delete',
  address: '/api/on-call/{process}/{group}',
  summary: 'Nobody of the group is on call any more: a page of it is answered by nobody',
  tag,
  path: onCallPath,
  isMatched: true,
  answers: { 204: { description: 'It is gone, or was already' } },
  async handle(call, { database }) {
    const { account, path, expectedVersion } = call;
    const key = keyOf(path);
    if (!mayChangeOnCall(account, key)) throw roleNotAllowed(account.roles, changers);
    await takeAwayPlan(database, askedBy(call), key, expectedVersion);
    return { status: 204 };
  },
});

export const addOverride = defineOperation({
  id: 'addOverride',
  method: 'post',
  address: '/api/on-call/{process}/{group}/overrides',
  summary:
    'Somebody has it instead for a time: whoever changes the rotation says it of anybody, others of themselves',
  tag,
  path: onCallPath,
  body: overrideBody,
  isKeyed: true,
  answers,
  async handle(call, { database }) {
    const { account, body, path, idempotency } = call;
    const key = keyOf(path);
    if (!mayTakeOver(account, key, body.person)) throw roleNotAllowed(account.roles, changers);
    await putInstead(database, askedBy(call), key, body, idempotency.recordId('ovr'));
    return answerOf(await shown(database, call, key));
  },
});

export const swapOnCall = defineOperation({
  id: 'swapOnCall',
  method: 'post',
  address: '/api/on-call/{process}/{group}/swaps',
  summary: 'Two people exchange their shifts, both or neither',
  tag,
  path: onCallPath,
  body: swapBody,
  isKeyed: true,
  answers,
  async handle(call, { database }) {
    const { account, body, path, idempotency } = call;
    const key = keyOf(path);
    if (!mayChangeOnCall(account, key)) throw roleNotAllowed(account.roles, changers);
    const id = idempotency.recordId('ovr');
    await swapShifts(database, askedBy(call), key, body, [`${id}-1`, `${id}-2`]);
    return answerOf(await shown(database, call, key));
  },
});

export const removeOverride = defineOperation({
  id: 'removeOverride',
  method: 'delete',
  address: '/api/on-call/{process}/{group}/overrides/{id}',
  summary: 'An override is not to be, or ends now',
  tag,
  path: overridePath,
  answers: { 204: { description: 'It is over, or was already' } },
  async handle(call, { database }) {
    const { account, path } = call;
    const key = keyOf(path);
    const { overrides } = await withDatabase(() => existing(database, key));
    const one = overrides.find(({ overrideId }) => overrideId === path.id);
    if (!one) return { status: 204 };
    if (!mayEndOverride(account, key, one)) throw roleNotAllowed(account.roles, changers);
    await endInstead(database, askedBy(call), key, one);
    return { status: 204 };
  },
});

async function shown(
  database: Database,
  { account }: Parameters<typeof askedBy>[0] & { account: Parameters<typeof findOnCallGroups>[1] },
  key: GroupKey,
): Promise<OnCallGroup> {
  const [group] = await withDatabase(() => findOnCallGroups(database, account, { key }));
  if (!group) throw notFound('rotation', key.groupId);
  return group;
}
