import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import type { SnapshotInfo } from '../../analytics/manifest.ts';
import type { ResultFile } from '../../analytics/reader.ts';
import type { QueryRows } from './contract.ts';

/** What rows are sent as, where not as JSON. */
export const fileMediaTypes = [
  'text/csv',
  'application/vnd.apache.arrow.stream',
  'application/vnd.apache.parquet',
];

/** Ends the work for a caller who has gone. */
export function abortedWith(response: Response): AbortSignal {
  const controller = new AbortController();
  response.on('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}

/** Streams a result as a download. What was cut off is said in a header. */
export async function sendFile(response: Response, file: ResultFile): Promise<undefined> {
  response.status(200).set({
    'Content-Type': file.contentType,
    'Content-Length': String(file.byteLength),
    'Content-Disposition': `attachment; filename="${file.fileName}"`,
    'Palier-Truncated': String(file.truncated),
    'Palier-Rows': String(file.rowCount),
    'Palier-Elapsed-Ms': String(Math.round(file.elapsedMs)),
    ...(file.snapshot
      ? { 'Palier-Data-Through': file.snapshot.dataThrough, 'Palier-Snapshot': file.snapshot.name }
      : {}),
  });
  await pipeline(file.body, response);
  return undefined;
}

export function snapshotView(snapshot: SnapshotInfo | null): QueryRows['snapshot'] {
  if (!snapshot) return null;
  const { name, dataThrough, publishedAt } = snapshot;
  return { name, dataThrough, publishedAt };
}
