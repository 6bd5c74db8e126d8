import { Worker, type WorkerOptions } from '@temporalio/worker';
import { workflowBundle } from './bundle.ts';
import './quiet.ts';
import { onTeardown } from './teardown.ts';
import type { TestTemporal } from './temporal.ts';

/** Runs a worker in this process, of the desk's own workflows or others, until the end of the file. */
export async function runWorker(
  { nativeConnection, namespace }: TestTemporal,
  options: Pick<WorkerOptions, 'taskQueue' | 'activities' | 'workflowBundle'>,
): Promise<void> {
  const worker = await Worker.create({
    connection: nativeConnection,
    namespace,
    workflowBundle: options.workflowBundle ?? (await workflowBundle()),
    shutdownGraceTime: '1s',
    shutdownForceTime: '5s',
    ...options,
  });
  const running = worker.run();
  onTeardown(async () => {
    worker.shutdown();
    await running;
  });
}
