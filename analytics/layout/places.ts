import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type DuckDBConnection, DuckDBInstance, quotedString } from '@duckdb/node-api';
import { AnalyticsError, reasonOf } from '../errors.ts';
import { writeFileAtomically } from '../files.ts';

// A place is a folder of this machine or a bucket, written `s3://bucket/prefix`.

export function isBucket(place: string): boolean {
  return /^s3:\/\//i.test(place);
}

/** The place as it is written everywhere: absolute, without a slash at its end. */
export function normalPlace(place: string): string {
  return isBucket(place) ? place.replace(/\/+$/, '') : path.resolve(place);
}

/** Variables of the environment that say how a bucket is reached; a query worker is given no others. */
export function bucketEnvironment(place: string): NodeJS.ProcessEnv {
  if (!isBucket(place)) return {};
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => /^(AWS_|PALIER_HTTPFS$|HOME$)/.test(name)),
  );
}

/**
 * Lets a connection's database read and write the place.
 * @throws AnalyticsError `no_bucket_access` where DuckDB has no httpfs extension for a bucket.
 */
export async function openPlace(connection: DuckDBConnection, place: string): Promise<void> {
  if (!isBucket(place)) return;
  const { PALIER_HTTPFS: file } = process.env;
  try {
    await connection.run(`load ${file ? quotedString(file) : 'httpfs'}`);
  } catch (cause) {
    const [reason = ''] = reasonOf(cause).split('\n');
    const parameters = { place, reason };
    throw new AnalyticsError({ code: 'no_bucket_access', parameters }, { cause });
  }
  await connection.run(`create or replace secret bucket (${secretParts().join(', ')})`);
}

function secretParts(): string[] {
  const { env } = process;
  const endpoint = env.AWS_ENDPOINT_URL ? new URL(env.AWS_ENDPOINT_URL) : null;
  const values = {
    key_id: env.AWS_ACCESS_KEY_ID,
    secret: env.AWS_SECRET_ACCESS_KEY,
    session_token: env.AWS_SESSION_TOKEN,
    region: env.AWS_REGION,
    endpoint: endpoint?.host,
    // Stores other than Amazon's rarely give every bucket a name of its own in the DNS.
    url_style: endpoint ? 'path' : undefined,
    use_ssl: endpoint ? String(endpoint.protocol === 'https:') : undefined,
  };
  const given = Object.entries(values).filter(([, value]) => value);
  return ['type s3', ...given.map(([name, value]) => `${name} ${quotedString(String(value))}`)];
}

/** @returns null where there is no such file. */
export async function readText(place: string, name: string): Promise<string | null> {
  const file = `${place}/${name}`;
  if (!isBucket(place)) {
    return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
  }
  return withScratch(place, async (connection) => {
    const found = await connection.runAndReadAll('select content from read_text($file)', { file });
    return String(found.getRowsJson()[0]?.[0] ?? '');
  }).catch((error: Error) => {
    if (/404|No files found/.test(error.message)) return null;
    throw error;
  });
}

/** Whole or not at all: a reader finds the old text or the new one. */
export async function writeText(place: string, name: string, text: string): Promise<void> {
  if (!isBucket(place)) return writeFileAtomically(`${place}/${name}`, text);
  await withScratch(place, (connection) =>
    connection.run(
      // As one cell of a CSV file without quotes and with a separator that no text has.
      `copy (select $text::varchar) to ${quotedString(`${place}/${name}`)}
       (format csv, header false, quote '', escape '', delimiter e'\\x01')`,
      { text: text.trimEnd() },
    ),
  );
}

async function withScratch<T>(
  place: string,
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  try {
    await openPlace(connection, place);
    return await work(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
