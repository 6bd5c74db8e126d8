import type { Database } from './connection.ts';
import type { NewRow } from './tables.ts';

/** What attachments are sent with: a ticket's opening, or a message. */
export type AttachmentPlace = { ticket_id: string } | { message_id: string };

/** Keeps a file that is not sent with anything yet. A file under its id stays as it is. */
export async function insertAttachment(
  database: Database,
  file: NewRow<'attachments'>,
): Promise<void> {
  await database('attachments').insert(file).onConflict('attachment_id').ignore();
}

/** Removes what an account uploaded and did not send within `days`. @returns the bytes that stay */
export async function removeUnsent(
  database: Database,
  ownerId: string,
  days: number,
): Promise<number> {
  const unsent = { ticket_id: null, message_id: null, owner_id: ownerId };
  await database('attachments')
    .where(unsent)
    .whereRaw('created_at < now() - make_interval(days => ?)', [days])
    .delete();
  const row = await database('attachments')
    .where(unsent)
    .sum<{ sum: string | null }[]>('size_bytes')
    .first();
  return Number(row?.sum ?? 0);
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
