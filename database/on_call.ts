import { minuteMs } from '../workflows/domain/durations.ts';
import type { Page } from '../workflows/domain/ticket.ts';
import { findProcess } from '../workflows/processes/index.ts';
import {
  type EscalationLevel,
  nextStep,
  type OnCallFacts,
  type OnCallPlan,
  type PlanHours,
  pagedAt,
  rotationOf,
} from '../workflows/processes/on_call/plan.ts';
import type {
  HandOver,
  OnCallOverride,
  Rotation,
} from '../workflows/processes/on_call/rotation.ts';
import type { Database, Transaction } from './connection.ts';
import type { NewRow, OnCallLayerRow, OnCallLevelRow, OnCallPlanRow } from './tables.ts';

/** A group of a process. */
export interface GroupKey {
  processId: string;
  groupId: string;
}

export interface StoredOverride extends OnCallOverride {
  overrideId: string;
  createdBy: string | null;
}

/** How a group is on call, with what is known beside the plan. */
export interface StoredOnCall extends GroupKey, OnCallFacts {
  plan: OnCallPlan;
  version: number;
  commandId: string;
  fingerprint: string;
  changedAt: Date;
  overrides: StoredOverride[];
}

const columnsOf = ({ processId, groupId }: GroupKey) => ({
  process_id: processId,
  group_id: groupId,
});

interface PartRow {
  process_id: string;
  group_id: string;
}

const keyOf = ({ process_id, group_id }: PartRow) => `${process_id} ${group_id}`;

/**
 * The plans of groups, of one or of all, with the overrides and absences that reach into
 * [fromAt, untilAt). Whoever has left is nobody's turn.
 */
export async function findOnCall(
  database: Database,
  key: GroupKey | null,
  [fromAt, untilAt]: readonly [number, number],
): Promise<StoredOnCall[]> {
  const of = key === null ? {} : columnsOf(key);
  const range = { from: new Date(fromAt), until: new Date(untilAt) };
  const [plans, layers, members, levels, overrides, absences, leads] = await Promise.all([
    database('on_call_plans').where(of).orderBy(['process_id', 'group_id']),
    database('on_call_layers').where(of).orderBy('position'),
    database('on_call_members')
      .join('accounts', 'accounts.account_id', 'on_call_members.account_id')
      .where({ ...of, is_active: true })
      .orderBy('position')
      .select('process_id', 'group_id', 'layer', 'on_call_members.account_id'),
    database('on_call_levels').where(of).orderBy('position'),
    database('on_call_overrides')
      .join('accounts', 'accounts.account_id', 'on_call_overrides.account_id')
      .where({ ...of, is_active: true })
      .where('until_at', '>', range.from)
      .where('from_at', '<', range.until)
      .orderBy(['on_call_overrides.created_at', 'override_id'])
      .select('on_call_overrides.*'),
    database('absences')
      .where('only_approvals', false)
      .where('from_at', '<', range.until)
      .where((query) => query.whereNull('until_at').orWhere('until_at', '>', range.from))
      .select('account_id', 'from_at', 'until_at'),
    database('group_members')
      .join('accounts', 'accounts.account_id', 'group_members.account_id')
      .where({ ...of, is_active: true })
      .whereRaw(`'team_lead' = any(accounts.roles)`)
      .orderBy(['display_name', 'group_members.account_id'])
      .select('process_id', 'group_id', 'group_members.account_id'),
  ]);
  const known = absences.map(({ account_id, from_at, until_at }) => ({
    ...{ person: account_id, fromAt: from_at.getTime() },
    untilAt: until_at?.getTime() ?? null,
  }));
  return plans.map((row) => {
    const ofGroup = <R extends PartRow>(rows: readonly R[]) =>
      rows.filter((one) => keyOf(one) === keyOf(row));
    return {
      ...{ processId: row.process_id, groupId: row.group_id },
      plan: planOf(row, ofGroup(layers), ofGroup(members), ofGroup(levels)),
      ...{ version: row.version, commandId: row.command_id, fingerprint: row.fingerprint },
      changedAt: row.changed_at,
      overrides: ofGroup(overrides).map((one) => ({
        ...{ overrideId: one.override_id, person: one.account_id, layer: one.layer },
        ...{ fromAt: one.from_at.getTime(), untilAt: one.until_at.getTime() },
        createdBy: one.created_by,
      })),
      absences: known,
      leads: ofGroup(leads).map(({ account_id }) => account_id),
    };
  });
}

function planOf(
  { zone, repeats }: OnCallPlanRow,
  layers: readonly OnCallLayerRow[],
  members: readonly { layer: string; account_id: string }[],
  levels: readonly OnCallLevelRow[],
): OnCallPlan {
  return {
    zone,
    repeats,
    layers: layers.map((row) => ({
      name: row.name,
      members: members.flatMap((one) => (one.layer === row.name ? [one.account_id] : [])),
      handOver: {
        every: row.hand_over,
        ...(row.hand_over_on !== null && { on: row.hand_over_on }),
        at: row.hand_over_at,
      } as HandOver,
      startsOn: row.starts_on,
      hours: { kind: row.hours, ...(row.windows && { windows: row.windows }) } as PlanHours,
    })),
    levels: levels.map(
      (row): EscalationLevel => ({
        ...{ target: row.target, layer: row.layer, person: row.account_id },
        waitMinutes: row.wait_minutes,
      }),
    ),
  };
}

