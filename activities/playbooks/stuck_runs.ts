import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Database } from '../../database/connection.ts';
import { findLastStep, findRunning, parkRun } from '../../database/playbook_runs.ts';
import type { PlaybookRunRow } from '../../database/tables.ts';
import { minuteMs } from '../../workflows/domain/durations.ts';
import type { RunProblem } from '../../workflows/playbooks/port.ts';
import type { CommandDelivery } from '../deliver_command.ts';
import { cancelTasks } from './cancel_tasks.ts';
import type { PlaybookPrograms } from './workers.ts';

/** So often a task of a run's workflow fails before the run is given up: it will not do better. */
const attemptsMax = 3;
/** Its ticket starts it a moment after it is written down, later where nobody serves that ticket. */
const missingMsUsual = 5 * minuteMs;

export interface StuckRunParts {
  client: Client;
  database: Database;
  deliverCommand: CommandDelivery;
  programs: Pick<PlaybookPrograms, 'whyEnded'>;
  log: Pick<Logger, 'warn'>;
  /** So long a run may be written down without being found. */
  missingMs?: number;
}

/**
 * @returns what parks runs that cannot go on: their code hangs, or is not what it was when they began,
 * or somebody ended their workflow. The tickets are told, and go on. One run that cannot be looked at
 * keeps no other from being.
 */
export function createStuckRunSweep(parts: StuckRunParts): () => Promise<void> {
  /** Since when runs are written down that are nowhere. */
  const missing = new Map<string, number>();
  return async () => {
    const running = await findRunning(parts.database);
    for (const run of running) {
      try {
        const problem = await problemOf(parts, run, missing);
        if (problem) await park(parts, run, problem);
      } catch (error) {
        parts.log.warn({ err: error, runId: run.run_id }, 'a run of a playbook was not looked at');
      }
    }
    for (const runId of missing.keys()) {
      if (!running.some(({ run_id }) => run_id === runId)) missing.delete(runId);
    }
  };
}

async function problemOf(
  { client, database, programs, missingMs = missingMsUsual }: StuckRunParts,
  { run_id, build_id }: PlaybookRunRow,
  missing: Map<string, number>,
): Promise<RunProblem | null> {
  const handle = client.workflow.getHandle(run_id);
  try {
    const { status, raw } = await handle.describe();
    missing.delete(run_id);
    if (status.name === 'RUNNING') {
      const attempt = raw.pendingWorkflowTask?.attempt ?? 0;
      if (attempt <= attemptsMax) return null;
      const last = await findLastStep(database, run_id);
      const failure = await lastFailure(client, run_id, programs.whyEnded(build_id));
      return { ...failure, step: last?.name ?? null, place: failure.place ?? last?.place ?? null };
    }
    // One that ended by itself says so a moment later.
    if (status.name === 'COMPLETED') return null;
    return problemWith(`Its workflow was ended from outside: ${status.name.toLowerCase()}`);
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    const since = missing.get(run_id) ?? Date.now();
    missing.set(run_id, since);
    if (Date.now() - since < missingMs) return null;
    return problemWith('Its workflow is not at Temporal: expected one that its ticket has started');
  }
}

/** What the worker said of the last task of the workflow that failed, or why it said nothing. */
async function lastFailure(
  client: Client,
  runId: string,
  whyEnded: string | null,
): Promise<RunProblem> {
  const { events = [] } = await client.workflow.getHandle(runId).fetchHistory();
  const failed = (events ?? []).findLast((event) => event.workflowTaskFailedEventAttributes);
  const failure = failed?.workflowTaskFailedEventAttributes?.failure;
  const place = /playbooks\/[^\s():]+\.[cm]?ts:\d+/.exec(failure?.stackTrace ?? '')?.[0] ?? null;
  const ended = whyEnded === null ? 'it does not end' : `its process ended: ${whyEnded}`;
  const said = failure?.message ?? `A task of its workflow cannot be done, ${ended}`;
  const expected = 'expected code that comes to its next step, and to the same each time';
  return { ...problemWith(`${said}: ${expected}`), place };
}

function problemWith(message: string): RunProblem {
  return { step: null, place: null, message: message.slice(0, 2_000) };
}

async function park(
  { client, database, deliverCommand }: StuckRunParts,
  { run_id: runId, ticket_id: ticketId, playbook }: PlaybookRunRow,
  problem: RunProblem,
): Promise<void> {
  const actor = { kind: 'system', id: `playbook:${playbook}` } as const;
  const payload = { runId, step: problem.step, place: problem.place };
  const commandId = `${runId}-stuck`;
  // First, so that it cannot go on meanwhile; last what says that all of this is done.
  await terminated(client, runId, problem.message);
  await cancelTasks(database, deliverCommand, { ticketId, runId, playbook });
  await deliverCommand({ ticketId, name: 'parkPlaybook', actor, commandId, payload });
  await parkRun(database, runId, problem);
}

async function terminated(client: Client, runId: string, reason: string): Promise<void> {
  try {
    await client.workflow.getHandle(runId).terminate(reason);
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}
