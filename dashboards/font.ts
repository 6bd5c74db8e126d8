import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const fontDir = path.join(
  path.dirname(fileURLToPath(import.meta.resolve('dejavu-fonts-ttf/package.json'))),
  'ttf',
);

/** The only fonts pictures are drawn with, whatever the machine has. */
export const fontFiles = {
  regular: path.join(fontDir, 'DejaVuSans.ttf'),
  bold: path.join(fontDir, 'DejaVuSans-Bold.ttf'),
};

const fallbackCharacter = 0x6e;

/**
 * How wide a text is in a TrueType font, in ems: what Vega asks a browser's canvas, and has to guess
 * (by a third too much) where there is none. Kerning is left out.
 */
export class FontMetrics {
  readonly #data: DataView;
  readonly #tables: Map<string, number>;
  readonly #unitsPerEm: number;
  readonly #metricCount: number;
  readonly #widths = new Map<number, number>();

  constructor(file: string) {
    const bytes = readFileSync(file);
    this.#data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#tables = this.#readDirectory();
    this.#unitsPerEm = this.#data.getUint16(this.#table('head') + 18);
    this.#metricCount = this.#data.getUint16(this.#table('hhea') + 34);
  }

  widthOf(text: string): number {
    let width = 0;
    for (const character of text) {
      const code = character.codePointAt(0) ?? 0;
      let advance = this.#widths.get(code);
      if (advance === undefined) {
        advance = this.#advanceOf(this.#glyphOf(code) || this.#glyphOf(fallbackCharacter));
        this.#widths.set(code, advance);
      }
      width += advance;
    }
    return width / this.#unitsPerEm;
  }

  #readDirectory(): Map<string, number> {
    const tables = new Map<string, number>();
    const count = this.#data.getUint16(4);
    for (let index = 0; index < count; index++) {
      const record = 12 + index * 16;
      const tag = [0, 1, 2, 3].map((at) => String.fromCharCode(this.#data.getUint8(record + at)));
      tables.set(tag.join(''), this.#data.getUint32(record + 8));
    }
    return tables;
  }

  #table(tag: string): number {
    const offset = this.#tables.get(tag);
    if (offset === undefined) throw new Error(`The font has no table '${tag}'`);
    return offset;
  }

  #advanceOf(glyph: number): number {
    const index = Math.min(glyph, this.#metricCount - 1);
    return this.#data.getUint16(this.#table('hmtx') + index * 4);
  }

  /** By the font's Unicode map of the Basic Multilingual Plane (format 4); 0 for an unknown one. */
  #glyphOf(code: number): number {
    const map = this.#unicodeMap();
    const size = this.#data.getUint16(map + 6);
    for (let at = 0; at < size; at += 2) {
      const lastCode = this.#data.getUint16(map + 14 + at);
      if (lastCode < code) continue;
      const firstCode = this.#data.getUint16(map + 16 + size + at);
      if (firstCode > code) return 0;
      const delta = this.#data.getUint16(map + 16 + 2 * size + at);
      const rangeAt = map + 16 + 3 * size + at;
      const range = this.#data.getUint16(rangeAt);
      if (range === 0) return (code + delta) & 0xffff;
      const glyph = this.#data.getUint16(rangeAt + range + 2 * (code - firstCode));
      return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
    }
    return 0;
  }

  #unicodeMap(): number {
    const cmap = this.#table('cmap');
    const count = this.#data.getUint16(cmap + 2);
    for (let index = 0; index < count; index++) {
      const offset = cmap + this.#data.getUint32(cmap + 4 + index * 8 + 4);
      if (this.#data.getUint16(offset) === 4) return offset;
    }
    throw new Error('The font has no Unicode map of format 4');
  }
}
