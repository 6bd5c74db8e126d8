import { awayAt } from '../../database/absences.ts';
import type { Database } from '../../database/connection.ts';
import { keysOf } from '../../workflows/domain/keys.ts';
import {
  historyProcessId,
  type ProcessDefinition,
  processDefinitions,
  snapshotOf,
  titleOf,
} from '../../workflows/processes/index.ts';
import type { Locale } from '../http/words.ts';
import type { Group, GroupList, GroupMember } from './contract.ts';

/** The names that people can be listed under: support groups, and roles that rules tell. */
export function groupNames({ groups, roles = {} }: ProcessDefinition): string[] {
  return [...new Set([...keysOf(groups), ...keysOf(roles)])];
}

interface MemberRow {
  process_id: string;
  group_id: string;
  account_id: string;
  display_name: string;
  is_lead: boolean;
  capacity: number;
  skills: string[];
  shift: string | null;
  open_ticket_count: number;
  is_away: boolean;
  until_at: Date | null;
  deputy_id: string | null;
  deputy_name: string | null;
}

const membersSql = `
  select members.*, accounts.display_name, 'team_lead' = any(accounts.roles) as is_lead,
    coalesce(carried.open_ticket_count, 0) as open_ticket_count,
    away.account_id is not null as is_away, away.until_at, away.deputy_id,
    deputy.display_name as deputy_name
  from group_members as members
  join accounts using (account_id)
  left join (
    select account_id, count(*)::int as open_ticket_count from agent_load where counts
    group by account_id
  ) as carried using (account_id)
  left join lateral (${awayAt('members.account_id', 'now()')}) as away on true
  left join accounts as deputy on deputy.account_id = away.deputy_id
  where accounts.is_active
  order by is_lead desc, search_fold(accounts.display_name), account_id`;

/** The groups of each process that tickets can be in, with who works there. */
export async function findGroups(database: Database, locale: Locale): Promise<GroupList> {
  const [{ rows }, waiting] = await Promise.all([
    database.raw<{ rows: MemberRow[] }>(membersSql),
    database('assignment_queue')
      .groupBy('process_id', 'group_id')
      .select('process_id', 'group_id')
      .count<{ process_id: string; group_id: string; count: string }[]>(),
  ]);
  const members = Map.groupBy(rows, keyOf);
  const waitingCounts = new Map(waiting.map((row) => [keyOf(row), Number(row.count)]));
  const definitions = processDefinitions().filter(({ id }) => id !== historyProcessId);
  const items = definitions.flatMap((definition) =>
    groupNames(definition).map((id): Group => {
      const key = keyOf({ process_id: definition.id, group_id: id });
      const group = definition.groups[id];
      return {
        process: definition.id,
        id,
        title: titleOf(definition.id, 'group', id, locale),
        tier: snapshotOf(definition).groups[id]?.tier ?? null,
        calendar: group?.calendar ?? null,
        waitingCount: waitingCounts.get(key) ?? 0,
        members: (members.get(key) ?? []).map(memberOf),
      };
    }),
  );
  const processes = definitions.map(({ id, title, calendars, categories }) => ({
    id,
    title: title[locale],
    calendars: keysOf(calendars),
    skills: [...new Set(Object.values(categories).flatMap(({ skills = [] }) => skills))].toSorted(),
  }));
  return { items, processes };
}

function keyOf({ process_id, group_id }: { process_id: string; group_id: string }): string {
  return `${process_id} ${group_id}`;
}

function memberOf(row: MemberRow): GroupMember {
  return {
    id: row.account_id,
    name: row.display_name,
    isLead: row.is_lead,
    capacity: row.capacity,
    skills: row.skills,
    shift: row.shift,
    openTicketCount: row.open_ticket_count,
    away: row.is_away
      ? {
          until: row.until_at?.toISOString() ?? null,
          deputy: row.deputy_id ? { id: row.deputy_id, name: row.deputy_name ?? '' } : null,
        }
      : null,
  };
}
