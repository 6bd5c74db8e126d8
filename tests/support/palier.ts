import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const palier = path.resolve(import.meta.dirname, '../../cli/palier.ts');

export interface PalierRun {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs the command line as a person would, and gives what it said. */
export async function runPalier(
  args: string[],
  environment: Record<string, string> = {},
): Promise<PalierRun> {
  const env = { ...process.env, NO_COLOR: '1', ...environment };
  const options = { env, maxBuffer: 64 * 1024 * 1024 };
  try {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [palier, ...args],
      options,
    );
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as PalierRun;
    return { code, stdout, stderr };
  }
}
