import type { Database } from '../../../database/connection.ts';
import type { Finding } from '../../../workflows/processes/check/finding.ts';
import { amount } from '../../../workflows/processes/counted.ts';
import { findSnapshots, type LoadedProcess } from './load_process.ts';
import { withRunningDesk } from './running_desk.ts';

/**
 * Hours that a version names which open tickets of the desk follow, and that are there no more: gone,
 * or called otherwise. Nothing where no desk runs.
 */
export function findLostHours(loaded: LoadedProcess): Promise<Finding[]> {
  return withRunningDesk('Open tickets', (database) => lostHours(database, loaded));
}

/** As `findLostHours`, of the desk with this database. */
export async function lostHours(
  database: Database,
  { snapshot }: Pick<LoadedProcess, 'snapshot'>,
): Promise<Finding[]> {
  const followed = await database('tickets')
    .where({ origin: 'live', process_id: snapshot.id, is_open: true })
    .where('process_version', '<', snapshot.version)
    .groupBy('process_version')
    .select('process_version')
    .count<{ process_version: number; count: string }[]>('* as count');
  const findings: Finding[] = [];
  for (const { process_version: version, count } of followed) {
    const [old] = await findSnapshots(database, snapshot.id, version);
    const lost = old?.calendars.filter((id) => !snapshot.calendars.includes(id)) ?? [];
    if (lost.length === 0) continue;
    const message =
      `Version ${version}, which ${amount(Number(count), 'open ticket follows', 'open tickets follow')}, counts in ${lost.join(', ')}, which is gone or called otherwise: ` +
      'theirs are no longer renewed. Keep the name, or migrate them';
    findings.push({ rule: 'hours_are_there', message, path: [] });
  }
  return findings;
}
