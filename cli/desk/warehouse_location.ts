import path from 'node:path';
import { AnalyticsError, type AnalyticsErrorCode } from '../../analytics/errors.ts';
import { isBucket, normalPlace } from '../../analytics/layout/places.ts';
import { givenSettings } from '../../settings/environment.ts';
import { CliError } from '../cli_error.ts';
import { findDesk } from './desk_file.ts';
import { readSettings, repositoryDir } from './settings.ts';

/**
 * The warehouse of the desk: the one asked for, `PALIER_WAREHOUSE`, the running desk's, or the one a
 * desk under `PALIER_HOME` would use. It can be read while no desk runs.
 */
export async function findWarehouseDir(asked?: string): Promise<string> {
  if (asked) return normalPlace(asked);
  const given = givenSettings(process.env).PALIER_WAREHOUSE;
  if (given) return isBucket(given) ? normalPlace(given) : path.resolve(repositoryDir, given);
  const { home } = readSettings();
  const desk = await findDesk(home);
  return desk?.warehouseDir ?? path.join(home, 'warehouse');
}

export const warehouseOption = [
  '--warehouse <place>',
  "folder of a warehouse, or a folder or s3://bucket/prefix of its Parquet; the desk's when absent",
] as const;

/** What is wrong with a question is the asker's to mend (2); everything else is a problem (1). */
const usageErrors: readonly AnalyticsErrorCode[] = [
  'chart_not_drawn',
  'invalid_parameter',
  'no_tickets_behind',
  'nothing_exported',
  'sql_failed',
  'sql_refused',
  'unknown_dashboard',
  'unknown_metric',
];

export async function asCliError<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AnalyticsError)) throw error;
    const exitCode = usageErrors.includes(error.code) ? 2 : 1;
    throw new CliError(error.message, { cause: error, exitCode });
  }
}
