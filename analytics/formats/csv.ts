import { stringify } from 'csv-stringify/sync';
import type { ResultColumn, ResultWriter } from './format.ts';
import type { JsonValue } from './json_value.ts';
import { toJsonValue } from './json_value.ts';
import { TextFile } from './text_file.ts';

const lineEnd = '\r\n';

/** RFC 4180 with a header. No text in it can act as a formula when a spreadsheet opens it. */
export async function openCsvWriter(file: string, columns: ResultColumn[]): Promise<ResultWriter> {
  const text = await TextFile.create(file);
  await text.write(csvLines([columns.map(({ name }) => name)]));
  return {
    async write(chunk) {
      await text.write(csvLines(chunk.convertRows(toJsonValue)));
    },
    finish: () => text.close(),
  };
}

export function csvLines(rows: JsonValue[][]): string {
  return stringify(
    rows.map((row) => row.map(csvCell)),
    { record_delimiter: lineEnd },
  );
}

function csvCell(value: JsonValue): string {
  if (value === null) return '';
  if (typeof value === 'string') return withoutFormula(value);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** A leading apostrophe makes a spreadsheet show the cell instead of computing it. */
function withoutFormula(text: string): string {
  return /^[=+\-@\t\r]/.test(text) && !isPlainNumber(text) ? `'${text}` : text;
}

// Exact integers and decimals too long for a number come as text: they compute nothing.
function isPlainNumber(text: string): boolean {
  return /^[+-]?\d+(\.\d+)?$/.test(text);
}
