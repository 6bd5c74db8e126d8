import type { Database } from '../../database/connection.ts';
import { seesInternals } from '../http/viewer.ts';
import type { Account } from '../people/directory.ts';
import type { LinkedTicket } from './parts.ts';

/** What is shown of the problems that tickets name, to those who may know of problems. */
export async function findNamedProblems(
  database: Database,
  account: Account,
  ids: readonly string[],
): Promise<Map<string, LinkedTicket>> {
  const problemIds = ids.filter((id) => id.startsWith('prb-'));
  if (problemIds.length === 0 || !seesInternals(account)) return new Map();
  const rows = await database('problems')
    .leftJoin('problem_texts', 'problem_texts.text_id', 'problems.title_id')
    .whereIn('problems.problem_id', problemIds)
    .select('problems.problem_id', 'problems.number', 'problem_texts.body');
  return new Map(
    rows.map((row) => [
      row.problem_id,
      { number: Number(row.number), subject: row.body, status: null, followedOn: null },
    ]),
  );
}
