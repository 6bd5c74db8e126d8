import type { Database, Transaction } from '../../database/connection.ts';
import {
  isProblemOpen,
  type ProblemCommand,
  type ProblemCommandName,
  type ProblemCommands,
  type ProblemState,
} from '../../workflows/domain/problem.ts';
import { decideProblem, type ProblemDecision } from '../../workflows/domain/problem_rules.ts';
import { rulesAt } from '../../workflows/processes/index.ts';
import { withDatabase } from '../http/database.ts';
import { keyReused, problemNotFound, problemRefused, staleProblem } from '../http/errors.ts';
import { expectedVersionOf } from '../http/if_match.ts';
import type { Call } from '../http/operation.ts';
import { actorOf } from '../http/viewer.ts';

type Changed = Extract<ProblemDecision, { kind: 'events' }>;

/** A text that goes with a command, by its role in it; undefined where the caller gave none. */
export interface NewProblemText {
  kind: 'title' | 'description' | 'root_cause' | 'workaround' | 'note';
  body: string;
}

export type ChangeCall = Pick<Call<{ id: string }>, 'account' | 'idempotency' | 'path'> & {
  /** Refused where the problem stands elsewhere. */
  expectedSeq?: number | undefined;
};

/** A call with what its `If-Match` asks. @throws ApiError 400 where that is no ETag */
export function changeCallOf(call: Call<{ id: string }, unknown, unknown>): ChangeCall {
  const { account, idempotency, path, request } = call;
  return { account, idempotency, path, expectedSeq: expectedVersionOf(request) };
}

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
  const { path, expectedSeq } = call;
  return withDatabase(() =>
    database.transaction(async (trx) => {
      const row = await trx('problems').where('problem_id', path.id).forUpdate().first('state');
      if (!row) throw problemNotFound(path.id);
      if (await wasDone(trx, call)) return row.state;
      checkSeq(row.state, expectedSeq);
      const changed = decided(change, row.state, row.state.processId, call);
      await writeTexts(trx, change.texts, changed, call);
      await appendEvents(trx, changed, call);
      await change.within?.(trx, changed);
      return changed.state;
    }),
  );
}

/** Logs a problem under the id that its key gives. @throws ApiError 400, 409, 422, 503 */
export function logProblem<T extends string>(
  change: ProblemChange<'log', T>,
  processId: string,
  call: ChangeCall,
  database: Database,
): Promise<ProblemState> {
  const changed = decided(change, null, processId, call);
  const { state } = changed;
  return withDatabase(() =>
    database.transaction(async (trx) => {
      const row = rowOf(state);
      const inserted = await trx('problems')
        .insert({ problem_id: state.problemId, ...row })
        .onConflict('problem_id')
        .ignore()
        .returning('problem_id');
      if (inserted.length === 0) {
        if (!(await wasDone(trx, call))) throw keyReused();
        const known = await trx('problems').where('problem_id', state.problemId).first('state');
        return known?.state ?? state;
      }
      await writeTexts(trx, change.texts, changed, call);
      await appendEvents(trx, changed, call);
      return state;
    }),
  );
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
  const command = { name: change.name, actor: actorOf(account), ...change.payload(textIds) };
  const { process } = rulesAt(processId, now);
  const decision = decideProblem(state, command as unknown as ProblemCommand, now, process);
  if (decision.kind === 'refusal') throw problemRefused(decision.refusal);
  return decision;
}

/** @throws ApiError 422 where the command was another one */
async function wasDone(
  trx: Transaction,
  { idempotency, path }: Pick<ChangeCall, 'idempotency' | 'path'>,
): Promise<boolean> {
  const known = await trx('problem_events')
    .where({ problem_id: path.id, command_id: idempotency.commandId })
    .first('fingerprint');
  if (known && known.fingerprint !== idempotency.fingerprint) throw keyReused();
  return known !== undefined;
}

function checkSeq(state: ProblemState, expected: number | undefined): void {
  if (expected === undefined || expected === state.seq) return;
  throw staleProblem(`The problem stands at ${state.seq}, not at ${expected}: read it again.`);
}

async function writeTexts(
  trx: Transaction,
  texts: Record<string, NewProblemText | undefined> | undefined,
  { events, state }: Changed,
  { account, idempotency }: ChangeCall,
): Promise<void> {
  const rows = Object.entries(texts ?? {}).flatMap(([role, text]) =>
    text
      ? {
          text_id: idempotency.textId(role),
          problem_id: state.problemId,
          author_id: account.id,
          kind: text.kind,
          body: text.body,
        }
      : [],
  );
  if (events.length > 0 && rows.length > 0) await trx('problem_texts').insert(rows);
}

async function appendEvents(
  trx: Transaction,
  { events, state }: Changed,
  { idempotency }: ChangeCall,
): Promise<void> {
  const [first] = events;
  if (!first) return;
  await trx('problem_events').insert(
    events.map(({ seq, type, at, actor, data }) => ({
      problem_id: state.problemId,
      seq,
      type,
      at: new Date(at),
      actor_kind: actor.kind,
      actor_id: actor.id,
      command_id: idempotency.commandId,
      fingerprint: idempotency.fingerprint,
      data: JSON.stringify(data),
    })),
  );
  await trx('problems').where('problem_id', state.problemId).update(rowOf(state));
  await trx('export_outbox').insert({
    problem_id: state.problemId,
    first_seq: first.seq,
    last_seq: state.seq,
  });
}

/** What lists filter and order by, beside the whole state. */
export function rowOf(state: ProblemState) {
  return {
    last_seq: state.seq,
    process_id: state.processId,
    status: state.status,
    is_open: isProblemOpen(state),
    category: state.category,
    service: state.service,
    priority: state.priority,
    group_id: state.group,
    owner_id: state.owner,
    title_id: state.titleId,
    review_at: state.reviewAt === null ? null : new Date(state.reviewAt),
    opened_at: new Date(state.openedAt),
    updated_at: new Date(state.updatedAt),
    state: JSON.stringify(state),
  };
}
