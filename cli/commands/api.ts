import type { Command } from 'commander';
import { runInForeground } from '../desk/foreground.ts';

export function register(program: Command): void {
  program
    .command('api')
    .description('run one API server with the pages, on HOST and PORT')
    .action(() => runInForeground('api/server.ts'));
}
