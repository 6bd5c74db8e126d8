import { decodeText } from './charsets.ts';
import { wordsOf } from './html.ts';

/** What Outlook packs into a `winmail.dat`. */
export interface TnefMessage {
  /** Null where it is elsewhere in the mail, or only as RTF. */
  text: string | null;
  html: string | null;
  files: TnefFile[];
}

export interface TnefFile {
  /** As it is written; null where it has none. */
  name: string | null;
  contentType: string | null;
  /** Its Content-ID; null where it has none. */
  cid: string | null;
  content: Buffer<ArrayBuffer>;
}

const signature = 0x223e9f78;
/** Attributes of MS-OXTNEF §2.1.3.2, by the number in the lower half. */
const attribute = {
  body: 0x800c,
  attachData: 0x800f,
  attachTitle: 0x8010,
  attachRendering: 0x9002,
  messageProperties: 0x9003,
  attachProperties: 0x9005,
  codepage: 0x9007,
} as const;
/** Properties of MS-OXPROPS that say what a reader wants. */
const property = {
  body: 0x1000,
  html: 0x1013,
  data: 0x3701,
  filename: 0x3704,
  longFilename: 0x3707,
  mimeType: 0x370e,
  contentId: 0x3712,
} as const;

const filesMax = 200;
const propertiesMax = 5_000;
/** Messages within messages. */
const depthMax = 4;
/** Before an embedded message stands what kind of object it is. */
const objectIdBytes = 16;

type Value = { type: number; bytes: Buffer<ArrayBuffer> };

/** Reads on from a place; whatever is beyond the end is none. @throws RangeError there */
class Cursor {
  readonly #bytes: Buffer<ArrayBuffer>;
  at = 0;

  constructor(bytes: Buffer<ArrayBuffer>) {
    this.#bytes = bytes;
  }

  get isOver(): boolean {
    return this.at >= this.#bytes.length;
  }

  number(size: 1 | 2 | 4): number {
    const value = this.#bytes.readUIntLE(this.at, size);
    this.at += size;
    return value;
  }

  take(length: number): Buffer<ArrayBuffer> {
    if (this.at + length > this.#bytes.length) throw new RangeError('It ends too early');
    const taken = this.#bytes.subarray(this.at, this.at + length);
    this.at += length;
    return taken;
  }

  padded(length: number): Buffer<ArrayBuffer> {
    const taken = this.take(length);
    this.at += (4 - (length % 4)) % 4;
    return taken;
  }
}

/** Bytes of one value by its type (MS-OXCDATA §2.11.1); `undefined` where they say their length. */
function fixedLength(type: number): number | undefined {
  if ([0x1e, 0x1f, 0x0d, 0x102].includes(type)) return undefined;
  if (type === 0x48) return 16;
  return [0x05, 0x06, 0x07, 0x14, 0x40].includes(type) ? 8 : 4;
}

function skipName(cursor: Cursor): void {
  cursor.take(16);
  if (cursor.number(4) === 0) cursor.take(4);
  else cursor.padded(cursor.number(4));
}

/** The first value of each property; what comes behind a broken one is left out. */
function propertiesIn(bytes: Buffer<ArrayBuffer>): Map<number, Value> {
  const found = new Map<number, Value>();
  const cursor = new Cursor(bytes);
  try {
    const count = Math.min(cursor.number(4), propertiesMax);
    for (let n = 0; n < count; n++) {
      const [written, id] = [cursor.number(2), cursor.number(2)];
      if (id >= 0x8000) skipName(cursor);
      const type = written & 0xfff;
      const length = fixedLength(type);
      const isCounted = length === undefined || (written & 0x1000) !== 0;
      const values = isCounted ? cursor.number(4) : 1;
      for (let value = 0; value < values; value++) {
        const taken = cursor.padded(length ?? cursor.number(4));
        if (!found.has(id)) found.set(id, { type, bytes: taken });
      }
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return found;
}

const withoutEnd = (text: string) => text.replace(/\0+$/, '');

function textOf(value: Value | undefined, charset: string | null): string | null {
  if (value === undefined) return null;
  const { type, bytes } = value;
  const text = type === 0x1f ? bytes.toString('utf16le') : decodeText(bytes, charset).text;
  return withoutEnd(text) || null;
}

/**
 * What is in a `winmail.dat` (MS-OXTNEF): the files, and the text where it is not RTF. Nothing of what it
 * says is believed; what is broken is read as far as it goes.
 * @returns null where it is none
 */
export function readTnef(bytes: Buffer<ArrayBuffer>, depth = 0): TnefMessage | null {
  if (bytes.length < 6 || bytes.readUInt32LE(0) !== signature || depth > depthMax) return null;
  const message: TnefMessage = { text: null, html: null, files: [] };
  const cursor = new Cursor(bytes);
  cursor.take(6);
  let charset: string | null = null;
  try {
    while (!cursor.isOver) {
      cursor.number(1);
      const id = cursor.number(4) & 0xffff;
      const data = cursor.take(cursor.number(4));
      // Programs get the sum of the bytes wrong.
      cursor.number(2);
      if (id === attribute.codepage && data.length >= 4) charset = `cp${data.readUInt32LE(0)}`;
      else readAttribute(message, id, data, charset, depth);
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  message.files = message.files.filter(({ content }) => content.length > 0);
  return message;
}

function readAttribute(
  message: TnefMessage,
  id: number,
  data: Buffer<ArrayBuffer>,
  charset: string | null,
  depth: number,
): void {
  const { files } = message;
  if (id === attribute.body) message.text ??= withoutEnd(decodeText(data, charset).text);
  if (id === attribute.messageProperties) {
    const found = propertiesIn(data);
    message.text ??= textOf(found.get(property.body), charset);
    message.html ??= textOf(found.get(property.html), charset);
  }
  if (id === attribute.attachRendering && files.length < filesMax) {
    files.push({ name: null, contentType: null, cid: null, content: Buffer.alloc(0) });
  }
  const file = files.at(-1);
  if (!file) return;
  if (id === attribute.attachTitle)
    file.name ??= withoutEnd(decodeText(data, charset).text) || null;
  if (id === attribute.attachData && file.content.length === 0) file.content = data;
  if (id === attribute.attachProperties) readFileProperties(message, file, data, charset, depth);
}

function readFileProperties(
  { files }: TnefMessage,
  file: TnefFile,
  data: Buffer<ArrayBuffer>,
  charset: string | null,
  depth: number,
): void {
  const found = propertiesIn(data);
  const words = (id: number) => textOf(found.get(id), charset);
  file.name = words(property.longFilename) ?? file.name ?? words(property.filename);
  file.contentType = words(property.mimeType)?.toLowerCase() ?? null;
  file.cid = words(property.contentId);
  const content = found.get(property.data);
  if (!content) return;
  const inner = content.type === 0x0d ? content.bytes.subarray(objectIdBytes) : content.bytes;
  const embedded = readTnef(inner, depth + 1);
  if (!embedded) {
    if (file.content.length === 0) file.content = content.type === 0x0d ? inner : content.bytes;
    return;
  }
  // A message within: what it says is a file, as its files are.
  file.name = `${file.name ?? 'message'}.txt`;
  file.contentType = 'text/plain';
  file.content = Buffer.from(embedded.text ?? wordsOf(embedded.html ?? '').trim());
  files.push(...embedded.files.slice(0, Math.max(0, filesMax - files.length)));
}
