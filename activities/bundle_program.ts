/**
 * A program: bundles the workflows of one file (its first argument) into another (its second); names
 * that stand for files may follow, as JSON. The bundler takes 150 MB that a process keeps when it is done, so it has one of its own.
 */
import { rename, writeFile } from 'node:fs/promises';
import { type BundleOptions, bundleWorkflowCode } from '@temporalio/worker';

type Configuration = Parameters<NonNullable<BundleOptions['webpackConfigHook']>>[0];

const [workflowsPath = '', codePath = '', alias = '{}'] = process.argv.slice(2);
const silent = () => {};
const { code } = await bundleWorkflowCode({
  workflowsPath,
  // No module keeps anything of a ticket: all tickets of a worker can share one copy of each.
  preloadModules: [workflowsPath],
  // Names and lines for stack traces, without the sources themselves: half the size.
  webpackConfigHook: (config) => ({
    ...asWritten(config),
    resolve: { ...config.resolve, alias: { ...config.resolve?.alias, ...JSON.parse(alias) } },
    devtool: 'inline-nosources-source-map',
  }),
  logger: {
    log: silent,
    trace: silent,
    debug: silent,
    info: silent,
    warn: silent,
    error: (message: string) => process.stderr.write(`${message}\n`),
  },
});
/**
 * The SDK has code made for Node 8, where each copy of an object is a call of helpers; and it leaves
 * TypeScript below a folder of packages as it is, where what is kept of playbooks may stand.
 */
function asWritten(config: Configuration): Configuration {
  for (const rule of config.module?.rules ?? []) {
    if (typeof rule !== 'object' || !rule || typeof rule.use !== 'object') continue;
    const swc = [rule.use]
      .flat()
      .find(
        (loader) => typeof loader === 'object' && String(loader?.loader).includes('swc-loader'),
      );
    if (typeof swc !== 'object' || !swc || typeof swc.options !== 'object') continue;
    swc.options = { ...swc.options, jsc: { ...swc.options.jsc, target: 'es2022' } };
    delete rule.exclude;
    return config;
  }
  throw new Error('The bundler has no swc-loader any more: see which code it makes');
}

// Whoever looks for it sees the whole file or none.
const unfinished = `${codePath}.${process.pid}`;
await writeFile(unfinished, code);
await rename(unfinished, codePath);
