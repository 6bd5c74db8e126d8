import type { Database } from '../../../database/connection.ts';
import type { MailFile } from './matter.ts';

/** Servers take messages of ten megabytes and more; files grow by a third on their way. */
export const filesBytesMax = 7_000_000;

/**
 * The files of a message. As many as a mail can carry go with it, in their order; the others are named.
 * @param isSent false where they are only named
 */
export async function filesOfMessage(
  database: Database,
  messageId: string,
  isSent: boolean,
): Promise<MailFile[]> {
  const rows = await database('attachments')
    .where('message_id', messageId)
    .orderBy(['created_at', 'attachment_id'])
    .select('attachment_id', 'name', 'media_type', 'size_bytes');
  const files: MailFile[] = [];
  let left = isSent ? filesBytesMax : 0;
  for (const { attachment_id: id, name, media_type: mediaType, size_bytes: sizeBytes } of rows) {
    const goes = sizeBytes <= left;
    const row = goes
      ? await database('attachments').where('attachment_id', id).first('content')
      : undefined;
    if (goes) left -= sizeBytes;
    files.push({ name, mediaType, sizeBytes, content: row?.content ?? null });
  }
  return files;
}
