import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { factsOf, ticketTables } from '../../analytics/facts/facts.ts';
import { warehouseFiles } from '../../analytics/files.ts';
import type { JsonValue } from '../../analytics/formats/json_value.ts';
import { insertStaged } from '../../analytics/merge.ts';
import { publishSnapshot, sweepUnfinished } from '../../analytics/publish.ts';
import { openReader, type WarehouseReader } from '../../analytics/reader.ts';
import { Staging } from '../../analytics/stage.ts';
import { recipeHash } from '../../analytics/tables.ts';
import { Warehouse } from '../../analytics/warehouse.ts';
import type { Ticket } from '../domain/desk.ts';
import { onTeardown } from '../support/teardown.ts';
import { sourceOf, zone } from './given.ts';

/** A folder with a published snapshot of these tickets, as the exporter would leave it. */
export async function publishedWarehouse(tickets: Ticket[], through: number): Promise<string> {
  const dir = await emptyWarehouse();
  const files = warehouseFiles(dir);
  await sweepUnfinished(files);
  const warehouse = await Warehouse.create(files.warehouse, {
    recipe: recipeHash(),
    source: 'test',
    businessZone: zone,
    xid: '1',
    position: '0',
  });
  const staging = await Staging.create(warehouse, zone, ticketTables);
  await staging.fill(tickets.map((ticket) => factsOf(sourceOf(ticket), (id) => `~${id}`)));
  await insertStaged(warehouse, staging);
  await publishSnapshot(files, warehouse, through, through);
  warehouse.close();
  return dir;
}

export async function emptyWarehouse(): Promise<string> {
  const dir = await mkdtemp(path.join(tmpdir(), 'palier-warehouse-'));
  onTeardown(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/** A reader whose processes end with the test file. */
export function readerOf(warehouseDir: string, concurrency = 2): WarehouseReader {
  const reader = openReader({ warehouseDir, concurrency });
  onTeardown(() => reader.close());
  return reader;
}

/** Rows whose means may be summed in any order. */
export function rounded(rows: JsonValue[][]): JsonValue[][] {
  return rows.map((row) =>
    row.map((cell) => (typeof cell === 'number' ? Number(cell.toPrecision(12)) : cell)),
  );
}
