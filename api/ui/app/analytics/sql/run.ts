import type { Problem } from '../../../../contract.ts';
import { requestBytes } from '../../client.ts';
import { t } from '../../language.ts';
import { saveFile } from '../../save_file.ts';
import type { ResultTable } from '../arrow_table.ts';

/** A result with what is known of its making. */
export interface Result {
  table: ResultTable;
  isTruncated: boolean;
  elapsedMs: number;
  /** Everything up to here is in it; ISO 8601, null before the first export. */
  dataThrough: string | null;
  snapshot: string | null;
}

export type Outcome = { isOk: true; result: Result } | { isOk: false; problem: Problem };

const arrowType = 'application/vnd.apache.arrow.stream';

/** Asks for a result as Arrow; null where the asking was given up. */
export async function askForTable(
  method: 'GET' | 'POST',
  path: string,
  signal: AbortSignal,
  body?: object,
): Promise<Outcome | null> {
  const [answer, { readArrow }] = await Promise.all([
    requestBytes(method, path, { accept: arrowType, signal, ...(body ? { body } : {}) }),
    import('../arrow_table.ts'),
  ]);
  if (signal.aborted) return null;
  if (!answer.isOk) return answer;
  const { bytes, headers } = answer.data;
  const result = {
    table: readArrow(bytes),
    isTruncated: headers.get('palier-truncated') === 'true',
    elapsedMs: Number(headers.get('palier-elapsed-ms')),
    dataThrough: headers.get('palier-data-through'),
    snapshot: headers.get('palier-snapshot'),
  };
  return { isOk: true, result };
}

export const fileFormats = {
  csv: { title: 'CSV', extension: 'csv', type: 'text/csv' },
  parquet: { title: 'Parquet', extension: 'parquet', type: 'application/vnd.apache.parquet' },
  arrow: { title: 'Arrow', extension: 'arrows', type: arrowType },
} as const;

export type FileFormat = keyof typeof fileFormats;

/** Saves a whole result, however many rows it has; null where the asking was given up. */
export async function download(
  body: object,
  format: FileFormat,
  signal: AbortSignal,
): Promise<Problem | null> {
  const { type, extension } = fileFormats[format];
  const answer = await requestBytes('POST', '/api/sql', {
    body: { ...body, format },
    accept: type,
    signal,
  });
  if (signal.aborted) return null;
  if (!answer.isOk) return answer.problem;
  saveFile(new Blob([answer.data.bytes], { type }), `${t('result.file')}.${extension}`);
  return null;
}
