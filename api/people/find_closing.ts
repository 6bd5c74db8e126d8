import type { Database } from '../../database/connection.ts';
import { isLastAdministrator } from '../../database/sign_in/ways_in.ts';
import type { Locale } from '../http/words.ts';
import type { Closing } from './contract.ts';
import { groupsOf } from './find_accounts.ts';

/** What closing an account would do; undefined where there is no such account. */
export async function findClosing(
  database: Database,
  accountId: string,
  locale: Locale,
): Promise<Closing | undefined> {
  const { rows } = await database.raw<{ rows: Omit<Closing, 'groups'>[] }>(closingSql, {
    accountId,
  });
  const [row] = rows;
  if (!row) return undefined;
  const groups = (await groupsOf(database, [accountId], locale)).get(accountId) ?? [];
  return {
    ...row,
    groups: groups.map(({ process, id, title, tier }) => ({ process, id, title, tier })),
  };
}

const closingSql = `
  select
    coalesce((select jsonb_agg(jsonb_build_object('process', process_id, 'group', group_id,
        'count', count) order by process_id, group_id)
      from (
        select process_id, group_id, count(*) from tickets
        where origin = 'live' and (assignee_id = :accountId and is_open
          or task_agent_ids @> array[:accountId]::text[] and task_agent_ids <> '{}')
        group by process_id, group_id
      ) as in_hand), '[]') as tickets,
    (select count(*)::int from sessions
      where account_id = :accountId and expires_at > now()) as "sessionCount",
    (select count(*)::int from api_tokens
      where account_id = :accountId and coalesce(expires_at > now(), true)) as "tokenCount",
    (select count(*)::int from accounts as report
      where report.manager_id = :accountId and report.is_active) as "reportCount",
    (select count(*)::int from absences
      where deputy_id = :accountId and coalesce(until_at > now(), true)) as "deputyOfCount",
    is_active and 'administrator' = any(roles) and ${isLastAdministrator('accounts')}
      as "isLastAdministrator"
  from accounts where account_id = :accountId`;
