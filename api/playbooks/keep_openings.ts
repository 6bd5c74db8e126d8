import { hasOpenings } from '../../database/playbook_runs.ts';
import { secondMs } from '../../workflows/domain/durations.ts';
import { playbookOpeningTaskQueue } from '../../workflows/ids.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { type ActivityWorkers, startActivityWorkers } from '../http/activity_workers.ts';
import { createPlaybookOpenings } from './open_tickets.ts';

/** Between two looks whether a run wants a ticket opened, until the first does. */
const lookMs = 3 * secondMs;
/** Tickets that are opened at once: people come first. */
const openingsMax = 4;

/**
 * Opens tickets for runs of playbooks, as long as the API runs. The worker is there from when the first
 * run wants one; several processes may have it.
 */
export function keepOpenings(
  dependencies: ApiDependencies,
  env: NodeJS.ProcessEnv,
): { stop(): Promise<void> } {
  const { database, log } = dependencies;
  let worker: ActivityWorkers | undefined;
  let looking: Promise<void> | undefined;

  async function look(): Promise<void> {
    if (worker || !(await hasOpenings(database))) return;
    const started = await startActivityWorkers(env, log, [
      {
        taskQueue: playbookOpeningTaskQueue,
        activities: { ...createPlaybookOpenings(dependencies) },
        maxConcurrentActivityTaskExecutions: openingsMax,
      },
    ]);
    worker = started;
    started.ended
      .catch((err) => log.warn({ err }, 'the worker that opens tickets for playbooks ended'))
      .finally(() => {
        if (worker === started) worker = undefined;
      });
  }

  const timer = setInterval(() => {
    looking ??= look()
      .catch((err) => log.warn({ err }, 'tickets that playbooks open were not seen to'))
      .finally(() => {
        looking = undefined;
      });
  }, lookMs);
  return {
    async stop() {
      clearInterval(timer);
      await looking;
      await worker?.stop().catch((err) => log.warn({ err }, 'it did not end well'));
    },
  };
}
