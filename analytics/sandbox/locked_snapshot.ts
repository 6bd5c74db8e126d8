import { availableParallelism } from 'node:os';
import path from 'node:path';
import { type DuckDBConnection, DuckDBInstance, quotedString } from '@duckdb/node-api';
import { AnalyticsError, warehouseDamaged } from '../errors.ts';
import { filesOf, readLayout, viewStatements } from '../layout/layout.ts';
import { openPlace } from '../layout/places.ts';
import { createMetricMacros } from '../macros.ts';
import { createTables } from '../warehouse.ts';

/** What DuckDB may use of the machine, as far as it can be held back. */
type Limits = Record<string, string>;

const common = {
  max_temp_directory_size: '0MB',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  allow_community_extensions: 'false',
};
const analysts: Limits = { ...common, threads: '1', memory_limit: '1GB' };
/** The metrics, which are the desk's own. */
const trusted: Limits = {
  ...common,
  threads: String(Math.min(availableParallelism(), 4)),
  memory_limit: '2GB',
};

/** A snapshot opened for reading, with every way out of the database closed for good. */
export class LockedSnapshot {
  readonly #instance: DuckDBInstance;

  private constructor(instance: DuckDBInstance) {
    this.#instance = instance;
  }

  /**
   * @param file a snapshot, or the numbered manifest of a Parquet layout; null for the tables, empty:
   *   a desk that has exported nothing yet
   * @param isUntrusted true for analysts' own SQL, which gets less of the machine
   * @throws AnalyticsError `warehouse_damaged`
   */
  static async open(file: string | null, isUntrusted: boolean): Promise<LockedSnapshot> {
    const instance = await openAny(file, isUntrusted ? analysts : trusted);
    const connection = await instance.connect();
    await connection.run('set enable_external_access = false');
    await connection.run('set lock_configuration = true');
    connection.closeSync();
    return new LockedSnapshot(instance);
  }

  /** A connection of one query's own: what a query leaves behind in it, nobody sees. */
  connect(): Promise<DuckDBConnection> {
    return this.#instance.connect();
  }

  close(): void {
    this.#instance.closeSync();
  }
}

function openAny(file: string | null, limits: Limits): Promise<DuckDBInstance> {
  if (file === null) return openEmpty(limits);
  return file.endsWith('.json') ? openLayout(file, limits) : openFile(file, limits);
}

async function openFile(file: string, limits: Limits): Promise<DuckDBInstance> {
  try {
    return await DuckDBInstance.create(file, { ...limits, access_mode: 'READ_ONLY' });
  } catch (cause) {
    throw warehouseDamaged(file, cause);
  }
}

/** Views over the files that the manifest names: those can be read, and nothing else. */
async function openLayout(manifest: string, limits: Limits): Promise<DuckDBInstance> {
  const root = path.posix.dirname(path.posix.dirname(manifest));
  const layout = await readLayout(root, manifest.slice(root.length + 1));
  if (!layout) throw warehouseDamaged(manifest);
  const instance = await DuckDBInstance.create(':memory:', limits);
  const connection = await instance.connect();
  try {
    await openPlace(connection, root);
    for (const statement of viewStatements(root, layout)) await connection.run(statement);
    await createMetricMacros(connection);
    const allowed = filesOf(layout).map((file) => quotedString(`${root}/${file}`));
    await connection.run(`set allowed_paths = [${allowed.join(', ')}]`);
    await connection.run('set parquet_metadata_cache = true');
    return instance;
  } catch (cause) {
    instance.closeSync();
    if (cause instanceof AnalyticsError) throw cause;
    throw warehouseDamaged(root, cause);
  } finally {
    connection.closeSync();
  }
}

async function openEmpty(limits: Limits): Promise<DuckDBInstance> {
  const instance = await DuckDBInstance.create(':memory:', limits);
  const connection = await instance.connect();
  await createTables(connection);
  await createMetricMacros(connection);
  connection.closeSync();
  return instance;
}
