import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const toolsDir = path.resolve(import.meta.dirname, '../../.tools');
const installMs = 240_000;

export interface Python {
  /** Runs a script. @returns what it prints. */
  run(script: string, args: string[]): Promise<string>;
  program: string;
  environment: NodeJS.ProcessEnv;
}

/**
 * Python with the packages of a requirements file, installed once into the tools folder.
 *
 * @returns the reason in plain words where there is none: no Python, no pip, or nothing to install from.
 */
export async function findPython(requirements: string): Promise<Python | string> {
  const program = 'python3';
  const version = await run(program, [
    '-c',
    'import pip, platform; print(platform.python_version())',
  ])
    .then(({ stdout }) => stdout.trim())
    .catch(() => null);
  if (version === null) return 'no python3 with pip on this machine';
  const wanted = createHash('sha256')
    .update(version)
    .update(await readFile(requirements));
  const packages = path.join(toolsDir, `python-${wanted.digest('hex').slice(0, 16)}`);
  const failure = existsSync(packages) ? null : await install(program, requirements, packages);
  if (failure !== null) return failure;
  const environment = { ...process.env, PYTHONPATH: packages, PYTHONDONTWRITEBYTECODE: '1' };
  return {
    program,
    environment,
    run: async (script, args) =>
      (await run(program, [script, ...args], { env: environment, maxBuffer: 1 << 26 })).stdout,
  };
}

/** Into a folder that gets its name once it is complete. */
async function install(
  program: string,
  requirements: string,
  packages: string,
): Promise<string | null> {
  const draft = `${packages}.${process.pid}`;
  await mkdir(toolsDir, { recursive: true });
  const args = ['install', '--quiet', '--only-binary=:all:', '--target', draft, '-r', requirements];
  try {
    await run(program, ['-m', 'pip', ...args], { timeout: installMs });
    await rename(draft, packages);
    return null;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    const told = (error as { stderr?: string }).stderr ?? String(error);
    return `pip could not install ${path.basename(requirements)}: ${told.trim().split('\n').at(-1)}`;
  }
}
