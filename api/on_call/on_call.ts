import { type AuditedFields, changedFields, recordAudit } from '../../database/audit.ts';
import type { Database } from '../../database/connection.ts';
import {
  deleteOnCall,
  endOverride,
  findOnCall,
  type GroupKey,
  insertOverride,
  type StoredOnCall,
  writeOnCall,
} from '../../database/on_call.ts';
import { dayMs } from '../../workflows/domain/durations.ts';
import { findProcess } from '../../workflows/processes/index.ts';
import type { OnCallPlan } from '../../workflows/processes/on_call/plan.ts';
import { askedBy } from '../http/audited.ts';
import { withDatabase } from '../http/database.ts';
import { givenValue, notFound, roleNotAllowed, stale, wrongField } from '../http/errors.ts';
import { expected } from '../http/expectations.ts';
import { isRepetition } from '../http/idempotency.ts';
import { checkVersion } from '../http/if_match.ts';
import { defineOperation } from '../http/operation.ts';
import {
  type OnCallGroup,
  onCallBody,
  onCallGroup,
  onCallList,
  onCallPath,
  onCallQuery,
  overrideBody,
  overridePath,
} from './contract.ts';
import { findOnCallGroups } from './on_call_view.ts';
import { mayChangeOnCall, mayEndOverride, mayTakeOver } from './who_may.ts';

const tag = 'People';
const headers = { ETag: 'For If-Match: the rotation as it stands' };
const answers = { 200: { description: 'The rotation', schema: onCallGroup, headers } };
const changers = ['team_lead', 'process_owner', 'administrator'] as const;
/** Overrides of a rotation reach so far; what is over longer is not looked for. */
const everMs = 3650 * dayMs;

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
    const items = await withDatabase(() =>
      findOnCallGroups(database, account, { weeks: query.weeks }),
    );
    return { status: 200, body: { items, next: null } };
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
    const plan = body as OnCallPlan;
    const { commandId, fingerprint } = idempotency;
    await withDatabase(async () => {
      await checkPlan(database, plan);
      const before = await findOne(database, key);
      if (before?.commandId === commandId && isRepetition(before.fingerprint, idempotency)) return;
      checkVersion(before?.version ?? 0, expectedVersion);
      const version = before?.version ?? null;
      const isWritten = await database.transaction(async (trx) => {
        const change = { version, commandId, fingerprint, by: account.id };
        const written = await writeOnCall(trx, key, plan, change);
        const differing = changedFields(before ? auditedOf(before.plan) : {}, auditedOf(plan));
        const object = objectOf(key);
        if (written) {
          await recordAudit(trx, {
            ...askedBy(call),
            kind: 'on_call_changed',
            object,
            ...differing,
          });
        }
        return written;
      });
      if (!isWritten) throw stale((version ?? 0) + 1, version ?? 0);
    });
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
    await withDatabase(async () => {
      const before = await findOne(database, key);
      if (!before) return;
      checkVersion(before.version, expectedVersion);
      await database.transaction(async (trx) => {
        if (!(await deleteOnCall(trx, key, before.version))) return;
        const entry = { kind: 'on_call_changed' as const, object: objectOf(key) };
        await recordAudit(trx, { ...askedBy(call), ...entry, before: auditedOf(before.plan) });
      });
    });
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
    const { person, layer } = body;
    const [from, until] = [new Date(body.from), new Date(body.until)];
    if (!mayTakeOver(account, key, person)) throw roleNotAllowed(account.roles, changers);
    if (until <= from) {
      throw wrongField('body.until', expected('after_beginning'), givenValue(body.until));
    }
    await withDatabase(async () => {
      const { plan } = await existing(database, key);
      checkLayer(plan, layer, 'body.layer');
      await checkPeople(database, [['body.person', person]]);
      await database.transaction(async (trx) => {
        const isNew = await insertOverride(trx, {
          override_id: idempotency.recordId('ovr'),
          ...{ process_id: key.processId, group_id: key.groupId, layer, account_id: person },
          ...{ from_at: from, until_at: until, created_by: account.id },
        });
        if (!isNew) return;
        const after = { person, layer, from: from.toISOString(), until: until.toISOString() };
        const entry = { kind: 'on_call_changed' as const, object: objectOf(key), after };
        await recordAudit(trx, { ...askedBy(call), ...entry });
      });
    });
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
    await withDatabase(async () => {
      const { overrides } = await existing(database, key);
      const one = overrides.find(({ overrideId }) => overrideId === path.id);
      if (!one) return;
      if (!mayEndOverride(account, key, one)) throw roleNotAllowed(account.roles, changers);
      const now = new Date();
      await database.transaction(async (trx) => {
        await endOverride(trx, one, now);
        const before = { person: one.person, until: new Date(one.untilAt).toISOString() };
        const entry = { kind: 'on_call_changed' as const, object: objectOf(key) };
        await recordAudit(trx, {
          ...{ ...askedBy(call), ...entry, before, after: { until: now.toISOString() } },
        });
      });
    });
    return { status: 204 };
  },
});

