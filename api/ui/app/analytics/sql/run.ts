import type { FileReply, Input, Problem, Reply } from '../../../../contract.ts';
import { files } from '../../client/desk.ts';
import { saveFile } from '../../save_file.ts';
import { language, t } from '../../words/language.ts';
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

/** Reads a result that was asked for as Arrow; null where the asking was given up. */
export async function readResult(
  asking: Promise<Reply<FileReply>>,
  signal: AbortSignal,
): Promise<Outcome | null> {
  const [answer, { readArrow }] = await Promise.all([asking, import('../arrow_table.ts')]);
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
  excel: { title: 'Excel', extension: 'csv', type: 'text/csv' },
  parquet: { title: 'Parquet', extension: 'parquet', type: 'application/vnd.apache.parquet' },
  arrow: { title: 'Arrow', extension: 'arrows', type: 'application/vnd.apache.arrow.stream' },
} as const;

export type FileFormat = keyof typeof fileFormats;

/** A statement with its values, as the API takes them. */
export type Question = Pick<Input<'querySql'>['body'], 'sql' | 'params'>;

/** Saves a whole result, however many rows it has; null where the asking was given up. */
export async function download(
  question: Question,
  format: FileFormat,
  signal: AbortSignal,
): Promise<Problem | null> {
  const { type, extension } = fileFormats[format];
  // Excel splits a line by what its country does.
  const asked = format === 'excel' && language.value === 'fr' ? 'excel_fr' : format;
  const answer = await files.querySql({ body: { ...question, format: asked } }, { signal });
  if (signal.aborted) return null;
  if (!answer.isOk) return answer.problem;
  saveFile(new Blob([answer.data.bytes], { type }), `${t('result.file')}.${extension}`);
  return null;
}
