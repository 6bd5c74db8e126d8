import { hash } from 'node:crypto';
import type { Knex } from 'knex';
import type { Database } from '../../../database/connection.ts';
import { withDatabase } from '../../http/database.ts';
import { attachmentsUnsent, invalidInput, keyReused } from '../../http/errors.ts';
import type { Attachment } from './contract.ts';

const unsentBytesMax = 50 * 1024 * 1024;
const unsentDays = 1;

export interface NewAttachment {
  attachmentId: string;
  ownerId: string;
  name: string;
  mediaType: string;
  content: Buffer;
}

/**
 * Keeps a file until it is sent with something, for a day at most.
 *
 * @throws ApiError 422 for another file under the same id, 409 where too much lies there unsent
 */
export function writeAttachment(database: Database, file: NewAttachment): Promise<void> {
  const sha256 = hash('sha256', file.content);
  return withDatabase(async () => {
    const stored = await database('attachments')
      .where('attachment_id', file.attachmentId)
      .first('sha256', 'name');
    if (stored) {
      if (stored.sha256 !== sha256 || stored.name !== file.name) throw keyReused();
      return;
    }
    await makeRoom(database, file);
    await database('attachments')
      .insert({
        attachment_id: file.attachmentId,
        owner_id: file.ownerId,
        name: file.name,
        media_type: file.mediaType,
        size_bytes: file.content.length,
        sha256,
        content: file.content,
      })
      .onConflict('attachment_id')
      .ignore();
  });
}

async function makeRoom(database: Database, { ownerId, content }: NewAttachment): Promise<void> {
  const unsent = () =>
    database('attachments')
      .whereNull('ticket_id')
      .whereNull('message_id')
      .where('owner_id', ownerId);
  await unsent().whereRaw('created_at < now() - make_interval(days => ?)', [unsentDays]).delete();
  const row = await unsent().sum<{ sum: string | null }[]>('size_bytes').first();
  if (Number(row?.sum ?? 0) + content.length > unsentBytesMax) {
    throw attachmentsUnsent(unsentBytesMax);
  }
}

/** What attachments are sent with: a ticket's opening, or a message. */
export type AttachmentPlace = { ticket_id: string } | { message_id: string };

/**
 * @throws ApiError 400 naming the first that is not there, is somebody else's, or was sent already
 */
export function checkAttachments(
  database: Database,
  ownerId: string,
  ids: readonly string[],
  place: AttachmentPlace,
): Promise<void> {
  return withDatabase(async () => {
    if (ids.length === 0) return;
    const free = await sendable(database, ownerId, ids, place).pluck('attachment_id');
    const missing = ids.findIndex((id) => !free.includes(id));
    if (missing === -1) return;
    throw invalidInput([
      {
        path: `body.attachments.${missing}`,
        expected: 'a file of yours that was uploaded and not sent yet',
        received: JSON.stringify(ids[missing]),
      },
    ]);
  });
}

/** Sends them with something that is written; again it changes nothing. */
export async function sendAttachments(
  database: Database,
  ownerId: string,
  ids: readonly string[],
  place: AttachmentPlace,
): Promise<void> {
  if (ids.length === 0) return;
  await withDatabase(() => sendable(database, ownerId, ids, place).update(place));
}

function sendable(
  database: Database,
  ownerId: string,
  ids: readonly string[],
  place: AttachmentPlace,
): Knex.QueryBuilder {
  return database('attachments')
    .whereIn('attachment_id', [...ids])
    .where('owner_id', ownerId)
    .where((either) =>
      either
        .where((unsent) => unsent.whereNull('ticket_id').whereNull('message_id'))
        .orWhere(place),
    );
}

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

/** A file that was sent with a ticket, or with a message on it that the reader may see. */
export function findAttachment(
  database: Database,
  ticketId: string,
  attachmentId: string,
  seesInternals: boolean,
): Promise<StoredAttachment | undefined> {
  return withDatabase(async () => {
    const onTicket = database('ticket_events')
      .where('ticket_id', ticketId)
      .where('type', 'message_added')
      .whereRaw("data ->> 'messageId' = attachments.message_id");
    if (!seesInternals) onTicket.whereRaw("data ->> 'visibility' = 'public'");
    const row = await database('attachments')
      .where('attachment_id', attachmentId)
      .where((either) => either.where('attachments.ticket_id', ticketId).orWhereExists(onTicket))
      .first<{ name: string; media_type: string; content: Buffer }>(
        'name',
        'media_type',
        'content',
      );
    return row && { name: row.name, mediaType: row.media_type, content: row.content };
  });
}
