import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
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
const partSize = 4_000_000;
const heldMax = 8_000_000;
const partsMax = 512;

/**
 * A log sorted by cases, which may lie anywhere in it: their rows go into parts by a hash of the
 * case, small enough to be held one after another. A small log is one part and stays in memory.
 */
export class CaseSpill {
  private readonly parts: string[][];
  private held = 0;
  /** A file for each part, once there are any. */
  private files: FileHandle[] = [];
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
    if (this.files.length === 0) await this.openFiles();
    for (const [index, part] of this.parts.entries()) {
      if (part.length === 0) continue;
      await this.files[index]?.appendFile(`${part.join('\n')}\n`);
      this.parts[index] = [];
    }
    this.held = 0;
  }

  /** All items of some cases at a time, each part in the order of the log. */
  async *read(): AsyncGenerator<SpilledItem[]> {
    for (const [index, part] of this.parts.entries()) {
      const file = this.files[index];
      const written = file ? await readLines(file) : [];
      const items = [...written, ...part].map((line): SpilledItem => {
        const [fileIndex, caseId, item] = JSON.parse(line) as [number, string, LogItem];
        return { file: fileIndex, caseId, item };
      });
      if (items.length > 0) yield items;
    }
  }

  async remove(): Promise<void> {
    for (const file of this.files) await file.close();
    this.files = [];
    if (this.folder !== null) await rm(this.folder, { recursive: true, force: true });
  }

  private async openFiles(): Promise<void> {
    const folder = await mkdtemp(path.join(tmpdir(), 'palier-import-'));
    this.folder = folder;
    const names = this.parts.map((_, index) => path.join(folder, `${index}.jsonl`));
    this.files = await Promise.all(names.map((name) => open(name, 'w+')));
    // Open files without a name are gone with the process, however it ends. Not all systems can.
    if (process.platform !== 'win32') await rm(folder, { recursive: true });
  }
}

async function readLines(file: FileHandle): Promise<string[]> {
  const { size } = await file.stat();
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size; ) {
    const { bytesRead } = await file.read(bytes, at, size - at, at);
    if (bytesRead === 0) throw new Error('a part of the log is shorter than it was written');
    at += bytesRead;
  }
  return bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
}

/** FNV-1a. */
function partOf(caseId: string, count: number): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < caseId.length; index++) {
    hash = Math.imul(hash ^ caseId.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) % count;
}
