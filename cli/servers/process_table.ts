import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const killTimeoutMs = 5_000;

/** Whether a process with this number exists, whoever owns it. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Whether process `pid` was started with `argument` in its command line. Process numbers are used
 * again after a restart of the machine, so a number alone proves nothing.
 */
export async function runsProgram(pid: number, argument: string): Promise<boolean> {
  return (await commandLineOf(pid)).includes(argument);
}

async function commandLineOf(pid: number): Promise<string> {
  try {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
  } catch {
    return run('ps', ['-o', 'command=', '-p', String(pid)]).then(
      ({ stdout }) => stdout,
      () => '',
    );
  }
}

/** Ends a process and all that it started, at once; those that have ended by themselves are passed over. */
export async function killFamily(pid: number): Promise<void> {
  const { stdout } = await run('ps', ['-eo', 'pid=,ppid=']);
  const table = stdout.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  const family = [pid];
  for (const member of family) {
    for (const [child, parent] of table) {
      if (parent === member && child !== undefined) family.push(child);
    }
  }
  for (const member of family) {
    try {
      process.kill(member, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

/**
 * Asks a process that is not our child to end, and kills it when it does not within `timeoutMs`.
 * @throws Error when it survives even that, or is not ours to signal.
 */
export async function endProcess(
  pid: number,
  signal: NodeJS.Signals,
  timeoutMs: number,
): Promise<void> {
  process.kill(pid, signal);
  if (await endsWithin(pid, timeoutMs)) return;
  process.kill(pid, 'SIGKILL');
  if (!(await endsWithin(pid, killTimeoutMs))) throw new Error(`process ${pid} cannot be ended`);
}

async function endsWithin(pid: number, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (isRunning(pid) && !(await isZombie(pid))) {
    if (Date.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return true;
}

// Ended, but not yet taken note of by its parent.
async function isZombie(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return / Z /.test(status.slice(status.lastIndexOf(')')));
}
