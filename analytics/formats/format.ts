import type { DuckDBDataChunk, DuckDBType } from '@duckdb/node-api';

export const formats = [
  'json',
  'csv',
  'csv_verbatim',
  'excel',
  'excel_fr',
  'arrow',
  'parquet',
] as const;
export type Format = (typeof formats)[number];

/** Standards for event logs: what `sql/event_log_*.sql` select is written so, and nothing else. */
export const eventLogFormats = ['ocel2', 'xes'] as const;
export type EventLogFormat = (typeof eventLogFormats)[number];

export interface ResultColumn {
  name: string;
  type: DuckDBType;
}

/** Takes a result chunk by chunk and leaves a file. */
export interface ResultWriter {
  /** The chunk's memory may be used again once this resolves. */
  write(chunk: DuckDBDataChunk): Promise<void>;
  finish(): Promise<void>;
}

export type OpenWriter = (file: string, columns: ResultColumn[]) => Promise<ResultWriter>;

const csv = { contentType: 'text/csv; charset=utf-8; header=present', extension: 'csv' };

export const mediaTypes: Record<
  Format | EventLogFormat,
  { contentType: string; extension: string }
> = {
  json: { contentType: 'application/json', extension: 'json' },
  csv,
  csv_verbatim: csv,
  excel: csv,
  excel_fr: csv,
  arrow: { contentType: 'application/vnd.apache.arrow.stream', extension: 'arrows' },
  parquet: { contentType: 'application/vnd.apache.parquet', extension: 'parquet' },
  ocel2: { contentType: 'application/json', extension: 'ocel2.json' },
  xes: { contentType: 'application/xml', extension: 'xes' },
};
