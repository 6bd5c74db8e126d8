import type { Database } from './connection.ts';
import { locks } from './locks.ts';
import type { NewRow } from './tables.ts';

/** What attachments are sent with: a ticket's opening, or a message. */
export type AttachmentPlace = { ticket_id: string } | { message_id: string };

/** What of an account lies there unsent may be so much, for so long. */
export interface UnsentLimit {
  bytes: number;
  days: number;
}

/**
 * Keeps a file that is not sent with anything yet, and removes what its owner uploaded and did not
 * send in time. A file under its id stays as it is. Those of one owner come one after the other, so
 * that many at once are not more than may lie there.
 * @returns false, with nothing kept, where too much lies there
 */
export function insertAttachment(
  database: Database,
  file: NewRow<'attachments'> & { size_bytes: number },
  limit: UnsentLimit,
): Promise<boolean> {
  return database.transaction(async (trx) => {
    await trx.raw('select pg_advisory_xact_lock(?, hashtext(?))', [locks.uploads, file.owner_id]);
    const unsent = { ticket_id: null, message_id: null, owner_id: file.owner_id };
    await trx('attachments')
      .where(unsent)
      .whereRaw('created_at < now() - make_interval(days => ?)', [limit.days])
      .delete();
    const row = await trx('attachments')
      .where(unsent)
      .sum<{ sum: string | null }[]>('size_bytes')
      .first();
    if (Number(row?.sum ?? 0) + file.size_bytes > limit.bytes) return false;
    await trx('attachments').insert(file).onConflict('attachment_id').ignore();
    return true;
  });
}

/** Those of some files that an account can send with something, or has sent with it already. */
export function findSendable(
  database: Database,
  ownerId: string,
  ids: readonly string[],
  place: AttachmentPlace,
): Promise<string[]> {
  return database('attachments')
    .whereIn('attachment_id', [...ids])
    .where('owner_id', ownerId)
    .where((either) => either.where({ ticket_id: null, message_id: null }).orWhere(place))
    .pluck('attachment_id');
}

/** Gives files the place they are sent with; again it changes nothing. */
export async function placeAttachments(
  database: Database,
  ownerId: string,
  ids: readonly string[],
  place: AttachmentPlace,
): Promise<void> {
  if (ids.length === 0) return;
  await database('attachments')
    .whereIn('attachment_id', [...ids])
    .where({ owner_id: ownerId, ticket_id: null, message_id: null })
    .update(place);
}

/** A part of a statement: what was to be sent with `unsaid_messages` is not sent with anything yet. */
export const freeFilesOfUnsaid = `
  freed_files as (
    update attachments set message_id = null
    where message_id in (select message_id from unsaid_messages)
  )`;
