import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import { onTeardown } from './teardown.ts';

const workerFile = path.resolve(import.meta.dirname, '../../activities/worker.ts');

/** The desk’s own worker program, or that of a copy of it, in a process that can be killed. */
export async function startWorkerProcess(
  env: NodeJS.ProcessEnv,
  file = workerFile,
): Promise<ChildProcess> {
  const child = fork(file, [], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  onTeardown(() => void child.kill('SIGKILL'));
  let output = '';
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('worker ready')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`worker ended with ${code}:\n${output}`)));
  });
  return child;
}
