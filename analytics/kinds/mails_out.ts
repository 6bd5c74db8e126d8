import type pg from 'pg';
import {
  outgoingMailFacts,
  type outgoingMailTables,
  type SourceOutgoingMail,
} from '../facts/mails_out.ts';
import { replaceStaged } from '../merge.ts';
import type { Kind } from './kind.ts';

export const mailsOut: Kind<(typeof outgoingMailTables)[number]> = {
  source: 'outgoing_mails',
  id: 'outgoing_mail_id',
  sourceId: 'mail_id',
  beforeAll: '0',
  tables: ['mails_out'],
  readFacts: async (client, ids, pseudonym) =>
    (await readMails(client, ids)).map((mail) => outgoingMailFacts(mail, pseudonym)),
  merge: (warehouse, staging, ids) => replaceStaged(warehouse, staging, mailsOut, ids),
};

/** Those that are gone are left out. What servers answered, and whom it was sent to, is not read. */
async function readMails(client: pg.Client, mailIds: string[]): Promise<SourceOutgoingMail[]> {
  const { rows } = await client.query<SourceOutgoingMail>(
    `select
       mail_id::float8 as "mailId",
       kind,
       news.reasons,
       news.count as "newsCount",
       mailbox_id as "mailboxId",
       ticket_id as "ticketId",
       account_id as "accountId",
       state,
       reason,
       (extract(epoch from created_at) * 1000)::float8 as "createdAt",
       (extract(epoch from due_at) * 1000)::float8 as "dueAt",
       (extract(epoch from sent_at) * 1000)::float8 as "sentAt",
       (extract(epoch from bounced_at) * 1000)::float8 as "bouncedAt",
       bounce_status as "bounceStatus",
       attempts,
       maybe_sent_twice as "isMaybeSentTwice"
     from outgoing_mails
     cross join lateral (
       select coalesce(array_agg(distinct reason), '{}') as reasons, count(*)::integer as count
       from outgoing_mail_news
       where outgoing_mail_news.mail_id = outgoing_mails.mail_id
     ) as news
     where mail_id = any($1::bigint[])
     order by mail_id`,
    [mailIds],
  );
  return rows;
}
