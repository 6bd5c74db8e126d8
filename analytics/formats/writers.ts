import { openArrowWriter } from './arrow.ts';
import { openCsvWriter } from './csv.ts';
import type { Format, OpenWriter } from './format.ts';
import { openJsonWriter } from './json.ts';
import { openParquetWriter } from './parquet.ts';

export const writers: Record<Format, OpenWriter> = {
  json: openJsonWriter,
  csv: openCsvWriter,
  arrow: openArrowWriter,
  parquet: openParquetWriter,
};
