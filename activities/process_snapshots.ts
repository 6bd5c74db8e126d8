import { listProcesses, snapshotOf } from '../workflows/processes/index.ts';
import type { Database } from './database/connection.ts';

/**
 * Keeps every edition of a process this worker has ever had, so that a ticket's version can be
 * looked up after the code has moved on.
 *
 * @throws ProcessDefinitionError where a process does not compile: the worker must not start
 */
export async function storeProcessSnapshots(database: Database): Promise<void> {
  const rows = listProcesses().map((definition) => {
    const snapshot = snapshotOf(definition);
    const { hash, id: process_id, version } = snapshot;
    return { hash, process_id, version, snapshot: JSON.stringify(snapshot) };
  });
  await database('process_snapshots').insert(rows).onConflict('hash').ignore();
}
