import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';

const REPOSITORY_DIR = path.resolve(import.meta.dirname, '../..');
const WORKFLOWS_DIR = path.join(REPOSITORY_DIR, 'workflows');
export const CACHE_DIR = path.join(REPOSITORY_DIR, 'node_modules', '.cache', 'palier');

export interface WorkflowBundle {
  codePath: string;
}

let built: Promise<WorkflowBundle> | undefined;

/**
 * The desk's workflows as one file for `Worker.create({workflowBundle})`. It is built once for
 * each state of `workflows/` and of the Temporal version, and kept between test runs.
 */
export function workflowBundle(): Promise<WorkflowBundle> {
  built ??= bundleOf(path.join(WORKFLOWS_DIR, 'index.ts'), WORKFLOWS_DIR);
  return built;
}

/**
 * Bundles `workflowsPath`, cached by the content of every file under `sourceDir`.
 * @throws Error with webpack's words when the workflows cannot be bundled.
 */
export async function bundleOf(workflowsPath: string, sourceDir: string): Promise<WorkflowBundle> {
  const hash = createHash('sha256').update(workflowsPath);
  hash.update(await readFile(path.join(REPOSITORY_DIR, 'package-lock.json')));
  for (const file of await sourcesUnder(sourceDir)) {
    hash.update(file).update(await readFile(path.join(sourceDir, file)));
  }
  const codePath = path.join(CACHE_DIR, `workflows-${hash.digest('hex').slice(0, 24)}.js`);
  if (!(await exists(codePath))) await buildBundle(workflowsPath, codePath);
  return { codePath };
}

async function sourcesUnder(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true });
  return entries.filter((entry) => /\.[cm]?[jt]s$/.test(entry)).sort();
}

// Test files build side by side; the rename makes each finished file appear whole.
async function buildBundle(workflowsPath: string, codePath: string): Promise<void> {
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: silentLogger });
  const unfinished = `${codePath}.${process.pid}`;
  await mkdir(CACHE_DIR, { recursive: true });
  await writeFile(unfinished, code);
  await rename(unfinished, codePath);
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

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
