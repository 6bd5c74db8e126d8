import { constants } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { metricsHash } from './catalogue.ts';
import { syncToDisk, unfinished, type WarehouseFiles, writeFileAtomically } from './files.ts';
import { createMetricMacros } from './macros.ts';
import { type Manifest, readManifest, snapshotFile, snapshotName } from './manifest.ts';
import { publishedTables, readSql } from './tables.ts';
import type { Warehouse } from './warehouse.ts';

/** Readers that opened an older one keep it: the file lives as long as it is open. */
const keptSnapshots = 3;

/**
 * Copies the warehouse to a new immutable snapshot and names it in the manifest. A crash before the
 * manifest is written leaves the previous snapshot in force.
 *
 * @param readThrough everything up to this instant was read, milliseconds UTC
 * @param isHeldBack something from after it is there and was not read
 * @returns the snapshot's name.
 */
export async function publishSnapshot(
  files: WarehouseFiles,
  warehouse: Warehouse,
  readThrough: number,
  now: number,
  isHeldBack = false,
): Promise<string> {
  const dataThrough = await finishTables(warehouse, readThrough, isHeldBack);
  const watermark = await warehouse.watermark();
  await warehouse.checkpoint();
  const n = await nextNumber(files);
  await copyWarehouse(files, n);
  const { size: byteLength } = await stat(snapshotFile(files, n));
  const manifest: Manifest = {
    n,
    dataThrough: new Date(dataThrough).toISOString(),
    publishedAt: new Date(now).toISOString(),
    byteLength,
    businessZone: watermark.businessZone,
    position: { xid: watermark.xid, position: watermark.position },
    recipe: watermark.recipe,
    metricsHash: metricsHash(),
    rowCounts: await countRows(warehouse),
    activity: await findActivity(warehouse),
    processVersions: await listProcessVersions(warehouse),
  };
  await writeManifest(files, manifest);
  await removeOldSnapshots(files, n);
  return snapshotName(n);
}

/** Says how far the data goes; the numbers of the snapshot stay what they are. */
export async function writeManifest(files: WarehouseFiles, manifest: Manifest): Promise<void> {
  await writeFileAtomically(files.manifest, `${JSON.stringify(manifest, null, 2)}\n`);
}

/** What a crash left half written. */
export async function sweepUnfinished(files: WarehouseFiles): Promise<void> {
  await mkdir(files.snapshots, { recursive: true });
  for (const dir of [files.dir, files.snapshots]) {
    for (const name of await readdir(dir)) {
      if (name.includes(unfinished)) await rm(path.join(dir, name), { force: true });
    }
  }
}

/**
 * Makes the tables that are not made ticket by ticket.
 *
 * @returns up to when the data goes, milliseconds UTC.
 */
export async function finishTables(
  warehouse: Warehouse,
  readThrough: number,
  isHeldBack = false,
): Promise<number> {
  const dataThrough = isHeldBack ? readThrough : await lastInstant(warehouse, readThrough);
  const { businessZone, position } = await warehouse.watermark();
  await warehouse.transaction(async () => {
    await warehouse.run('delete from warehouse_info');
    await warehouse.run(
      `insert into warehouse_info
       select
         epoch_ms($through::bigint) as data_through_at,
         (epoch_ms($through::bigint) at time zone 'UTC' at time zone $zone)::date,
         $zone,
         $position::bigint`,
      { through: dataThrough, zone: businessZone, position },
    );
    await warehouse.run('delete from backlog_snapshot');
    await warehouse.run(readSql('backlog_snapshot'));
    await warehouse.run(readSql('knowledge_outcomes'));
    await createMetricMacros(warehouse.connection);
  });
  return dataThrough;
}

/** A desk whose clock runs ahead of Postgres's has data from after the reading: it is there too. */
async function lastInstant(warehouse: Warehouse, readThrough: number): Promise<number> {
  const [row] = await warehouse.rows<{ at: number | null }>(
    'select epoch_ms(max(updated_at))::double as at from tickets',
  );
  return Math.max(readThrough, row?.at ?? 0);
}

async function nextNumber(files: WarehouseFiles): Promise<number> {
  const manifest = await readManifest(files).catch(() => null);
  return Math.max(manifest?.n ?? 0, ...(await listSnapshots(files))) + 1;
}

async function listSnapshots(files: WarehouseFiles): Promise<number[]> {
  const names = await readdir(files.snapshots);
  return names
    .filter((name) => /^\d+\.duckdb$/.test(name))
    .map((name) => Number.parseInt(name, 10));
}

async function copyWarehouse(files: WarehouseFiles, n: number): Promise<void> {
  const target = snapshotFile(files, n);
  const draft = `${target}${unfinished}`;
  // Where the file system can share blocks, a copy costs nothing.
  await copyFile(files.warehouse, draft, constants.COPYFILE_FICLONE);
  await syncToDisk(draft);
  await rename(draft, target);
  await syncToDisk(files.snapshots);
}

async function removeOldSnapshots(files: WarehouseFiles, newest: number): Promise<void> {
  for (const n of await listSnapshots(files)) {
    if (n <= newest - keptSnapshots) await rm(snapshotFile(files, n), { force: true });
  }
}

async function countRows(warehouse: Warehouse): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of publishedTables) {
    const [row] = await warehouse.rows<{ n: number }>(`select count(*)::double as n from ${table}`);
    counts[table] = row?.n ?? 0;
  }
  return counts;
}

async function findActivity(warehouse: Warehouse): Promise<Manifest['activity']> {
  const [row] = await warehouse.rows<{ first: number | null; last: number | null }>(
    `select epoch_ms(min(opened_at))::double as first, epoch_ms(max(updated_at))::double as last
     from tickets`,
  );
  if (!row || row.first === null || row.last === null) return null;
  return { first: new Date(row.first).toISOString(), last: new Date(row.last).toISOString() };
}

async function listProcessVersions(warehouse: Warehouse): Promise<string[]> {
  const rows = await warehouse.rows<{ version: string }>(
    `select distinct process_id || ' ' || process_version as version from tickets order by version`,
  );
  return rows.map(({ version }) => version);
}
