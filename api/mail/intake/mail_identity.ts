import { hash } from 'node:crypto';
import { base32crockford } from '@scure/base';

/** Headers longer than this are not looked through: whatever is behind tells nothing of who it is. */
const headerBytesMax = 256 * 1024;

/** By these two deliveries of a message are known as one, whatever servers wrote above them. */
const telling = ['message-id', 'from', 'date', 'subject'] as const;

/** Bytes by which they are kept. */
export function hashOfMail(raw: Uint8Array): string {
  return hash('sha256', raw);
}

/**
 * Whether two deliveries are one message: by Message-ID, From, Date and Subject as they stand, since
 * programs use a Message-ID again for another message. One that has no Message-ID, as one in five, is
 * known by all of its bytes: two alerts of one text differ by what servers wrote above them.
 * @returns 26 characters
 */
export function identityOfMail(raw: Uint8Array, sha256: string): string {
  const headers = headersOf(raw);
  const values = telling.map((name) => headers.get(name) ?? null);
  const told = values[0] === null ? [sha256] : values;
  const digest = hash('sha256', JSON.stringify(told), 'buffer');
  return base32crockford.encode(digest).slice(0, 26).toLowerCase();
}

/** The first of each header, unfolded, its blanks as one; names in lower case. */
function headersOf(raw: Uint8Array): Map<string, string> {
  const head = Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.length, headerBytesMax));
  const [lines = ''] = head.toString('latin1').split(/\r?\n\r?\n/, 1);
  const found = new Map<string, string>();
  for (const line of lines.replace(/\r?\n(?=[ \t])/g, ' ').split(/\r?\n/)) {
    const [, name, value] = /^([!-9;-~]+)[ \t]*:(.*)$/.exec(line) ?? [];
    const key = name?.toLowerCase();
    const text = value?.replace(/\s+/g, ' ').trim();
    if (key && text && !found.has(key)) found.set(key, text);
  }
  return found;
}
