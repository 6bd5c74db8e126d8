import { loadClientConnectConfig } from '@temporalio/envconfig';
import { givenSettings } from './environment.ts';

type Connect = ReturnType<typeof loadClientConnectConfig>;

/** How a Temporal server is reached. */
export interface TemporalAccess {
  connectionOptions: Connect['connectionOptions'];
  namespace: string;
}

/**
 * The Temporal that an environment names, as every Temporal client reads it.
 * @param isFileAsked whether a configuration file in its default place is read too
 */
export function temporalAccess(
  environment: NodeJS.ProcessEnv,
  { isFileAsked = true }: { isFileAsked?: boolean } = {},
): TemporalAccess {
  const { connectionOptions, namespace } = loadClientConnectConfig({
    overrideEnvVars: givenSettings(environment),
    disableFile: !isFileAsked,
  });
  return { connectionOptions, namespace: namespace || 'default' };
}
