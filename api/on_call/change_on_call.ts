import {
  type AuditEntry,
  type AuditedFields,
  changedFields,
  recordAudit,
} from '../../database/audit.ts';
import type { Database } from '../../database/connection.ts';
import {
  deleteOnCall,
  endOverride,
  findOnCall,
  type GroupKey,
  insertOverride,
  rotationFor,
  type StoredOnCall,
  type StoredOverride,
  writeOnCall,
} from '../../database/on_call.ts';
import { dayMs } from '../../workflows/domain/durations.ts';
import { findProcess } from '../../workflows/processes/index.ts';
import type { OnCallPlan } from '../../workflows/processes/on_call/plan.ts';
import {
  layerOf,
  type OnCallOverride,
  shiftsBetween,
} from '../../workflows/processes/on_call/rotation.ts';
import { withDatabase } from '../http/database.ts';
import { givenValue, notFound, stale, wrongField } from '../http/errors.ts';
import { expected } from '../http/expectations.ts';
import { checkVersion } from '../http/if_match.ts';
import type { OverrideBody, SwapBody } from './contract.ts';

type By = Pick<AuditEntry, 'by' | 'from'>;

/** Overrides of a rotation reach so far; what is over longer is not looked for. */
const everMs = 3650 * dayMs;

interface SentPlan {
  commandId: string;
  fingerprint: string;
  /** Whether a rotation is what this same request made of it before. */
  isRepeated(before: StoredOnCall): boolean;
  /** The version that was seen; undefined where nobody said. */
  expectedVersion: number | undefined;
}

/**
 * Gives a group a rotation, or another one, and writes down who did.
 * @throws ApiError 404 where there is no such group, 400 where it names people or layers that are not,
 *   412 where it has changed since it was seen
 */
export async function replacePlan(
  database: Database,
  by: By,
  key: GroupKey,
  plan: OnCallPlan,
  { commandId, fingerprint, isRepeated, expectedVersion }: SentPlan,
): Promise<void> {
  refuseUnknown(key);
  await withDatabase(async () => {
    await checkPlan(database, plan);
    const before = await findOne(database, key);
    if (before && isRepeated(before)) return;
    checkVersion(before?.version ?? 0, expectedVersion);
    const version = before?.version ?? null;
    const isWritten = await database.transaction(async (trx) => {
      const change = { version, commandId, fingerprint, by: by.by.accountId ?? null };
      const written = await writeOnCall(trx, key, plan, change);
      if (!written) return false;
      const differing = changedFields(before ? auditedOf(before.plan) : {}, auditedOf(plan));
      const entry = { kind: 'on_call_changed' as const, object: objectOf(key) };
      await recordAudit(trx, { ...by, ...entry, ...differing });
      return true;
    });
    if (!isWritten) throw stale((version ?? 0) + 1, version ?? 0);
  });
}

/**
 * Somebody has it instead for a time. One that is there under its id stays as it was.
 * @throws ApiError 404 where the group has no rotation, 400 where the person, the layer or the time is wrong
 */
export async function putInstead(
  database: Database,
  by: By,
  key: GroupKey,
  { person, layer, ...body }: OverrideBody,
  overrideId: string,
): Promise<void> {
  const [from, until] = [new Date(body.from), new Date(body.until)];
  if (until <= from) {
    throw wrongField('body.until', expected('after_beginning'), givenValue(body.until));
  }
  await withDatabase(async () => {
    const { plan } = await existing(database, key);
    checkLayer(plan, layer, 'body.layer');
    await checkPeople(database, [['body.person', person]]);
    await database.transaction(async (trx) => {
      const isNew = await insertOverride(trx, {
        override_id: overrideId,
        ...{ process_id: key.processId, group_id: key.groupId, layer, account_id: person },
        ...{ from_at: from, until_at: until, created_by: by.by.accountId ?? null },
      });
      if (!isNew) return;
      const after = { person, layer, from: from.toISOString(), until: until.toISOString() };
      const entry = { kind: 'on_call_changed' as const, object: objectOf(key), after };
      await recordAudit(trx, { ...by, ...entry });
    });
  });
}

/**
 * Two people exchange their shifts, both or neither. One that is there under these ids stays as it was.
 * @param overrideIds of what is written of the first shift, and of the second
 * @throws ApiError 404 where the group has no rotation, 400 where a shift is not of whom it is said to be, or the
 *   other one cannot have it
 */
