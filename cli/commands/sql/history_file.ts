import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

export const historyMax = 1000;

/** Lines typed before, the latest first; none where the file is missing. */
export async function readHistory(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text
    .split('\n')
    .filter((line) => line !== '')
    .reverse()
    .slice(0, historyMax);
}

/** For its owner's eyes only: a query can hold a name. @param lines the latest first */
export async function writeHistory(file: string, lines: readonly string[]): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const text = [...lines].slice(0, historyMax).reverse().join('\n');
  await writeFile(file, `${text}\n`, { mode: 0o600 });
}
