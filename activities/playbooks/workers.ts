import { type NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import type { Database } from '../../database/connection.ts';
import { findBuildsInUse } from '../../database/playbook_runs.ts';
import {
  findPlaybookBuild,
  type PlaybookSources,
  publishPlaybooks,
  storePlaybookBuild,
} from '../../database/playbooks.ts';
import { playbookBuildTaskQueue, playbookTaskQueue } from '../../workflows/ids.ts';
import type { PlaybookActivities } from '../../workflows/playbooks/port.ts';
import { bundlePlaybooks, readPlaybooks } from './build.ts';
import type { PlaybookCode } from './sources.ts';

/**
 * Publishes the playbooks of a state of the code: from now on they are what is started.
 * @throws Error where a file of it cannot be read as code, or two playbooks have one name
 */
export async function adoptPlaybooks(
  database: Database,
  { buildId, sources }: PlaybookCode,
  cacheDir: string,
): Promise<void> {
  const written = await readPlaybooks(buildId, sources, cacheDir);
  const names = new Map<string, string>();
  for (const { file, playbook } of written) {
    const other = names.get(playbook.name);
    if (other !== undefined) {
      throw new Error(`${file}: playbook '${playbook.name}' is in ${other} already`);
    }
    names.set(playbook.name, file);
  }
  // What no worker can carry out is not offered.
  await bundlePlaybooks(buildId, sources, cacheDir);
  await storePlaybookBuild(database, buildId, sources);
  await publishPlaybooks(
    database,
    written.map(({ file, playbook: { name, version, title, input } }) => ({
      ...{ name, version, build_id: buildId, file },
      title: JSON.stringify(title),
      input: JSON.stringify(input),
    })),
  );
}

export interface PlaybookWorkerParts {
  connection: NativeConnection;
  namespace: string;
  options: Partial<WorkerOptions>;
  database: Database;
  cacheDir: string;
  activities: PlaybookActivities;
  onFailure(error: unknown, buildId: string): void;
}

/**
 * The workers of playbooks: one for what they want done, and one for each state of the code that
 * something still runs on. What a playbook does to its worker it does not do to the tickets'.
 */
export async function createPlaybookWorkers(
  parts: PlaybookWorkerParts,
  current: PlaybookCode,
): Promise<Worker[]> {
  const { connection, namespace, options, database, activities } = parts;
  const doing = await Worker.create({
    connection,
    namespace,
    ...options,
    taskQueue: playbookTaskQueue,
    activities: { ...activities },
    maxConcurrentActivityTaskExecutions: 20,
    activityTaskPollerBehavior: { type: 'autoscaling', minimum: 1, initial: 1, maximum: 4 },
  });
  const builds = new Set([current.buildId, ...(await findBuildsInUse(database))]);
  const workers = [doing];
  for (const buildId of builds) {
    try {
      const isCurrent = buildId === current.buildId;
      const sources = isCurrent ? current.sources : await findPlaybookBuild(database, buildId);
      workers.push(await createBuildWorker(parts, buildId, sources));
    } catch (error) {
      // Its runs wait; those of other code, and the tickets, go on.
      parts.onFailure(error, buildId);
    }
  }
  return workers;
}

async function createBuildWorker(
  { connection, namespace, options, cacheDir }: PlaybookWorkerParts,
  buildId: string,
  sources: PlaybookSources,
): Promise<Worker> {
  return Worker.create({
    connection,
    namespace,
    ...options,
    taskQueue: playbookBuildTaskQueue(buildId),
    workflowBundle: await bundlePlaybooks(buildId, sources, cacheDir),
    maxCachedWorkflows: 200,
    maxConcurrentWorkflowTaskExecutions: 10,
    workflowTaskPollerBehavior: { type: 'autoscaling', minimum: 2, initial: 2, maximum: 4 },
  });
}
