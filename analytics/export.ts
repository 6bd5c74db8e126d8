import { existsSync } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { type Batch, changesAfter, everything, type Reading } from './batches.ts';
import { metricsHash } from './catalogue.ts';
import { checksums } from './checksum.ts';
import { AnalyticsError } from './errors.ts';
import { unfinished, type WarehouseFiles, warehouseFiles } from './files.ts';
import { kinds } from './kinds/kinds.ts';
import { tickets } from './kinds/tickets.ts';
import { withLock } from './lock.ts';
import { type Manifest, readManifest, snapshotFile } from './manifest.ts';
import { insertStaged } from './merge.ts';
import { openPseudonyms } from './pseudonym.ts';
import { finishTables, publishSnapshot, sweepUnfinished, writeManifest } from './publish.ts';
import { readAhead } from './read_ahead.ts';
import { openSource, type Position } from './source.ts';
import { Staging } from './stage.ts';
import { recipeHash } from './tables.ts';
import { Warehouse } from './warehouse.ts';

export interface ExportOptions {
  databaseUrl: string;
  /** Folder of the warehouse; made where it is missing. */
  warehouseDir: string;
  /** IANA time zone of business dates. A warehouse in another zone is made again. */
  businessZone?: string;
  /** Makes the warehouse again from nothing. */
  rebuild?: boolean;
  /** Tickets read, staged and merged at a time: bounds the memory. */
  batchSize?: number;
  /** How long to wait for another export to end, in milliseconds. */
  lockWaitMs?: number;
  /** When the snapshot is said to be published, milliseconds UTC. */
  now?: number;
  signal?: AbortSignal | undefined;
  onProgress?: (progress: { ticketCount: number; eventCount: number }) => void;
}

export interface ExportSummary {
  ticketCount: number;
  eventCount: number;
  /** File name of the snapshot published, or null where nothing was new. */
  snapshot: string | null;
  /** How far the desk's outbox is in the warehouse. */
  position: Position;
  /** True where the warehouse was made again from nothing. */
  rebuilt: boolean;
  /**
   * After a rebuild that was asked for: tables whose rows came out otherwise than they had been.
   * Always empty, or the incremental export has a fault. Null where there was nothing to compare.
   */
  differences: string[] | null;
}

export const defaultBusinessZone = 'Europe/Paris';
const defaultBatchSize = 1000;

interface Run extends Reading {
  files: WarehouseFiles;
  businessZone: string;
  onProgress: NonNullable<ExportOptions['onProgress']>;
}

/**
 * Brings the warehouse up to the desk's database and publishes a snapshot when anything changed.
 * Each batch and the position after it are one transaction: a run that is killed anywhere loses
 * nothing and does nothing twice.
 *
 * @throws AnalyticsError `warehouse_locked` while another export runs, `warehouse_damaged` where the
 *   warehouse file cannot be opened, `query_cancelled` when `signal` aborts; errors of Postgres as
 *   they are.
 */
export async function exportFromPostgres(options: ExportOptions): Promise<ExportSummary> {
  const files = warehouseFiles(options.warehouseDir);
  const businessZone = options.businessZone ?? defaultBusinessZone;
  checkZone(businessZone);
  await mkdir(files.dir, { recursive: true });
  return withLock(files.lock, options.lockWaitMs ?? 0, async () => {
    await sweepUnfinished(files);
    const source = await openSource(options.databaseUrl);
    try {
      const run: Run = {
        files,
        source,
        pseudonym: await openPseudonyms(files, await source.erasedAccounts()),
        businessZone,
        batchSize: options.batchSize ?? defaultBatchSize,
        signal: options.signal,
        onProgress: options.onProgress ?? (() => {}),
      };
      return await exportUnderLock(run, options);
    } finally {
      await source.close();
    }
  });
}

async function exportUnderLock(run: Run, options: ExportOptions): Promise<ExportSummary> {
  const now = options.now ?? Date.now();
  if (!existsSync(run.files.warehouse)) return rebuild(run, now, null);
  if (options.rebuild) return rebuild(run, now, await checksumsBefore(run));
  const warehouse = await Warehouse.open(run.files.warehouse);
  try {
    if (await fits(warehouse, run)) {
      const merged = await mergeChanges(warehouse, run);
      const snapshot = await publishIfNew(warehouse, run, now);
      const { xid, position } = await warehouse.watermark();
      return {
        ...merged,
        snapshot,
        position: { xid, position },
        rebuilt: false,
        differences: null,
      };
    }
  } finally {
    warehouse.close();
  }
  return rebuild(run, now, null);
}

/**
 * False where the warehouse was made by another recipe, from another or a restored database, or
 * stayed away for longer than the outbox is kept.
 */
async function fits(warehouse: Warehouse, { source, businessZone }: Run): Promise<boolean> {
  const watermark = await warehouse.watermark();
  return (
    watermark.recipe === recipeHash() &&
    watermark.source === source.identity &&
    watermark.businessZone === businessZone &&
    !source.isAhead(watermark) &&
    !source.hasRemovedAfter(watermark)
  );
}

interface Counts {
  ticketCount: number;
  eventCount: number;
}

/** Follows the outbox. */
async function mergeChanges(warehouse: Warehouse, run: Run): Promise<Counts> {
  const staging = await openStaging(warehouse, run);
  const counts = { ticketCount: 0, eventCount: 0 };
  const changes = changesAfter(await warehouse.watermark(), run);
  for await (const { ids, facts, position } of readAhead(changes)) {
    await staging.fill(facts);
    await warehouse.transaction(async () => {
      for (const [kind, some] of ids) {
        counts.eventCount += await kind.merge(warehouse, staging, some);
      }
      await warehouse.advanceTo(position);
    });
    counts.ticketCount += ticketsIn(ids);
    run.onProgress(counts);
  }
  return counts;
}

