import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import test from 'ava';
import { metricDefinitions } from '../../analytics/catalogue.ts';
import { writeLayout } from '../../analytics/layout/write_layout.ts';
import { at } from '../domain/desk.ts';
import { findPython, type Python } from '../support/python.ts';
import { onTeardown } from '../support/teardown.ts';
import { manyTickets } from './histories.ts';
import { publishedWarehouse, readerOf, rounded } from './published.ts';

// A bucket of a server that speaks S3, on loopback. DuckDB's httpfs extension comes from PyPI.

const bucket = 's3://desk-warehouse/analytics';
let python: Python | string;

test.before(async (t) => {
  t.timeout(300_000, 'Python packages are installed once');
  python = await findPython(path.join(import.meta.dirname, 'python', 'bucket_requirements.txt'));
  if (typeof python === 'string') return;
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: await startStore(python),
    PALIER_HTTPFS: path.join(
      String(python.environment.PYTHONPATH),
      'duckdb_extension_httpfs/extensions/v1.5.5/httpfs.duckdb_extension',
    ),
  });
  await fetch(`${process.env.AWS_ENDPOINT_URL}/desk-warehouse`, { method: 'PUT' });
});

/** @returns the address of an empty store that ends with this file. */
async function startStore({ program, environment }: Python): Promise<string> {
  const child = spawn(program, ['-m', 'moto.server', '-H', '127.0.0.1', '-p', '0'], {
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  onTeardown(async () => {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  });
  for await (const line of createInterface({ input: child.stderr })) {
    const address = /Running on (http:\S+)/.exec(line)?.[1];
    if (address === undefined) continue;
    child.stderr.resume();
    return address;
  }
  throw new Error('The store did not start');
}

test.serial('every metric gives the same rows from a bucket as from a snapshot', async (t) => {
  if (typeof python === 'string') {
    t.log(`skipped: ${python}`);
    return t.pass();
  }
  const warehouseDir = await publishedWarehouse(manyTickets(300), at(60, '12:00'));
  const snapshots = readerOf(warehouseDir);
  const before = readerOf(bucket);
  t.is(await before.snapshot(), null);

  const written = await writeLayout({ warehouseDir, to: `${bucket}/` });

  const again = await writeLayout({ warehouseDir, to: bucket });
  t.is(again.n, null);
  t.true(written.writtenCount > 10);
  const parquet = readerOf(bucket);
  for (const { name } of metricDefinitions()) {
    const one = await snapshots.runMetric(name);
    const other = await parquet.runMetric(name);
    t.deepEqual(rounded(other.rows), rounded(one.rows), name);
  }
  const key = { sql: "select getenv('AWS_SECRET_ACCESS_KEY')" };
  await t.throwsAsync(parquet.runSql(key), { code: 'sql_refused' });
});

test.serial('a bucket without the means to reach it is told in words', async (t) => {
  const { PALIER_HTTPFS } = process.env;
  process.env.PALIER_HTTPFS = '/nowhere/httpfs.duckdb_extension';
  try {
    await t.throwsAsync(readerOf(bucket).snapshot(), {
      code: 'no_bucket_access',
      message: /needs DuckDB's httpfs extension, which cannot be loaded/,
    });
  } finally {
    if (PALIER_HTTPFS === undefined) delete process.env.PALIER_HTTPFS;
    else process.env.PALIER_HTTPFS = PALIER_HTTPFS;
  }
});
