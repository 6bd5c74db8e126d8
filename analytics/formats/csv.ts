import { type DuckDBType, DuckDBTypeId, type DuckDBValueConverter } from '@duckdb/node-api';
import type { CsvDialect } from './csv_dialects.ts';
import type { OpenWriter } from './format.ts';
import { withoutFormula } from './formula.ts';
import type { JsonValue } from './json_value.ts';
import { toJsonValue } from './json_value.ts';
import { TextFile } from './text_file.ts';

const lineEnd = '\r\n';
const byteOrderMark = '\uFEFF';

/**
 * RFC 4180 with a header. A null is nothing between its separators, an empty text is `""`: DuckDB
 * (`allow_quoted_nulls = false`), Python (`QUOTE_NOTNULL`) and PostgreSQL tell them apart.
 */
export function csvWriter(dialect: CsvDialect): OpenWriter {
  return async (file, columns) => {
    const text = await TextFile.create(file);
    if (dialect.isForExcel) await text.write(byteOrderMark);
    await text.write(csvLines([columns.map(({ name }) => name)], dialect));
    const convert = dialect.isForExcel ? toExcelValue : toJsonValue;
    return {
      async write(chunk) {
        await text.write(csvLines(chunk.convertRows(convert), dialect));
      },
      finish: () => text.close(),
    };
  };
}

export function csvLines(rows: JsonValue[][], dialect: CsvDialect): string {
  const { separator } = dialect;
  return rows
    .map((row) => {
      const cells = row.map((value) => csvCell(value, dialect));
      // An empty line is no row to most readers: a null alone in its row is quoted too.
      const isBlank = cells.length === 1 && cells[0] === '';
      return (isBlank ? '""' : cells.join(separator)) + lineEnd;
    })
    .join('');
}

function csvCell(value: JsonValue, { guardsFormulas, decimalMark }: CsvDialect): string {
  if (value === null) return '';
  if (typeof value === 'number') return quotedWhereNeeded(String(value).replace('.', decimalMark));
  if (typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (text === '') return '""';
  return quotedWhereNeeded(guardsFormulas ? withoutFormula(text) : text);
}

// Both separators, and the blanks that some readers trim, whatever the dialect.
function quotedWhereNeeded(text: string): string {
  return /[",;\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Excel takes an instant for one only without the `T` and the `Z` of ISO 8601. */
const toExcelValue: DuckDBValueConverter<JsonValue> = (value, type, converter) => {
  const json = toJsonValue(value, type, converter);
  if (typeof json !== 'string' || !isInstant(type)) return json;
  return json.replace(/^(\S+)T(\S+)Z$/, '$1 $2');
};

function isInstant({ typeId }: DuckDBType): boolean {
  return instantTypes.includes(typeId);
}

const instantTypes = [
  DuckDBTypeId.TIMESTAMP,
  DuckDBTypeId.TIMESTAMP_S,
  DuckDBTypeId.TIMESTAMP_MS,
  DuckDBTypeId.TIMESTAMP_NS,
  DuckDBTypeId.TIMESTAMP_TZ,
];
