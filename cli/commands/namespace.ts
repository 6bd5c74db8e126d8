import type { Command } from 'commander';
import { minuteMs } from '../../workflows/domain/durations.ts';
import { CliError } from '../cli_error.ts';
import { configuredTemporal, prepareNamespace } from '../servers/temporal_server.ts';
import { tell } from '../talk.ts';

export function register(program: Command): void {
  program
    .command('namespace')
    .description('make TEMPORAL_NAMESPACE at TEMPORAL_ADDRESS where it is missing')
    .addHelpText('after', '\nIt waits a minute for the server. What is over is kept for 30 days.')
    .action(async () => {
      const target = configuredTemporal();
      if (!target) {
        throw new CliError('TEMPORAL_ADDRESS is "": expected host:port', { exitCode: 2 });
      }
      await prepareNamespace(target, { isOurs: true, deadline: Date.now() + minuteMs });
      tell(`The namespace ${target.namespace} is there`);
    });
}
