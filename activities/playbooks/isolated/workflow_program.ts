/**
 * A program: the worker of the workflows of one state of the playbooks' code. What owners wrote runs in
 * it and nowhere else.
 */
import {
  DefaultLogger,
  makeTelemetryFilterString,
  NativeConnection,
  type NativeConnectionOptions,
  Runtime,
  Worker,
} from '@temporalio/worker';
import { openProgram } from './program_side.ts';

export interface WorkflowBeginning {
  kind: 'begin';
  connectionOptions: NativeConnectionOptions;
  namespace: string;
  taskQueue: string;
  codePath: string;
  /** One task at a time, and nothing kept: of several runs only one can be what ends this process. */
  isCareful: boolean;
}

/** What it says. */
export type WorkflowProgramSaid =
  | { kind: 'ready' }
  | { kind: 'log'; level: 'WARN' | 'ERROR'; message: string; meta: Record<string, unknown> };

const grpcCompression = { codec: 'none' } as const;

let worker: Worker | undefined;
const say = openProgram<WorkflowProgramSaid>((beginning: WorkflowBeginning) => {
  // What it cannot begin with ends it, and is told by whoever started it.
  void run(beginning).then(() => process.exit(0));
});
process.once('SIGTERM', () => {
  if (worker?.getState() === 'RUNNING') worker.shutdown();
  else process.exit(0);
});

async function run(beginning: WorkflowBeginning): Promise<void> {
  const { connectionOptions, namespace, taskQueue, codePath, isCareful } = beginning;
  Runtime.install({
    logger: new DefaultLogger('WARN', ({ level, message, meta }) => {
      const { workflowId, runId, error } = meta ?? {};
      const told = { workflowId, runId, ...(error !== undefined && { error: String(error) }) };
      say({ kind: 'log', level: level === 'ERROR' ? level : 'WARN', message, meta: told });
    }),
    telemetryOptions: {
      logging: {
        forward: {},
        filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }),
      },
    },
    shutdownSignals: [],
  });
  const connection = await NativeConnection.connect({ grpcCompression, ...connectionOptions });
  worker = await Worker.create({
    connection,
    namespace,
    taskQueue,
    workflowBundle: { codePath },
    shutdownGraceTime: '5s',
    shutdownForceTime: '10s',
    ...(isCareful
      ? { maxCachedWorkflows: 0, maxConcurrentWorkflowTaskExecutions: 1 }
      : {
          maxCachedWorkflows: 200,
          maxConcurrentWorkflowTaskExecutions: 10,
          workflowTaskPollerBehavior: {
            type: 'autoscaling' as const,
            minimum: 2,
            initial: 2,
            maximum: 4,
          },
        }),
  });
  const running = worker.run();
  say({ kind: 'ready' });
  await running;
  await connection.close();
}
