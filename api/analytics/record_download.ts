import type { Request, Response } from 'express';
import type { ResultFile } from '../../analytics/reader.ts';
import { recordAudit } from '../../database/audit.ts';
import type { Database } from '../../database/connection.ts';
import { askedBy } from '../http/audited.ts';
import { withDatabase } from '../http/database.ts';

interface Download {
  format: string;
  /** The metric it is of, or `sql`. */
  id: string;
  file: ResultFile;
  sql?: string;
}

const sqlMax = 2_000;

/**
 * Writes down that somebody takes rows away as a file. What screens draw from comes as Arrow, and is
 * no download.
 */
export async function recordDownload(
  database: Database,
  call: { request: Request; response: Response },
  { format, id, file, sql }: Download,
): Promise<void> {
  if (format === 'arrow') return;
  const { rowCount } = file;
  try {
    await withDatabase(() =>
      recordAudit(database, {
        ...askedBy(call),
        kind: 'export',
        object: { kind: 'warehouse', id },
        after: { format, rowCount, ...(sql && { sql: sql.slice(0, sqlMax) }) },
      }),
    );
  } catch (error) {
    file.body.destroy();
    throw error;
  }
}
