import { gunzipSync, gzipSync } from 'node:zlib';
import type { Database } from './connection.ts';
import type { NewRow, PlaybookRow } from './tables.ts';

/** The files of a state of the playbooks' code: path to text. */
export type PlaybookSources = Readonly<Record<string, string>>;

/** Keeps the code that runs will keep to, once. */
export async function storePlaybookBuild(
  database: Database,
  buildId: string,
  sources: PlaybookSources,
): Promise<void> {
  const row = { build_id: buildId, sources: gzipSync(JSON.stringify(sources)) };
  await database('playbook_builds').insert(row).onConflict('build_id').ignore();
}

/** @throws Error where there is none of this id */
export async function findPlaybookBuild(
  database: Database,
  buildId: string,
): Promise<PlaybookSources> {
  const row = await database('playbook_builds').where('build_id', buildId).first('sources');
  if (!row) throw new Error(`Code of playbooks ${buildId}: expected in playbook_builds`);
  return JSON.parse(gunzipSync(row.sources).toString('utf8'));
}

/** These can be started from now on, and no others. */
export async function publishPlaybooks(
  database: Database,
  playbooks: readonly NewRow<'playbooks'>[],
): Promise<void> {
  await database.transaction(async (trx) => {
    // Of two workers that start at once one waits for the other.
    await trx.raw("select pg_advisory_xact_lock(hashtext('playbooks'))");
    await trx('playbooks').delete();
    if (playbooks.length > 0) await trx('playbooks').insert([...playbooks]);
  });
}

/** By their names. */
export function findPlaybooks(database: Database): Promise<PlaybookRow[]> {
  return database('playbooks').orderBy('name');
}

export function findPlaybook(database: Database, name: string): Promise<PlaybookRow | undefined> {
  return database('playbooks').where('name', name).first();
}
