import { create as contentDisposition } from 'content-disposition';
import { fileTypeFromBuffer } from 'file-type';
import { z } from 'zod';
import { notFound, wrongField } from '../../http/errors.ts';
import { expected, received } from '../../http/expectations.ts';
import { defineOperation } from '../../http/operation.ts';
import { recordId } from '../../http/text.ts';
import { ticketPath } from '../ticket_path.ts';
import { getVisible } from '../tickets.ts';
import { attachment, attachmentBytesMax, attachmentQuery } from './contract.ts';
import { findAttachment } from './find_attachments.ts';
import { keepAttachment } from './send_attachments.ts';

const attachmentPath = z.strictObject({
  id: ticketPath.shape.id,
  attachment: recordId,
});

const unknownType = 'application/octet-stream';

/** Pictures a browser draws and nothing in them can act; an SVG is not one of them. */
const pictures: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
]);

export const uploadAttachment = defineOperation({
  id: 'uploadAttachment',
  method: 'post',
  address: '/api/attachments',
  summary: 'Uploads a file, to be sent with a message or a new ticket within a day',
  tag: 'Tickets',
  query: attachmentQuery,
  bytesMax: attachmentBytesMax,
  share: 'uploads',
  isKeyed: true,
  answers: { 201: { description: 'The file as it is kept', schema: attachment } },
  async handle({ account, query, bytes, idempotency }, { database }) {
    if (bytes.length === 0) {
      throw wrongField('body', expected('file'), received('nothing'));
    }
    const id = idempotency.recordId('att');
    const mediaType = (await fileTypeFromBuffer(bytes))?.mime ?? unknownType;
    const { name } = query;
    const file = { attachmentId: id, ownerId: account.id, name, mediaType, content: bytes };
    await keepAttachment(database, file);
    return { status: 201, body: { id, name, mediaType, sizeBytes: bytes.length } };
  },
});

export const getAttachment = defineOperation({
  id: 'getAttachment',
  method: 'get',
  address: '/api/tickets/{id}/attachments/{attachment}',
  summary: 'A file of a ticket, as a download',
  tag: 'Tickets',
  path: attachmentPath,
  answers: { 200: { description: 'The file', mediaTypes: [unknownType, ...pictures] } },
  async handle({ account, path, response }, dependencies) {
    await getVisible(path.id, account, dependencies);
    const { database } = dependencies;
    const file = await findAttachment(database, account, path.id, path.attachment);
    if (!file) throw notFound('attachment', path.attachment);
    response
      .set({
        'Content-Type': pictures.has(file.mediaType) ? file.mediaType : unknownType,
        'Content-Disposition': contentDisposition(file.name),
        // Whatever the file is, nothing in it acts on this origin.
        'Content-Security-Policy': "sandbox; default-src 'none'",
        'X-Content-Type-Options': 'nosniff',
        'Cross-Origin-Resource-Policy': 'same-origin',
        'Cache-Control': 'private, max-age=3600, immutable',
      })
      .end(file.content);
    return undefined;
  },
});
