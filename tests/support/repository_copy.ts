import { cpSync, existsSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from './temporary.ts';

const root = path.resolve(import.meta.dirname, '../..');
const lent = ['node_modules', '.tools'];
const left = [...lent, '.git', '.palier'].map((name) => path.join(root, name));

/** The repository as a reader has it, to be written in; packages and tools are lent to it. */
export function repositoryCopy(): string {
  const folder = temporaryFolder();
  cpSync(root, folder, { recursive: true, filter: (source) => !left.includes(source) });
  for (const name of lent) {
    const source = path.join(root, name);
    if (existsSync(source)) symlinkSync(source, path.join(folder, name));
  }
  return folder;
}
