import { quotedIdentifier, quotedString } from '@duckdb/node-api';
import { warehouseDamaged } from '../errors.ts';
import type { Manifest } from '../manifest.ts';
import { readText } from './places.ts';

// The warehouse as partitioned Parquet: `<table>/month=2026-01/<n>-0.parquet`, many machines may
// read it at once. Its manifest names the files in force: a reader of one manifest sees one state of
// the desk, whatever is being written beside it.

export interface Layout extends Manifest {
  layout: 'parquet';
  /** Number of the snapshot it was made from; `n` counts the layout's own states. */
  snapshot: number;
  tables: Record<string, LayoutTable>;
}

export interface LayoutTable {
  comment: string;
  columns: { name: string; type: string; comment: string }[];
  partitions: Partition[];
}

export interface Partition {
  /** `2026-01`; empty for a table that is not partitioned. */
  month: string;
  rowCount: number;
  /** Equal for equal rows. */
  checksum: string;
  /** Paths from the layout's root. */
  files: string[];
}

export const manifestName = 'manifest.json';
export const viewsName = 'views.sql';

/** Each manifest stays readable under its number, for those who began with it. */
export function numberedManifest(n: number): string {
  return `manifests/${n}.json`;
}

/** @throws AnalyticsError `warehouse_damaged` where the file is there and is no layout's. */
export async function readLayout(root: string, name = manifestName): Promise<Layout | null> {
  const text = await readText(root, name);
  if (text === null) return null;
  try {
    const layout = JSON.parse(text) as Layout;
    if (layout.layout !== 'parquet') throw new Error('it is not the manifest of a Parquet layout');
    return layout;
  } catch (cause) {
    throw warehouseDamaged(`${root}/${name}`, cause);
  }
}

export function filesOf(layout: Layout): string[] {
  return Object.values(layout.tables).flatMap(({ partitions }) =>
    partitions.flatMap(({ files }) => files),
  );
}

/** Statements that give any DuckDB the tables of a layout, comments included. */
export function viewStatements(root: string, layout: Layout): string[] {
  return Object.entries(layout.tables).flatMap(([table, { comment, columns, partitions }]) => {
    const files = partitions.flatMap((partition) => partition.files);
    const selected = columns.map(({ name, type }) => {
      const value = files.length > 0 ? quotedIdentifier(name) : 'null';
      return `${value}::${type} as ${quotedIdentifier(name)}`;
    });
    const list = files.map((file) => quotedString(`${root}/${file}`)).join(', ');
    const source =
      files.length > 0 ? `from read_parquet([${list}], hive_partitioning = false)` : 'where false';
    return [
      `create or replace view ${table} as select ${selected.join(', ')} ${source}`,
      `comment on view ${table} is ${quotedString(comment)}`,
      ...columns.map(
        ({ name, comment: text }) =>
          `comment on column ${table}.${quotedIdentifier(name)} is ${quotedString(text)}`,
      ),
    ];
  });
}
