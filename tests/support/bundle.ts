import path from 'node:path';
import * as bundles from '../../activities/workflow_bundle.ts';

const repositoryDir = path.resolve(import.meta.dirname, '../..');
export const cacheDir = path.join(repositoryDir, 'node_modules', '.cache', 'palier');

let built: Promise<bundles.WorkflowBundle> | undefined;

/** The desk's workflows as the worker bundles them, kept between test runs. */
export function workflowBundle(): Promise<bundles.WorkflowBundle> {
  built ??= bundles.bundleWorkflows(cacheDir);
  return built;
}

/** Other workflows, bundled in the same way. */
export function bundleOf(workflowsPath: string, sourceDir: string) {
  return bundles.bundleOf(workflowsPath, sourceDir, cacheDir);
}
