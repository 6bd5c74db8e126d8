import type { Database } from '../../database/connection.ts';
import { withDatabase } from '../http/database.ts';
import type { Account } from './directory.ts';
import type { Notification } from './notification_contract.ts';

const listedMax = 50;
const daysMax = 30;

interface Row {
  ticket_id: string;
  seq: number;
  at: Date;
  number: string;
  subject: string;
  priority: Notification['ticket']['priority'];
  rule: string | null;
  level: number | null;
  is_read: boolean;
}

/**
 * What an account was told in the last 30 days, the newest first: by rules that name a role it has
 * in the process, its group or the assignee, and, for owners, what was escalated to management.
 * What falls in quiet hours is there once they are over.
 */
export function listNotifications(database: Database, account: Account): Promise<Notification[]> {
  return withDatabase(async () => {
    const { rows } = await database.raw<{ rows: Row[] }>(
      `with told as (
         select e.ticket_id, e.seq, e.type, e.data, e.at as decided_at,
           greatest(e.at, to_timestamp((e.data ->> 'sendAt')::numeric / 1000)) as at
         from ticket_events e
         where e.type in ('notification_requested', 'escalated')
           and e.at > now() - make_interval(days => :days))
       select told.ticket_id, told.seq, told.at, c.number, c.subject, t.priority,
         coalesce(told.data ->> 'rule', told.data -> 'escalation' ->> 'reason') as rule,
         (told.data -> 'escalation' ->> 'level')::int as level,
         coalesce(told.at <= m.read_through, false) as is_read
       from told
       join tickets t on t.ticket_id = told.ticket_id and t.origin = 'live'
       join ticket_contents c on c.ticket_id = told.ticket_id
       left join notification_marks m on m.account_id = :me
       -- What is held back by quiet hours is told once they are over.
       where (told.at = told.decided_at or told.at <= now()) and case told.type
         when 'escalated' then :isOwner and told.data -> 'escalation' ->> 'kind' = 'hierarchical'
         else exists (
             select from group_members g
             where g.account_id = :me and g.process_id = t.process_id and (
               jsonb_exists(told.data -> 'recipients', g.group_id)
               or jsonb_exists(told.data -> 'recipients', 'group') and g.group_id = t.group_id))
           or jsonb_exists(told.data -> 'recipients', 'assignee') and t.assignee_id = :me
         end
       order by told.at desc, told.ticket_id, told.seq
       limit :limit`,
      { me: account.id, isOwner: account.role === 'owner', days: daysMax, limit: listedMax },
    );
    return rows.map((row) => ({
      id: `${row.ticket_id}-${row.seq}`,
      at: row.at.toISOString(),
      ticket: {
        id: row.ticket_id,
        number: Number(row.number),
        subject: row.subject,
        priority: row.priority,
      },
      rule: row.rule,
      level: row.level,
      isRead: row.is_read,
    }));
  });
}
