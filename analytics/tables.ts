import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const tablesDir = path.join(import.meta.dirname, 'tables');
const factsDir = path.join(import.meta.dirname, 'facts');
const sqlDir = path.join(import.meta.dirname, 'sql');

/** Every table that analysts see. */
export const publishedTables: readonly string[] = readdirSync(tablesDir)
  .filter((file) => file.endsWith('.sql'))
  .map((file) => path.basename(file, '.sql'))
  .sort();

export function tableSql(table: string): string {
  return readFileSync(path.join(tablesDir, `${table}.sql`), 'utf8');
}

/** @param name a file of `sql/`, without its ending. */
export function readSql(name: string): string {
  return readFileSync(path.join(sqlDir, `${name}.sql`), 'utf8');
}

/**
 * Hash of everything that decides what a row looks like. A warehouse made with another recipe is
 * made again from nothing.
 */
export function recipeHash(): string {
  const hash = createHash('sha256');
  for (const dir of [tablesDir, factsDir, sqlDir]) {
    for (const file of readdirSync(dir).sort()) {
      hash.update(file).update(readFileSync(path.join(dir, file)));
    }
  }
  return hash.digest('hex');
}
