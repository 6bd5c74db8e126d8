import { hash } from 'node:crypto';
import {
  type AttachmentPlace,
  findSendable,
  insertAttachment,
  placeAttachments,
} from '../../../database/attachments.ts';
import type { Database } from '../../../database/connection.ts';
import { withDatabase } from '../../http/database.ts';
import { ApiError, givenValue, keyReused, wrongField } from '../../http/errors.ts';
import { expected } from '../../http/expectations.ts';

const unsentLimit = { bytes: 50 * 1024 * 1024, days: 1 };

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
export function keepAttachment(database: Database, file: NewAttachment): Promise<void> {
  const { attachmentId, ownerId, name, content } = file;
  const sha256 = hash('sha256', content);
  return withDatabase(async () => {
    const stored = await database('attachments')
      .where('attachment_id', attachmentId)
      .first('sha256', 'name');
    if (stored) {
      if (stored.sha256 !== sha256 || stored.name !== name) throw keyReused();
      return;
    }
    const row = {
      attachment_id: attachmentId,
      owner_id: ownerId,
      name,
      media_type: file.mediaType,
      size_bytes: content.length,
      sha256,
      content,
    };
    if (!(await insertAttachment(database, row, unsentLimit))) {
      throw attachmentsUnsent(unsentLimit.bytes);
    }
  });
}

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
    const free = await findSendable(database, ownerId, ids, place);
    const missing = ids.findIndex((id) => !free.includes(id));
    if (missing === -1) return;
    throw wrongField(
      `body.attachments.${missing}`,
      expected('own_unsent_file'),
      givenValue(ids[missing]),
    );
  });
}

/** Sends them with something that is written; again it changes nothing. */
export function sendAttachments(
  database: Database,
  ownerId: string,
  ids: readonly string[],
  place: AttachmentPlace,
): Promise<void> {
  return withDatabase(() => placeAttachments(database, ownerId, ids, place));
}

function attachmentsUnsent(limitBytes: number): ApiError {
  return new ApiError(409, { code: 'attachments_unsent', parameters: { limitBytes } });
}
