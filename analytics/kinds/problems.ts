import type pg from 'pg';
import { problemFacts, type SourceProblem } from '../facts/problems.ts';
import { replaceStaged } from '../merge.ts';
import type { Kind } from './kind.ts';

export const problems: Kind<'problems'> = {
  source: 'problems',
  id: 'problem_id',
  tables: ['problems'],
  readFacts: async (client, ids) => (await readProblems(client, ids)).map(problemFacts),
  merge: (warehouse, staging, ids) => replaceStaged(warehouse, staging, problems, ids),
};

async function readProblems(client: pg.Client, problemIds: string[]): Promise<SourceProblem[]> {
  const { rows } = await client.query<SourceProblem>(
    `select
       problem_id as "problemId",
       number::float8 as "number",
       origin,
       is_open as "isOpen",
       last_seq as "lastSeq",
       state
     from problems
     where problem_id = any($1)
     order by problem_id`,
    [problemIds],
  );
  return rows;
}
