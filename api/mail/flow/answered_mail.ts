import { mailKeyOf, ownMessageOf } from '../../../database/signed_addresses.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { withDatabase } from '../../http/database.ts';
import type { ReadMail } from '../reading/mail.ts';

/**
 * Events of which only those who work on tickets read all: notes, hand-offs and what management is told,
 * and why the desk itself reopened or cancelled a ticket.
 */
const isInternal = `(
  ticket_events.data ->> 'visibility' = 'internal'
  or ticket_events.type = 'escalated'
  or ticket_events.type in ('ticket_reopened', 'ticket_cancelled')
    and ticket_events.actor_kind = 'agent' and ticket_events.data ->> 'noteId' is not null)`;

/**
 * Whether a message answers a mail of ours that told what the desk says among itself. What it quotes is
 * not for the requester, however little of it a mail program marks.
 */
export async function answersInternal(
  { inReplyTo, references }: Pick<ReadMail, 'inReplyTo' | 'references'>,
  { database, deskKey }: Pick<ApiDependencies, 'database' | 'deskKey'>,
): Promise<boolean> {
  const answered = inReplyTo.length > 0 ? inReplyTo : references.slice(-1);
  if (answered.length === 0) return false;
  const key = mailKeyOf(deskKey);
  const mailIds = answered.flatMap(
    (id) => /^\d+(?=-)/.exec(ownMessageOf(id, key)?.name ?? '') ?? [],
  );
  if (mailIds.length === 0) return false;
  const row = await withDatabase(() =>
    database('outgoing_mail_news as told')
      .join('ticket_events', (join) =>
        join.on('ticket_events.ticket_id', 'told.ticket_id').andOn('ticket_events.seq', 'told.seq'),
      )
      .whereIn('told.mail_id', mailIds)
      .whereRaw(isInternal)
      .first('told.seq'),
  );
  return row !== undefined;
}
