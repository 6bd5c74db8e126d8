import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { build, stop } from 'esbuild';
import type { PlaybookSources } from '../../database/playbooks.ts';
import type { WrittenPlaybook } from '../../workflows/playbooks/run.ts';
import type { WorkflowBundle } from '../workflow_bundle.ts';

const repositoryDir = path.resolve(import.meta.dirname, '../..');
const bundleProgram = path.join(import.meta.dirname, '..', 'bundle_program.ts');
const run = promisify(execFile);
/** By this name an owner's playbook imports the library. */
const libraryName = 'palier/playbook';
const libraryFile = 'workflows/playbooks/playbook.ts';

/**
 * Bundles code of playbooks for a worker, once for each state of it.
 * @throws Error with the bundler's words where it cannot be
 */
export async function bundlePlaybooks(
  buildId: string,
  sources: PlaybookSources,
  cacheDir: string,
): Promise<WorkflowBundle> {
  const dir = await laidOut(buildId, sources, cacheDir);
  const codePath = path.join(dir, 'playbooks.js');
  if (!existsSync(codePath)) {
    const alias = JSON.stringify({ [libraryName]: path.join(dir, libraryFile) });
    await run(process.execPath, [bundleProgram, path.join(dir, 'entry.ts'), codePath, alias]);
  }
  return { codePath };
}

/**
 * What the playbooks of a state of the code say of themselves.
 * @throws Error with what is wrong with a file, and where
 */
export async function readPlaybooks(
  buildId: string,
  sources: PlaybookSources,
  cacheDir: string,
): Promise<WrittenPlaybook[]> {
  const dir = await laidOut(buildId, sources, cacheDir);
  const outfile = path.join(dir, 'playbooks.mjs');
  await build({
    entryPoints: [path.join(dir, 'entry.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'silent',
    external: ['@temporalio/workflow'],
    alias: { [libraryName]: path.join(dir, libraryFile) },
  });
  // Its process would outlive this one by a moment.
  await stop();
  const { playbooks } = await import(outfile);
  return playbooks;
}

/** The files of a build as files, with the desk's packages beside them. */
async function laidOut(
  buildId: string,
  sources: PlaybookSources,
  cacheDir: string,
): Promise<string> {
  const dir = path.join(cacheDir, `playbooks-${buildId}`);
  if (existsSync(dir)) return dir;
  // Whoever looks for it sees all of it or nothing.
  const unfinished = `${dir}.${process.pid}`;
  await rm(unfinished, { recursive: true, force: true });
  for (const [file, text] of Object.entries(sources)) {
    const name = path.join(unfinished, file);
    await mkdir(path.dirname(name), { recursive: true });
    await writeFile(name, text);
  }
  await symlink(path.join(repositoryDir, 'node_modules'), path.join(unfinished, 'node_modules'));
  await rename(unfinished, dir).catch(async (error) => {
    if (!existsSync(dir)) throw error;
    await rm(unfinished, { recursive: true, force: true });
  });
  return dir;
}
