import type { Database } from '../../database/connection.ts';
import { withDatabase } from '../http/database.ts';
import { notFound } from '../http/errors.ts';
import type { CountedMailbox } from './mailbox_view.ts';

/** All mailboxes, by name. */
export function findMailboxes(database: Database): Promise<CountedMailbox[]> {
  return withDatabase(() => counted(database).orderBy(['mailboxes.name', 'mailboxes.mailbox_id']));
}

/** @throws ApiError 404 where there is none */
export async function findMailbox(database: Database, mailboxId: string): Promise<CountedMailbox> {
  const [row] = await withDatabase(() =>
    counted(database).where('mailboxes.mailbox_id', mailboxId).limit(1),
  );
  if (!row) throw notFound('mailbox', mailboxId);
  return row;
}

/** Each part is read from an index alone, and the lag from the newest messages: it is asked for often. */
function counted(database: Database) {
  return database('mailboxes')
    .leftJoin('outgoing_queues', 'outgoing_queues.queue_id', 'mailboxes.mailbox_id')
    .joinRaw(
      `cross join lateral (
        select jsonb_object_agg(fate, count) as counts, coalesce(sum(count), 0)::integer as total_count
        from (
          select coalesce(fate, 'waiting') as fate, count(*)::integer as count
          from mails where mails.mailbox_id = mailboxes.mailbox_id group by 1
        ) as fates
      ) as counted`,
    )
    .joinRaw(
      // Few are of another numbering: two ranges of the index have them, and not the others.
      `cross join lateral (
        select ((
          select count(*) from mails
          where mails.mailbox_id = mailboxes.mailbox_id and uid_validity < mailboxes.uid_validity
        ) + (
          select count(*) from mails
          where mails.mailbox_id = mailboxes.mailbox_id and uid_validity > mailboxes.uid_validity
        ))::integer as count
      ) as renumbered`,
    )
    .select<CountedMailbox[]>(
      'mailboxes.*',
      'outgoing_queues.failure as sending_failure',
      'outgoing_queues.failure_words as sending_failure_words',
      'outgoing_queues.failing_since as sending_failing_since',
      'outgoing_queues.retry_at as sending_retry_at',
      'outgoing_queues.succeeded_at as sending_succeeded_at',
      database.raw(`(
      select count(*) from outgoing_mails
      where outgoing_mails.mailbox_id = mailboxes.mailbox_id and state = 'waiting'
    ) as outgoing_count`),
      'counted.counts',
      'counted.total_count',
      database.raw('counted.total_count - renumbered.count as kept_count'),
      database.raw(
        '(select max(arrived_at) from mails where mails.mailbox_id = mailboxes.mailbox_id) as last_mail_at',
      ),
      database.raw(`(
        select min(stored_at) from mails
        where mails.mailbox_id = mailboxes.mailbox_id and fate is null
      ) as waiting_since`),
      database.raw(
        `(
          select percentile_cont(0.5) within group (
            order by extract(epoch from judged_at - arrived_at))
          from (
            select judged_at, arrived_at from mails
            where mails.mailbox_id = mailboxes.mailbox_id
              and arrived_at > now() - interval '1 day'
              and judged_at is not null and fate not in ('skipped', 'duplicate')
              and replay_count = 0 and not was_there_before
            order by arrived_at desc
            limit :newestMax
          ) as newest
        ) as lag_seconds`,
        { newestMax },
      ),
      // Without what is secret: nobody who only looks at a mailbox needs it.
      database.raw(`(
      select to_jsonb(granted) - 'sealed_client_secret' - 'sealed_refresh_token' || jsonb_build_object(
        'has_client_secret', sealed_client_secret is not null,
        'connected_by_name', (
          select display_name from accounts where account_id = granted.consented_by))
      from mail_grants as granted where granted.mailbox_id = mailboxes.mailbox_id
    ) as "grant"`),
    );
}

/** What the lag is told from. */
const newestMax = 100;
