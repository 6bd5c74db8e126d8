import { open, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Where a warehouse keeps its files. */
export interface WarehouseFiles {
  dir: string;
  /** Only the exporter opens it: DuckDB lets nobody else in, not even to read. */
  warehouse: string;
  /** Published copies, immutable: `<n>.duckdb`. */
  snapshots: string;
  manifest: string;
  lock: string;
  requesterKey: string;
  /** Who was erased from the desk: it outlives a database that is put back to an older copy. */
  erasures: string;
}

export function warehouseFiles(dir: string): WarehouseFiles {
  const absolute = path.resolve(dir);
  return {
    dir: absolute,
    warehouse: path.join(absolute, 'warehouse.duckdb'),
    snapshots: path.join(absolute, 'snapshots'),
    manifest: path.join(absolute, 'manifest.json'),
    lock: path.join(absolute, 'export.lock'),
    requesterKey: path.join(absolute, 'requester.key'),
    erasures: path.join(absolute, 'erasures.jsonl'),
  };
}

/** Marks a file that is being written: left behind by a crash, it is swept by the next export. */
export const unfinished = '.unfinished';

export async function syncToDisk(file: string): Promise<void> {
  const handle = await open(file, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** After a crash the file has its old content or its new one, never a part. */
export async function writeFileAtomically(
  file: string,
  content: string | Uint8Array,
  mode = 0o644,
): Promise<void> {
  const draft = `${file}${unfinished}`;
  await writeFile(draft, content, { mode });
  await syncToDisk(draft);
  await rename(draft, file);
  await syncToDisk(path.dirname(file));
}
