import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { Database } from '../../database/connection.ts';
import { findRunning, parkRun } from '../../database/playbook_runs.ts';
import type { PlaybookRunRow } from '../../database/tables.ts';
import type { RunProblem } from '../../workflows/playbooks/port.ts';
import type { CommandDelivery } from '../deliver_command.ts';

/** So often a task of a run's workflow fails before the run is given up: it will not do better. */
const attemptsMax = 3;

export interface StuckRunParts {
  client: Client;
  database: Database;
  deliverCommand: CommandDelivery;
}

/**
 * Parks runs whose code cannot go on: it hangs, or is not what it was when it began, or somebody ended
 * its workflow. The tickets are told, and go on.
 */
export async function parkStuckRuns(parts: StuckRunParts): Promise<void> {
  for (const run of await findRunning(parts.database)) {
    const problem = await problemOf(parts.client, run);
    if (problem) await park(parts, run, problem);
  }
}

async function problemOf(client: Client, { run_id }: PlaybookRunRow): Promise<RunProblem | null> {
  const handle = client.workflow.getHandle(run_id);
  try {
    const { status, raw } = await handle.describe();
    if (status.name === 'RUNNING') {
      const attempt = raw.pendingWorkflowTask?.attempt ?? 0;
      return attempt > attemptsMax ? lastFailure(client, run_id) : null;
    }
    // One that ended by itself says so a moment later.
    if (status.name === 'COMPLETED') return null;
    return problemWith(`Its workflow was ended from outside: ${status.name.toLowerCase()}`);
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    // Its ticket starts it a moment after it is written down.
    return null;
  }
}

/** What the worker said of the last task of the workflow that failed. */
async function lastFailure(client: Client, runId: string): Promise<RunProblem> {
  const { events = [] } = await client.workflow.getHandle(runId).fetchHistory();
  const failed = (events ?? []).findLast((event) => event.workflowTaskFailedEventAttributes);
  const failure = failed?.workflowTaskFailedEventAttributes?.failure;
  const place = /playbooks\/[^\s():]+\.[cm]?ts:\d+/.exec(failure?.stackTrace ?? '')?.[0] ?? null;
  const said = failure?.message ?? 'a task of its workflow does not end';
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
  await deliverCommand({ ticketId, name: 'parkPlaybook', actor, commandId, payload });
  await parkRun(database, runId, problem);
  try {
    await client.workflow.getHandle(runId).terminate(problem.message);
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}
