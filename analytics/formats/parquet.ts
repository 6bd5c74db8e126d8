import { rm } from 'node:fs/promises';
import {
  type DuckDBArrayType,
  DuckDBInstance,
  type DuckDBListType,
  type DuckDBMapType,
  type DuckDBStructType,
  type DuckDBType,
  DuckDBTypeId,
  quotedIdentifier,
  quotedString,
} from '@duckdb/node-api';
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
  const exact = columns.map(
    ({ name, type }) =>
      `${quotedIdentifier(name)}::${exactType(type)} as ${quotedIdentifier(name)}`,
  );
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
        `copy (select ${exact.join(', ')} from result)
         to ${quotedString(file)} (format parquet, compression zstd)`,
      );
      connection.closeSync();
      instance.closeSync();
      await rm(scratch, { force: true });
    },
  };
}

/**
 * The type that Parquet keeps whole. DuckDB would round its widest integers to doubles, writes null
 * arrays in a way that other readers take for damage, and intervals that few of them know.
 */
function exactType(type: DuckDBType): string {
  switch (type.typeId) {
    case DuckDBTypeId.HUGEINT:
      return 'decimal(38, 0)';
    case DuckDBTypeId.UHUGEINT:
    case DuckDBTypeId.INTERVAL:
      return 'varchar';
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY:
      return `${exactType((type as DuckDBListType | DuckDBArrayType).valueType)}[]`;
    case DuckDBTypeId.MAP: {
      const { keyType, valueType } = type as DuckDBMapType;
      return `map(${exactType(keyType)}, ${exactType(valueType)})`;
    }
    case DuckDBTypeId.STRUCT: {
      const { entryNames, entryTypes } = type as DuckDBStructType;
      const entries = entryTypes.map(
        (entry, index) => `${quotedIdentifier(entryNames[index] ?? '')} ${exactType(entry)}`,
      );
      return `struct(${entries.join(', ')})`;
    }
    default:
      return `${type}`;
  }
}
