import { type ChildProcess, fork } from 'node:child_process';
import { cp, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { connectDatabase } from '../../database/connection.ts';
import { defaultProcessId, rulesAt } from '../../workflows/processes/index.ts';
import { workflowBundle } from '../support/bundle.ts';
import type { LiveDesk } from '../support/live_desk.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';
import { startTestTemporal } from '../support/temporal.ts';
import { temporaryFolder } from '../support/temporary.ts';

export const workerFile = path.resolve(import.meta.dirname, '../../activities/worker.ts');

/** A program of the desk in a process of its own, killed after the last test of the file. */
export interface TestProgram {
  readonly child: ChildProcess;
  /** Everything it has printed. */
  output(): string;
  /** Resolves once its output has `text`. @throws Error with the output where it ends before */
  says(text: string): Promise<void>;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

export function startProgram(file: string, env: NodeJS.ProcessEnv): TestProgram {
  const child = fork(file, [], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  onTeardown(() => void child.kill('SIGKILL'));
  let output = '';
  for (const pipe of [child.stdout, child.stderr]) {
    pipe?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      child.emit('said');
    });
  }
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once('close', (code, signal) => resolve(signal ?? code));
  });
  const says = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => output.includes(text) && resolve();
      child.on('said', look);
      void ended.then((how) => reject(new Error(`ended (${how}) without '${text}':\n${output}`)));
      look();
    });
  return { child, output: () => output, says, ended };
}

/** A new PALIER_HOME that has the workflows bundled already, as after a first start. */
export async function workerHome(): Promise<string> {
  const home = temporaryFolder();
  const { codePath } = await workflowBundle();
  await mkdir(path.join(home, 'cache'));
  await cp(codePath, path.join(home, 'cache', path.basename(codePath)));
  return home;
}

/** Postgres, Temporal and the default process, with what a worker program is told of them. */
export async function startServers(): Promise<{ desk: LiveDesk; environment: NodeJS.ProcessEnv }> {
  const { url: databaseUrl } = await createTestDatabase();
  const database = connectDatabase(databaseUrl, { name: 'worker program test' });
  onTeardown(() => database.destroy());
  const temporal = await startTestTemporal();
  const rules = rulesAt(defaultProcessId, Date.now());
  const environment = {
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    PALIER_HOME: await workerHome(),
    PALIER_EXPORT_SECONDS: '3600',
  };
  return { desk: { temporal, client: temporal.client, database, databaseUrl, rules }, environment };
}

/** A worker program that is ready. */
export async function startWorker(
  environment: NodeJS.ProcessEnv,
  file = workerFile,
): Promise<TestProgram> {
  const worker = startProgram(file, environment);
  await worker.says('worker ready');
  return worker;
}