export async function swapShifts(
  database: Database,
  by: By,
  key: GroupKey,
  { shifts, layer }: SwapBody,
  overrideIds: readonly [string, string],
): Promise<void> {
  const [first, second] = shifts;
  if (first.person === second.person) throw twice('body.shifts.1.person', second.person);
  const given = [
    { ...first, to: second.person, overrideId: overrideIds[0] },
    { ...second, to: first.person, overrideId: overrideIds[1] },
  ].map((one, n) => ({
    ...{ ...one, n, fromAt: Date.parse(one.from), untilAt: Date.parse(one.until) },
  }));
  for (const { n, fromAt, untilAt, until } of given) {
    if (untilAt > fromAt) continue;
    const path = `body.shifts.${n}.until`;
    throw wrongField(path, expected('after_beginning'), givenValue(until));
  }
  await withDatabase(async () => {
    const { plan, overrides } = await existing(database, key);
    if (overrides.some(({ overrideId }) => overrideId === overrideIds[0])) return;
    checkLayer(plan, layer, 'body.layer');
    await checkPeople(
      database,
      given.map(({ n, person }) => [`body.shifts.${n}.person`, person]),
    );
    for (const { n, person, to, fromAt, untilAt } of given) {
      const [known] = await findOnCall(database, key, [fromAt, untilAt]);
      const has = (who: string, more: readonly OnCallOverride[]) =>
        known !== undefined && hasAll(known, more, { who, layer, fromAt, untilAt });
      if (!has(person, [])) {
        const path = `body.shifts.${n}.person`;
        throw wrongField(path, expected('on_call_then'), givenValue(person));
      }
      // Whoever is away then has not got it even when it is given to them.
      if (!has(to, [{ person: to, layer, fromAt, untilAt }])) {
        const path = `body.shifts.${1 - n}.person`;
        throw wrongField(path, expected('there_then'), givenValue(to));
      }
    }
    await database.transaction(async (trx) => {
      for (const { overrideId, to, fromAt, untilAt } of given) {
        const [from, until] = [new Date(fromAt), new Date(untilAt)];
        const isNew = await insertOverride(trx, {
          override_id: overrideId,
          ...{ process_id: key.processId, group_id: key.groupId, layer, account_id: to },
          ...{ from_at: from, until_at: until, created_by: by.by.accountId ?? null },
        });
        if (!isNew) continue;
        const after = { person: to, layer, from: from.toISOString(), until: until.toISOString() };
        const entry = { kind: 'on_call_changed' as const, object: objectOf(key), after };
        await recordAudit(trx, { ...by, ...entry });
      }
    });
  });
}

interface Had {
  who: string;
  /** In the hours of which alone; null for whatever the layers say. */
  layer: string | null;
  fromAt: number;
  untilAt: number;
}

/** Whether somebody is on call at every instant of a time, with more overrides than there are. */
function hasAll(
  known: StoredOnCall,
  more: readonly OnCallOverride[],
  { who, layer, fromAt, untilAt }: Had,
): boolean {
  const whole = rotationFor(known, [fromAt, untilAt]);
  const overridden = { ...whole, overrides: [...whole.overrides, ...more] };
  const rotation = layer === null ? overridden : layerOf(overridden, layer);
  return shiftsBetween(rotation, fromAt, untilAt).every(
    ({ onCall }) => onCall.kind === 'person' && onCall.person === who,
  );
}

export function objectOf({ processId, groupId }: GroupKey) {
  return { kind: 'group' as const, id: `${processId}/${groupId}` };
}

/** The parts of a plan, each as one value: what of it changed is read in both. */
export function auditedOf({ zone, repeats, layers, levels }: OnCallPlan): AuditedFields {
  return {
    ...{ zone, repeats },
    layers: layers.map((layer) => JSON.stringify(layer)),
    levels: levels.map((level) => JSON.stringify(level)),
  };
}

export function refuseUnknown({ processId, groupId }: GroupKey): void {
  const definition = findProcess(processId);
  if (!definition) throw notFound('process', processId);
  const known = Object.keys(definition.groups);
  if (!known.includes(groupId)) throw notFound('group', groupId, known);
}

export async function findOne(
  database: Database,
  key: GroupKey,
): Promise<StoredOnCall | undefined> {
  const now = Date.now();
  return (await findOnCall(database, key, [now, now + everMs]))[0];
}

/** @throws ApiError 404 where the group has no rotation */
export async function existing(database: Database, key: GroupKey): Promise<StoredOnCall> {
  const found = await findOne(database, key);
  if (!found) throw notFound('rotation', key.groupId);
  return found;
}

/**
 * Takes its rotation from a group, where it has one.
 * @throws ApiError 412 where it has changed since it was seen
 */
export async function takeAwayPlan(
  database: Database,
  by: By,
  key: GroupKey,
  expectedVersion: number | undefined,
): Promise<void> {
  await withDatabase(async () => {
    const before = await findOne(database, key);
    if (!before) return;
    checkVersion(before.version, expectedVersion);
    await database.transaction(async (trx) => {
      if (!(await deleteOnCall(trx, key, before.version))) return;
      const entry = { kind: 'on_call_changed' as const, object: objectOf(key) };
      await recordAudit(trx, { ...by, ...entry, before: auditedOf(before.plan) });
    });
  });
}

/** Ends an override now; one that has not begun is not to be. */
export async function endInstead(
  database: Database,
  by: By,
  key: GroupKey,
  one: StoredOverride,
): Promise<void> {
  const now = new Date();
  await withDatabase(() =>
    database.transaction(async (trx) => {
      await endOverride(trx, one, now);
      const before = { person: one.person, until: new Date(one.untilAt).toISOString() };
      const entry = { kind: 'on_call_changed' as const, object: objectOf(key) };
      await recordAudit(trx, { ...by, ...entry, before, after: { until: now.toISOString() } });
    }),
  );
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
