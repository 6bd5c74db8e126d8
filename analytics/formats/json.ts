import type { ResultColumn, ResultWriter } from './format.ts';
import { toJsonValue } from './json_value.ts';
import { TextFile } from './text_file.ts';

/** An array of objects, one a line. */
export async function openJsonWriter(file: string, columns: ResultColumn[]): Promise<ResultWriter> {
  const text = await TextFile.create(file);
  const names = columns.map(({ name }) => name);
  let separator = '[\n';
  return {
    async write(chunk) {
      for (const row of chunk.convertRows(toJsonValue)) {
        const record = Object.fromEntries(names.map((name, index) => [name, row[index] ?? null]));
        await text.write(separator + JSON.stringify(record));
        separator = ',\n';
      }
    },
    async finish() {
      await text.write(separator === '[\n' ? '[]\n' : '\n]\n');
      await text.close();
    },
  };
}
