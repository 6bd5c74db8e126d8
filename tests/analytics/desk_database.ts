import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { recordHistory } from '../../activities/projection.ts';
import { checksums } from '../../analytics/checksum.ts';
import {
  type ExportOptions,
  type ExportSummary,
  exportFromPostgres,
} from '../../analytics/export.ts';
import { warehouseFiles } from '../../analytics/files.ts';
import { findSnapshot, snapshotFile } from '../../analytics/manifest.ts';
import { Warehouse } from '../../analytics/warehouse.ts';
import { connectDatabase, type Database } from '../../database/connection.ts';
import type { Ticket } from '../domain/desk.ts';
import { eventually } from '../support/eventually.ts';
import { createTestDatabase, patient } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';
import { batchOf } from './given.ts';
import { manyTickets } from './histories.ts';

/** A desk's database and a warehouse beside it, both of one test's own. */
export class DeskDatabase {
  readonly url: string;
  readonly database: Database;
  readonly warehouseDir: string;

  private constructor(url: string, database: Database, warehouseDir: string) {
    this.url = url;
    this.database = database;
    this.warehouseDir = warehouseDir;
  }

  static async create(): Promise<DeskDatabase> {
    const { url } = await createTestDatabase();
    const database = connectDatabase(url, { name: 'test', ...patient });
    const warehouseDir = await mkdtemp(path.join(tmpdir(), 'palier-warehouse-'));
    onTeardown(async () => {
      await database.destroy();
      await rm(warehouseDir, { recursive: true, force: true });
    });
    return new DeskDatabase(url, database, warehouseDir);
  }

  /** One whose warehouse has 5 of its 60 tickets. */
  static async createBehind(): Promise<DeskDatabase> {
    const desk = await DeskDatabase.create();
    const tickets = manyTickets(60);
    await desk.record(tickets.slice(0, 5));
    await desk.export();
    await desk.record(tickets);
    return desk;
  }

  /** Exports in a process of its own, which prints how many tickets it has brought over. */
  exportElsewhere(mode: 'increment' | 'rebuild' = 'increment') {
    const program = path.join(import.meta.dirname, 'export_child.ts');
    return spawn(process.execPath, [program, this.url, this.warehouseDir, mode], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /** Records what is new of these tickets, through the desk's own projection. */
  async record(tickets: Ticket[], database = this.database): Promise<void> {
    await recordHistory(database, tickets.map(batchOf), 'demo');
  }

  /**
   * Exports everything recorded so far. The export waits for every older transaction of the server,
   * and other test files share it: a moment ago one may have been in the middle of something.
   */
  async export(options: Partial<ExportOptions> = {}): Promise<ExportSummary> {
    await eventually(() => this.isSettled());
    return this.exportNow(options);
  }

  private async isSettled(): Promise<boolean> {
    const { rows } = await this.database.raw(
      `select coalesce(max(xid) < pg_snapshot_xmin(pg_current_snapshot()), true) as is_settled
       from export_outbox`,
    );
    return rows[0].is_settled;
  }

  /** Exports what can be exported while others are at it. */
  exportNow(options: Partial<ExportOptions> = {}): Promise<ExportSummary> {
    return exportFromPostgres({
      databaseUrl: this.url,
      warehouseDir: this.warehouseDir,
      businessZone: 'UTC',
      ...options,
    });
  }

  /** Opens the newest snapshot the way an analyst's own program would. */
  async openSnapshot(): Promise<Warehouse> {
    const snapshot = await findSnapshot(this.warehouseDir);
    if (!snapshot) throw new Error('Nothing was published');
    return Warehouse.openReadOnly(snapshotFile(warehouseFiles(this.warehouseDir), snapshot.n));
  }

  async checksums(): Promise<Map<string, string>> {
    return this.query((warehouse) => checksums(warehouse));
  }

  /** Rows of the newest snapshot. */
  async rows(sql: string): Promise<Record<string, unknown>[]> {
    return this.query((warehouse) => warehouse.rows(sql));
  }

  private async query<T>(ask: (warehouse: Warehouse) => Promise<T>): Promise<T> {
    const warehouse = await this.openSnapshot();
    try {
      return await ask(warehouse);
    } finally {
      warehouse.close();
    }
  }
}
