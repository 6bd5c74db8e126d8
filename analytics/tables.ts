import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { traits } from './facts/traits.ts';

const tablesDir = path.join(import.meta.dirname, 'tables');
const factsDir = path.join(import.meta.dirname, 'facts');
const sqlDir = path.join(import.meta.dirname, 'sql');

/** Every table that analysts see. */
export const publishedTables: readonly string[] = readdirSync(tablesDir)
  .filter((file) => file.endsWith('.sql'))
  .map((file) => path.basename(file, '.sql'))
  .sort();

/**
 * The statements that make a table and say what it holds. In its file a line `-- traits` stands for
 * those columns, and a date named after an instant (`closed_date`, `closed_at`) needs no comment.
 */
export function tableSql(table: string): string {
  const text = readFileSync(path.join(tablesDir, `${table}.sql`), 'utf8');
  const commentSql = (column: string, comment: string) =>
    `comment on column ${table}.${column} is '${comment.replaceAll("'", "''")}';\n`;
  const dates = [...text.matchAll(/^ {2}(\w+)_date date/gm)]
    .map(([, name]) => name)
    .filter((name) => !text.includes(`comment on column ${table}.${name}_date is`))
    .map((name) => commentSql(`${name}_date`, `Business date of ${name}_at.`));
  const [before = '', after] = text.split(/^ *-- traits$/m);
  if (after === undefined) return text + dates.join('');
  const columns = Object.entries(traits).map(([name, { type }]) => `  ${name} ${type}`);
  const comments = Object.entries(traits).map(([name, { comment }]) => commentSql(name, comment));
  return [before, columns.join(',\n'), after, ...dates, ...comments].join('');
}

/** @param name a file of `sql/`, without its ending. */
export function readSql(name: string): string {
  return readFileSync(path.join(sqlDir, `${name}.sql`), 'utf8');
}

/** The desk's own macros: what metrics are made of, and the mining of processes. */
export function ownMacrosSql(): string {
  return `${readSql('macros')}\n${readSql('mining')}`;
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
