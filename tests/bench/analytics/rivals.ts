import { createReadStream } from 'node:fs';
import { chmod, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { quotedString } from '@duckdb/node-api';
import pg from 'pg';
import type { Warehouse } from '../../../analytics/warehouse.ts';
import { makeOwnedFolder, postgresAccount } from '../../../cli/servers/postgres_account.ts';
import { ensureDatabase, startPostgres } from '../../../cli/servers/postgres_server.ts';
import type { Dialect } from './questions.ts';

export interface Row {
  period: string | null;
  segment: string;
  measure: number | null;
}

/** A database of rows that holds the warehouse's tables and answers the same questions. */
export interface Rival {
  name: string;
  dialect: Dialect;
  ask(sql: string): Promise<Row[]>;
  bytes(): Promise<number>;
  close(): Promise<void>;
}

/** The tables that the questions read, each whole: what is asked tomorrow nobody knows today. */
const tables = [
  'tickets',
  'resolutions',
  'satisfaction',
  'assignments',
  'tier_arrivals',
  'escalations',
  'clock_cycles',
  'ticket_periods',
  'calendar',
];

/** The dates that questions ask for. No question joins by a key. */
const indexes: [table: string, columns: string][] = [
  ['tickets', 'work_started_date'],
  ['tickets', 'first_response_date'],
  ['tickets', 'first_resolved_date'],
  ['tickets', 'last_resolved_date'],
  ['tickets', 'opened_date'],
  ['resolutions', 'resolved_date'],
  ['satisfaction', 'resolved_date'],
  ['assignments', 'assigned_date'],
  ['escalations', 'escalated_date'],
  ['clock_cycles', 'settled_date'],
  ['tier_arrivals', 'arrived_date'],
  ['ticket_periods', 'started_date'],
  ['ticket_periods', 'ended_date'],
  ['calendar', 'calendar_date'],
];

async function typesOf(warehouse: Warehouse, table: string): Promise<Map<string, string>> {
  const found = await warehouse.rows<{ name: string; type: string }>(
    `select column_name as name, data_type as type from duckdb_columns()
     where schema_name = 'main' and table_name = $table
     order by column_index`,
    { table },
  );
  return new Map(found.map(({ name, type }) => [name, type]));
}

export async function openPostgres(warehouse: Warehouse, dir: string): Promise<Rival> {
  await makeOwnedFolder(dir, postgresAccount());
  const dataDir = path.join(dir, 'postgres');
  const server = await startPostgres({
    dataDir,
    password: 'palier-bench',
    settings: {
      fsync: 'off',
      wal_level: 'minimal',
      max_wal_senders: '0',
      max_wal_size: '4GB',
      shared_buffers: '2GB',
      effective_cache_size: '6GB',
      work_mem: '256MB',
      maintenance_work_mem: '1GB',
      random_page_cost: '1.1',
      max_parallel_workers_per_gather: '2',
    },
  });
  await ensureDatabase(server, 'bench');
  const client = new pg.Client({ connectionString: server.urlOf('bench') });
  await client.connect();
  for (const table of tables) {
    const types = await typesOf(warehouse, table);
    const names = [...types.keys()];
    const definitions = names.map((name) => `${name} ${postgresType(types.get(name) ?? '')}`);
    await client.query(`create unlogged table ${table} (${definitions.join(', ')})`);
    const file = path.join(dir, `${table}.csv`);
    await warehouse.run(
      `copy (select ${names.join(', ')} from ${table}) to ${quotedString(file)} (format csv, header false)`,
    );
    await chmod(file, 0o644);
    await client.query(`copy ${table} from ${quotedString(file)} (format csv)`);
    await rm(file);
  }
  for (const [table, column] of indexes) await client.query(`create index on ${table} (${column})`);
  await client.query('vacuum analyze');
  return {
    name: 'Postgres',
    dialect: postgresDialect,
    async ask(sql) {
      const { rows } = await client.query({ text: sql, types: plainTypes });
      return rows.map(({ period, segment, measure }) => row(period, segment, measure));
    },
    async bytes() {
      const { rows } = await client.query("select pg_database_size('bench')::float8 as n");
      return rows[0].n;
    },
    async close() {
      await client.end();
      await server.stop();
    },
  };
}

/** Dates as they are written. */
const plainTypes = { getTypeParser: () => (text: string) => text } as never;

function row(period: unknown, segment: unknown, measure: unknown): Row {
  return {
    period: period === null ? null : String(period),
    segment: String(segment),
    measure: measure === null ? null : Number(measure),
  };
}

function postgresType(type: string): string {
  return { DOUBLE: 'float8', VARCHAR: 'text', BIGINT: 'bigint' }[type] ?? type.toLowerCase();
}

const postgresDialect: Dialect = {
  month: (date) => `date_trunc('month', ${date})::date`,
  week: (date) => `date_trunc('week', ${date})::date`,
  hours: (from, to) => `extract(epoch from ${to} - ${from})::float8 / 3600`,
  days: (from, to) => `(${to} - ${from})`,
  addDays: (date, days) => `(${date} + (${days}))`,
  daysAfter: (instant, days) => `${instant} + interval '${days} days'`,
  quantile: (value, share) => `percentile_cont(${share}) within group (order by ${value})`,
  greater: (one, other) => `greatest(${one}, ${other})`,
  date: (text) => `date '${text}'`,
  instant: (text) => `timestamp '${text}'`,
};

export async function openSqlite(warehouse: Warehouse, dir: string): Promise<Rival> {
  await mkdir(dir, { recursive: true });
  const file = path.join(dir, 'bench.sqlite');
  const database = new DatabaseSync(file);
  for (const pragma of [
    'journal_mode = off',
    'synchronous = off',
    'cache_size = -1000000',
    'temp_store = memory',
    'mmap_size = 8000000000',
    'threads = 2',
  ]) {
    database.exec(`pragma ${pragma}`);
  }
  for (const table of tables) {
    const types = await typesOf(warehouse, table);
    const names = [...types.keys()];
    const typeOf = (name: string) => types.get(name) ?? '';
    const definitions = names.map((name) => `${name} ${sqliteType(typeOf(name))}`);
    database.exec(`create table ${table} (${definitions.join(', ')})`);
    const csv = path.join(dir, `${table}.tsv`);
    // Instants as seconds and booleans as numbers: what SQLite computes with.
    const values = names.map((name) => {
      if (typeOf(name) === 'TIMESTAMP') return `epoch(${name})`;
      return typeOf(name) === 'BOOLEAN' ? `${name}::integer` : name;
    });
    await warehouse.run(
      `copy (select ${values.join(', ')} from ${table}) to ${quotedString(csv)}
       (format csv, header false, delimiter '\t', quote '')`,
    );
    await load(
      database,
      table,
      names.map((name) => typeOf(name)),
      csv,
    );
    await rm(csv);
  }
  for (const [index, [table, column]] of indexes.entries()) {
    database.exec(`create index i${index} on ${table} (${column})`);
  }
  database.exec('analyze');
  return {
    name: 'SQLite',
    dialect: sqliteDialect,
    async ask(sql) {
      const rows = database.prepare(sql).all();
      return rows.map(({ period, segment, measure }) => row(period, segment, measure));
    },
    async bytes() {
      const [pages] = database
        .prepare('select page_count * page_size as n from pragma_page_count, pragma_page_size')
        .all();
      return Number(pages?.n);
    },
    async close() {
      database.close();
    },
  };
}

async function load(database: DatabaseSync, table: string, types: string[], file: string) {
  const insert = database.prepare(
    `insert into ${table} values (${types.map(() => '?').join(', ')})`,
  );
  const isText = types.map((type) => type === 'VARCHAR' || type === 'DATE');
  database.exec('begin');
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const cells = line.split('\t');
    insert.run(
      ...cells.map((cell, index) => (cell === '' ? null : isText[index] ? cell : Number(cell))),
    );
  }
  database.exec('commit');
}

function sqliteType(type: string): string {
  if (type === 'VARCHAR' || type === 'DATE') return 'text';
  return type === 'DOUBLE' || type === 'TIMESTAMP' ? 'real' : 'integer';
}

const sqliteDialect: Dialect = {
  month: (date) => `substr(${date}, 1, 7) || '-01'`,
  week: (date) => `date(${date}, 'weekday 0', '-6 days')`,
  hours: (from, to) => `(${to} - ${from}) / 3600.0`,
  days: (from, to) => `(julianday(${to}) - julianday(${from}))`,
  addDays: (date, days) => `date(${date}, (${days}) || ' days')`,
  daysAfter: (instant, days) => `(${instant} + ${days * 86_400})`,
  quantile: (value, share) => `percentile_cont(${value}, ${share})`,
  greater: (one, other) => `max(${one}, ${other})`,
  date: (text) => `'${text}'`,
  instant: (text) => `unixepoch('${text}', 'subsec')`,
};
