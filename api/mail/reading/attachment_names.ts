import libmime from 'libmime';
import { decodeText, keepable } from './charsets.ts';

const nameLengthMax = 180;

/** Controls, zero-width characters and marks of direction: `invoice\u202Efdp.exe` reads as `invoiceexe.pdf`. */
const deceiving = /\p{Cc}|\p{Cf}|\p{Default_Ignorable_Code_Point}|\uFFFC/gu;

/** What Windows takes for a device. */
const devices = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/**
 * A name that a file may be shown and saved by: the last part of any path, without what nobody sees.
 * @param written as the message has it, raw 8-bit letters as Latin-1; null where it has none
 */
export function cleanName(written: string | null, fallback: string): string {
  const text = keepable((written ?? '').replaceAll('\u0000', ''));
  const last = text.replace(deceiving, '').split(/[/\\]/).at(-1) ?? '';
  const plain = last
    .replace(/[<>:"|?*]/g, '_')
    .replace(/\s+/g, ' ')
    // A dot in front hides a file, one behind vanishes on Windows.
    .replace(/^[\s.]+|[\s.]+$/g, '')
    .replace(devices, '_$1');
  if (plain === '') return fallback;
  return plain.length <= nameLengthMax ? plain : shortened(plain);
}

function shortened(name: string): string {
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 && name.length - dot <= 12 ? name.slice(dot) : '';
  return `${name.slice(0, nameLengthMax - extension.length).toWellFormed()}${extension}`;
}

/** A name for what has none: `part-3.png`. */
export function nameForType(contentType: string, place: number): string {
  const extension = contentType === 'message/rfc822' ? 'eml' : libmime.detectExtension(contentType);
  return `part-${place}.${extension || 'bin'}`;
}

/** A parameter's text, whose raw 8-bit letters came as Latin-1. */
export function parameterText(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Latin-1 alone can be raw bytes
  return /^[\u0000-\u00ff]*$/.test(value) && /[\u0080-\u00ff]/.test(value)
    ? decodeText(Buffer.from(value, 'latin1'), null).text
    : value;
}
