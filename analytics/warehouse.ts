import { type DuckDBConnection, DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';
import { warehouseDamaged } from './errors.ts';
import { firstPosition, type Position } from './source.ts';
import { publishedTables, readSql, tableSql } from './tables.ts';

const settings = {
  memory_limit: '2GB',
  threads: '2',
  checkpoint_threshold: '512MB',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
};

/** What a warehouse was made with, and how far it has come. */
export interface Watermark extends Position {
  recipe: string;
  source: string;
  businessZone: string;
}

/** The warehouse file, opened for writing. Hold the export lock before opening it. */
export class Warehouse {
  readonly connection: DuckDBConnection;
  readonly #instance: DuckDBInstance;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.connection = connection;
  }

  /** @throws AnalyticsError `warehouse_damaged` where the file is not a warehouse. */
  static async open(file: string): Promise<Warehouse> {
    try {
      const instance = await DuckDBInstance.create(file, settings);
      return new Warehouse(instance, await instance.connect());
    } catch (error) {
      throw warehouseDamaged(file, error, 'rebuild');
    }
  }

  /** Opens a published snapshot. @throws AnalyticsError `warehouse_damaged` */
  static async openReadOnly(file: string): Promise<Warehouse> {
    try {
      const instance = await DuckDBInstance.create(file, { ...settings, access_mode: 'READ_ONLY' });
      return new Warehouse(instance, await instance.connect());
    } catch (error) {
      throw warehouseDamaged(file, error, 'rebuild');
    }
  }

  static async create(file: string, watermark: Watermark): Promise<Warehouse> {
    const warehouse = await Warehouse.open(file);
    await warehouse.transaction(async () => {
      await createTables(warehouse.connection);
      await warehouse.run(readSql('exporter'));
      await warehouse.run(readSql('calendar'), { zone: watermark.businessZone });
      await warehouse.run(
        `insert into exporter.watermark values
          ($recipe, $source, $zone, $xid::ubigint, $position::ubigint)`,
        {
          recipe: watermark.recipe,
          source: watermark.source,
          zone: watermark.businessZone,
          xid: watermark.xid,
          position: watermark.position,
        },
      );
    });
    return warehouse;
  }

  /** Another connection to the same file, with transactions and temporary tables of its own. */
  async connectAgain(): Promise<Warehouse> {
    return new Warehouse(this.#instance, await this.#instance.connect());
  }

  async run(sql: string, values?: Record<string, DuckDBValue>): Promise<void> {
    await this.connection.run(sql, values);
  }

  async rows<T>(sql: string, values?: Record<string, DuckDBValue>): Promise<T[]> {
    const reader = await this.connection.runAndReadAll(sql, values);
    return reader.getRowObjectsJson() as T[];
  }

  async transaction<T>(work: () => Promise<T>): Promise<T> {
    await this.run('begin');
    try {
      const result = await work();
      await this.run('commit');
      return result;
    } catch (error) {
      await this.run('rollback').catch(() => {});
      throw error;
    }
  }

  async watermark(): Promise<Watermark> {
    const [row] = await this.rows<Watermark>(
      `select recipe, source, business_zone as "businessZone",
         xid::varchar as xid, position::varchar as position
       from exporter.watermark`,
    );
    return row ?? { recipe: '', source: '', businessZone: '', ...firstPosition };
  }

  async advanceTo(position: Position): Promise<void> {
    await this.run(
      'update exporter.watermark set xid = $xid::ubigint, position = $position::ubigint',
      {
        xid: position.xid,
        position: position.position,
      },
    );
  }

  /** Moves what the log holds into the file, so that a copy of the file is complete. */
  async checkpoint(): Promise<void> {
    await this.run('force checkpoint');
  }

  /** Closes this connection; what it had not committed is rolled back. */
  disconnect(): void {
    this.connection.closeSync();
  }

  close(): void {
    this.disconnect();
    this.#instance.closeSync();
  }
}

/** The tables that analysts see, empty. */
export async function createTables(connection: DuckDBConnection): Promise<void> {
  for (const table of publishedTables) await connection.run(tableSql(table));
}
