import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { minuteMs, secondMs } from '../workflows/domain/durations.ts';

const execute = promisify(execFile);
const withinMs = 2 * minuteMs;
const wordsMax = 4 * 1024 * 1024;

/** A program that does one thing and ends. */
export interface ShortProgram {
  file: string;
  arguments?: readonly string[];
  /** Of Node itself. */
  nodeArguments?: readonly string[];
  /** That of this process, where nothing is said. */
  environment?: NodeJS.ProcessEnv;
  /** Ends it. */
  signal?: AbortSignal | undefined;
}

/**
 * Runs one in a process of its own, two minutes at most.
 * @returns what it printed
 * @throws Error with its own words where it fails, and where it does not end
 */
export async function runProgram({
  file,
  arguments: given = [],
  nodeArguments = [],
  environment = process.env,
  signal,
}: ShortProgram): Promise<string> {
  try {
    const { stdout } = await execute(process.execPath, [...nodeArguments, file, ...given], {
      env: environment,
      timeout: withinMs,
      killSignal: 'SIGKILL',
      maxBuffer: wordsMax,
      ...(signal && { signal }),
    });
    return stdout;
  } catch (error) {
    const { killed, stderr } = error as { killed?: boolean; stderr?: string };
    signal?.throwIfAborted();
    if (killed) throw new Error(`It did not end within ${withinMs / secondMs} s`, { cause: error });
    throw new Error(stderr?.trim() || String(error), { cause: error });
  }
}
