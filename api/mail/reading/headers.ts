import iconv from 'iconv-lite';
import libmime from 'libmime';
import { parseAddressHeader } from 'mailparser';
import { decodeText, keepable } from './charsets.ts';
import type { FromProblem, MailAddress, MessageIdentity } from './mail.ts';
import type { HeaderLine } from './parts.ts';

export function valuesOf(headers: readonly HeaderLine[], wanted: string): string[] {
  return headers.filter(({ name }) => name === wanted).map(({ value }) => value);
}

export function firstOf(headers: readonly HeaderLine[], wanted: string): string | null {
  return headers.find(({ name }) => name === wanted)?.value ?? null;
}

/** An encoded word whose letters are raw all the same: its charset is that of the word. */
const rawWord = /=\?[^?\s]+\?q\?[^?]*\?=/gi;

/** Raw 8-bit letters of a header, which no standard allowed before UTF-8 (RFC 6532), as text. */
function asText(value: string): string {
  const escaped = value.replace(rawWord, (word) =>
    word.replace(
      /[\u0080-\u00ff]/g,
      (letter) => `=${letter.charCodeAt(0).toString(16).toUpperCase()}`,
    ),
  );
  return decodeText(Buffer.from(escaped, 'latin1'), null).text;
}

/** libmime refuses UTF-7, which hides markup; here what comes out is a line of text and no more. */
const utf7Word = /=\?(?:unicode-1-1-)?utf-7(?:\*[^?]*)?\?([bq])\?([^?]*)\?=/gi;

function decodeUtf7Words(value: string): string {
  return value.replace(utf7Word, (_all, encoding: string, payload: string) =>
    iconv.decode(Buffer.from(libmime.decodeWord('latin1', encoding, payload), 'latin1'), 'utf-7'),
  );
}

/** Controls, and marks that turn the direction of what follows. */
const unseen = /[\p{Cc}\u200E\u200F\u202A-\u202E\u2066-\u2069\u2028\u2029]+/gu;

/** A header of free text (RFC 2047) as one line. */
export function decodeHeaderText(value: string): string {
  let text = asText(value);
  try {
    text = libmime.decodeWords(decodeUtf7Words(text));
  } catch {
    // An encoded word that nobody can read stays as it is written.
  }
  return keepable(text).replace(unseen, ' ').replace(/ +/g, ' ').trim();
}

const domainPattern = /^(?:\[[^\s[\]]+\]|[\p{L}\p{N}](?:[\p{L}\p{N}._-]*[\p{L}\p{N}])?)\.?$/u;

/**
 * An address that can be answered; undefined for what is none. One whose local part holds an @, a
 * blank or a bracket is legal in quotes, and in the world only ever meant to deceive.
 */
export function readAddress(written: string): string | undefined {
  const at = written.lastIndexOf('@');
  const [local, domain] = [written.slice(0, at), written.slice(at + 1)];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: no control character is part of one
  if (at < 1 || /[\s\u0000-\u001f\u007f@<>()[\],;:"\\]/.test(local) || written.length > 320) {
    return undefined;
  }
  if (!domainPattern.test(domain) || domain.includes('..')) return undefined;
  return `${local}@${domain.toLowerCase().replace(/\.$/, '')}`;
}

interface Named {
  name: string;
  written: string;
}

function namedIn(value: string): Named[] {
  const { value: list } = parseAddressHeader(decodeUtf7Words(asText(value)), {
    flatten: true,
    decodePunycode: false,
  });
  return list.map(({ name, address }) => ({
    name: keepable(name ?? '')
      .replace(unseen, ' ')
      .trim(),
    written: address ?? '',
  }));
}

/** The addresses of a header that may occur more than once; what is none is left out. */
export function addressesOf(headers: readonly HeaderLine[], wanted: string): MailAddress[] {
  return valuesOf(headers, wanted)
    .flatMap(namedIn)
    .flatMap(({ name, written }) => {
      const address = readAddress(written);
      return address === undefined ? [] : [{ name, address }];
    });
}

/** Whether a header names more than one mailbox, however its commas stand: quotes and comments are skipped. */
function namesSeveral(value: string): boolean {
  const bare = value.replace(/"(?:[^"\\]|\\.)*"/g, '').replace(/\([^()]*\)/g, '');
  const behind = bare.slice(bare.lastIndexOf('>') + 1);
  return bare.split('<').length > 2 || (bare.includes('>') && behind.includes('@'));
}

export interface ReadFrom {
  from: MailAddress | null;
  problem: FromProblem | null;
}

/**
 * Who a message says it is from. Several are never narrowed to one: programs differ in which they
 * show, and forgers live of it (RFC 5322 allows them, RFC 9989 §5.3 need not).
 */
export function readFrom(headers: readonly HeaderLine[]): ReadFrom {
  const values = valuesOf(headers, 'from').filter((value) => value !== '');
  if (values.length === 0) return { from: null, problem: 'missing' };
  const named = values.flatMap(namedIn);
  const [only] = named;
  const isSeveral = named.filter(({ written }) => written !== '').length > 1;
  if (values.length > 1 || isSeveral || values.some(namesSeveral)) {
    return { from: null, problem: 'several' };
  }
  if (only === undefined || named.length > 1) return { from: null, problem: 'unreadable' };
  const address = readAddress(only.written);
  if (address === undefined) return { from: null, problem: 'unreadable' };
  return { from: { name: only.name, address }, problem: null };
}

/** The id within angle brackets, or bare, as an identity; undefined for what is none. */
export function identityOf(id: string): MessageIdentity | undefined {
  const bare = id
    .trim()
    .replace(/^<+|>+$/g, '')
    .trim();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: no control character is part of one
  if (bare === '' || bare.length > 995 || /[\s\u0000-\u001f\u007f<>]/.test(bare)) return undefined;
  const at = bare.lastIndexOf('@');
  return `rfc822:${keepable(at === -1 ? bare : bare.slice(0, at) + bare.slice(at).toLowerCase())}`;
}

/** The ids of In-Reply-To or References, in their order, each once. */
export function identitiesOf(values: readonly string[]): MessageIdentity[] {
  const found = values.flatMap((value) => {
    const bracketed = asText(value).match(/<[^<>]+>/g);
    // Old programs write words here; only what has an @ can be an id without brackets.
    return (
      bracketed ??
      asText(value)
        .split(/[\s,]+/)
        .filter((one) => one.includes('@'))
    );
  });
  // Inside of brackets a folded header leaves blanks.
  const ids = found.map((one) => identityOf(one.replace(/\s+/g, '')));
  return [...new Set(ids.filter((one) => one !== undefined))].slice(-500);
}

/** The instant of a Date header in milliseconds; null for what is none. */
export function instantOf(value: string | null): number | null {
  if (value === null) return null;
  const at = Date.parse(value.replace(/\([^)]*\)/g, '').trim());
  // A year before mail, or past what Postgres and a person make sense of, is a broken clock.
  return Number.isFinite(at) && at > Date.UTC(1970, 0, 2) && at < Date.UTC(2200, 0, 1) ? at : null;
}
