import { createHmac, timingSafeEqual } from 'node:crypto';
import { isTicketId, ticketIdFrom } from '../workflows/ids.ts';

/** What signs by the key of the desk. */
interface Signer {
  sign(text: string): string;
}

/** By what this desk knows its own addresses and messages again: nobody without its key makes one. */
export function mailKeyOf(deskKey: Signer): Uint8Array {
  return Buffer.from(deskKey.sign('mail addresses and messages'));
}

/** The value of `X-Palier-Desk` in every mail of this desk. */
export function deskMarkOf(deskKey: Signer): string {
  return deskKey.sign('mail of this desk').slice(0, 16);
}

/** Crockford's base 32 in lower case: letters that survive a server which changes their case. */
const letters = '0123456789abcdefghjkmnpqrstvwxyz';
/** 80 bits: not to be guessed by mail. */
const signatureLength = 16;

function signatureOf(purpose: 'reply' | 'message', subject: string, key: Uint8Array): string {
  const digest = createHmac('sha256', key).update(`palier mail ${purpose}\0${subject}`).digest();
  let bits = 0n;
  for (const byte of digest.subarray(0, (signatureLength * 5) / 8))
    bits = (bits << 8n) | BigInt(byte);
  let signature = '';
  for (let place = 0; place < signatureLength; place++) {
    signature = letters.charAt(Number(bits & 31n)) + signature;
    bits >>= 5n;
  }
  return signature;
}

function isSigned(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}

const suffixOf = (ticketId: string) => ticketId.slice('tkt-'.length);

/** Of a local part (RFC 5321 §4.5.3.1.1). */
const localLengthMax = 64;

/**
 * The address that answers to a ticket come back by: `desk+TICKET.SIGNATURE@domain`. Nobody without
 * the key makes one, and whoever has one of a ticket has it of no other.
 * @param mailbox the address of the group's mailbox, `desk@example.org`
 * @throws RangeError where the mailbox's own name leaves too little room
 */
export function replyAddressOf(mailbox: string, ticketId: string, key: Uint8Array): string {
  const at = mailbox.lastIndexOf('@');
  const suffix = suffixOf(ticketId);
  const local = `${mailbox.slice(0, at)}+${suffix}.${signatureOf('reply', suffix, key)}`;
  if (at < 1 || local.length > localLengthMax) {
    throw new RangeError(
      `Mailbox '${mailbox}': expected an address whose name has 1 to ${localLengthMax - suffix.length - signatureLength - 2} characters`,
    );
  }
  return `${local}${mailbox.slice(at)}`;
}

const replyPattern = /\+([0-9a-z]{26})\.([0-9a-z]{16})@[^@]+$/;

/** The ticket of a signed reply address, in any case; null where the signature is not ours. */
export function ticketOfReplyAddress(address: string, key: Uint8Array): string | null {
  const [, suffix = '', signature = ''] = replyPattern.exec(address.toLowerCase()) ?? [];
  const isOurs = isSigned(signature, signatureOf('reply', suffix, key));
  return isOurs && isTicketId(`tkt-${suffix}`) ? ticketIdFrom(suffix) : null;
}

/** One mail of ours: of which ticket, and which of its mails. */
export interface OwnMessage {
  /** Null for what belongs to none, as a digest. */
  ticketId: string | null;
  /** What makes it another than its kin, always the same for the same mail: lower case letters, digits, `-`. */
  name: string;
}

const namePattern = /^[0-9a-z-]{1,120}$/;

/**
 * The Message-ID of a mail of ours, without angle brackets. The same mail always has the same one, so
 * that it is known again however often it was sent.
 * @param domain of the mailbox that it is sent from
 * @throws RangeError for a name of other characters
 */
export function messageIdOf(
  { ticketId, name }: OwnMessage,
  domain: string,
  key: Uint8Array,
): string {
  if (!namePattern.test(name)) {
    throw new RangeError(`Mail '${name}': expected 1 to 120 of a-z, 0-9 and -`);
  }
  const subject = `${ticketId === null ? '0' : suffixOf(ticketId)}.${name}`;
  return `${subject}.${signatureOf('message', subject, key)}@${domain.toLowerCase()}`;
}

const messagePattern = /^(0|[0-9a-z]{26})\.([0-9a-z-]{1,120})\.([0-9a-z]{16})@[^@]+$/;

/**
 * Which mail of ours a Message-ID names; null where its signature is not ours.
 * @param messageId as mails have it when they are read: `rfc822:` before it
 */
export function ownMessageOf(messageId: `rfc822:${string}`, key: Uint8Array): OwnMessage | null {
  const bare = messageId.slice('rfc822:'.length).toLowerCase();
  const [, suffix = '', name = '', signature = ''] = messagePattern.exec(bare) ?? [];
  if (!isSigned(signature, signatureOf('message', `${suffix}.${name}`, key))) return null;
  if (suffix === '0') return { ticketId: null, name };
  return isTicketId(`tkt-${suffix}`) ? { ticketId: ticketIdFrom(suffix), name } : null;
}
