/**
 * Runs one program for as long as the process that forked this file lives.
 *
 * A parent that is killed with SIGKILL cannot stop its children; this small process notices that
 * the IPC channel closed and stops the program in its place. It sits in its own process group, so
 * that Ctrl-C in a terminal reaches only the parent, which then stops everything in order.
 *
 * argv[2] is a `KeptProgram` as JSON. A message `{stop: true}` asks for a stop,
 * `{kill: true}` ends it at once.
 */
import { spawn } from 'node:child_process';

/** @type {import('./kept_process.ts').KeptProgram} */
const program = JSON.parse(process.argv[2] ?? 'null');
const child = spawn(program.command, program.args, {
  stdio: ['ignore', 'inherit', 'inherit'],
  cwd: program.cwd,
  ...(program.uid === undefined ? {} : { uid: program.uid }),
  ...(program.gid === undefined ? {} : { gid: program.gid }),
});
let stopping = false;

function stop() {
  if (stopping) return;
  stopping = true;
  child.kill(program.stopSignal);
  setTimeout(() => child.kill('SIGKILL'), program.stopTimeoutMs).unref();
}

child.once('spawn', () => process.send?.({ pid: child.pid }));
child.once('error', (error) => {
  process.send?.({ error: error.message });
  process.exitCode = 127;
  process.disconnect?.();
});
child.once('exit', (code, signal) => {
  process.exitCode = code ?? 1;
  if (process.connected) process.send?.({ code, signal }, () => process.disconnect?.());
});
process.on('message', async (/** @type {{ stop?: true, kill?: true }} */ message) => {
  if (!message.kill || child.pid === undefined) return stop();
  // Only now, with what Node needs to read TypeScript: it would be half of this process's memory.
  const { killFamily } = await import('./process_table.ts');
  await killFamily(child.pid);
});
process.on('disconnect', stop);
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
