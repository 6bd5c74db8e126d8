import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import { newBuildSignal } from '../../workflows/messages.ts';
import { inParallel } from '../repair/in_parallel.ts';
import { type Build, currentBuild, deskBuilds, movingFrom, pinnedTo } from './deployments.ts';

const movedAtOnceMax = 8;
const workflowsPerRead = 500;

/**
 * Has tickets, and what sends for the desk, go on as new from earlier builds, which brings them to the build that is current. Temporal
 * tells a workflow of it with the next thing that happens to it: those that rest would wait for weeks.
 *
 * @returns how many were told. None unless `build` is current: an earlier one leaves it to that
 */
export async function moveToBuild(client: Client, build: Build): Promise<number> {
  const current = await currentBuild(client, build.deploymentName);
  if (current?.buildId !== build.buildId) return 0;
  const builds = await deskBuilds(client);
  // Where nobody asks for their work, nobody hears them either: `palier doctor` says so.
  const earlier = builds.filter(
    ({ deploymentName, isCurrent, isGone }) =>
      deploymentName === build.deploymentName && !isCurrent && !isGone,
  );
  let toldCount = 0;
  for (const one of earlier) {
    const open = client.workflow.list({ query: movingFrom(one), pageSize: workflowsPerRead });
    const told = inParallel(open, movedAtOnceMax, ({ workflowId }) => tell(client, workflowId));
    for await (const count of told) toldCount += count;
  }
  return toldCount;
}

async function tell(client: Client, workflowId: string): Promise<number> {
  try {
    await client.workflow.getHandle(workflowId).signal(newBuildSignal);
    return 1;
  } catch (error) {
    // It has ended since it was listed.
    if (error instanceof WorkflowNotFoundError) return 0;
    throw error;
  }
}

/** So many are named of those that nobody serves. */
const namedMax = 20;

/** Workflows that are pinned to a build whose workers are gone: what they are told, nobody hears. */
export interface LostBuild extends Build {
  workflowCount: number;
  /** The first of them. */
  workflowIds: string[];
  lastAskedAt: Date | null;
}

export async function lostBuilds(client: Client, now = Date.now()): Promise<LostBuild[]> {
  const lost: LostBuild[] = [];
  for (const build of await deskBuilds(client, now)) {
    const { deploymentName, buildId, lastAskedAt, isGone, openCount } = build;
    if (!isGone || openCount === 0) continue;
    const workflowIds: string[] = [];
    for await (const { workflowId } of client.workflow.list({ query: pinnedTo(build) })) {
      if (workflowIds.push(workflowId) === namedMax) break;
    }
    lost.push({ deploymentName, buildId, workflowCount: openCount, workflowIds, lastAskedAt });
  }
  return lost;
}

/**
 * Brings the workflows of a lost build to the one that is current, which replays what they did with its
 * own code: what it cannot replay stays where it stands, and is told by that worker's log.
 *
 * @returns how many were moved; null where no build is current
 */
export async function rescueWorkflows(client: Client, lost: LostBuild): Promise<number | null> {
  const current = await currentBuild(client, lost.deploymentName);
  if (!current) return null;
  const { namespace } = client.options;
  const open = client.workflow.list({ query: pinnedTo(lost), pageSize: workflowsPerRead });
  const moved = inParallel(open, movedAtOnceMax, async ({ workflowId }) => {
    await client.workflowService.updateWorkflowExecutionOptions({
      namespace,
      workflowExecution: { workflowId },
      workflowExecutionOptions: {
        versioningOverride: { oneTime: { targetDeploymentVersion: current } },
      },
      updateMask: { paths: ['versioning_override'] },
    });
    return tell(client, workflowId);
  });
  let movedCount = 0;
  for await (const count of moved) movedCount += count;
  return movedCount;
}
