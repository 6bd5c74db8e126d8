import path from 'node:path';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { bundleWorkflowCode, NativeConnection, Worker } from '@temporalio/worker';

/** A worker of its own for the floor, so that neither side shares a process with the other. */
const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
const worker = await Worker.create({
  connection: await NativeConnection.connect(connectionOptions),
  namespace,
  taskQueue: 'floor',
  workflowBundle: await bundleWorkflowCode({
    workflowsPath: path.join(import.meta.dirname, 'floor_workflow.ts'),
  }),
});
process.once('SIGTERM', () => worker.shutdown());
console.log(JSON.stringify({ msg: 'floor worker ready' }));
await worker.run();
process.exit(0);
