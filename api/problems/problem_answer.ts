import type { ApiDependencies } from '../dependencies.ts';
import type { Account } from '../people/directory.ts';
import type { ProblemRecord } from './contract.ts';
import { problemNotFound } from './errors.ts';
import { findProblem, type StoredProblem } from './find_problems.ts';
import { problemAccountIds, problemView } from './problem_view.ts';

/** @throws ApiError 404 where there is no such problem */
export async function getStoredProblem(
  problemId: string,
  { database }: ApiDependencies,
): Promise<StoredProblem> {
  const stored = await findProblem(database, problemId);
  if (!stored) throw problemNotFound(problemId);
  return stored;
}

export async function describeProblem(
  stored: StoredProblem,
  account: Account,
  { accounts }: ApiDependencies,
): Promise<ProblemRecord> {
  const names = await accounts.namesOf(problemAccountIds(stored.state));
  return problemView(stored, names, { account, now: Date.now() });
}

/** The problem as it stands now, with its ETag. */
export async function answerProblem(
  problemId: string,
  account: Account,
  dependencies: ApiDependencies,
) {
  const stored = await getStoredProblem(problemId, dependencies);
  const body = await describeProblem(stored, account, dependencies);
  return { status: 200 as const, body, headers: { ETag: problemEtag(stored) } };
}

export function problemEtag({ state }: StoredProblem): string {
  return `"${state.seq}"`;
}
