import { Client, Connection } from '@temporalio/client';
import { givenSettings } from '../../settings/environment.ts';
import { temporalAccess } from '../../settings/temporal.ts';
import { CliError, reasonOf } from '../cli_error.ts';
import { findDesk } from './desk_file.ts';
import { readSettings } from './settings.ts';

const connectTimeoutMs = 5_000;

/**
 * Lends a client of the Temporal that the environment names, or of the desk that runs under
 * `PALIER_HOME`.
 * @throws CliError where there is none, or it does not answer
 */
export async function withDeskTemporal<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const desk = await findDesk(readSettings().home);
  const ours = desk && {
    TEMPORAL_ADDRESS: desk.temporalAddress,
    TEMPORAL_NAMESPACE: desk.temporalNamespace,
  };
  const { connectionOptions, namespace } = temporalAccess({
    ...ours,
    ...givenSettings(process.env),
  });
  const connection = await Connection.connect({
    ...connectionOptions,
    connectTimeout: connectTimeoutMs,
  }).catch((error: unknown) => {
    throw new CliError(`Temporal cannot be reached: ${reasonOf(error)}`, {
      cause: error,
      advice: 'Start the desk with `npm start`, or set TEMPORAL_ADDRESS.',
    });
  });
  try {
    return await work(new Client({ connection, namespace }));
  } finally {
    await connection.close();
  }
}
