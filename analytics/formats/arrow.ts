import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import duckdb from '@duckdb/node-bindings';
import {
  type Data,
  Field,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
} from 'apache-arrow';
import { type ArrowColumn, arrowColumn } from './arrow_columns.ts';
import type { ResultColumn, ResultWriter } from './format.ts';

const rowsPerBatch = 65_536;

/** An Arrow IPC stream that keeps the types: what DuckDB has in its vectors is copied as it is. */
export async function openArrowWriter(
  file: string,
  columns: ResultColumn[],
): Promise<ResultWriter> {
  const builders = columns.map(({ type }) => arrowColumn(type));
  const schema = new Schema(
    columns.map(({ name }, index) => new Field(name, builderAt(builders, index).arrowType, true)),
  );
  const writer = new RecordBatchStreamWriter().reset(undefined, schema);
  const output = createWriteStream(file, { mode: 0o600 });
  const written = finished(writer.toNodeStream().pipe(output));
  let rowCount = 0;

  function flush(): void {
    const children = builders.map((builder) => builder.flush()) as Data[];
    const type = new Struct(schema.fields);
    writer.write(new RecordBatch(schema, makeData({ type, length: rowCount, children })));
    rowCount = 0;
  }

  return {
    async write(chunk) {
      for (const [index, builder] of builders.entries()) {
        const vector = duckdb.data_chunk_get_vector(chunk.chunk, index);
        builder.append(vector, 0, chunk.rowCount);
      }
      rowCount += chunk.rowCount;
      if (rowCount >= rowsPerBatch) {
        flush();
        await nextTurn();
      }
    },
    async finish() {
      if (rowCount > 0) flush();
      writer.finish();
      await written;
    },
  };
}

function builderAt(builders: ArrowColumn[], index: number): ArrowColumn {
  const builder = builders[index];
  if (!builder) throw new Error(`No Arrow column at ${index}`);
  return builder;
}
