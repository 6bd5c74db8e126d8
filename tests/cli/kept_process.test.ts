import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import test from 'ava';
import { startKeptProcess } from '../../cli/servers/kept_process.ts';
import { isRunning } from '../../cli/servers/process_table.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder, writeScript } from '../support/temporary.ts';

const keepsAProgram = path.join(import.meta.dirname, 'fixtures/keeps_a_program.ts');

const program = (command: string, args: string[]) => ({
  command,
  args,
  cwd: '/',
  stopSignal: 'SIGTERM' as const,
  stopTimeoutMs: 200,
});

for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
  test(`a program ends when the process that started it ends by ${signal}`, async (t) => {
    const parent = spawn(process.execPath, [keepsAProgram]);
    const [chunk] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(chunk.toString());
    t.true(isRunning(pid));
    parent.kill(signal);
    await eventually(() => !isRunning(pid));
    t.pass();
  });
}

test('a program that ignores the request to stop is killed', async (t) => {
  const stubborn = writeScript(
    temporaryFolder(),
    'stubborn',
    "trap '' TERM\necho deaf\nwhile :; do sleep 0.05; done",
  );
  const kept = await startKeptProcess(program(stubborn, []));
  await eventually(() => kept.recentOutput() === 'deaf');
  t.deepEqual(await kept.stop(), { code: null, signal: 'SIGKILL' });
});

test('a program that hangs is ended with all that it started', async (t) => {
  const kept = await startKeptProcess(program('sh', ['-c', 'sleep 1000 & echo $!; wait']));
  await eventually(() => kept.recentOutput() !== '');
  const started = Number(kept.recentOutput());
  for (const pid of [kept.pid, started]) process.kill(pid, 'SIGSTOP');
  kept.kill();
  t.deepEqual(await kept.exited, { code: null, signal: 'SIGKILL' });
  await eventually(() => !isRunning(started));
});

test('how a program ended, and its last words, are known', async (t) => {
  const kept = await startKeptProcess(program('sh', ['-c', 'echo last words >&2; exit 7']));
  await eventually(() => !isRunning(kept.pid));
  t.deepEqual(await kept.stop(), { code: 7, signal: null });
  t.is(kept.recentOutput(), 'last words');
});

test('a program that does not exist is refused by name', async (t) => {
  await t.throwsAsync(startKeptProcess(program('/nowhere/temporal', [])), {
    message: /\/nowhere\/temporal could not be started: .*ENOENT/,
  });
});
