import test from 'ava';
import type { Exit } from '../../cli/servers/kept_process.ts';
import { type RunningPart, supervise } from '../../cli/servers/supervised.ts';
import { eventually } from '../support/eventually.ts';

/** A part of the desk that ends when told to. */
function part() {
  let end: (exit: Exit) => void = () => {};
  const exited = new Promise<Exit>((resolve) => {
    end = resolve;
  });
  const running: RunningPart & { isStopped: boolean } = {
    exited,
    isStopped: false,
    recentOutput: () => 'first line\nlast line',
    stop: async () => {
      running.isStopped = true;
      end({ code: 0, signal: null });
    },
    kill: () => end({ code: null, signal: 'SIGKILL' }),
  };
  return { running, crash: () => end({ code: 3, signal: null }) };
}

test('a part that ends by itself is started again, and said so with its last words', async (t) => {
  const notices: string[] = [];
  const parts: ReturnType<typeof part>[] = [];
  const supervised = await supervise({
    name: 'Worker',
    notice: (line) => notices.push(line),
    backoffMinMs: 1,
    start: async () => {
      const next = part();
      parts.push(next);
      return next.running;
    },
  });
  parts[0]?.crash();
  await eventually(() => parts.length === 2);
  await supervised.stop();
  t.deepEqual(notices, [
    'Worker ended (exit code 3); starting it again in 0.001 s\n    its last words: last line',
    'Worker runs again',
  ]);
  t.true(parts[1]?.running.isStopped);
});

test('each failure in a row waits twice as long, up to a limit', async (t) => {
  const waits: string[] = [];
  const first = part();
  let starts = 0;
  const supervised = await supervise({
    name: 'API',
    notice: (line) => waits.push(/in ([\d.]+) s/.exec(line)?.[1] ?? line),
    backoffMinMs: 1,
    backoffMaxMs: 4,
    start: async () => {
      starts++;
      if (starts === 1) return first.running;
      throw new Error('no port');
    },
  });
  first.crash();
  await eventually(() => waits.length >= 5);
  await supervised.stop();
  t.deepEqual(waits.slice(0, 5), ['0.001', '0.002', '0.004', '0.004', '0.004']);
});

test('a part that was stopped on purpose is not started again', async (t) => {
  let starts = 0;
  const only = part();
  const supervised = await supervise({
    name: 'Temporal',
    notice: (line) => t.fail(line),
    backoffMinMs: 1,
    start: async () => {
      starts++;
      return only.running;
    },
  });
  await supervised.stop();
  t.is(starts, 1);
  t.true(only.running.isStopped);
});

test('a part that fails at the first start is an error, not a retry', async (t) => {
  await t.throwsAsync(
    supervise({
      name: 'API',
      notice: (line) => t.fail(line),
      start: () => Promise.reject(new Error('port taken')),
    }),
    { message: 'port taken' },
  );
});

test('a part that hangs is ended and started again', async (t) => {
  const notices: string[] = [];
  let starts = 0;
  const supervised = await supervise({
    name: 'Worker',
    notice: (line) => notices.push(line.split('\n')[0] ?? ''),
    backoffMinMs: 1,
    start: async () => {
      starts++;
      return part().running;
    },
  });
  supervised.restart();
  await eventually(() => starts === 2 && notices.length === 2);
  await supervised.stop();
  t.deepEqual(notices, [
    'Worker ended (killed by SIGKILL); starting it again in 0.001 s',
    'Worker runs again',
  ]);
});
