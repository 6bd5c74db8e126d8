import { createHash, randomUUID } from 'node:crypto';
import { base32crockford } from '@scure/base';
import { ticketIdFrom } from '../../workflows/ids.ts';
import { keyReused, wrongField } from './errors.ts';
import { expected, received } from './expectations.ts';

/**
 * Everything that a retry must find again is derived from the account and its key: the ticket's
 * id, the command's id and the ids of the texts. So a repeated request writes no second row and
 * starts no second ticket, whatever died in between.
 */
export interface Idempotency {
  /** As given, or minted where the caller gave none. */
  key: string;
  /** Only what the caller named can come a second time. */
  isGiven: boolean;
  commandId: string;
  /** Over method, path and body: tells a repetition from another request under the same key. */
  fingerprint: string;
  /** The id of the ticket that `POST /api/tickets` opens with this key. */
  ticketId(): string;
  /** The id of whatever is made with this key, by what it is: an article, a person, a webhook. */
  recordId(
    prefix:
      | 'abs'
      | 'ovr'
      | 'acc'
      | 'art'
      | 'kns'
      | 'prb'
      | 'att'
      | 'whk'
      | 'cus'
      | 'itm'
      | 'lnk'
      | 'rms'
      | 'tst'
      | 'mac'
      | 'viw'
      | 'qry'
      | 'mbx',
  ): string;
  /** The id of one text of the command, by its role in it. */
  textId(role: string): string;
  /**
   * One of several requests that are made as one: repeated with the whole it is found again, and what
   * the others say is no part of it.
   * @param role which of them, the same in each repetition
   */
  part(role: string, request: FingerprintedRequest): Idempotency;
}

interface FingerprintedRequest {
  method: string;
  path: string;
  body: unknown;
}

const keyLengthMax = 200;
const keyPattern = /^[\x21-\x7e]+$/;

/** @throws ApiError 400 where the key is not 1 to 200 visible ASCII characters */
export function idempotencyOf(
  accountId: string,
  header: string | undefined,
  request: FingerprintedRequest,
): Idempotency {
  const key = header ?? randomUUID();
  if (!keyPattern.test(key) || key.length > keyLengthMax) {
    const visible = expected('visible_ascii', { min: 1, max: keyLengthMax });
    const characters = received('characters', { count: key.length });
    throw wrongField('header.idempotency-key', visible, characters);
  }
  return derivedFrom({ accountId, key, isGiven: header !== undefined }, request);
}

function derivedFrom(
  { accountId, key, isGiven }: { accountId: string; key: string; isGiven: boolean },
  request: FingerprintedRequest,
): Idempotency {
  const derive = (role: string) => base32(hashOf([accountId, key, role]));
  return {
    key,
    isGiven,
    commandId: `cmd-${derive('command')}`,
    fingerprint: base32(hashOf([request.method, request.path, JSON.stringify(request.body)])),
    ticketId: () => ticketIdFrom(derive('ticket')),
    recordId: (prefix) => `${prefix}-${derive(prefix)}`,
    textId: (role) => `txt-${derive(role)}`,
    part: (role, one) => derivedFrom({ accountId, key: derive(`part ${role}`), isGiven }, one),
  };
}

/**
 * Whether what is there was made by this same request before.
 * @param fingerprint of the request that made it; undefined where nothing is there
 * @throws ApiError 422 where the key was used for another request
 */
export function isRepetition(
  fingerprint: string | undefined,
  request: Pick<Idempotency, 'fingerprint'>,
): boolean {
  if (fingerprint === undefined) return false;
  checkKey(fingerprint, request);
  return true;
}

/** @throws ApiError 422 where what is there was made by another request with this key */
export function checkKey(fingerprint: string, request: Pick<Idempotency, 'fingerprint'>): void {
  if (fingerprint !== request.fingerprint) throw keyReused();
}

function hashOf(parts: string[]): Buffer {
  // JSON keeps the parts apart: ('ab', 'c') and ('a', 'bc') must not meet.
  return createHash('sha256').update(JSON.stringify(parts)).digest();
}

/** 26 characters of Crockford's base 32: the first 130 bits. */
function base32(hash: Buffer): string {
  return base32crockford.encode(hash).slice(0, 26).toLowerCase();
}
