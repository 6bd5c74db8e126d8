import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { LogItem } from './log_record.ts';

/** One piece of a log, with where it comes from. */
export interface SpilledItem {
  /** Index of its file. */
  file: number;
  caseId: string;
  item: LogItem;
}

/** Characters of one part that are held at once, and of all parts before they are written. */
const partSize = 8_000_000;
const heldMax = 24_000_000;
const partsMax = 512;

/**
 * A log sorted by cases, which may lie anywhere in it: their rows go into parts by a hash of the
 * case, small enough to be held one after another. A small log is one part and stays in memory.
 */
export class CaseSpill {
  private readonly parts: string[][];
  private held = 0;
  private folder: string | null = null;

  /** @param size characters of the log, roughly */
  constructor(size: number) {
    const count = Math.min(partsMax, Math.max(1, Math.ceil(size / partSize)));
    this.parts = Array.from({ length: count }, () => []);
  }

  add({ file, caseId, item }: SpilledItem): void {
    const text = JSON.stringify([file, caseId, item]);
    this.held += text.length;
    (this.parts[partOf(caseId, this.parts.length)] as string[]).push(text);
  }

  /** To be called now and then while adding. */
  async makeRoom(): Promise<void> {
    if (this.held < heldMax) return;
    this.folder ??= await mkdtemp(path.join(tmpdir(), 'palier-import-'));
    for (const [index, part] of this.parts.entries()) {
      if (part.length === 0) continue;
      await appendFile(this.fileOf(index), `${part.join('\n')}\n`);
      this.parts[index] = [];
    }
    this.held = 0;
  }

  /** All items of some cases at a time, each part in the order of the log. */
  async *read(): AsyncGenerator<SpilledItem[]> {
    for (const [index, part] of this.parts.entries()) {
      const written = this.folder === null ? [] : await readLines(this.fileOf(index));
      const items = [...written, ...part].map((line): SpilledItem => {
        const [file, caseId, item] = JSON.parse(line) as [number, string, LogItem];
        return { file, caseId, item };
      });
      if (items.length > 0) yield items;
    }
  }

  async remove(): Promise<void> {
    if (this.folder !== null) await rm(this.folder, { recursive: true, force: true });
  }

  private fileOf(index: number): string {
    return path.join(this.folder as string, `${index}.jsonl`);
  }
}

async function readLines(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text.split('\n').filter((line) => line !== '');
}

/** FNV-1a. */
function partOf(caseId: string, count: number): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < caseId.length; index++) {
    hash = Math.imul(hash ^ caseId.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) % count;
}
