import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { runProgram } from './run_program.ts';

const repositoryDir = path.resolve(import.meta.dirname, '..');
const workflowsDir = path.join(repositoryDir, 'workflows');
const bundleProgram = path.join(import.meta.dirname, 'bundle_program.ts');

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
    await mkdir(cacheDir, { recursive: true });
    await runProgram({ file: bundleProgram, arguments: [workflowsPath, codePath] });
  }
  return { codePath };
}

async function sourceHash(workflowsPath: string, sourceDir: string): Promise<string> {
  const hash = createHash('sha256').update(workflowsPath);
  for (const file of ['package-lock.json', 'activities/bundle_program.ts']) {
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
