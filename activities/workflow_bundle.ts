import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';

const repositoryDir = path.resolve(import.meta.dirname, '..');
const workflowsDir = path.join(repositoryDir, 'workflows');

/** Workflow code as one file, for `Worker.create({workflowBundle})`. */
export interface WorkflowBundle {
  codePath: string;
}

/** The desk's workflows, made once for each state of `workflows/` and kept in `cacheDir`. */
export function bundleWorkflows(cacheDir: string): Promise<WorkflowBundle> {
  return bundleOf(path.join(workflowsDir, 'index.ts'), workflowsDir, cacheDir);
}

/**
 * Bundles `workflowsPath`, once for each state of the files under `sourceDir` and of the packages.
 * @throws Error with the bundler's words where the workflows cannot be bundled
 */
export async function bundleOf(
  workflowsPath: string,
  sourceDir: string,
  cacheDir: string,
): Promise<WorkflowBundle> {
  const hash = await sourceHash(workflowsPath, sourceDir);
  const codePath = path.join(cacheDir, `workflows-${hash}.js`);
  if (!existsSync(codePath)) {
    const code = await bundle(workflowsPath);
    await mkdir(cacheDir, { recursive: true });
    // Whoever looks for it sees the whole file or none.
    const unfinished = `${codePath}.${process.pid}`;
    await writeFile(unfinished, code);
    await rename(unfinished, codePath);
  }
  return { codePath };
}

async function bundle(workflowsPath: string): Promise<string> {
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    // No module keeps anything of a ticket: all tickets of a worker can share one copy of each.
    preloadModules: [workflowsPath],
    // Names and lines for stack traces, without the sources themselves: half the size.
    webpackConfigHook: (config) => ({ ...config, devtool: 'inline-nosources-source-map' }),
    logger: silentLogger,
  });
  return code;
}

const silent = () => {};
const silentLogger = {
  log: silent,
  trace: silent,
  debug: silent,
  info: silent,
  warn: silent,
  error: (message: string) => process.stderr.write(`${message}\n`),
};

async function sourceHash(workflowsPath: string, sourceDir: string): Promise<string> {
  const hash = createHash('sha256').update(workflowsPath);
  for (const file of ['package-lock.json', 'activities/workflow_bundle.ts']) {
    hash.update(await readFile(path.join(repositoryDir, file)));
  }
  for (const file of await sourcesUnder(sourceDir)) {
    hash.update(file).update(await readFile(path.join(sourceDir, file)));
  }
  return hash.digest('hex').slice(0, 24);
}

async function sourcesUnder(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true });
  return entries.filter((entry) => /\.[cm]?[jt]s$/.test(entry)).sort();
}
