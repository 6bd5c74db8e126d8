import type { Database } from '../../database/connection.ts';
import { lackingIn } from '../../workflows/domain/readable.ts';
import { overStatuses } from '../../workflows/domain/ticket.ts';

/** A version of a process as an older desk compiled it, that this one does not read, with open tickets. */
export interface UnreadableProcess {
  processId: string;
  version: number;
  hash: string;
  /** What the compiled process lacks. */
  lacking: readonly string[];
  ticketCount: number;
}

/** Of two compiled forms of one version each is named, with the tickets that follow the version. */
export async function unreadableProcesses(database: Database): Promise<UnreadableProcess[]> {
  const [kept, followed] = await Promise.all([
    database('process_snapshots').select('process_id', 'version', 'hash', 'snapshot'),
    database('tickets')
      .whereNotIn('status', overStatuses)
      .groupBy('process_id', 'process_version')
      .select('process_id', 'process_version')
      .count<{ process_id: string; process_version: number; count: string }[]>(),
  ]);
  const counts = new Map(
    followed.map((row) => [`${row.process_id} ${row.process_version}`, Number(row.count)]),
  );
  return kept.flatMap(({ process_id: processId, version, hash, snapshot }): UnreadableProcess[] => {
    const ticketCount = counts.get(`${processId} ${version}`) ?? 0;
    const lacking = lackingIn(snapshot);
    if (lacking.length === 0 || ticketCount === 0) return [];
    return [{ processId, version, hash, lacking, ticketCount }];
  });
}
