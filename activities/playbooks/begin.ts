import type { Database } from '../../database/connection.ts';
import {
  beginRun,
  findKeptResults,
  findPlaybookInput,
  findRun,
} from '../../database/playbook_runs.ts';
import { findPlaybook } from '../../database/playbooks.ts';
import type { PlaybookBeginning } from '../../workflows/domain/playbooks.ts';
import { playbookBuildTaskQueue } from '../../workflows/ids.ts';
import type { PlaybookBegun } from '../../workflows/ports.ts';

/** How a ticket has a playbook begun: on the code that is published when it does. */
export function createPlaybookBeginnings(database: Database) {
  return {
    async beginPlaybook(beginning: PlaybookBeginning): Promise<PlaybookBegun> {
      const { runId, playbook, inputId, retryOf, fromStep = null } = beginning;
      const code = (await findRun(database, runId)) ?? (await findPlaybook(database, playbook));
      if (!code) return { kind: 'unknown' };
      const run = await beginRun(database, beginning, code);
      const input = await findPlaybookInput(database, inputId);
      const kept = retryOf === undefined ? {} : await findKeptResults(database, retryOf, fromStep);
      const taskQueue = playbookBuildTaskQueue(run.build_id);
      return { kind: 'begun', taskQueue, terms: { version: run.version, input, kept } };
    },
  };
}
