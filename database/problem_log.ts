import {
  isProblemOpen,
  type ProblemEvent,
  type ProblemState,
} from '../workflows/domain/problem.ts';
import { priorityRankOf } from '../workflows/processes/index.ts';
import type { Transaction } from './connection.ts';
import { exportProblem } from './export_outbox.ts';
import type { NewRow } from './tables.ts';

/** What one command did to a problem. */
export interface ProblemBatch {
  events: readonly ProblemEvent[];
  /** The problem after the events. */
  state: ProblemState;
  commandId: string;
  /** Of what was asked: tells a repetition from another command under the same id. */
  fingerprint: string;
  texts: readonly Omit<NewRow<'problem_texts'>, 'problem_id'>[];
}

/** Takes hold of a problem until the transaction ends. */
export async function lockProblem(
  trx: Transaction,
  problemId: string,
): Promise<ProblemState | undefined> {
  const row = await trx('problems').where('problem_id', problemId).forUpdate().first('state');
  return row?.state;
}

/** The fingerprint a command was done with; undefined where it has not been done. */
export async function findProblemCommand(
  trx: Transaction,
  problemId: string,
  commandId: string,
): Promise<string | undefined> {
  const event = await trx('problem_events')
    .where({ problem_id: problemId, command_id: commandId })
    .first('fingerprint');
  return event?.fingerprint;
}

/** Another request had this key: a text of its own is written under the same id. */
export class TextIdTaken extends Error {}

/**
 * Writes a new problem. @returns false where there is one with its id: then nothing is written
 * @throws TextIdTaken
 */
export async function insertProblem(trx: Transaction, batch: ProblemBatch): Promise<boolean> {
  const { state } = batch;
  const inserted = await trx('problems')
    .insert({ problem_id: state.problemId, ...problemRow(state) })
    .onConflict('problem_id')
    .ignore()
    .returning('problem_id');
  if (inserted.length === 0) return false;
  await insertEvents(trx, batch);
  return true;
}

/**
 * Appends to a problem that the caller holds. Without an event nothing is written.
 * @throws TextIdTaken
 */
export async function appendToProblem(trx: Transaction, batch: ProblemBatch): Promise<void> {
  const { events, state } = batch;
  if (events.length === 0) return;
  await trx('problems').where('problem_id', state.problemId).update(problemRow(state));
  await insertEvents(trx, batch);
}

async function insertEvents(trx: Transaction, batch: ProblemBatch): Promise<void> {
  const { events, state, commandId, fingerprint, texts } = batch;
  const { problemId } = state;
  const rows = texts.map((text) => ({ ...text, problem_id: problemId }));
  if (rows.length > 0) {
    const inserted = await trx('problem_texts')
      .insert(rows)
      .onConflict('text_id')
      .ignore()
      .returning('text_id');
    if (inserted.length < rows.length) throw new TextIdTaken();
  }
  await trx('problem_events').insert(
    events.map(({ seq, type, at, actor, data }) => ({
      problem_id: problemId,
      seq,
      type,
      at: new Date(at),
      actor_kind: actor.kind,
      actor_id: actor.id,
      command_id: commandId,
      fingerprint,
      data: JSON.stringify(data),
    })),
  );
  const firstSeq = events[0]?.seq ?? state.seq;
  await exportProblem(trx, { problemId, firstSeq, lastSeq: state.seq });
}

/** What lists filter and order by, beside the whole state. */
export function problemRow(state: ProblemState) {
  return {
    last_seq: state.seq,
    process_id: state.processId,
    status: state.status,
    is_open: isProblemOpen(state),
    category: state.category,
    service: state.service,
    priority: state.priority,
    priority_rank: priorityRankOf(state.processId, state.priority),
    group_id: state.group,
    owner_id: state.owner,
    title_id: state.titleId,
    review_at: state.reviewAt === null ? null : new Date(state.reviewAt),
    opened_at: new Date(state.openedAt),
    updated_at: new Date(state.updatedAt),
    state: JSON.stringify(state),
  };
}
