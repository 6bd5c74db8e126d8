import { timingSafeEqual } from 'node:crypto';
import type { DeskKey } from './desk_key.ts';

/** What a link lets its holder do, without signing in. A link for one is none for another. */
export type LinkPurpose = 'survey' | 'consent' | 'unsubscribe' | 'page';

type Signs = Pick<DeskKey, 'sign'>;

/** What a link is about, and until when, in milliseconds. */
export interface SignedLink {
  about: string[];
  expiresAt: number;
}

/**
 * The secret of a link that a mail carries: it says what it is about, and nobody without the key of the
 * desk makes one. The same link is always the same text, so that a mail that is sent again says the same.
 */
export function signLink(
  key: Signs,
  purpose: LinkPurpose,
  { about, expiresAt }: { about: readonly string[]; expiresAt: number },
): string {
  const payload = Buffer.from(JSON.stringify([expiresAt, ...about])).toString('base64url');
  return `${payload}.${signatureOf(key, purpose, payload)}`;
}

/** @returns null where the desk has made no such link; that it has expired, its reader says */
export function readLink(key: Signs, purpose: LinkPurpose, secret: string): SignedLink | null {
  const [payload = '', signature = '', ...more] = secret.split('.');
  if (more.length > 0 || !isSame(signature, signatureOf(key, purpose, payload))) return null;
  const [expiresAt, ...about] = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  return { about, expiresAt };
}

function signatureOf(key: Signs, purpose: LinkPurpose, payload: string): string {
  return key.sign(`link ${purpose}\0${payload}`);
}

function isSame(one: string, other: string): boolean {
  const [given, expected] = [Buffer.from(one), Buffer.from(other)];
  return given.length === expected.length && timingSafeEqual(given, expected);
}
