import type pg from 'pg';
import { mailFacts, type mailTables, type SourceMail } from '../facts/mails.ts';
import { replaceStaged } from '../merge.ts';
import type { Kind } from './kind.ts';

export const mails: Kind<(typeof mailTables)[number]> = {
  source: 'mails',
  id: 'mail_id',
  beforeAll: '0',
  tables: ['mails'],
  readFacts: async (client, ids, pseudonym) =>
    (await readMails(client, ids)).map((mail) => mailFacts(mail, pseudonym)),
  merge: (warehouse, staging, ids) => replaceStaged(warehouse, staging, mails, ids),
};

/** Who wrote, to whom and what is not read. */
async function readMails(client: pg.Client, mailIds: string[]): Promise<SourceMail[]> {
  const { rows } = await client.query<SourceMail>(
    `select
       mail_id::float8 as "mailId",
       mailbox_id as "mailboxId",
       (extract(epoch from arrived_at) * 1000)::float8 as "arrivedAt",
       (extract(epoch from delivered_at) * 1000)::float8 as "deliveredAt",
       (extract(epoch from stored_at) * 1000)::float8 as "storedAt",
       (extract(epoch from judged_at) * 1000)::float8 as "judgedAt",
       was_there_before as "wasThereBefore",
       size_bytes::float8 as "sizeBytes",
       fate,
       reason,
       ticket_id as "ticketId",
       sender_id as "senderId",
       replay_count as "replayCount",
       first_mail_id::float8 as "firstMailId"
     from mails
     where mail_id = any($1::bigint[])
     order by mail_id`,
    [mailIds],
  );
  return rows;
}
