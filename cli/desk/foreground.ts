import { fork } from 'node:child_process';
import path from 'node:path';
import { givenSettings } from '../../settings/environment.ts';
import { CliError } from '../cli_error.ts';
import { nodeArgumentsFor, nodeEnvironment } from '../servers/node_options.ts';
import { findDesk } from './desk_file.ts';
import { keepToOwner } from './home.ts';
import { readSettings, repositoryDir } from './settings.ts';

/**
 * Runs one program of the desk in this terminal until it ends, with the addresses of the desk that
 * runs under PALIER_HOME wherever the environment names none.
 * @throws CliError when it ends with a failure.
 */
export async function runInForeground(file: string): Promise<void> {
  const { home } = readSettings();
  const desk = await findDesk(home);
  keepToOwner();
  const child = fork(path.join(repositoryDir, file), [], {
    cwd: repositoryDir,
    stdio: 'inherit',
    env: {
      ...(desk && {
        DATABASE_URL: desk.databaseUrl,
        PALIER_DEMO: desk.isDemo ? '1' : '0',
        TEMPORAL_ADDRESS: desk.temporalAddress,
        TEMPORAL_NAMESPACE: desk.temporalNamespace,
      }),
      ...nodeEnvironment,
      ...givenSettings(process.env),
      TZ: 'UTC',
      PALIER_HOME: home,
    },
    execArgv: nodeArgumentsFor(file),
  });
  // Ctrl-C reaches the child by itself; a signal to this process alone is passed on.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) throw new CliError(`${file} ended with exit code ${code ?? 'unknown'}`);
}
