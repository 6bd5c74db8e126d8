import { clearWebhookAlarm, raiseAlarm } from './alarms.ts';
import { recordAudit } from './audit.ts';
import type { Database, Transaction } from './connection.ts';
import type { NewRow, RowChange, WebhookRow } from './tables.ts';
import { failPending, tellWorkers } from './webhook_deliveries.ts';

/** Keeps a new webhook. One that is there under its id stays as it is. */
export async function insertWebhook(
  trx: Transaction,
  webhook: NewRow<'webhooks'> & { webhook_id: string },
): Promise<void> {
  await trx('webhooks').insert(webhook).onConflict('webhook_id').ignore();
  await tellWorkers(trx, webhook.webhook_id);
}

/**
 * Writes the version after `version`. One that is enabled again begins as a new one does; one that is
 * disabled gives up what it was still to send.
 * @returns false where the webhook stands at another
 */
export async function updateWebhook(
  trx: Transaction,
  webhookId: string,
  version: number,
  changed: RowChange<'webhooks'>,
): Promise<boolean> {
  const count = await trx('webhooks')
    .where({ webhook_id: webhookId, version })
    .update({ ...changed, ...fresh, version: version + 1 });
  if (count === 0) return false;
  await clearWebhookAlarm(trx, webhookId);
  if (changed.is_enabled === false) await failPending(trx, webhookId);
  return true;
}

const fresh = { failure_streak: 0, retry_at: null, disabled_because: null };

/** @returns false where there was none */
export async function deleteWebhook(trx: Transaction, webhookId: string): Promise<boolean> {
  const count = await trx('webhooks').where('webhook_id', webhookId).delete();
  await clearWebhookAlarm(trx, webhookId);
  return count > 0;
}

/** Signs with another secret from now on, and with the one before it beside, until `previousUntil`. */
export async function replaceSecret(
  trx: Transaction,
  webhookId: string,
  secret: string,
  previousUntil: Date,
): Promise<boolean> {
  const count = await trx('webhooks')
    .where('webhook_id', webhookId)
    .update({
      secret,
      previous_secret: trx.ref('secret'),
      previous_until: previousUntil,
      version: trx.raw('version + 1'),
    });
  return count > 0;
}

/** Its receiver has taken a delivery. */
export async function noteSuccess(database: Database, webhookId: string, at: Date): Promise<void> {
  await database('webhooks')
    .where('webhook_id', webhookId)
    .update({ succeeded_at: at, failure_streak: 0, retry_at: null });
}

/** Its receiver could not be reached, and is left alone until `retryAt`. */
export async function noteAway(
  database: Database,
  webhookId: string,
  { streak, retryAt }: { streak: number; retryAt: Date },
): Promise<void> {
  await database('webhooks')
    .where('webhook_id', webhookId)
    .update({ failure_streak: streak, retry_at: retryAt });
}

/** Whoever has seen to its receiver does not wait until it would be tried again. */
export async function tryAgain(database: Database, webhookId: string): Promise<void> {
  await database('webhooks').where('webhook_id', webhookId).update({ retry_at: null });
}

/** Sends nothing more until somebody has looked: the administrators get an alarm, the audit an entry. */
export async function disableWebhook(
  database: Database,
  { webhook_id: webhookId, name, address }: Pick<WebhookRow, 'webhook_id' | 'name' | 'address'>,
  because: NonNullable<WebhookRow['disabled_because']>,
): Promise<void> {
  await database.transaction(async (trx) => {
    await trx('webhooks')
      .where('webhook_id', webhookId)
      .update({ is_enabled: false, disabled_because: because, version: trx.raw('version + 1') });
    await failPending(trx, webhookId);
    await recordAudit(trx, {
      by: { program: 'worker' },
      kind: 'webhook_changed',
      object: { kind: 'webhook', id: webhookId },
      before: { isEnabled: true },
      after: { isEnabled: false, disabledBecause: because },
    });
    const { host } = new URL(address);
    await raiseAlarm(trx, 'webhook_disabled', null, { webhook: webhookId, name, host, because });
  });
}