function ticketsIn(ids: Batch['ids']): number {
  return ids.get(tickets)?.length ?? 0;
}

function openStaging(warehouse: Warehouse, { businessZone }: Run): Promise<Staging<string>> {
  const tables = kinds.flatMap((kind) => kind.tables);
  return Staging.create(warehouse, businessZone, tables);
}

/** What the warehouse says before a rebuild, brought up to the instant the rebuild will read. */
async function checksumsBefore(run: Run): Promise<Map<string, string> | null> {
  const warehouse = await Warehouse.open(run.files.warehouse).catch(() => null);
  if (warehouse === null) return null;
  try {
    if (!(await fits(warehouse, run))) return null;
    await mergeChanges(warehouse, run);
    await finishTables(warehouse, run.source.dataThrough, run.source.isHeldBack);
    return await checksums(warehouse);
  } finally {
    warehouse.close();
  }
}

/** Into a new file that takes the old one's place only once it is complete. */
async function rebuild(
  run: Run,
  now: number,
  before: Map<string, string> | null,
): Promise<ExportSummary> {
  const { files, source } = run;
  const draft = `${files.warehouse}${unfinished}`;
  // Everything before the horizon is in the rows about to be read; the outbox goes on from there.
  const start: Position = { xid: source.horizonXid, position: '0' };
  const warehouse = await Warehouse.create(draft, {
    recipe: recipeHash(),
    source: source.identity,
    businessZone: run.businessZone,
    ...start,
  });
  let counts: Counts;
  try {
    counts = await insertAll(warehouse, run);
    await warehouse.checkpoint();
  } finally {
    warehouse.close();
  }
  // The old file's log would otherwise be replayed onto the new one.
  await rm(`${files.warehouse}.wal`, { force: true });
  await rename(draft, files.warehouse);
  const rebuilt = await Warehouse.open(files.warehouse);
  try {
    const snapshot = await publishSnapshot(
      files,
      rebuilt,
      source.dataThrough,
      now,
      source.isHeldBack,
    );
    const differences = before && differing(before, await checksums(rebuilt));
    return { ...counts, snapshot, position: start, rebuilt: true, differences };
  } finally {
    rebuilt.close();
  }
}

function differing(before: Map<string, string>, after: Map<string, string>): string[] {
  return [...after.keys()].filter((table) => before.get(table) !== after.get(table));
}

/**
 * Two connections take turns: while one moves its rows into place, the other is being filled. Nobody
 * goes on from half a draft: one commit each, and one waiting for the disk, is enough.
 */
async function insertAll(warehouse: Warehouse, run: Run): Promise<Counts> {
  const loaders = [await openLoader(warehouse, run), await openLoader(warehouse, run)];
  const counts = { ticketCount: 0, eventCount: 0 };
  try {
    for await (const { ids, facts } of readAhead(everything(run))) {
      const loader = loaders.shift() as Loader;
      loaders.push(loader);
      await loader.moved;
      await loader.staging.fill(facts);
      loader.moved = insertStaged(loader.connection, loader.staging);
      // It is awaited in its turn: until then a failure is not unhandled.
      loader.moved.catch(() => {});
      counts.ticketCount += ticketsIn(ids);
      counts.eventCount += facts.reduce((sum, one) => sum + (one.ticket_events?.length ?? 0), 0);
      run.onProgress(counts);
    }
    for (const { moved } of loaders) await moved;
    for (const { connection } of loaders) await connection.run('commit');
    return counts;
  } finally {
    await Promise.allSettled(loaders.map(({ moved }) => moved));
    for (const { connection } of loaders) connection.disconnect();
  }
}

interface Loader {
  connection: Warehouse;
  staging: Staging<string>;
  /** When the rows staged last are in place. */
  moved: Promise<void>;
}

async function openLoader(warehouse: Warehouse, run: Run): Promise<Loader> {
  const connection = await warehouse.connectAgain();
  const staging = await openStaging(connection, run);
  await connection.run('begin');
  return { connection, staging, moved: Promise.resolve() };
}

async function publishIfNew(warehouse: Warehouse, run: Run, now: number): Promise<string | null> {
  const { files, source, businessZone } = run;
  const manifest = await readManifest(files).catch(() => null);
  const watermark = await warehouse.watermark();
  const dataThrough = Math.max(source.dataThrough, Date.parse(manifest?.dataThrough ?? '') || 0);
  const isCurrent =
    manifest !== null &&
    (await isWhole(snapshotFile(files, manifest.n), manifest)) &&
    manifest.position.xid === watermark.xid &&
    manifest.position.position === watermark.position &&
    manifest.recipe === watermark.recipe &&
    manifest.metricsHash === metricsHash() &&
    // A new day is news: the backlog has one more date, and more resolutions are past reopening.
    businessDate(Date.parse(manifest.dataThrough), businessZone) ===
      businessDate(dataThrough, businessZone);
  if (!isCurrent) {
    return publishSnapshot(files, warehouse, dataThrough, now, source.isHeldBack);
  }
  await writeManifest(files, { ...manifest, dataThrough: new Date(dataThrough).toISOString() });
  return null;
}

/** Whether a published file is there and of the size it had. */
async function isWhole(file: string, { byteLength }: Manifest): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return found?.size === byteLength;
}

function businessDate(at: number, zone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(at);
}

function checkZone(zone: string): void {
  try {
    businessDate(0, zone);
  } catch (cause) {
    const expected = { is: 'time_zone' } as const;
    const parameters = { field: 'businessZone', value: zone, expected };
    throw new AnalyticsError({ code: 'invalid_parameter', parameters }, { cause });
  }
}
