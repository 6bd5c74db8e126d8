import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Knex } from 'knex';
import { minuteMs } from '../workflows/domain/durations.ts';
import { connectDatabase, type Database } from './connection.ts';
import { applyFunctions, isLackingFunctions } from './functions.ts';
import { locks } from './locks.ts';

const migrationsDir = path.join(import.meta.dirname, 'migrations');
const lockTimeoutMs = minuteMs;

/**
 * Brings the database up to date: the SQL files of `migrations/` in the order of their names, each
 * in a transaction of its own, then the functions of `functions/`, where they changed. Migrators that
 * start at once wait for each other.
 *
 * Migrations that a newer version has applied stay, and are nothing to worry about: each suits the
 * version before it.
 *
 * @returns the names of the migrations applied, and `functions`; none where all was up to date.
 * @throws Error naming the migration that failed; those before it stay applied.
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const database = connectDatabase(databaseUrl, {
    name: 'migrate',
    sessionsMax: 4,
    statementTimeoutMs: 0,
  });
  try {
    return await holdingMigrationLock(database, () => applyPending(database));
  } finally {
    await database.destroy();
  }
}

/** Names of the migrations that the database does not have yet, and `functions` where it lacks those. */
export async function pendingMigrations(database: Database): Promise<string[]> {
  const isMigrated = await database.schema.hasTable('knex_migrations');
  const applied = isMigrated ? await database('knex_migrations').pluck<string[]>('name') : [];
  const known = await listMigrations();
  const pending = known.filter((name) => !applied.includes(name));
  // The functions of a newer version suit its tables.
  const isOfNewer = applied.some((name) => name > (known.at(-1) ?? ''));
  return !isOfNewer && (await isLackingFunctions(database)) ? [...pending, functions] : pending;
}

const functions = 'functions';

// A session-level lock is let go when its session ends, so a migrator that is killed blocks nobody.
// Knex's own lock row stays behind then; under our lock it can only be a dead migrator's.
async function holdingMigrationLock<T>(database: Database, work: () => Promise<T>): Promise<T> {
  return database.transaction(async (trx) => {
    await trx.raw(`set local lock_timeout = ${lockTimeoutMs}`);
    await trx.raw('set local idle_in_transaction_session_timeout = 0');
    await trx.raw('select pg_advisory_xact_lock(?)', [locks.migrations]);
    await database.migrate.forceFreeMigrationsLock(config);
    return work();
  });
}

async function applyPending(database: Database): Promise<string[]> {
  const applied: string[] = [];
  for (;;) {
    const [, names] = (await database.migrate.up(config)) as [number, string[]];
    if (names.length === 0) break;
    applied.push(...names);
  }
  if ((await pendingMigrations(database)).includes(functions)) {
    await applyFunctions(database);
    applied.push(functions);
  }
  return applied;
}

async function listMigrations(): Promise<string[]> {
  const files = await readdir(migrationsDir);
  return files.filter((file) => file.endsWith('.sql')).sort();
}

const source: Knex.MigrationSource<string> = {
  getMigrations: listMigrations,
  getMigrationName: (name) => name,
  async getMigration(name) {
    const sql = await readFile(path.join(migrationsDir, name), 'utf8');
    return {
      // Knex reads a question mark as the place of a value.
      up: (trx) => trx.raw(sql.replaceAll('?', '\\?')),
      down: () => Promise.reject(new Error(`Migration ${name}: the desk only moves forward`)),
    };
  },
};

// Tables that a newer version of the desk has brought further suit this one too.
const config: Knex.MigratorConfig = {
  migrationSource: source,
  disableMigrationsListValidation: true,
};
