import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import packageJson from '../package.json' with { type: 'json' };
import type { Database } from './connection.ts';

const functionsDir = path.join(import.meta.dirname, 'functions');

interface FunctionSet {
  sha256: string;
  files: readonly { name: string; sql: string }[];
}

/**
 * Whether the database lacks the functions of this version: the files of `functions/`, each with the
 * whole text of the function it is named after. A set that it has had is an older version's, whose
 * worker starts beside a newer one: what is newer stays.
 */
export async function isLackingFunctions(database: Database): Promise<boolean> {
  if (!(await database.schema.hasTable('function_sets'))) return true;
  const { sha256 } = await readFunctions();
  return (await database('function_sets').where({ sha256 }).first()) === undefined;
}

/**
 * Makes the functions what the files say, all or none.
 * @throws Error naming the file whose statement failed
 */
export async function applyFunctions(database: Database): Promise<void> {
  const { sha256, files } = await readFunctions();
  await database.transaction(async (trx) => {
    // They call each other, in no order: each is made first, and checked when all are there.
    for (const checks of ['off', 'on']) {
      await trx.raw(`set local check_function_bodies = ${checks}`);
      for (const { name, sql } of files) {
        try {
          // Knex reads a question mark as the place of a value.
          await trx.raw(sql.replaceAll('?', '\\?'));
        } catch (error) {
          throw new Error(`Function file ${name}: ${String(error)}`, { cause: error });
        }
      }
    }
    await trx('function_sets').insert({ sha256 });
  });
}

async function readFunctions(): Promise<FunctionSet> {
  const names = (await readdir(functionsDir)).filter((name) => name.endsWith('.sql')).sort();
  const files = await Promise.all(
    names.map(async (name) => ({
      name,
      sql: await readFile(path.join(functionsDir, name), 'utf8'),
    })),
  );
  // With the version, what a release takes back is applied again.
  const text = JSON.stringify([packageJson.version, files]);
  return { sha256: createHash('sha256').update(text).digest('hex'), files };
}
