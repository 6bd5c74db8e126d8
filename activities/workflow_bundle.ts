import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';

const repositoryDir = path.resolve(import.meta.dirname, '..');
const workflowsDir = path.join(repositoryDir, 'workflows');

/**
 * The desk's workflows as one file, made once for each state of `workflows/` and of the packages,
 * and kept in `cacheDir`.
 */
export async function bundleWorkflows(cacheDir: string): Promise<{ codePath: string }> {
  const codePath = path.join(cacheDir, `workflows-${await sourceHash()}.js`);
  if (!existsSync(codePath)) {
    const { code } = await bundleWorkflowCode({
      workflowsPath: path.join(workflowsDir, 'index.ts'),
      logger: silent,
    });
    await mkdir(cacheDir, { recursive: true });
    const unfinished = `${codePath}.${process.pid}`;
    await writeFile(unfinished, code);
    await rename(unfinished, codePath);
  }
  return { codePath };
}

const nothing = () => {};
const silent = {
  log: nothing,
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
};

async function sourceHash(): Promise<string> {
  const hash = createHash('sha256');
  hash.update(await readFile(path.join(repositoryDir, 'package-lock.json')));
  const files = (await readdir(workflowsDir, { recursive: true })).filter((name) =>
    name.endsWith('.ts'),
  );
  for (const file of files.sort()) {
    hash.update(file).update(await readFile(path.join(workflowsDir, file)));
  }
  return hash.digest('hex').slice(0, 24);
}
