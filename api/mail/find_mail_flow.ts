import type { Database } from '../../database/connection.ts';
import type { MailFate } from '../../database/mail_words.ts';
import { hourMs } from '../../workflows/domain/durations.ts';
import { withDatabase } from '../http/database.ts';
import type { MailFlow, MailFlowQuery } from './contract.ts';
import { countsOf } from './mailbox_view.ts';

interface FlowRow {
  hour: number;
  fate: MailFate | 'waiting';
  count: number;
}

/** What came in each hour from `from` on, by what became of it: hours without any are there too. */
export async function findMailFlow(
  database: Database,
  { from, to, mailbox }: Pick<MailFlowQuery, 'from' | 'to' | 'mailbox'>,
): Promise<Pick<MailFlow, 'hours' | 'totalCount'>> {
  const { rows } = await withDatabase(() =>
    // Each mailbox by itself: so its index is read from the first instant to the last, and no more.
    database.raw<{ rows: FlowRow[] }>(
      `select
         floor(extract(epoch from came.arrived_at - :from::timestamptz) / 3600)::integer as hour,
         coalesce(came.fate, 'waiting') as fate,
         count(*)::integer as count
       from mailboxes
       cross join lateral (
         select arrived_at, fate from mails
         where mails.mailbox_id = mailboxes.mailbox_id
           and arrived_at >= :from::timestamptz and arrived_at < :to::timestamptz
         -- Kept apart from the grouping, which would otherwise read all mailboxes in one.
         offset 0
       ) as came
       where :mailbox::text is null or mailboxes.mailbox_id = :mailbox
       group by 1, 2`,
      { from, to, mailbox: mailbox ?? null },
    ),
  );
  const byHour = Map.groupBy(rows, ({ hour }) => hour);
  const hourCount = Math.ceil((Date.parse(to) - Date.parse(from)) / hourMs);
  const hours = Array.from({ length: hourCount }, (_, hour) => {
    const counts = Object.fromEntries(
      (byHour.get(hour) ?? []).map(({ fate, count }) => [fate, count]),
    );
    const at = new Date(Date.parse(from) + hour * hourMs).toISOString();
    return { at, counts: countsOf(counts), waitingCount: counts.waiting ?? 0 };
  });
  return { hours, totalCount: rows.reduce((sum, { count }) => sum + count, 0) };
}
