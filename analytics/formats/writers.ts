import { csvDialects } from './csv_dialects.ts';
import type { Format, OpenWriter } from './format.ts';

/** Loaded when first needed: a query that gives rows need not wait for Arrow's library. */
export async function loadWriter(format: Format): Promise<OpenWriter> {
  switch (format) {
    case 'json':
      return (await import('./json.ts')).openJsonWriter;
    case 'csv':
    case 'csv_verbatim':
    case 'excel':
    case 'excel_fr':
      return (await import('./csv.ts')).csvWriter(csvDialects[format]);
    case 'arrow':
      return (await import('./arrow.ts')).openArrowWriter;
    case 'parquet':
      return (await import('./parquet.ts')).openParquetWriter;
  }
}
