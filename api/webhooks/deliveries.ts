import type { Database } from '../../database/connection.ts';
import { insertTestDelivery, replayDeliveries } from '../../database/webhook_deliveries.ts';
import { tryAgain } from '../../database/webhooks.ts';
import { withDatabase } from '../http/database.ts';
import { notFound, refusedBy } from '../http/errors.ts';
import { defineOperation } from '../http/operation.ts';
import {
  type ReplayBody,
  replayBody,
  replayed,
  webhookDelivery,
  webhookDeliveryPage,
  webhookDeliveryPath,
  webhookDeliveryQuery,
  webhookDeliveryWithAnswer,
  webhookPath,
} from './contract.ts';
import {
  type FoundDelivery,
  findDelivery,
  findDeliveryPage,
  findWebhook,
} from './find_webhooks.ts';
import { type CountedWebhook, deliveryView } from './webhook_view.ts';

const tag = 'Webhooks';

export const listWebhookDeliveries = defineOperation({
  id: 'listWebhookDeliveries',
  method: 'get',
  address: '/api/webhooks/{id}/deliveries',
  summary: 'What a webhook was to be told in the last 30 days, the newest first',
  tag,
  path: webhookPath,
  query: webhookDeliveryQuery,
  answers: { 200: { description: 'A page of deliveries', schema: webhookDeliveryPage } },
  async handle({ path, query }, { database }) {
    await findWebhook(database, path.id);
    const { items, next } = await findDeliveryPage(database, path.id, query);
    return { status: 200, body: { items: items.map(deliveryView), next } };
  },
});

export const getWebhookDelivery = defineOperation({
  id: 'getWebhookDelivery',
  method: 'get',
  address: '/api/webhooks/{id}/deliveries/{delivery}',
  summary: 'One delivery with what its receiver answered last',
  tag,
  path: webhookDeliveryPath,
  answers: { 200: { description: 'The delivery', schema: webhookDeliveryWithAnswer } },
  async handle({ path }, { database }) {
    const row = await findDelivery(database, path.id, path.delivery);
    return { status: 200, body: { ...deliveryView(row), answer: row.answer } };
  },
});

export const testWebhook = defineOperation({
  id: 'testWebhook',
  method: 'post',
  address: '/api/webhooks/{id}/tests',
  summary: 'Sends an event of type test, once and at once',
  tag,
  path: webhookPath,
  isKeyed: true,
  answers: { 201: { description: 'The delivery, which is under way', schema: webhookDelivery } },
  async handle({ path, idempotency }, { database }) {
    const row = await sendTest(database, path.id, idempotency.recordId('tst'));
    return { status: 201, body: deliveryView(row) };
  },
});

export const replayWebhook = defineOperation({
  id: 'replayWebhook',
  method: 'post',
  address: '/api/webhooks/{id}/replays',
  summary:
    'Sends deliveries again, under the ids they had: one, or all that failed since an instant',
  tag,
  path: webhookPath,
  body: replayBody,
  answers: { 200: { description: 'How many are sent again', schema: replayed } },
  async handle({ path, body }, { database }) {
    return { status: 200, body: { count: await sendAgain(database, path.id, body) } };
  },
});

/**
 * Sends an event of type test. @returns the delivery, which is under way
 * @throws ApiError 404 where there is no such webhook, 409 where it is disabled
 */
export async function sendTest(
  database: Database,
  webhookId: string,
  eventId: string,
): Promise<FoundDelivery> {
  refuseDisabled(await findWebhook(database, webhookId));
  const id = await withDatabase(() => insertTestDelivery(database, webhookId, eventId));
  return findDelivery(database, webhookId, id);
}

/**
 * Sends deliveries again. @returns how many
 * @throws ApiError 404 where there is no such webhook or delivery, 409 where it is disabled
 */
export async function sendAgain(
  database: Database,
  webhookId: string,
  { delivery, failedSince }: ReplayBody,
): Promise<number> {
  refuseDisabled(await findWebhook(database, webhookId));
  const which =
    delivery === undefined ? { failedSince: new Date(failedSince ?? 0) } : { deliveryId: delivery };
  const count = await withDatabase(async () => {
    await tryAgain(database, webhookId);
    return replayDeliveries(database, webhookId, which);
  });
  if (count === 0 && delivery !== undefined) throw notFound('delivery', delivery);
  return count;
}

function refuseDisabled({ is_enabled: isEnabled, name }: CountedWebhook): void {
  if (!isEnabled) throw refusedBy(409, { code: 'webhook_disabled', parameters: { name } });
}
