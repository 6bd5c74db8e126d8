import type { ApprovalRule, ProcessSnapshot } from '../workflows/domain/process.ts';
import { requesterWords } from '../workflows/domain/requester.ts';
import type { Approvers, RequesterFactName } from '../workflows/domain/ticket.ts';
import type { Database } from './connection.ts';
import { requesterFactsOf } from './requester_facts.ts';

/** Somebody whom a process names, and who is not there. */
export type StaffingGap =
  | { kind: 'group_empty'; group: string; approves: string[] }
  /** A rule tells, or asks, a role that nobody holds. */
  | { kind: 'role_empty'; role: string; rules: string[] }
  /** Nobody of the category's group has all skills that it asks for. */
  | { kind: 'skills_missing'; category: string; group: string; skills: string[] }
  /** Fewer people than have to agree, whoever asks. */
  | { kind: 'quorum_missing'; approval: string; group: string; needed: number; count: number }
  /** Words of the company that conditions ask for, and that nobody is known by. */
  | { kind: 'words_unknown'; name: RequesterFactName; words: string[] }
  /** People whose manager is to approve, and who have none: the group is asked in their place. */
  | { kind: 'manager_missing'; approval: string; count: number; total: number; group: string };

/** Words of rules that mean the ticket's own group and agent. */
const ownWords = ['group', 'assignee'];

/**
 * Compares whom a process names with the people of the desk: groups that work, approve or are told,
 * the skills that categories ask for, and managers. Closed accounts are nobody.
 */
export async function findStaffingGaps(
  database: Database,
  process: ProcessSnapshot,
): Promise<StaffingGap[]> {
  const members = await database('group_members')
    .join('accounts', 'accounts.account_id', 'group_members.account_id')
    .where({ process_id: process.id, is_active: true })
    .select<{ group_id: string; skills: string[] }[]>('group_id', 'group_members.skills');
  const byGroup = Map.groupBy(members, ({ group_id }) => group_id);
  return [
    ...emptyGroups(process, byGroup),
    ...emptyRoles(process, byGroup),
    ...missingSkills(process, byGroup),
    ...missingQuorums(process, byGroup),
    ...(await missingManagers(database, process)),
    ...(await unknownWords(database, process)),
  ];
}

async function unknownWords(database: Database, process: ProcessSnapshot): Promise<StaffingGap[]> {
  const asked = requesterWords(process);
  if (asked.length === 0) return [];
  const { rows } = await database.raw<{ rows: { name: RequesterFactName; word: string }[] }>(
    `select name, word
     from jsonb_to_recordset(?::jsonb) as asked (name text, word text)
     where not exists (
       select from accounts
       where is_active and ${requesterFactsOf('accounts')} ->> asked.name = asked.word)`,
    [JSON.stringify(asked)],
  );
  const byName = Map.groupBy(rows, ({ name }) => name);
  return [...byName].map(([name, found]) => ({
    ...{ kind: 'words_unknown' as const, name },
    words: found.map(({ word }) => word),
  }));
}

type Members = ReadonlyMap<string, readonly { skills: string[] }[]>;

function emptyGroups({ groups, approvals = [] }: ProcessSnapshot, members: Members): StaffingGap[] {
  return Object.keys(groups)
    .filter((group) => !members.has(group))
    .map((group) => ({
      kind: 'group_empty',
      group,
      approves: approvals
        .filter((rule) => askedOf(rule).some((asked) => asked.approverGroup === group))
        .map(({ name }) => name),
    }));
}

/** Those who decide an approval themselves, first and after: not in the place of one person. */
function askedOf(rule: ApprovalRule): Approvers[] {
  const asked = [rule, ...(rule.next ?? [])];
  return asked.filter(({ managerOf, personIn }) => !managerOf && personIn === undefined);
}

/** A group may be too small for the number that a process names; more than half of it and all of it never are. */
function missingQuorums({ approvals = [] }: ProcessSnapshot, members: Members): StaffingGap[] {
  return approvals.flatMap((rule) =>
    askedOf(rule).flatMap(({ approverGroup: group, quorum }): StaffingGap[] => {
      const count = members.get(group)?.length ?? 0;
      if (typeof quorum !== 'number' || count >= quorum) return [];
      return [{ kind: 'quorum_missing', approval: rule.name, group, needed: quorum, count }];
    }),
  );
}

function emptyRoles(
  { groups, escalationRules, approvals = [] }: ProcessSnapshot,
  members: Members,
): StaffingGap[] {
  const asked = approvals.flatMap((rule) =>
    askedOf(rule).map(({ approverGroup: role }) => ({ rule: rule.name, role })),
  );
  const told = escalationRules.flatMap(({ name: rule, notify = [] }) =>
    notify.map((role) => ({ rule, role })),
  );
  const unheld = [...asked, ...told].filter(
    ({ role }) => !ownWords.includes(role) && !Object.hasOwn(groups, role) && !members.has(role),
  );
  return [...Map.groupBy(unheld, ({ role }) => role)].map(([role, rules]) => ({
    kind: 'role_empty',
    role,
    rules: rules.map(({ rule }) => rule),
  }));
}

function missingSkills({ categories }: ProcessSnapshot, members: Members): StaffingGap[] {
  return Object.entries(categories).flatMap(([category, { group, skills }]): StaffingGap[] => {
    const people = members.get(group);
    // That the group has nobody is told of the group.
    if (!people || skills.length === 0) return [];
    const isThere = people.some((one) => skills.every((skill) => one.skills.includes(skill)));
    return isThere ? [] : [{ kind: 'skills_missing', category, group, skills }];
  });
}

async function missingManagers(
  database: Database,
  { approvals = [] }: ProcessSnapshot,
): Promise<StaffingGap[]> {
  const asking = approvals.filter(({ managerOf }) => managerOf === 'requester');
  if (asking.length === 0) return [];
  const { rows } = await database.raw<{ rows: { total: number; count: number }[] }>(`
    select count(*)::int as total,
      count(*) filter (where managers.account_id is null)::int as count
    from accounts
    left join accounts as managers on managers.account_id = accounts.manager_id
      and managers.is_active
    where accounts.is_active and 'requester' = any (accounts.roles)`);
  const { total = 0, count = 0 } = rows[0] ?? {};
  if (count === 0) return [];
  return asking.map(({ name: approval, approverGroup: group }) => ({
    kind: 'manager_missing',
    approval,
    count,
    total,
    group,
  }));
}
