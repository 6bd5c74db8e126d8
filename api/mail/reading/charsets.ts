import iconv from 'iconv-lite';
import type { ReadingProblem } from './mail.ts';

/** Bytes that a program wrote without saying in what charset: most are these. */
const usualSingleByte = 'windows-1252';

/** Charsets of one byte a letter, in which any bytes are some text: a wrong name shows in none. */
const believesAnything = /^(us-ascii|ascii|ansi_x3|iso-?8859|latin|windows-?125|cp-?125|x-user)/i;

const reader = (charset: string, isStrict: boolean) =>
  // A byte order mark says nothing to a reader.
  new TextDecoder(charset, { fatal: isStrict, ignoreBOM: false });

function strictly(bytes: Uint8Array, charset: string): string | undefined {
  try {
    return reader(charset, true).decode(bytes);
  } catch {
    return undefined;
  }
}

function isKnownToBrowsers(charset: string): boolean {
  try {
    return reader(charset, false).encoding !== '';
  } catch {
    return false;
  }
}

const isAscii = (bytes: Uint8Array) => bytes.every((byte) => byte < 0x80 && byte !== 0x1b);

/** Text nobody said the charset of: UTF-8 where it can be, else what Western programs write. */
function guessed(bytes: Uint8Array): { text: string; charset: string } {
  const text = strictly(bytes, 'utf-8');
  if (text !== undefined) return { text, charset: 'utf-8' };
  const torn = reader('utf-8', false).decode(bytes);
  const broken = torn.split('\uFFFD').length - 1;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what is not ASCII
  const whole = torn.replace(/[\u0000-\u007f\uFFFD]/g, '').length;
  // One letter cut in two does not make a long text Western.
  if (whole > 2 * broken) return { text: torn, charset: 'utf-8' };
  return { text: reader(usualSingleByte, false).decode(bytes), charset: usualSingleByte };
}

export interface DecodedText {
  text: string;
  problem: ReadingProblem | null;
}

/**
 * Bytes of a message as text. A charset is taken at its word as browsers do (GB2312 is read as its
 * superset, ISO-8859-1 as Windows-1252: WHATWG Encoding), and not where the bytes contradict it.
 * @param charset as the message names it; null where it names none
 */
export function decodeText(bytes: Uint8Array, charset: string | null): DecodedText {
  const named = (charset ?? '').trim().replace(/^["']|["']$/g, '');
  const problem = (code: 'charset_unknown' | 'charset_wrong', readAs: string) => ({
    code,
    words: `The charset '${named.slice(0, 60)}' is ${code === 'charset_wrong' ? 'not what the bytes are' : 'unknown'}: read as ${readAs}`,
  });
  // An escape sequence of ISO-2022 is ASCII, too.
  if (isAscii(bytes) && !/^(utf-?(7|16|32)|ucs|hz|ebcdic)/i.test(named)) {
    return { text: reader('utf-8', false).decode(bytes), problem: null };
  }
  if (named === '') return { text: guessed(bytes).text, problem: null };
  if (!isKnownToBrowsers(named)) {
    if (iconv.encodingExists(named) && !/^(base64|hex|binary|ucs-?2-?internal)$/i.test(named)) {
      return { text: iconv.decode(bytes, named), problem: null };
    }
    const guess = guessed(bytes);
    return { text: guess.text, problem: problem('charset_unknown', guess.charset) };
  }
  const utf8 = strictly(bytes, 'utf-8');
  if (utf8 !== undefined && believesAnything.test(named) && !isAscii(bytes)) {
    return { text: utf8, problem: problem('charset_wrong', 'utf-8') };
  }
  const text = strictly(bytes, named);
  if (text !== undefined) return { text, problem: null };
  if (utf8 !== undefined) return { text: utf8, problem: problem('charset_wrong', 'utf-8') };
  if (/^utf-?8$/i.test(named)) {
    const guess = guessed(bytes);
    return { text: guess.text, problem: problem('charset_wrong', guess.charset) };
  }
  const torn = reader(named, false).decode(bytes);
  return {
    text: torn,
    problem: problem('charset_wrong', `${named}, without what it does not have`),
  };
}

/** Text as Postgres can keep it: no NUL, no half of a surrogate pair; lines end in `\n`. */
export function keepable(text: string): string {
  return text.replace(/\r\n?/g, '\n').replaceAll('\u0000', '\uFFFD').toWellFormed();
}
