import { hash } from 'node:crypto';
import { base32crockford } from '@scure/base';

/** Headers longer than this are not looked through: whatever is behind tells nothing of who it is. */
const headerBytesMax = 256 * 1024;

/** By these two deliveries of a message are known as one, whatever servers wrote above them. */
const telling = ['message-id', 'from', 'date', 'subject'] as const;

/** What a list, or a server, writes before the subject of the copies that go by it. */
const listMark = /^(?:\[[^\]]{1,60}\]\s*)+/;

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
  const subject = values.pop()?.replace(listMark, '') ?? null;
  const told = values[0] === null ? [sha256] : [...values, subject];
  const digest = hash('sha256', JSON.stringify(told), 'buffer');
  return base32crockford.encode(digest).slice(0, 26).toLowerCase();
}

const idsMax = 20;
const addressHeaders = ['to', 'cc', 'delivered-to', 'x-original-to'] as const;

/**
 * What a message shares with others of its thread: the ids it has and names, and the ticket that an id
 * or an address of ours says. Nothing is checked or believed here: by it messages wait for each other.
 */
export function threadKeysOf(raw: Uint8Array): string[] {
  const headers = headersOf(raw);
  const idsIn = (name: string) =>
    (headers.get(name) ?? '').match(/<[^<>\s]{1,300}>/g)?.map((id) => id.slice(1, -1)) ?? [];
  const ids = [
    ...idsIn('message-id').slice(0, 1),
    ...idsIn('in-reply-to').slice(0, idsMax),
    ...idsIn('references').slice(-idsMax),
  ];
  const byId = ids.map((id) => {
    const ticket = /^([0-9a-z]{26})\.[0-9a-z-]{1,120}\.[0-9a-z]{16}@/i.exec(id)?.[1];
    return ticket === undefined ? `id ${id.toLowerCase()}` : ticketKey(ticket);
  });
  const byAddress = addressHeaders.flatMap((name) =>
    [...(headers.get(name) ?? '').slice(0, 10_000).matchAll(signedAddress)]
      .slice(0, idsMax)
      .map(([, ticket = '']) => ticketKey(ticket)),
  );
  return [...new Set([...byId, ...byAddress])];
}

const signedAddress = /\+([0-9a-z]{26})\.[0-9a-z]{16}@/gi;
const ticketKey = (suffix: string) => `ticket ${suffix.toLowerCase()}`;

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
