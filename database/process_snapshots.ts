import type { ProcessSnapshot } from '../workflows/domain/process.ts';
import type { TicketState } from '../workflows/domain/ticket.ts';
import {
  findProcess,
  type ProcessDefinition,
  processDefinitions,
  snapshotOf,
} from '../workflows/processes/index.ts';
import { recordAudit } from './audit.ts';
import type { Database, Transaction } from './connection.ts';

/** A process whose compiled form changed while its version did not. */
export interface UnversionedChange {
  processId: string;
  version: number;
}

/**
 * Keeps every compiled form of a process this worker has ever had, so that a ticket's version can be
 * looked up after the code has moved on.
 *
 * @returns the processes that were changed under a version already used.
 * @throws ProcessDefinitionError where a process does not compile: the worker must not start
 */
export async function storeProcessSnapshots(
  database: Database,
  definitions: readonly ProcessDefinition[] = processDefinitions(),
): Promise<UnversionedChange[]> {
  const snapshots = definitions.map((definition) => snapshotOf(definition));
  await database.transaction(async (trx) => {
    const shipped = await insertSnapshots(trx, snapshots);
    await recordAudit(
      trx,
      ...shipped.map(({ id, version }) => ({
        by: { program: 'worker' as const },
        kind: 'process_shipped' as const,
        object: { kind: 'process' as const, id },
        after: { version },
      })),
    );
  });
  const changed = await database('process_snapshots')
    .select('process_id', 'version')
    .groupBy('process_id', 'version')
    .havingRaw('count(*) > 1');
  const isOurs = (one: { process_id: string; version: number }) =>
    snapshots.some(({ id, version }) => id === one.process_id && version === one.version);
  return changed
    .filter(isOurs)
    .map(({ process_id, version }) => ({ processId: process_id, version }));
}

/** Keeps processes; those whose compiled form is there already stay. @returns those that were new */
export async function insertSnapshots(
  database: Database | Transaction,
  snapshots: readonly ProcessSnapshot[],
): Promise<ProcessSnapshot[]> {
  const rows = snapshots.map((snapshot) => {
    const { hash, id: process_id, version } = snapshot;
    return { hash, process_id, version, snapshot: JSON.stringify(snapshot) };
  });
  const inserted = await database('process_snapshots')
    .insert(rows)
    .onConflict('hash')
    .ignore()
    .returning('hash');
  return snapshots.filter(({ hash }) => inserted.some((row) => row.hash === hash));
}

/** The compiled form of a version of a process, as it was kept first. */
export async function findSnapshot(
  database: Database,
  processId: string,
  version: number,
): Promise<ProcessSnapshot | undefined> {
  const row = await database('process_snapshots')
    .where({ process_id: processId, version })
    .orderBy('first_seen_at')
    .first('snapshot');
  return row?.snapshot;
}

/** The version of its process that a ticket follows; undefined where nobody knows it any more. */
export async function snapshotFollowed(
  database: Database,
  { processId, processVersion }: Pick<TicketState, 'processId' | 'processVersion'>,
): Promise<ProcessSnapshot | undefined> {
  const definition = findProcess(processId);
  if (definition?.version === processVersion) return snapshotOf(definition);
  return findSnapshot(database, processId, processVersion);
}

/** The compiled form of a process that was kept last: of an imported log, that with all its names. */
export async function findNewestSnapshot(
  database: Database,
  processId: string,
): Promise<ProcessSnapshot | undefined> {
  const row = await database('process_snapshots')
    .where('process_id', processId)
    .orderBy([
      { column: 'version', order: 'desc' },
      { column: 'first_seen_at', order: 'desc' },
    ])
    .first('snapshot');
  return row?.snapshot;
}

/** How each process that was ever followed ranks its priorities, as its newest version does. */
export async function listPriorities(
  database: Database,
): Promise<{ id: string; priorities: string[] }[]> {
  const rows = await database('process_snapshots')
    .distinctOn('process_id')
    .orderBy([
      'process_id',
      { column: 'version', order: 'desc' },
      { column: 'first_seen_at', order: 'desc' },
    ])
    .select<{ process_id: string; priorities: string[] | null }[]>(
      'process_id',
      database.raw(`snapshot -> 'priorities' as priorities`),
    );
  return rows.flatMap(({ process_id: id, priorities }) => (priorities ? [{ id, priorities }] : []));
}
