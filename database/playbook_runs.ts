import type { PlaybookBeginning } from '../workflows/domain/playbooks.ts';
import { type RunRecord, runStatuses } from '../workflows/playbooks/port.ts';
import type { PlaybookTerms } from '../workflows/ports.ts';
import type { Database, Transaction } from './connection.ts';
import { exportTicketAgain } from './export_outbox.ts';
import type { PlaybookRow, PlaybookRunRow, PlaybookStepRow } from './tables.ts';

/** What whoever started it gave; nothing where that was erased. */
export async function findPlaybookInput(
  database: Database,
  inputId: string | null,
): Promise<PlaybookTerms['input']> {
  if (inputId === null) return {};
  const row = await database('notes').where('note_id', inputId).first('body');
  // An erased text stands there as a word, which is no JSON.
  return row?.body.startsWith('{') ? JSON.parse(row.body) : {};
}

/** Writes down that a run begins, once. @returns the run as it was begun first */
export async function beginRun(
  database: Database,
  { runId, n, playbook, inputId, retryOf, fromStep, ticket }: PlaybookBeginning,
  code: Pick<PlaybookRow, 'version' | 'build_id'>,
): Promise<PlaybookRunRow> {
  const key = { run_id: runId };
  await database.transaction(async (trx) => {
    await trx('playbook_runs')
      .insert({
        ...key,
        ticket_id: ticket.ticketId,
        n,
        playbook,
        version: code.version,
        build_id: code.build_id,
        input_id: inputId,
        retry_of: retryOf ?? null,
        from_step: fromStep ?? null,
      })
      .onConflict('run_id')
      .ignore();
    await exportRun(trx, runId);
  });
  const row = await database('playbook_runs').where(key).first();
  if (!row) throw new Error(`Run ${runId} was begun and is not there`);
  return row;
}

/** Writes what changed of a run; what is older than what is written stays away. */
export async function recordRun(
  database: Database,
  { runId, change, status, at, problem, steps }: RunRecord,
): Promise<void> {
  const endedAt = status === 'running' ? null : new Date(at);
  await database.transaction(async (trx) => {
    await trx('playbook_runs')
      .where('run_id', runId)
      .where('change', '<', change)
      .whereIn('status', ['running'])
      .update({ change, status, problem: problem && JSON.stringify(problem), ended_at: endedAt });
    for (const { key, position, name, kind, place, status, startedAt, ...step } of steps) {
      await trx('playbook_steps')
        .insert({
          run_id: runId,
          ...{ key, position, name, kind, place, status, change },
          started_at: new Date(startedAt),
          ended_at: step.endedAt === null ? null : new Date(step.endedAt),
          waits_for: step.waitsFor && JSON.stringify(step.waitsFor),
          result: JSON.stringify(step.result ?? null),
          problem: step.problem && JSON.stringify(step.problem),
        })
        .onConflict(['run_id', 'key'])
        .merge()
        .where('playbook_steps.change', '<', change);
    }
    await exportRun(trx, runId);
  });
}

/** Rows of a run stand beside those of the ticket that it began on. */
async function exportRun(trx: Transaction, runId: string): Promise<void> {
  const run = await trx('playbook_runs').where('run_id', runId).first('ticket_id');
  if (run) await exportTicketAgain(trx, run.ticket_id);
}

/** A run that its workflow does not end itself is ended for it. @returns false where it had ended */
export async function parkRun(
  database: Database,
  runId: string,
  problem: NonNullable<PlaybookRunRow['problem']>,
): Promise<boolean> {
  return database.transaction(async (trx) => {
    const count = await trx('playbook_runs')
      .where({ run_id: runId, status: 'running' })
      .update({ status: 'parked', problem: JSON.stringify(problem), ended_at: new Date() });
    await trx('playbook_steps')
      .where({ run_id: runId, status: 'running' })
      .update({ status: 'failed', ended_at: new Date(), waits_for: null });
    await exportRun(trx, runId);
    return count > 0;
  });
}

