import { mkdir, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { quotedString } from '@duckdb/node-api';
import { AnalyticsError } from '../errors.ts';
import { warehouseFiles } from '../files.ts';
import { withLock } from '../lock.ts';
import { metricMacroStatements } from '../macros.ts';
import { readManifest, snapshotFile } from '../manifest.ts';
import { publishedTables } from '../tables.ts';
import { Warehouse } from '../warehouse.ts';
import {
  filesOf,
  type Layout,
  type LayoutTable,
  manifestName,
  numberedManifest,
  type Partition,
  readLayout,
  viewStatements,
  viewsName,
} from './layout.ts';
import { isBucket, normalPlace, openPlace, readText, writeText } from './places.ts';

export interface LayoutOptions {
  /** Folder of a warehouse with a published snapshot. */
  warehouseDir: string;
  /** A folder, or `s3://bucket/prefix`. */
  to: string;
  lockWaitMs?: number;
}

export interface LayoutSummary {
  /** The layout's own number, or null where nothing was new. */
  n: number | null;
  /** Partitions written, and those left as they were because no row of them changed. */
  writtenCount: number;
  keptCount: number;
  rowCount: number;
}

/** The date that says which month a row belongs to. Tables that are not named are one partition. */
const monthColumns: Record<string, string> = {
  article_views: 'shown_date',
  assignments: 'assigned_date',
  backlog_snapshot: 'snapshot_date',
  clock_cycles: 'started_date',
  diagnostic_steps: 'recorded_date',
  escalations: 'escalated_date',
  knowledge_searches: 'searched_date',
  knowledge_sessions: 'started_date',
  messages: 'sent_date',
  problems: 'opened_date',
  resolutions: 'resolved_date',
  satisfaction: 'resolved_date',
  ticket_events: 'event_date',
  ticket_fields: 'set_date',
  ticket_items: 'marked_date',
  ticket_tags: 'tagged_date',
  tasks: 'added_date',
  pages: 'requested_date',
  playbook_runs: 'started_date',
  playbook_steps: 'started_date',
  ticket_periods: 'started_date',
  tickets: 'opened_date',
  tier_arrivals: 'arrived_date',
};

/**
 * Writes the newest snapshot as partitioned Parquet, only the months in which a row changed. What is
 * there stays readable throughout; the new state is in force when its manifest is.
 *
 * @throws AnalyticsError `nothing_exported`, `invalid_parameter` where the target holds something else,
 *   `warehouse_locked` while another run writes the same folder.
 */
export async function writeLayout(options: LayoutOptions): Promise<LayoutSummary> {
  const root = normalPlace(options.to);
  // A bucket has no lock: one desk writes it.
  if (isBucket(root)) return write(options, root);
  await mkdir(path.join(root, 'manifests'), { recursive: true });
  return withLock(path.join(root, 'export.lock'), options.lockWaitMs ?? 0, () =>
    write(options, root),
  );
}

async function write({ warehouseDir }: LayoutOptions, root: string): Promise<LayoutSummary> {
  const files = warehouseFiles(warehouseDir);
  const manifest = await readManifest(files);
  if (!manifest) throw nothingExported(files.dir);
  const previous = await readPrevious(root);
  const isCurrent =
    previous?.snapshot === manifest.n &&
    previous.publishedAt === manifest.publishedAt &&
    previous.metricsHash === manifest.metricsHash;
  if (isCurrent) {
    const layout = { ...previous, dataThrough: manifest.dataThrough };
    await writeText(root, manifestName, `${JSON.stringify(layout)}\n`);
    return { n: null, writtenCount: 0, keptCount: 0, rowCount: 0 };
  }

  const warehouse = await Warehouse.openReadOnly(snapshotFile(files, manifest.n));
  try {
    await warehouse.run(`set temp_directory = ${quotedString(tmpdir())}`);
    await openPlace(warehouse.connection, root);
    const n = (previous?.n ?? 0) + 1;
    // Rows of another recipe may differ in columns: nothing of it is kept.
    const kept = previous?.recipe === manifest.recipe ? previous : null;
    const summary: LayoutSummary = { n, writtenCount: 0, keptCount: 0, rowCount: 0 };
    const tables: Layout['tables'] = {};
    for (const table of publishedTables) {
      tables[table] = await writeTable(warehouse, root, table, n, kept?.tables[table], summary);
    }
    const layout: Layout = { ...manifest, n, snapshot: manifest.n, layout: 'parquet', tables };
    await publish(root, layout);
    if (!isBucket(root)) await removeSuperseded(root, layout, previous);
    return summary;
  } finally {
    warehouse.close();
  }
}

async function readPrevious(root: string): Promise<Layout | null> {
  const text = await readText(root, manifestName);
  if (text === null) return null;
  if (!text.includes('"layout"')) {
    throw otherKind(root);
  }
  return readLayout(root);
}

async function writeTable(
  warehouse: Warehouse,
  root: string,
  table: string,
  n: number,
  previous: LayoutTable | undefined,
  summary: LayoutSummary,
): Promise<LayoutTable> {
  const month = monthColumns[table]
    ? `coalesce(strftime(${monthColumns[table]}, '%Y-%m'), 'none')`
    : "''";
  const partitions = await warehouse.rows<Omit<Partition, 'files'>>(
    `select
       ${month} as month,
       count(*)::double as "rowCount",
       count(*) || ':' || sum(hash(facts)::hugeint)::varchar as checksum
     from ${table} as facts
     group by all
     order by month`,
  );
  const known = new Map(previous?.partitions.map((one) => [`${one.month} ${one.checksum}`, one]));
  const isKept = (one: Omit<Partition, 'files'>) => known.has(`${one.month} ${one.checksum}`);
  const changed = partitions.filter((one) => !isKept(one));
  const written = await copy(warehouse, root, table, month, n, changed);
  summary.writtenCount += changed.length;
  summary.keptCount += partitions.length - changed.length;
  summary.rowCount += changed.reduce((sum, { rowCount }) => sum + rowCount, 0);
  return {
    ...(await describe(warehouse, table)),
    partitions: partitions.map((one) => ({
      ...one,
      files: known.get(`${one.month} ${one.checksum}`)?.files ?? written.get(one.month) ?? [],
    })),
  };
}

/** @returns the files written for each month. */
async function copy(
  warehouse: Warehouse,
  root: string,
  table: string,
  month: string,
  n: number,
  partitions: Omit<Partition, 'files'>[],
): Promise<Map<string, string[]>> {
  const files = new Map<string, string[]>();
  if (partitions.length === 0) return files;
  const isPartitioned = table in monthColumns;
  const folder = `${root}/${table}`;
  if (!isBucket(root)) await mkdir(folder, { recursive: true });
  const months = partitions.map((one) => quotedString(one.month)).join(', ');
  const source = isPartitioned
    ? `select *, ${month} as month from ${table} where ${month} in (${months})`
    : `from ${table}`;
  const target = isPartitioned ? folder : `${folder}/${n}-0.parquet`;
  const options = isPartitioned
    ? `, partition_by (month), overwrite_or_ignore, filename_pattern '${n}-{i}'`
    : '';
  const written = await warehouse.rows<{ filename: string }>(
    `copy (${source}) to ${quotedString(target)}
     (format parquet, compression zstd, return_stats${options})`,
  );
  for (const { filename } of written) {
    const file = filename.slice(root.length + 1);
    const name = /\/month=([^/]+)\//.exec(file)?.[1] ?? '';
    files.set(name, [...(files.get(name) ?? []), file]);
  }
  return files;
}

async function describe(
  warehouse: Warehouse,
  table: string,
): Promise<Pick<LayoutTable, 'comment' | 'columns'>> {
  const columns = await warehouse.rows<LayoutTable['columns'][number]>(
    `select column_name as name, data_type as type, coalesce(comment, '') as comment
     from duckdb_columns()
     where schema_name = 'main' and database_name = current_database() and table_name = $table
     order by column_index`,
    { table },
  );
  const [found] = await warehouse.rows<{ comment: string }>(
    `select coalesce(comment, '') as comment from duckdb_tables()
     where schema_name = 'main' and table_name = $table`,
    { table },
  );
  return { comment: found?.comment ?? '', columns };
}

async function publish(root: string, layout: Layout): Promise<void> {
  const text = `${JSON.stringify(layout)}\n`;
  await writeText(root, numberedManifest(layout.n), text);
  await writeText(root, manifestName, text);
  const statements = [...viewStatements(root, layout), ...metricMacroStatements()];
  await writeText(root, viewsName, `${statements.join(';\n')};\n`);
}

/** Files that neither the manifest in force names nor the one before, which somebody may still read. */
async function removeSuperseded(
  root: string,
  layout: Layout,
  previous: Layout | null,
): Promise<void> {
  const manifests = [layout, ...(previous ? [previous] : [])];
  const named = new Set(manifests.flatMap((one) => [...filesOf(one), numberedManifest(one.n)]));
  for (const folder of [...publishedTables, 'manifests']) {
    const entries = await readdir(path.join(root, folder), {
      recursive: true,
      withFileTypes: true,
    }).catch(() => []);
    for (const entry of entries) {
      const file = path.join(entry.parentPath, entry.name);
      if (entry.isFile() && !named.has(path.relative(root, file))) await rm(file, { force: true });
    }
  }
}

function nothingExported(place: string): AnalyticsError {
  return new AnalyticsError({ code: 'nothing_exported', parameters: { place } });
}

function otherKind(value: string): AnalyticsError {
  const expected = { is: 'folder_of_its_own' } as const;
  return new AnalyticsError({
    code: 'invalid_parameter',
    parameters: { field: 'to', value, expected },
  });
}
