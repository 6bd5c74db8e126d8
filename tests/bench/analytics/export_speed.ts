import path from 'node:path';
import { DuckDBInstance, quotedString } from '@duckdb/node-api';
import pg from 'pg';
import { recordHistory } from '../../../activities/projection.ts';
import { exportFromPostgres } from '../../../analytics/export.ts';
import { makeOwnedFolder, postgresAccount } from '../../../cli/servers/postgres_account.ts';
import { ensureDatabase, startPostgres } from '../../../cli/servers/postgres_server.ts';
import { connectDatabase } from '../../../database/connection.ts';
import { migrate } from '../../../database/migrate.ts';
import { print, timed } from '../talk.ts';
import { liveYear, type MadeUpTicket, today } from './made_up_warehouse.ts';

/** Tickets of the desk's own database are these, under other ids. */
const simulated = 2000;

/**
 * The export, tickets folded to facts and all, beside a bare COPY of the same rows: the desk's two
 * tables out of Postgres as text and into DuckDB as they are.
 */
export async function measureExport(dir: string, ticketCount: number): Promise<void> {
  const folder = path.join(dir, 'desk');
  await makeOwnedFolder(folder, postgresAccount());
  const server = await startPostgres({
    dataDir: path.join(folder, 'postgres'),
    password: 'palier-bench',
    settings: { fsync: 'off', shared_buffers: '512MB', max_wal_size: '4GB' },
  });
  try {
    await ensureDatabase(server, 'palier');
    const url = server.urlOf('palier');
    const rowCount = await fill(url, ticketCount);
    const copied = await timed(() => bareCopy(url, folder));
    const exported = await timed(() =>
      exportFromPostgres({ databaseUrl: url, warehouseDir: path.join(folder, 'warehouse') }),
    );
    const rate = (ms: number) => Math.round(rowCount / (ms / 1000));
    print(`\nExport of ${rowCount.toLocaleString('en')} rows (tickets and events) out of Postgres`);
    print(`  bare COPY into DuckDB  ${rate(copied.ms).toLocaleString('en')} rows/s`);
    print(`  export, snapshot and all ${rate(exported.ms).toLocaleString('en')} rows/s`);
    print(`export / COPY: ${(copied.ms / exported.ms).toFixed(2)}`);
  } finally {
    await server.stop();
  }
}

/** @returns rows of tickets and events. */
async function fill(url: string, ticketCount: number): Promise<number> {
  await migrate(url);
  const database = connectDatabase(url, { name: 'bench', statementTimeoutMs: 0 });
  let batch: MadeUpTicket[] = [];
  const store = async () => {
    const batches = batch.map(({ state, events }) => ({ ticketId: state.ticketId, events }));
    await recordHistory(database, batches, 'demo');
    batch = [];
  };
  for (const ticket of liveYear(simulated, today)) {
    batch.push(ticket);
    if (batch.length === 200) await store();
  }
  await store();
  const copies = Math.max(0, Math.round(ticketCount / simulated) - 1);
  for (const table of ['tickets', 'ticket_events']) await multiply(database, table, copies);
  await database.raw('analyze');
  const { rows } = await database.raw<{ rows: { n: number }[] }>(
    'select (select count(*) from tickets) + (select count(*) from ticket_events) as n',
  );
  await database.destroy();
  return Number(rows[0]?.n);
}

async function multiply(
  database: ReturnType<typeof connectDatabase>,
  table: string,
  copies: number,
): Promise<void> {
  const { rows } = await database.raw<{ rows: { name: string }[] }>(
    `select column_name as name from information_schema.columns
     where table_name = ? and table_schema = 'public' and is_generated = 'NEVER' order by ordinal_position`,
    [table],
  );
  const names = rows.map(({ name }) => `"${name}"`);
  const values = names.map((name) => (name === '"ticket_id"' ? `ticket_id || '-' || copy` : name));
  await database.raw(
    `insert into ${table} (${names.join(', ')})
     select ${values.join(', ')} from ${table} cross join generate_series(1, ${copies}) as copies (copy)`,
  );
}

async function bareCopy(url: string, folder: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const instance = await DuckDBInstance.create(path.join(folder, 'bare.duckdb'), { threads: '2' });
  const connection = await instance.connect();
  for (const table of ['tickets', 'ticket_events']) {
    const file = path.join(folder, `${table}.csv`);
    await client.query(`copy ${table} to ${quotedString(file)} (format csv, header true)`);
    await connection.run(
      `create table ${table} as
       from read_csv(${quotedString(file)}, all_varchar = true, max_line_size = 10000000)`,
    );
  }
  await connection.run('checkpoint');
  connection.closeSync();
  instance.closeSync();
  await client.end();
}
