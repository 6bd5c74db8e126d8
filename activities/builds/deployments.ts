import type { Client } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time.js';
import proto from '@temporalio/proto';
import { minuteMs } from '../../workflows/domain/durations.ts';
import { ticketTaskQueue } from '../../workflows/ids.ts';

const { TaskQueueType } = proto.temporal.api.enums.v1;

/** A version of a worker deployment of Temporal's: one build of the workers' code. */
export interface Build {
  deploymentName: string;
  buildId: string;
}

/** A build that open workflows are pinned to: tickets, and what sends and fetches for the desk. */
export interface DeskBuild extends Build {
  /** Whether new tickets go to it. */
  isCurrent: boolean;
  openCount: number;
  /** When a worker of it asked for work last; null where none did within some minutes. */
  lastAskedAt: Date | null;
  /** No worker of it asks any more: what its workflows are told, nobody hears. */
  isGone: boolean;
}

/** A worker asks at least once a minute. */
const silentMs = 2 * minuteMs;
/** Deployments and the builds of each that are asked about: Temporal itself keeps a hundred of them. */
const deploymentsMax = 100;

/**
 * Every build of every deployment in the namespace that workflows are pinned to, or that new ones go to.
 * None where workers take part in no deployment.
 *
 * @param now by the clock that the workers' asking is told by
 */
export async function deskBuilds(client: Client, now = Date.now()): Promise<DeskBuild[]> {
  const { namespace } = client.options;
  const { workerDeployments } = await client.workflowService.listWorkerDeployments({
    namespace,
    pageSize: deploymentsMax,
  });
  const deployments = await Promise.all(
    (workerDeployments ?? []).map(({ name }) => buildsOf(client, name ?? '')),
  );
  const known = deployments.flat();
  if (known.length === 0) return [];
  const asked = await lastAsked(client);
  const builds = await Promise.all(
    known.map(async (build): Promise<DeskBuild> => {
      const lastAskedMs = asked.get(deploymentVersion(build));
      const { count } = await client.workflow.count(pinnedTo(build));
      return {
        ...build,
        openCount: count,
        lastAskedAt: lastAskedMs === undefined ? null : new Date(lastAskedMs),
        isGone: lastAskedMs === undefined || now - lastAskedMs > silentMs,
      };
    }),
  );
  return builds.filter(({ openCount, isCurrent }) => openCount > 0 || isCurrent);
}

/** The build of a deployment that new workflows go to; null where none was made current. */
export async function currentBuild(client: Client, deploymentName: string): Promise<Build | null> {
  const { workerDeploymentInfo } = await client.workflowService.describeWorkerDeployment({
    namespace: client.options.namespace,
    deploymentName,
  });
  const buildId = workerDeploymentInfo?.routingConfig?.currentDeploymentVersion?.buildId;
  return buildId ? { deploymentName, buildId } : null;
}

/** Of the workflows that run, those that stay with a build until they go on as new, or end. */
export function pinnedTo(build: Build): string {
  const version = deploymentVersion(build);
  return `ExecutionStatus = 'Running' AND TemporalWorkerDeploymentVersion = '${version}'`;
}

/** Those that go on as new when they are told of another build; the others end within hours. */
const moving = [
  'ticketWorkflow',
  'outgoingMailWorkflow',
  'webhookWorkflow',
  'mailboxWorkflow',
  'exportWorkflow',
  'presenceWorkflow',
];

/** Of those that are pinned to a build, the ones that can be asked to leave it. */
export function movingFrom(build: Build): string {
  return `${pinnedTo(build)} AND WorkflowType IN (${moving.map((type) => `'${type}'`).join(', ')})`;
}

/** As visibility and pollers name it. Names and builds hold no quotes: `readSettings` sees to it. */
function deploymentVersion({ deploymentName, buildId }: Build): string {
  return `${deploymentName}:${buildId}`;
}

async function buildsOf(client: Client, deploymentName: string) {
  const { workerDeploymentInfo } = await client.workflowService.describeWorkerDeployment({
    namespace: client.options.namespace,
    deploymentName,
  });
  const current = workerDeploymentInfo?.routingConfig?.currentDeploymentVersion?.buildId;
  return (workerDeploymentInfo?.versionSummaries ?? []).flatMap(({ deploymentVersion }) => {
    const buildId = deploymentVersion?.buildId;
    return buildId ? [{ deploymentName, buildId, isCurrent: buildId === current }] : [];
  });
}

/** When workers of each build asked for tickets last, in milliseconds since 1970. */
async function lastAsked(client: Client): Promise<Map<string, number>> {
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name: ticketTaskQueue },
    taskQueueType: TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    reportPollers: true,
  });
  const asked = new Map<string, number>();
  for (const { deploymentOptions, lastAccessTime } of pollers ?? []) {
    const { deploymentName, buildId } = deploymentOptions ?? {};
    if (!deploymentName || !buildId || !lastAccessTime) continue;
    const version = deploymentVersion({ deploymentName, buildId });
    asked.set(version, Math.max(asked.get(version) ?? 0, tsToMs(lastAccessTime)));
  }
  return asked;
}