export function findRuns(database: Database, ticketId: string): Promise<PlaybookRunRow[]> {
  return database('playbook_runs').where('ticket_id', ticketId).orderBy('n', 'desc');
}

export function findRun(database: Database, runId: string): Promise<PlaybookRunRow | undefined> {
  return database('playbook_runs').where('run_id', runId).first();
}

export function findSteps(
  database: Database,
  runIds: readonly string[],
): Promise<PlaybookStepRow[]> {
  return database('playbook_steps').whereIn('run_id', runIds).orderBy(['run_id', 'position']);
}

/** Runs that go on, the oldest first. */
export function findRunning(database: Database): Promise<PlaybookRunRow[]> {
  return database('playbook_runs').where('status', runStatuses[0]).orderBy('started_at');
}

/** Whether a run wants a ticket opened. */
export async function hasOpenings(database: Database): Promise<boolean> {
  const step = await database('playbook_steps')
    .where({ kind: 'ticket', status: 'running' })
    .first('run_id');
  return step !== undefined;
}

/** The code that something still runs on. */
export async function findBuildsInUse(database: Database): Promise<string[]> {
  return database('playbook_runs').where('status', 'running').distinct().pluck('build_id');
}

/** The step of a run that began last: what stops the run stops it there or after it. */
export function findLastStep(
  database: Database,
  runId: string,
): Promise<PlaybookStepRow | undefined> {
  return database('playbook_steps').where('run_id', runId).orderBy('position', 'desc').first();
}

/**
 * What the steps of a run gave that do not depend on those that are to be done again: by their keys.
 * Those began before, or beside them.
 * @param fromStep the first to be done again; where null, those that failed
 */
export async function findKeptResults(
  database: Database,
  runId: string,
  fromStep: string | null,
): Promise<Record<string, unknown>> {
  const steps = await findSteps(database, [runId]);
  const again = steps.filter(({ key, status }) =>
    fromStep === null ? status === 'failed' : key === fromStep,
  );
  const position = again[0]?.position ?? Number.POSITIVE_INFINITY;
  const endAt = Math.min(...again.map(({ ended_at }) => ended_at?.getTime() ?? Infinity));
  const isKept = (step: PlaybookStepRow) =>
    (step.position < position || step.started_at.getTime() < endAt) &&
    !again.includes(step) &&
    (step.status === 'done' || step.status === 'kept');
  return Object.fromEntries(steps.filter(isKept).map(({ key, result }) => [key, result]));
}

export interface ListedRun extends PlaybookRunRow {
  /** Parked, running, over. */
  rank: number;
  started_text: string;
  number: string | null;
  subject: string | null;
  running_steps: string[] | null;
}

/** Parked ones first, then those that go on, then the others; within each the newest first. */
export async function listRuns(
  database: Database,
  { status, playbook }: { status?: string | undefined; playbook?: string | undefined },
  limit: number,
  after?: readonly string[],
): Promise<ListedRun[]> {
  const [rank, startedAt, runId] = after ?? [];
  const { rows } = await database.raw<{ rows: ListedRun[] }>(
    `with ranked as (
       select *, case status when 'parked' then 0 when 'running' then 1 else 2 end as rank
       from playbook_runs
       where (:status::text is null or status = :status)
         and (:playbook::text is null or playbook = :playbook)
     )
     select ranked.*, ticket_contents.number, ticket_contents.subject,
       to_char(ranked.started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')
         as started_text,
       (select array_agg(name order by position) from playbook_steps
        where playbook_steps.run_id = ranked.run_id and playbook_steps.status = 'running')
         as running_steps
     from ranked left join ticket_contents using (ticket_id)
     where :rank::int is null
       or rank > :rank::int
       or (rank = :rank::int and (started_at < :startedAt::timestamptz
         or (started_at = :startedAt::timestamptz and run_id > :runId)))
     order by rank, started_at desc, run_id
     limit :limit`,
    {
      status: status ?? null,
      playbook: playbook ?? null,
      rank: rank ?? null,
      startedAt: startedAt ?? null,
      runId: runId ?? '',
      limit,
    },
  );
  return rows;
}