/** The plan with the hours of its group compiled, for instants of [fromAt, untilAt]. */
export function rotationFor(
  { plan, overrides, absences, processId, groupId }: StoredOnCall,
  range: readonly [number, number],
): Rotation {
  const process = findProcess(processId);
  const calendar = process?.groups[groupId]?.calendar;
  const hours = calendar === undefined ? undefined : process?.calendars[calendar];
  return rotationOf(plan, { overrides, absences }, hours, range);
}

/**
 * Whom an open page goes to next, as people, overrides and absences are known now: levels at which nobody
 * is are passed over, as they will be.
 *
 * @returns null where there is nobody, or where whoever is on call is still being found
 */
export async function findNextPaged(
  database: Database,
  processId: string,
  { group, next, nextAt, round, tried }: Page,
): Promise<string | null> {
  if (nextAt === null || next === null) return null;
  const range = [nextAt, nextAt + minuteMs] as const;
  const [known] = await findOnCall(database, { processId, groupId: group }, range);
  if (!known) return null;
  const { plan, leads } = known;
  const rotation = rotationFor(known, range);
  for (let step: Page['next'] = next; step; step = nextStep(plan, step)) {
    const level = plan.levels[step.level - 1];
    if (!level) return null;
    const before = step.round === round ? tried : [];
    const answer = pagedAt(level, rotation, { leads, tried: before, at: nextAt });
    if (answer.kind === 'person') return answer.person.person;
  }
  return null;
}

/** Keeps a plan as the version after `version`, null for the first. @returns false where it stands at another */
export async function writeOnCall(
  trx: Transaction,
  key: GroupKey,
  plan: OnCallPlan,
  change: { version: number | null; commandId: string; fingerprint: string; by: string | null },
): Promise<boolean> {
  const of = columnsOf(key);
  const { version, commandId: command_id, fingerprint, by } = change;
  const head = {
    ...{ zone: plan.zone, repeats: plan.repeats, command_id, fingerprint },
    ...{ version: (version ?? 0) + 1, changed_by: by },
  };
  const written =
    version === null
      ? await trx('on_call_plans')
          .insert({ ...of, ...head })
          .onConflict(['process_id', 'group_id'])
          .ignore()
          .returning('version')
      : await trx('on_call_plans')
          .where({ ...of, version })
          .update({ ...head, changed_at: trx.fn.now() })
          .returning('version');
  if (written.length === 0) return false;
  await writeLayers(trx, key, plan);
  await trx('on_call_levels').where(of).delete();
  await trx('on_call_levels').insert(
    plan.levels.map(
      ({ target, layer, person, waitMinutes }, position): NewRow<'on_call_levels'> => ({
        ...{ ...of, position, target, layer, account_id: person, wait_minutes: waitMinutes },
      }),
    ),
  );
  return true;
}

async function writeLayers(trx: Transaction, key: GroupKey, plan: OnCallPlan): Promise<void> {
  const of = columnsOf(key);
  await trx('on_call_layers').where(of).delete();
  for (const [position, layer] of plan.layers.entries()) {
    const { name, handOver, startsOn, hours, members } = layer;
    await trx('on_call_layers').insert({
      ...{ ...of, name, position, starts_on: startsOn, hours: hours.kind },
      ...{ hand_over: handOver.every, hand_over_at: handOver.at },
      hand_over_on: handOver.every === 'week' ? handOver.on : null,
      windows: hours.kind === 'week' ? JSON.stringify(hours.windows) : null,
    });
    const rows = members.map((account_id, place) => ({
      ...{ ...of, layer: name, position: place, account_id },
    }));
    if (rows.length > 0) await trx('on_call_members').insert(rows);
  }
}

/** Nobody of the group is on call any more. @returns false where it does not stand at `version` */
export async function deleteOnCall(
  trx: Transaction,
  key: GroupKey,
  version: number,
): Promise<boolean> {
  const count = await trx('on_call_plans')
    .where({ ...columnsOf(key), version })
    .delete();
  return count > 0;
}

/** @returns false where its id is there: it stays as it was */
export async function insertOverride(
  trx: Transaction,
  override: NewRow<'on_call_overrides'>,
): Promise<boolean> {
  const written = await trx('on_call_overrides')
    .insert(override)
    .onConflict('override_id')
    .ignore()
    .returning('override_id');
  return written.length > 0;
}

/** One that has begun ends now; one that has not is gone. */
export async function endOverride(
  trx: Transaction,
  { overrideId, fromAt }: Pick<StoredOverride, 'overrideId' | 'fromAt'>,
  now: Date,
): Promise<void> {
  const one = trx('on_call_overrides').where('override_id', overrideId);
  if (fromAt < now.getTime()) await one.update({ until_at: now });
  else await one.delete();
}
