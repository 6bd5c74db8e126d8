import { csvDialects } from './csv_dialects.ts';
import type { EventLogFormat, Format, OpenWriter } from './format.ts';

/** Loaded when first needed: a query that gives rows need not wait for Arrow's library. */
export async function loadWriter(format: Format | EventLogFormat): Promise<OpenWriter> {
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
    case 'ocel2':
      return (await import('./ocel2.ts')).openOcel2Writer;
    case 'xes':
      return (await import('./xes.ts')).openXesWriter;
  }
}
