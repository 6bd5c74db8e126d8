import type { Response } from 'express';
import { fileTypeFromBuffer } from 'file-type';
import type { Database } from '../../database/connection.ts';
import { findRaw } from '../../database/mails.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { withDatabase } from '../http/database.ts';
import { notFound } from '../http/errors.ts';
import type { MailRendering } from './contract.ts';
import type { FoundMail } from './find_mails.ts';
import { escapedText, unescapedCid, withRemotePictures } from './reading/html.ts';
import type { ReadMail } from './reading/mail.ts';

/** What a browser draws of what is sent with a message: nothing that could act. */
const pictureTypes = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);
/** Of all pictures of a message together, as they are written into its page. */
const picturesBytesMax = 15 * 1024 * 1024;
/** Of the source that is shown; the whole of it is downloaded. */
const sourceBytesMax = 256 * 1024;

/** Nothing runs, no form is sent; a link opens beside the desk. */
const sandbox = 'allow-popups allow-popups-to-escape-sandbox';

/**
 * Sends a message as a page of its own, to be shown in a frame: its HTML, cleaned, or its source as it
 * came. Pictures of other servers are asked for by the reader's own browser, and only where that is wanted:
 * whoever sent the mail learns then that it is read, and where.
 * @throws ApiError 404 where its bytes are gone, or it has no HTML
 */
export async function sendMailPage(
  { mail_id: id, sha256 }: FoundMail,
  { show, pictures, theme }: MailRendering,
  response: Response,
  { database, mail }: Pick<ApiDependencies, 'database' | 'mail'>,
): Promise<void> {
  const raw = await rawOf(sha256, database);
  if (!raw) throw notFound('message', id);
  const body =
    show === 'source' ? sourceOf(raw) : await htmlOf(await mail.reader.readMail(raw), pictures);
  if (body === null) throw notFound('message', id);
  response
    .set({
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': policyOf(pictures),
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'SAMEORIGIN',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Cache-Control': 'private, no-store',
    })
    .end(pageOf(body, theme));
}

async function rawOf(sha256: string | null, database: Database): Promise<Buffer | undefined> {
  return sha256 === null ? undefined : withDatabase(() => findRaw(database, sha256));
}

function policyOf(pictures: MailRendering['pictures']): string {
  const from = pictures === 'shown' ? 'data: https:' : 'data:';
  return (
    `sandbox ${sandbox}; default-src 'none'; img-src ${from}; style-src 'unsafe-inline'; ` +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
  );
}

function sourceOf(raw: Buffer): string {
  const isCut = raw.length > sourceBytesMax;
  const text = raw.subarray(0, sourceBytesMax).toString('utf8').toWellFormed();
  return `<pre>${escapedText(text)}${isCut ? '\n[…]' : ''}</pre>`;
}

async function htmlOf(read: ReadMail, pictures: MailRendering['pictures']): Promise<string | null> {
  const { html, remotePictures } = read;
  if (html === null) return null;
  const own = await ownPictures(read);
  const shown = html.replace(/<img src="cid:([^"]*)"/g, (_all, cid: string) => {
    const data = own.get(unescapedCid(cid.replaceAll('&amp;', '&')));
    return data === undefined ? '<img' : `<img src="${data}"`;
  });
  return pictures === 'shown' ? withRemotePictures(shown, remotePictures) : shown;
}

/** Pictures that come with a message, as addresses that hold them. */
async function ownPictures({ attachments }: ReadMail): Promise<Map<string, string>> {
  const pictures = new Map<string, string>();
  let bytes = 0;
  for (const { cid, content } of attachments) {
    if (cid === null || bytes + content.length > picturesBytesMax) continue;
    const type = (await fileTypeFromBuffer(content))?.mime ?? '';
    if (!pictureTypes.has(type)) continue;
    bytes += content.length;
    const base64 = Buffer.from(content.buffer, content.byteOffset, content.length).toString(
      'base64',
    );
    pictures.set(unescapedCid(cid), `data:${type};base64,${base64}`);
  }
  return pictures;
}

const style = `
body { margin: 0.75rem; font: 0.95rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
img { max-width: 100%; height: auto; }
table { max-width: 100%; border-collapse: collapse; }
td, th { vertical-align: top; padding: 0.1rem 0.3rem; }
pre { margin: 0; white-space: pre-wrap; font: 0.85rem/1.4 ui-monospace, monospace; }
blockquote { margin: 0.5rem 0; padding-left: 0.75rem; border-left: 3px solid GrayText; }
`;

function pageOf(body: string, theme: MailRendering['theme']): string {
  return (
    `<!doctype html><html><head><meta charset="utf-8"><title>Mail</title>` +
    `<meta name="color-scheme" content="${theme}"><base target="_blank">` +
    `<style>:root { color-scheme: ${theme}; }${style}</style></head>` +
    `<body dir="auto">${body}</body></html>`
  );
}
