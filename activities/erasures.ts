import { mkdir, readFile } from 'node:fs/promises';
import { warehouseFiles, writeFileAtomically } from '../analytics/files.ts';
import type { Database } from '../database/connection.ts';
import { type Erasure, eraseLate, listErasures, reapplyErasures } from '../database/erasure.ts';

/**
 * Keeps who was erased in a file beside the warehouse, and erases again whom the database does not
 * know as erased: it was put back to a copy from before. What came late of those just erased goes, too.
 * The file has ids alone.
 *
 * @returns the ids of those who were erased again
 * @throws Error where a line of the file is none of ours; nothing was done
 */
export async function keepErasures(database: Database, warehouseDir: string): Promise<string[]> {
  const files = warehouseFiles(warehouseDir);
  const before = await readJournal(files.erasures);
  const again = await reapplyErasures(database, before);
  await eraseLate(database);
  const known = (await listErasures(database)).map(({ account_id, mentions }) => ({
    accountId: account_id,
    mentions,
  }));
  // Who is in the file and not in this database, account and all, may be in the next one.
  const all = new Map([...before, ...known].map((erasure) => [erasure.accountId, erasure]));
  if (all.size > before.length) {
    await mkdir(files.dir, { recursive: true });
    const lines = [...all.values()].map((erasure) => `${JSON.stringify(erasure)}\n`);
    await writeFileAtomically(files.erasures, lines.join(''), 0o600);
  }
  return again;
}

async function readJournal(file: string): Promise<Erasure[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text.split('\n').flatMap((line, index) => {
    if (line === '') return [];
    const erasure = JSON.parse(line) as Partial<Erasure>;
    const { accountId, mentions } = erasure;
    if (typeof accountId === 'string' && Array.isArray(mentions)) return { accountId, mentions };
    throw new Error(`${file}: line ${index + 1} names nobody who was erased`);
  });
}
