import type { Command } from 'commander';
import { checkWorker } from '../desk/check_worker.ts';
import { runInForeground } from '../desk/foreground.ts';

export function register(program: Command): void {
  program
    .command('worker')
    .description('run one worker: it moves tickets on and writes their tables')
    .option('--check', 'ask Temporal whether a worker of this machine fetches work, and end')
    .action(({ check }: { check?: boolean }) =>
      check ? checkWorker() : runInForeground('activities/worker.ts'),
    );
}
