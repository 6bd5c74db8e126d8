import type { Command } from 'commander';
import { runInForeground } from '../foreground.ts';

export function register(program: Command): void {
  program
    .command('worker')
    .description('run one worker: it moves tickets on and writes their tables')
    .action(() => runInForeground('activities/worker.ts'));
}
