import type { Database, Transaction } from '../../database/connection.ts';
import {
  appendToProblem,
  findProblemCommand,
  insertProblem,
  lockProblem,
  type ProblemBatch,
  TextIdTaken,
} from '../../database/problem_log.ts';
import type {
  ProblemCommand,
  ProblemCommandName,
  ProblemCommands,
  ProblemState,
} from '../../workflows/domain/problem.ts';
import { decideProblem, type ProblemDecision } from '../../workflows/domain/problem_rules.ts';
import { rulesAt } from '../../workflows/processes/index.ts';
import { withDatabase } from '../http/database.ts';
import { keyReused } from '../http/errors.ts';
import { isRepetition } from '../http/idempotency.ts';
import { checkVersion } from '../http/if_match.ts';
import type { Call } from '../http/operation.ts';
import { actorOf } from '../http/viewer.ts';
import { problemNotFound, problemRefused } from './errors.ts';

type Changed = Extract<ProblemDecision, { kind: 'events' }>;

/** A text that goes with a command, by its role in it; undefined where the caller gave none. */
export interface NewProblemText {
  kind: 'title' | 'description' | 'root_cause' | 'workaround' | 'note';
  body: string;
}

export type ChangeCall = Pick<Call<{ id: string }>, 'account' | 'idempotency' | 'path'> & {
  /** Refused where the problem stands elsewhere. */
  expectedVersion?: number | undefined;
};

export interface ProblemChange<N extends ProblemCommandName, T extends string> {
  name: N;
  texts?: Record<T, NewProblemText | undefined>;
  /** What is asked, with the ids of the texts: undefined where there is none. */
  payload(textIds: Record<T, string | undefined>): ProblemCommands[N];
  /** What is written, or told, with the events or not at all. A retry does not come here again. */
  within?(trx: Transaction, changed: Changed): Promise<void>;
}

/**
 * Changes a problem in one transaction, holding its row: its events, texts and fold are written
 * together or not at all. Repeated with the same key it finds what was done.
 * @throws ApiError 404, 409 with the rule's own words, 412 where stale, 422 for a key used with
 * another body, 503
 */
export function changeProblem<N extends Exclude<ProblemCommandName, 'log'>, T extends string>(
  change: ProblemChange<N, T>,
  call: ChangeCall,
  database: Database,
): Promise<ProblemState> {
  const { path, expectedVersion } = call;
  return written(database, async (trx) => {
    const before = await lockProblem(trx, path.id);
    if (!before) throw problemNotFound(path.id);
    if (await wasDone(trx, call)) return before;
    checkVersion(before.seq, expectedVersion);
    const changed = decided(change, before, before.processId, call);
    await appendToProblem(trx, batchOf(changed, change.texts, call));
    await change.within?.(trx, changed);
    return changed.state;
  });
}

/** Logs a problem under the id that its key gives. @throws ApiError 400, 409, 422, 503 */
export function writeNewProblem<T extends string>(
  change: ProblemChange<'log', T>,
  processId: string,
  call: ChangeCall,
  database: Database,
): Promise<ProblemState> {
  const changed = decided(change, null, processId, call);
  const { state } = changed;
  return written(database, async (trx) => {
    if (await insertProblem(trx, batchOf(changed, change.texts, call))) return state;
    if (!(await wasDone(trx, call))) throw keyReused();
    return (await lockProblem(trx, state.problemId)) ?? state;
  });
}

/** All of it or nothing. @throws ApiError 422 where the key has written texts elsewhere, 503 */
function written<T>(database: Database, work: (trx: Transaction) => Promise<T>): Promise<T> {
  return withDatabase(async () => {
    try {
      return await database.transaction(work);
    } catch (error) {
      throw error instanceof TextIdTaken ? keyReused() : error;
    }
  });
}

function decided<N extends ProblemCommandName, T extends string>(
  change: ProblemChange<N, T>,
  state: ProblemState | null,
  processId: string,
  { account, idempotency }: ChangeCall,
): Changed {
  const roles = Object.entries(change.texts ?? {}) as [T, NewProblemText | undefined][];
  const textIds = Object.fromEntries(
    roles.map(([role, text]) => [role, text && idempotency.textId(role)]),
  ) as Record<T, string | undefined>;
  const now = Date.now();
  const { name } = change;
  const command = { name, actor: actorOf(account), ...change.payload(textIds) } as ProblemCommand;
  const { process } = rulesAt(processId, now);
  const decision = decideProblem(state, command, now, process);
  if (decision.kind === 'refusal') throw problemRefused(decision.refusal);
  return decision;
}

async function wasDone(
  trx: Transaction,
  { idempotency, path }: Pick<ChangeCall, 'idempotency' | 'path'>,
): Promise<boolean> {
  const known = await findProblemCommand(trx, path.id, idempotency.commandId);
  return isRepetition(known, idempotency);
}

function batchOf(
  { events, state }: Changed,
  texts: Record<string, NewProblemText | undefined> = {},
  { account, idempotency }: ChangeCall,
): ProblemBatch {
  const rows = Object.entries(texts).flatMap(([role, text]) =>
    text ? [{ text_id: idempotency.textId(role), author_id: account.id, ...text }] : [],
  );
  const { commandId, fingerprint } = idempotency;
  return { events, state, commandId, fingerprint, texts: rows };
}
