import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { warehouseDamaged } from './errors.ts';
import { type WarehouseFiles, warehouseFiles } from './files.ts';

/** Which snapshot is the newest, and what it says. Written after the snapshot it names. */
export interface Manifest {
  n: number;
  /** Everything the desk recorded before this instant is in the snapshot; ISO 8601 UTC. */
  dataThrough: string;
  /** When the snapshot was published; ISO 8601 UTC. */
  publishedAt: string;
  businessZone: string;
  /** Of the snapshot's file: one of another size is damaged. Absent where it is not one file. */
  byteLength?: number;
  /** Place in the desk's export outbox, and the recipe and metrics it was made with. */
  position: { xid: string; position: string };
  recipe: string;
  metricsHash: string;
  rowCounts: Record<string, number>;
  /** First and last instant at which anything happened, ISO 8601 UTC; null without a ticket. */
  activity: { first: string; last: string } | null;
  /** Process versions that any of its tickets follows: `it_support 3`. */
  processVersions: string[];
  /** Absent where snapshots are files of DuckDB. */
  layout?: 'parquet';
}

/** What an answer says of where it comes from. */
export interface SnapshotInfo {
  n: number;
  name: string;
  dataThrough: string;
  publishedAt: string;
  businessZone: string;
  rowCounts: Record<string, number>;
  metricsHash: string;
  /** Place in the desk's export outbox up to which everything is in. */
  position: string;
  activity: { first: string; last: string } | null;
  processVersions: string[];
}

/** @throws AnalyticsError `warehouse_damaged` where the file is there and cannot be read. */
export async function readManifest(files: WarehouseFiles): Promise<Manifest | null> {
  const text = await readFile(files.manifest, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw warehouseDamaged(files.manifest, error);
  });
  if (text === null) return null;
  try {
    const manifest = JSON.parse(text) as Manifest;
    if (!Number.isSafeInteger(manifest.n)) throw new Error(`n is ${manifest.n}`);
    return manifest;
  } catch (error) {
    throw warehouseDamaged(files.manifest, error);
  }
}

export function snapshotName(n: number): string {
  return `${n}.duckdb`;
}

export function snapshotFile(files: WarehouseFiles, n: number): string {
  return path.join(files.snapshots, snapshotName(n));
}

export function snapshotInfo(manifest: Manifest): SnapshotInfo {
  const { n, dataThrough, publishedAt, businessZone, rowCounts, metricsHash } = manifest;
  const name = manifest.layout === 'parquet' ? `parquet ${n}` : snapshotName(n);
  const { activity, processVersions, position } = manifest;
  return {
    n,
    name,
    dataThrough,
    publishedAt,
    businessZone,
    rowCounts,
    metricsHash,
    position: position.position,
    activity,
    processVersions,
  };
}

/** The newest published snapshot, or null before the first export. */
export async function findSnapshot(warehouseDir: string): Promise<SnapshotInfo | null> {
  const manifest = await readManifest(warehouseFiles(warehouseDir));
  return manifest && snapshotInfo(manifest);
}
