import type { Database } from '../../database/connection.ts';
import {
  findOnCall,
  type GroupKey,
  rotationFor,
  type StoredOnCall,
} from '../../database/on_call.ts';
import { dayMs } from '../../workflows/domain/durations.ts';
import { titleOf } from '../../workflows/processes/index.ts';
import {
  nextHandOver,
  type OnCall,
  onCallAt,
  shiftsBetween,
} from '../../workflows/processes/on_call/rotation.ts';
import type { Account } from '../people/directory.ts';
import type { OnCallGroup, OnCallView } from './contract.ts';
import { mayChangeOnCall, mayEndOverride } from './who_may.ts';

/** The groups that have a rotation, or one of them, with who is on call from now on. */
export async function findOnCallGroups(
  database: Database,
  account: Account,
  { key = null, weeks = 4 }: { key?: GroupKey | null; weeks?: number | undefined } = {},
): Promise<OnCallGroup[]> {
  const fromAt = Date.now();
  const range = [fromAt, fromAt + weeks * 7 * dayMs] as const;
  const groups = await findOnCall(database, key, range);
  const ids = [...new Set(groups.flatMap(namedBy))];
  const rows = await database('accounts')
    .whereIn('account_id', ids)
    .select('account_id', 'display_name');
  const names = new Map(rows.map((row) => [row.account_id, row.display_name]));
  return groups.map((group) => viewOf(group, { account, names, range }));
}

function namedBy({ plan, overrides }: StoredOnCall): string[] {
  return [
    ...plan.layers.flatMap(({ members }) => members),
    ...plan.levels.flatMap(({ person }) => person ?? []),
    ...overrides.map(({ person }) => person),
  ];
}

interface Viewing {
  account: Account;
  names: ReadonlyMap<string, string>;
  range: readonly [number, number];
}

function viewOf(group: StoredOnCall, { account, names, range }: Viewing): OnCallGroup {
  const { processId, groupId, plan, version, overrides } = group;
  const [fromAt, untilAt] = range;
  const rotation = rotationFor(group, range);
  const person = (id: string) => ({ id, name: names.get(id) ?? id });
  const shown = (one: OnCall): OnCallView =>
    one.kind === 'gap'
      ? one
      : {
          ...one,
          person: person(one.person),
          insteadOf: one.insteadOf === null ? null : person(one.insteadOf),
        };
  const next = nextHandOver(rotation, fromAt, untilAt);
  const people = [...new Set(namedBy(group))];
  return {
    process: processId,
    group: { id: groupId, title: titleOf(processId, 'group', groupId, account.locale) },
    version,
    mayChange: mayChangeOnCall(account, { processId, groupId }),
    isOwn: (account.memberships[processId] ?? []).includes(groupId) || people.includes(account.id),
    plan,
    people: people.map(person),
    now: shown(onCallAt(rotation, fromAt)),
    next: next && { at: iso(next.at), onCall: shown(next.onCall) },
    shifts: shiftsBetween(rotation, fromAt, untilAt).map((shift) => ({
      ...{ from: iso(shift.fromAt), until: iso(shift.untilAt), onCall: shown(shift.onCall) },
    })),
    overrides: overrides.map((one) => ({
      ...{ id: one.overrideId, person: person(one.person), layer: one.layer },
      ...{ from: iso(one.fromAt), until: iso(one.untilAt) },
      mayEnd: mayEndOverride(account, { processId, groupId }, one),
    })),
  };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
