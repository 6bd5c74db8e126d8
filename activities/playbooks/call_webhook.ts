import { ApplicationFailure } from '@temporalio/common';
import type { Database } from '../../database/connection.ts';
import type { DeskKey } from '../../settings/desk_key.ts';
import type { PlaybookActivities } from '../../workflows/playbooks/port.ts';
import type { Reach } from '../webhooks/reachable.ts';
import { send } from '../webhooks/sender.ts';
import { signedHeaders } from '../webhooks/signature.ts';
import { createSecretUse } from './secrets.ts';

/** Posts what a playbook says to a webhook of the desk, signed as its deliveries are. */
export function createWebhookCalls(
  database: Database,
  reach: Reach,
  deskKey: Pick<DeskKey, 'open'>,
): Pick<PlaybookActivities, 'callWebhook'> {
  return {
    async callWebhook({ webhook: name, deliveryId, body: said }) {
      const webhook = await database('webhooks').where({ name }).first();
      if (!webhook?.is_enabled) {
        const names = await database('webhooks').where('is_enabled', true).pluck<string[]>('name');
        throw ApplicationFailure.nonRetryable(
          `Webhook '${name}': expected one that is enabled: ${names.join(', ') || 'there is none'}`,
          'UnknownWebhook',
        );
      }
      const body = JSON.stringify(await createSecretUse(database, deskKey).opened(said));
      const { address, secret } = webhook;
      const headers = signedHeaders({ id: deliveryId, at: new Date(), body }, [secret]);
      const answer = await send({ address, headers, body }, reach);
      if (answer.status !== null && answer.status >= 200 && answer.status < 300) return;
      throw new Error(`Webhook '${name}' answered ${answer.status ?? answer.silence}`);
    },
  };
}
