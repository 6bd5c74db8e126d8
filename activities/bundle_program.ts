/**
 * A program: bundles the workflows of one file (its first argument) into another (its second). The
 * bundler takes 150 MB that a process keeps when it is done, so it has one of its own.
 */
import { rename, writeFile } from 'node:fs/promises';
import { bundleWorkflowCode } from '@temporalio/worker';

const [workflowsPath = '', codePath = ''] = process.argv.slice(2);
const silent = () => {};
const { code } = await bundleWorkflowCode({
  workflowsPath,
  // No module keeps anything of a ticket: all tickets of a worker can share one copy of each.
  preloadModules: [workflowsPath],
  // Names and lines for stack traces, without the sources themselves: half the size.
  webpackConfigHook: (config) => ({ ...config, devtool: 'inline-nosources-source-map' }),
  logger: {
    log: silent,
    trace: silent,
    debug: silent,
    info: silent,
    warn: silent,
    error: (message: string) => process.stderr.write(`${message}\n`),
  },
});
// Whoever looks for it sees the whole file or none.
const unfinished = `${codePath}.${process.pid}`;
await writeFile(unfinished, code);
await rename(unfinished, codePath);