function objectOf({ processId, groupId }: GroupKey) {
  return { kind: 'group' as const, id: `${processId}/${groupId}` };
}

/** The parts of a plan, each as one value: what of it changed is read in both. */
function auditedOf({ zone, repeats, layers, levels }: OnCallPlan): AuditedFields {
  return {
    ...{ zone, repeats },
    layers: layers.map((layer) => JSON.stringify(layer)),
    levels: levels.map((level) => JSON.stringify(level)),
  };
}

function refuseUnknown({ processId, groupId }: GroupKey): void {
  const definition = findProcess(processId);
  if (!definition) throw notFound('process', processId);
  const known = Object.keys(definition.groups);
  if (!known.includes(groupId)) throw notFound('group', groupId, known);
}

async function findOne(database: Database, key: GroupKey): Promise<StoredOnCall | undefined> {
  const now = Date.now();
  return (await findOnCall(database, key, [now, now + everMs]))[0];
}

/** @throws ApiError 404 where the group has no rotation */
async function existing(database: Database, key: GroupKey): Promise<StoredOnCall> {
  const found = await findOne(database, key);
  if (!found) throw notFound('rotation', key.groupId);
  return found;
}

async function shown(
  database: Database,
  { account }: Parameters<typeof askedBy>[0] & { account: Parameters<typeof findOnCallGroups>[1] },
  key: GroupKey,
): Promise<OnCallGroup> {
  const [group] = await withDatabase(() => findOnCallGroups(database, account, { key }));
  if (!group) throw notFound('rotation', key.groupId);
  return group;
}

/** Whether it names people of the desk, and layers of its own, each once. @throws ApiError 400 */
async function checkPlan(database: Database, plan: OnCallPlan): Promise<void> {
  const names = plan.layers.map(({ name }) => name);
  for (const [n, { name, members }] of plan.layers.entries()) {
    const isTwice = names.indexOf(name) !== n;
    if (isTwice) throw twice(`body.layers.${n}.name`, name);
    const again = members.find((one, place) => members.indexOf(one) !== place);
    if (again !== undefined) throw twice(`body.layers.${n}.members`, again);
  }
  for (const [n, { target, layer, person }] of plan.levels.entries()) {
    const at = `body.levels.${n}`;
    if (target === 'layer') checkLayer(plan, layer ?? '', `${at}.layer`);
    else if (layer !== null)
      throw wrongField(
        `${at}.layer`,
        expected('no_such_field', { known: ['target', 'waitMinutes'] }),
        givenValue(layer),
      );
    if (target === 'person') continue;
    if (person !== null)
      throw wrongField(
        `${at}.person`,
        expected('no_such_field', { known: ['target', 'waitMinutes'] }),
        givenValue(person),
      );
  }
  await checkPeople(database, [
    ...plan.layers.flatMap(({ members }, n) =>
      members.map((id): [string, string] => [`body.layers.${n}.members`, id]),
    ),
    ...plan.levels.flatMap(({ target, person }, n): [string, string][] =>
      target === 'person' ? [[`body.levels.${n}.person`, person ?? '']] : [],
    ),
  ]);
}

function twice(path: string, value: string) {
  return wrongField(path, expected('each_word_once'), givenValue(value));
}

function checkLayer({ layers }: OnCallPlan, layer: string | null, path: string): void {
  const words = layers.map(({ name }) => name);
  if (layer === null || words.includes(layer)) return;
  throw wrongField(path, expected('one_of', { words }), givenValue(layer));
}

/** Whoever is on call works on tickets. */
async function checkPeople(
  database: Database,
  named: readonly (readonly [path: string, id: string])[],
): Promise<void> {
  const ids = named.map(([, id]) => id);
  const known: string[] = await database('accounts')
    .whereIn('account_id', ids)
    .where('is_active', true)
    .whereRaw(`roles && array['agent', 'team_lead', 'process_owner']::text[]`)
    .pluck('account_id');
  const wrong = named.find(([, id]) => !known.includes(id));
  if (wrong) throw wrongField(wrong[0], expected('agent'), givenValue(wrong[1]));
}
