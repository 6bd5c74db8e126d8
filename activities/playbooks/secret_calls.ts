import { ApplicationFailure } from '@temporalio/common';
import type { Database } from '../../database/connection.ts';
import type { DeskKey } from '../../settings/desk_key.ts';
import type { PlaybookActivities } from '../../workflows/playbooks/port.ts';
import { createSecretUse, type SecretUse } from './secrets.ts';

type Calls = Pick<PlaybookActivities, 'callActivity'>;

/** Calls of owners' functions with the secrets that they are given by name, and nothing of those in what comes back. */
export function createSecretCalls(
  own: Calls,
  database: Database,
  deskKey: Pick<DeskKey, 'open'>,
): Calls {
  return {
    async callActivity({ activity, argument }) {
      const secrets = createSecretUse(database, deskKey);
      const opened = await secrets.opened(argument);
      const result = await own
        .callActivity({ activity, argument: opened })
        .catch((error: unknown) => {
          throw opened === argument ? error : withoutSecrets(error, secrets);
        });
      secrets.refuseSecretsIn(result, `Activity '${activity}'`);
      return result;
    },
  };
}

/** What a function failed with. Whoever reads it learns no secret that it was given. */
function withoutSecrets(error: unknown, { redacted }: SecretUse): Error {
  const message = redacted(error instanceof Error ? error.message : String(error));
  const isFinal = error instanceof ApplicationFailure && (error.nonRetryable ?? false);
  const type = error instanceof Error ? error.name : 'Error';
  return ApplicationFailure.create({ message, type, nonRetryable: isFinal });
}
