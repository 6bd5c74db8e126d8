import { create as contentDisposition } from 'content-disposition';
import type { Response } from 'express';
import type { Database } from '../../database/connection.ts';
import { findRaw } from '../../database/mails.ts';
import { withDatabase } from '../http/database.ts';
import { notFound } from '../http/errors.ts';
import type { FoundMail } from './find_mails.ts';

/** Sends a message as it was delivered, to be saved. @throws ApiError 404 where its bytes are gone */
export async function sendRaw(
  { mail_id: id, sha256 }: FoundMail,
  database: Database,
  response: Response,
): Promise<void> {
  const raw = sha256 === null ? undefined : await withDatabase(() => findRaw(database, sha256));
  if (!raw) throw notFound('message', id);
  response
    .set({
      // Nobody's browser shows it: what is in it was written by anybody.
      'Content-Type': 'application/octet-stream',
      'Content-Disposition': contentDisposition(`mail-${id}.eml`),
      'Content-Security-Policy': "sandbox; default-src 'none'",
      'X-Content-Type-Options': 'nosniff',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Cache-Control': 'private, no-store',
    })
    .end(raw);
}
