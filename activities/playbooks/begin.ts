import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { isDatabaseAway } from '../../database/away.ts';
import type { Database } from '../../database/connection.ts';
import {
  beginRun,
  findKeptResults,
  findPlaybookInput,
  findRun,
  parkRun,
} from '../../database/playbook_runs.ts';
import { findPlaybook } from '../../database/playbooks.ts';
import type { PlaybookBeginning } from '../../workflows/domain/playbooks.ts';
import { playbookBuildTaskQueue } from '../../workflows/ids.ts';
import type { PlaybookBegun } from '../../workflows/ports.ts';

/** What fails so often while Postgres is there does not get better: the ticket is not kept waiting. */
const attemptsMax = 5;

/**
 * How a ticket has a playbook begun: on the code that is published when it does.
 * @param want told on which code a run begins
 */
export function createPlaybookBeginnings(database: Database, want: (buildId: string) => void) {
  const begin = async (beginning: PlaybookBeginning): Promise<PlaybookBegun> => {
    const { runId, playbook, inputId, retryOf, fromStep = null } = beginning;
    const code = (await findRun(database, runId)) ?? (await findPlaybook(database, playbook));
    if (!code) return { kind: 'unknown' };
    const run = await beginRun(database, beginning, code);
    want(run.build_id);
    const input = await findPlaybookInput(database, inputId);
    const kept = retryOf === undefined ? {} : await findKeptResults(database, retryOf, fromStep);
    const taskQueue = playbookBuildTaskQueue(run.build_id);
    return { kind: 'begun', taskQueue, terms: { version: run.version, input, kept } };
  };
  return {
    async beginPlaybook(beginning: PlaybookBeginning): Promise<PlaybookBegun> {
      try {
        return await begin(beginning);
      } catch (error) {
        if (isDatabaseAway(error) || Context.current().info.attempt < attemptsMax) throw error;
        const message = `It could not be begun: ${error instanceof Error ? error.message : error}`;
        await parkRun(database, beginning.runId, { step: null, place: null, message });
        throw ApplicationFailure.nonRetryable(message, 'NotBegun');
      }
    },
  };
}
