import { rm } from 'node:fs/promises';
import { DuckDBInstance, quotedIdentifier, quotedString } from '@duckdb/node-api';
import type { ResultColumn, ResultWriter } from './format.ts';

/**
 * Parquet, by DuckDB's own writer. The result passes through a scratch database, because the one it
 * was asked of may write no file.
 */
export async function openParquetWriter(
  file: string,
  columns: ResultColumn[],
): Promise<ResultWriter> {
  const scratch = `${file}.scratch`;
  const instance = await DuckDBInstance.create(scratch, { threads: '1', memory_limit: '256MB' });
  const connection = await instance.connect();
  const definitions = columns.map(({ name, type }) => `${quotedIdentifier(name)} ${type}`);
  await connection.run(`create table result (${definitions.join(', ')})`);
  const appender = await connection.createAppender('result');
  return {
    async write(chunk) {
      appender.appendDataChunk(chunk);
    },
    async finish() {
      appender.closeSync();
      await connection.run(
        `copy result to ${quotedString(file)} (format parquet, compression zstd)`,
      );
      connection.closeSync();
      instance.closeSync();
      await rm(scratch, { force: true });
    },
  };
}
