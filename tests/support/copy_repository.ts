import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const lent = ['node_modules', '.tools'];
const left = [...lent, '.git', '.palier'].map((name) => path.join(root, name));

/** Puts the repository as a reader has it into a folder; packages and tools are lent to it. */
export function copyRepository(folder: string): void {
  cpSync(root, folder, { recursive: true, filter: (source) => !left.includes(source) });
  for (const name of lent) lend(path.join(root, name), path.join(folder, name));
}

/** Entry by entry: who empties the folder of the copy, as `npm ci` does, removes links only. */
function lend(source: string, target: string): void {
  if (!existsSync(source)) return;
  mkdirSync(target);
  for (const entry of readdirSync(source)) {
    symlinkSync(path.join(source, entry), path.join(target, entry));
  }
}
