import type { Knex } from 'knex';
import type { Database } from '../../../database/connection.ts';
import { withDatabase } from '../../http/database.ts';
import type { Account } from '../../people/directory.ts';
import { messagesSinceMerge, readableMessages } from '../timeline/find_timeline.ts';
import type { Attachment } from './contract.ts';

interface AttachmentRow {
  attachment_id: string;
  ticket_id: string | null;
  message_id: string | null;
  name: string;
  media_type: string;
  size_bytes: number;
}

const described = [
  'attachment_id',
  'ticket_id',
  'message_id',
  'name',
  'media_type',
  'size_bytes',
] as const;

/** What was sent with messages, by the ids of the messages. */
export async function attachmentsOf(
  database: Database,
  messageIds: readonly string[],
): Promise<Map<string, Attachment[]>> {
  if (messageIds.length === 0) return new Map();
  const rows = await database('attachments')
    .whereIn('message_id', [...messageIds])
    .orderBy(['created_at', 'attachment_id'])
    .select<AttachmentRow[]>(...described);
  const byMessage = Map.groupBy(rows, (row) => row.message_id as string);
  return new Map([...byMessage].map(([id, files]) => [id, files.map(attachmentOf)]));
}

/** What was sent when the ticket was opened. */
export async function attachmentsOfOpening(
  database: Database,
  ticketId: string,
): Promise<Attachment[]> {
  const rows = await database('attachments')
    .where('ticket_id', ticketId)
    .orderBy(['created_at', 'attachment_id'])
    .select<AttachmentRow[]>(...described);
  return rows.map(attachmentOf);
}

function attachmentOf(row: AttachmentRow): Attachment {
  return {
    id: row.attachment_id,
    name: row.name,
    mediaType: row.media_type,
    sizeBytes: row.size_bytes,
  };
}

export interface StoredAttachment {
  name: string;
  mediaType: string;
  content: Buffer;
}

/**
 * A file that was sent with a ticket, or with a message that the reader may read there: one of the
 * ticket, or since it was merged, of those it is followed on.
 */
export function findAttachment(
  database: Database,
  account: Account,
  ticketId: string,
  attachmentId: string,
): Promise<StoredAttachment | undefined> {
  return withDatabase(async () => {
    const sentWith = (messages: Knex.QueryBuilder) =>
      messages.whereRaw('messages.message_id = attachments.message_id');
    const row = await database('attachments')
      .where('attachment_id', attachmentId)
      .where((either) =>
        either
          .where('attachments.ticket_id', ticketId)
          .orWhereExists(sentWith(readableMessages(database, account, ticketId)))
          .orWhereExists(sentWith(messagesSinceMerge(database, ticketId))),
      )
      .first<{ name: string; media_type: string; content: Buffer }>(
        'name',
        'media_type',
        'content',
      );
    return row && { name: row.name, mediaType: row.media_type, content: row.content };
  });
}
