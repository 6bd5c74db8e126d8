import type { ApprovalRule, ProcessSnapshot } from '../workflows/domain/process.ts';
import { ownRecipients } from '../workflows/domain/recipients.ts';
import { requesterWords } from '../workflows/domain/requester.ts';
import type { RuleAction, RuleActionName } from '../workflows/domain/rules/rule.ts';
import { type Approvers, isAmong, type RequesterFactName } from '../workflows/domain/ticket.ts';
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
  /** Groups that rules page, and for which nobody is planned to be on call. */
  | { kind: 'rotation_missing'; groups: string[]; rules: string[] }
  /** A webhook that rules call by a name that none has. */
  | { kind: 'webhook_missing'; webhook: string; rules: string[] }
  /** A playbook that rules begin by a name that none has. */
  | { kind: 'playbook_missing'; playbook: string; rules: string[] }
  /** People whose manager is to approve, and who have none: the group is asked in their place. */
  | { kind: 'manager_missing'; approval: string; count: number; total: number; group: string };

/**
 * Compares whom a process names with the people of the desk: groups that work, approve, are told or
 * paged, the skills that categories ask for, and managers; and what else rules name with what the desk
 * has of it. Closed accounts are nobody.
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
    ...(await missingRotations(database, process)),
    ...(await missingNames(database, process)),
  ];
}

/** What the rules of a process do of one kind, each with the rule. */
function actsOf<K extends RuleActionName>(
  { rules = [] }: ProcessSnapshot,
  name: K,
): { rule: string; action: RuleAction<K> }[] {
  return rules.flatMap(({ name: rule, do: actions }) =>
    actions.flatMap((action) =>
      action.do === name ? [{ rule, action: action as RuleAction<K> }] : [],
    ),
  );
}

async function missingRotations(
  database: Database,
  process: ProcessSnapshot,
): Promise<StaffingGap[]> {
  const pages = actsOf(process, 'page');
  if (pages.length === 0) return [];
  const planned = await database('on_call_plans').where('process_id', process.id).pluck('group_id');
  const isPlanned = new Set<string>(planned);
  const asked = pages.flatMap(({ rule, action: { group } }) =>
    // The ticket's own may be any of them.
    (group === undefined ? Object.keys(process.groups) : [group]).map((each) => ({ rule, each })),
  );
  const unplanned = asked.filter(({ each }) => !isPlanned.has(each));
  if (unplanned.length === 0) return [];
  const groups = [...new Set(unplanned.map(({ each }) => each))];
  const rules = [...new Set(unplanned.map(({ rule }) => rule))];
  return [{ kind: 'rotation_missing', groups, rules }];
}

async function missingNames(database: Database, process: ProcessSnapshot): Promise<StaffingGap[]> {
  const webhooks = actsOf(process, 'webhook').map(({ rule, action }) => [action.webhook, rule]);
  const playbooks = actsOf(process, 'startPlaybook').map(({ rule, action }) => [
    action.playbook,
    rule,
  ]);
  const without = async (table: 'webhooks' | 'playbooks', named: string[][]) => {
    if (named.length === 0) return [];
    const known = new Set<string>(await database(table).pluck('name'));
    const unknown = named.filter(([name = '']) => !known.has(name));
    return [...Map.groupBy(unknown, ([name = '']) => name)].map(([name, found]) => ({
      name,
      rules: [...new Set(found.map(([, rule = '']) => rule))],
    }));
  };
  const [noWebhooks, noPlaybooks] = await Promise.all([
    without('webhooks', webhooks),
    without('playbooks', playbooks),
  ]);
  return [
    ...noWebhooks.map(({ name: webhook, rules }) => ({
      kind: 'webhook_missing' as const,
      webhook,
      rules,
    })),
    ...noPlaybooks.map(({ name: playbook, rules }) => ({
      kind: 'playbook_missing' as const,
      playbook,
      rules,
    })),
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

function emptyRoles(process: ProcessSnapshot, members: Members): StaffingGap[] {
  const { groups, escalationRules, approvals = [] } = process;
  const asked = approvals.flatMap((rule) =>
    askedOf(rule).map(({ approverGroup: role }) => ({ rule: rule.name, role })),
  );
  const told = escalationRules.flatMap(({ name: rule, notify = [] }) =>
    notify.map((role) => ({ rule, role })),
  );
  const heard = actsOf(process, 'notify').flatMap(({ rule, action: { recipients } }) =>
    recipients.map((role) => ({ rule, role })),
  );
  const unheld = [...asked, ...told, ...heard].filter(
    ({ role }) =>
      !isAmong(ownRecipients, role) && !Object.hasOwn(groups, role) && !members.has(role),
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
