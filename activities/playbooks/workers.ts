import { type NativeConnection, Worker } from '@temporalio/worker';
import type { Logger } from 'pino';
import type { Database } from '../../database/connection.ts';
import { findBuildsInUse } from '../../database/playbook_runs.ts';
import {
  findPlaybookBuild,
  publishPlaybooks,
  storePlaybookBuild,
} from '../../database/playbooks.ts';
import type { TemporalAccess } from '../../settings/temporal.ts';
import { minuteMs } from '../../workflows/domain/durations.ts';
import {
  ownActivityTaskQueue,
  playbookBuildTaskQueue,
  playbookTaskQueue,
} from '../../workflows/ids.ts';
import type { PlaybookActivities } from '../../workflows/playbooks/port.ts';
import { bundlePlaybooks, readPlaybooks, type SaidPlaybook } from './build.ts';
import { type SupervisedProgram, superviseProgram } from './isolated/supervised_program.ts';
import type { WorkflowBeginning, WorkflowProgramSaid } from './isolated/workflow_program.ts';
import { shapeProblems } from './playbook_shape.ts';
import type { PlaybookCode } from './sources.ts';

/**
 * What the playbooks of a state of the code say of themselves, once a worker could carry them out.
 * @throws Error with what is wrong, a line each: file, line where it is known, what was expected
 */
export async function tryPlaybooks(
  { buildId, sources }: PlaybookCode,
  cacheDir: string,
  signal?: AbortSignal,
): Promise<SaidPlaybook[]> {
  const written = await readPlaybooks(buildId, sources, cacheDir, signal);
  const problems = shapeProblems(written);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  await bundlePlaybooks(buildId, sources, cacheDir, signal);
  return written;
}

/**
 * Publishes the playbooks of a state of the code: from now on they are what is started.
 * @throws Error as `tryPlaybooks`: what no worker can carry out is not offered
 */
export async function adoptPlaybooks(
  database: Database,
  code: PlaybookCode,
  cacheDir: string,
  signal?: AbortSignal,
): Promise<void> {
  const { buildId, sources } = code;
  const written = await tryPlaybooks(code, cacheDir, signal);
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
  activities: PlaybookActivities;
}

/**
 * The workers of what playbooks want done, by the desk and by functions of owners. They take part in no
 * Worker Versioning: a run keeps to its own code and may be served by any build of the desk.
 */
export async function createPlaybookWorkers({
  connection,
  namespace,
  activities: { callActivity, ...activities },
}: PlaybookWorkerParts): Promise<Worker[]> {
  const shared = {
    ...{ connection, namespace, shutdownGraceTime: '20s', shutdownForceTime: '40s' },
    activityTaskPollerBehavior: { type: 'autoscaling', minimum: 1, initial: 1, maximum: 4 },
  } as const;
  return Promise.all([
    Worker.create({
      ...shared,
      taskQueue: playbookTaskQueue,
      activities: { ...activities },
      maxConcurrentActivityTaskExecutions: 20,
    }),
    Worker.create({
      ...shared,
      taskQueue: ownActivityTaskQueue,
      activities: { callActivity },
      maxConcurrentActivityTaskExecutions: 100,
    }),
  ]);
}

/** The processes that carry runs out: one for each state of the code that something runs on. */
export interface PlaybookPrograms {
  /** A run begins on this code. */
  want(buildId: string): void;
  /** Starts those that something waits for, and ends those that nothing needs any more. */
  sweep(): Promise<void>;
  /** Why the process of this code ended last; null where it is well. */
  whyEnded(buildId: string): string | null;
  pidOf(buildId: string): number | undefined;
  stop(): Promise<void>;
}

export interface PlaybookProgramParts {
  database: Database;
  cacheDir: string;
  temporal: TemporalAccess;
  /** What the processes see of it. */
  environment: NodeJS.ProcessEnv;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
}

const heapMaxMb = 384;
/** One that nothing runs on is kept so long: what begins next need not wait for it. */
const lingerMs = 10 * minuteMs;
/** One that had ended and was started with care is trusted again after so long. */
const carefulMs = 5 * minuteMs;
const quietPromises = new URL('../quiet_promises.ts', import.meta.url).href;

interface Program {
  supervised: SupervisedProgram;
  wantedAt: number;
}

export function openPlaybookPrograms(parts: PlaybookProgramParts): PlaybookPrograms {
  const programs = new Map<string, Program>();
  const starting = new Map<string, Promise<void>>();
  let isStopped = false;

  const start = async (buildId: string) => {
    const sources = await findPlaybookBuild(parts.database, buildId);
    const { codePath } = await bundlePlaybooks(buildId, sources, parts.cacheDir);
    if (isStopped) return;
    const supervised = superviseBuild(parts, buildId, codePath);
    programs.set(buildId, { supervised, wantedAt: Date.now() });
  };
  const want = (buildId: string) => {
    const program = programs.get(buildId);
    if (program) program.wantedAt = Date.now();
    if (program || isStopped || starting.has(buildId)) return;
    const started = start(buildId)
      // Its runs wait; those of other code, and the tickets, go on.
      .catch((err) =>
        parts.log.error({ err, buildId }, 'what runs on this code of playbooks waits'),
      )
      .finally(() => starting.delete(buildId));
    starting.set(buildId, started);
  };
  const endUnwanted = async () => {
    for (const [buildId, { supervised, wantedAt }] of programs) {
      if (Date.now() - wantedAt < lingerMs) continue;
      programs.delete(buildId);
      await supervised.stop();
    }
  };
  return {
    want,
    async sweep() {
      for (const buildId of await findBuildsInUse(parts.database)) want(buildId);
      await endUnwanted();
    },
    whyEnded: (buildId) => programs.get(buildId)?.supervised.whyEnded() ?? null,
    pidOf: (buildId) => programs.get(buildId)?.supervised.pid,
    async stop() {
      isStopped = true;
      await Promise.all(starting.values());
      await Promise.all([...programs.values()].map(({ supervised }) => supervised.stop()));
    },
  };
}

function superviseBuild(
  { temporal, environment, log }: PlaybookProgramParts,
  buildId: string,
  codePath: string,
): SupervisedProgram {
  const name = `The process of playbooks ${buildId.slice(0, 8)}`;
  let trusting: NodeJS.Timeout | undefined;
  const supervised: SupervisedProgram = superviseProgram<WorkflowProgramSaid>({
    ...{ name, file: 'workflow_program.ts', environment, heapMaxMb, log },
    preloads: [quietPromises],
    begin(endedCount) {
      clearTimeout(trusting);
      const isCareful = endedCount > 0;
      if (isCareful) trusting = setTimeout(() => supervised.renew(), carefulMs).unref();
      const taskQueue = playbookBuildTaskQueue(buildId);
      return {
        kind: 'begin',
        ...temporal,
        taskQueue,
        codePath,
        isCareful,
      } satisfies WorkflowBeginning;
    },
    hear(said) {
      if (said.kind === 'log')
        log[said.level === 'ERROR' ? 'error' : 'warn'](said.meta, said.message);
    },
  });
  return supervised;
}
