import type { ProcessSnapshot } from '../workflows/domain/process.ts';
import type { ProcessDiagram } from '../workflows/processes/diagram/diagram.ts';
import type { Database } from './connection.ts';

/** A process as it was compiled, and what leads from where to where in it, once somebody found out. */
export interface DrawnProcess {
  snapshot: ProcessSnapshot;
  drawing: ProcessDiagram | null;
}

/** The compiled form of a version that was kept last. */
export async function findDrawnProcess(
  database: Database,
  processId: string,
  version: number,
): Promise<DrawnProcess | undefined> {
  return database('process_snapshots')
    .leftJoin('process_drawings', 'process_drawings.hash', 'process_snapshots.hash')
    .where({ process_id: processId, version })
    .orderBy('first_seen_at', 'desc')
    .first<DrawnProcess | undefined>('snapshot', 'drawing');
}

/** Keeps what was found; found twice, it is the same. */
export async function keepDrawing(
  database: Database,
  hash: string,
  drawing: ProcessDiagram,
): Promise<void> {
  await database('process_drawings')
    .insert({ hash, drawing: JSON.stringify(drawing) })
    .onConflict('hash')
    .ignore();
}
