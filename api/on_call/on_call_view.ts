import type { Database } from '../../database/connection.ts';
import {
  findOnCall,
  type GroupKey,
  rotationFor,
  type StoredOnCall,
} from '../../database/on_call.ts';
import { dayMs } from '../../workflows/domain/durations.ts';
import { processDefinitions, titleOf } from '../../workflows/processes/index.ts';
import {
  nextHandOver,
  type OnCall,
  onCallAt,
  shiftsBetween,
} from '../../workflows/processes/on_call/rotation.ts';
import type { Account } from '../people/directory.ts';
import type { OnCallGroup, OnCallView, UnplannedGroup } from './contract.ts';
import { mayChangeOnCall, mayEndOverride } from './who_may.ts';

/** Who looks: what they may change, and in which language groups are called. */
export type Reader = Pick<Account, 'id' | 'roles' | 'memberships' | 'locale'>;

/** The groups that have a rotation, or one of them, with who is on call from now on. */
export async function findOnCallGroups(
  database: Database,
  account: Reader,
  { key = null, weeks = 4 }: { key?: GroupKey | null; weeks?: number | undefined } = {},
): Promise<OnCallGroup[]> {
  const fromAt = Date.now();
  const range = [fromAt, fromAt + weeks * 7 * dayMs] as const;
  const [groups, members] = await Promise.all([
    findOnCall(database, key, range),
    findCandidates(database, key),
  ]);
  const ids = [...new Set(groups.flatMap(namedBy))];
  const rows = await database('accounts')
    .whereIn('account_id', ids)
    .select('account_id', 'display_name');
  const names = new Map(rows.map((row) => [row.account_id, row.display_name]));
  return groups.map((group) => viewOf(group, { account, names, range, members }));
}

/** The groups of the desk's processes that have no rotation. */
export async function findUnplanned(
  database: Database,
  account: Reader,
  planned: readonly Pick<OnCallGroup, 'process' | 'group'>[],
): Promise<UnplannedGroup[]> {
  const has = new Set(planned.map(({ process, group }) => `${process} ${group.id}`));
  const members = await findCandidates(database, null);
  return processDefinitions().flatMap(({ id: processId, groups }) =>
    Object.keys(groups)
      .filter((groupId) => !has.has(`${processId} ${groupId}`))
      .map((groupId) => ({
        ...{ process: processId, group: groupRefOf({ processId, groupId }, account) },
        mayChange: mayChangeOnCall(account, { processId, groupId }),
        candidates: candidatesOf({ processId, groupId }, account, members),
      })),
  );
}

interface Candidate extends GroupKey {
  id: string;
  name: string;
}

/** Who works in which group, of those who could be on call. */
async function findCandidates(database: Database, key: GroupKey | null): Promise<Candidate[]> {
  const rows = await database('group_members')
    .join('accounts', 'accounts.account_id', 'group_members.account_id')
    .where(key === null ? {} : { process_id: key.processId, group_id: key.groupId })
    .where('is_active', true)
    .whereRaw(`roles && array['agent', 'team_lead', 'process_owner']::text[]`)
    .orderBy(['display_name', 'group_members.account_id'])
    .select('process_id', 'group_id', 'group_members.account_id', 'display_name');
  return rows.map((row) => ({
    ...{ processId: row.process_id, groupId: row.group_id },
    ...{ id: row.account_id, name: row.display_name },
  }));
}

function candidatesOf(
  key: GroupKey,
  account: Reader,
  members: readonly Candidate[],
): { id: string; name: string }[] {
  if (!mayChangeOnCall(account, key)) return [];
  return members
    .filter(({ processId, groupId }) => processId === key.processId && groupId === key.groupId)
    .map(({ id, name }) => ({ id, name }));
}

function groupRefOf({ processId, groupId }: GroupKey, { locale }: Reader) {
  return { id: groupId, title: titleOf(processId, 'group', groupId, locale) };
}

function namedBy({ plan, overrides }: StoredOnCall): string[] {
  return [
    ...plan.layers.flatMap(({ members }) => members),
    ...plan.levels.flatMap(({ person }) => person ?? []),
    ...overrides.map(({ person }) => person),
  ];
}

interface Viewing {
  account: Reader;
  names: ReadonlyMap<string, string>;
  range: readonly [number, number];
  members: readonly Candidate[];
}

function viewOf(group: StoredOnCall, { account, names, range, members }: Viewing): OnCallGroup {
  const { processId, groupId, plan, version, overrides, absences } = group;
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
    group: groupRefOf({ processId, groupId }, account),
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
    absences: absences
      .filter((one) => people.includes(one.person))
      .map((one) => ({
        ...{ person: person(one.person), from: iso(one.fromAt) },
        until: one.untilAt === null ? null : iso(one.untilAt),
      })),
    candidates: candidatesOf({ processId, groupId }, account, members),
  };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
