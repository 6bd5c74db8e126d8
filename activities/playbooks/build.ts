import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { PlaybookSources } from '../../database/playbooks.ts';
import type { AnyPlaybook } from '../../workflows/playbooks/playbook.ts';
import { runProgram } from '../run_program.ts';
import type { WorkflowBundle } from '../workflow_bundle.ts';

const repositoryDir = path.resolve(import.meta.dirname, '../..');
const bundleProgram = path.join(import.meta.dirname, '..', 'bundle_program.ts');
const readableProgram = path.join(import.meta.dirname, 'playbook_bundle_program.ts');
const readProgram = path.join(import.meta.dirname, 'isolated', 'read_program.ts');
/** By this name an owner's playbook imports the library. */
const libraryName = 'palier/playbook';
const libraryFile = 'workflows/playbooks/playbook.ts';
/** What it stands on, and is not bundled with to be read. */
const workflowPackage = '@temporalio/workflow';
const readingHeapMaxMb = 256;

/**
 * Bundles code of playbooks for a worker, once for each state of it, of the packages and of the program
 * that does it.
 * @throws Error with the bundler's words where it cannot be
 */
export async function bundlePlaybooks(
  buildId: string,
  sources: PlaybookSources,
  cacheDir: string,
  signal?: AbortSignal,
): Promise<WorkflowBundle> {
  const dir = await laidOut(buildId, sources, cacheDir);
  const codePath = path.join(dir, 'playbooks.js');
  if (!existsSync(codePath)) {
    await runProgram({
      file: bundleProgram,
      arguments: [path.join(dir, 'entry.ts'), codePath, libraryAlias(dir)],
      signal,
    });
  }
  return { codePath };
}

/** What a playbook says of itself, without what it does. */
export interface SaidPlaybook {
  file: string;
  playbook: Omit<AnyPlaybook, 'run'>;
}

/**
 * What the playbooks of a state of the code say of themselves. Their modules are loaded in a process of
 * their own, which has no environment and may read nothing of the desk.
 * @throws Error with what is wrong with a file, and where
 */
export async function readPlaybooks(
  buildId: string,
  sources: PlaybookSources,
  cacheDir: string,
  signal?: AbortSignal,
): Promise<SaidPlaybook[]> {
  const dir = await laidOut(buildId, sources, cacheDir);
  const outfile = path.join(dir, 'playbooks.mjs');
  await runProgram({
    file: readableProgram,
    arguments: [dir, 'entry.ts', outfile, libraryAlias(dir)],
    signal,
  });
  const library = await realpath(path.join(repositoryDir, 'node_modules', workflowPackage));
  const readable = [
    ...[outfile, path.dirname(readProgram), path.join(dir, 'node_modules')],
    ...['node_modules', 'workflows/domain/durations.ts', 'package.json'].map((each) =>
      path.join(repositoryDir, each),
    ),
    // Packages may stand elsewhere, by links: they are read where they stand.
    path.resolve(library, ...workflowPackage.split('/').map(() => '..')),
  ];
  const said = await runProgram({
    file: readProgram,
    arguments: [outfile],
    nodeArguments: [
      '--permission',
      '--allow-worker',
      '--no-warnings',
      ...readable.map((each) => `--allow-fs-read=${each}`),
      `--max-old-space-size=${readingHeapMaxMb}`,
      '--enable-source-maps',
    ],
    environment: {},
    signal,
  });
  return JSON.parse(said);
}

function libraryAlias(dir: string): string {
  return JSON.stringify({ [libraryName]: path.join(dir, libraryFile) });
}

/** What a bundle depends on besides the code that it is made of. */
async function toolsHash(): Promise<string> {
  const hash = createHash('sha256');
  for (const file of ['package-lock.json', 'activities/bundle_program.ts']) {
    hash.update(await readFile(path.join(repositoryDir, file)));
  }
  return hash.digest('hex').slice(0, 12);
}

/** The files of a build as files, with the desk's packages beside them. */
async function laidOut(
  buildId: string,
  sources: PlaybookSources,
  cacheDir: string,
): Promise<string> {
  const dir = path.join(cacheDir, `playbooks-${buildId}-${await toolsHash()}`);
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
