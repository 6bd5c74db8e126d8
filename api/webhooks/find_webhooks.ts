import type { Database } from '../../database/connection.ts';
import type { WebhookDeliveryRow } from '../../database/tables.ts';
import { decodeCursor, encodeCursor, type Page, pageFrom } from '../http/cursor.ts';
import { withDatabase } from '../http/database.ts';
import { notFound } from '../http/errors.ts';
import type { WebhookDeliveryQuery } from './contract.ts';
import type { CountedWebhook } from './webhook_view.ts';

/** All webhooks, by name. */
export function findWebhooks(database: Database): Promise<CountedWebhook[]> {
  return withDatabase(() => counted(database).orderBy(['webhooks.name', 'webhooks.webhook_id']));
}

/** @throws ApiError 404 where there is none */
export async function findWebhook(database: Database, webhookId: string): Promise<CountedWebhook> {
  const [row] = await withDatabase(() =>
    counted(database).where('webhooks.webhook_id', webhookId).limit(1),
  );
  if (!row) throw notFound('webhook', webhookId);
  return row;
}

function counted(database: Database) {
  const countOf = (status: 'pending' | 'failed') =>
    database.raw(
      `(select count(*)::integer from webhook_deliveries as deliveries
        where deliveries.webhook_id = webhooks.webhook_id and status = ?) as ??`,
      [status, `${status}_count`],
    );
  return database('webhooks').select<CountedWebhook[]>(
    'webhooks.*',
    countOf('pending'),
    countOf('failed'),
  );
}

export type FoundDelivery = WebhookDeliveryRow & { number: string | null };

const usualLimit = 50;
const order = 'newest';

/** What a webhook was to be told, the newest first. */
export function findDeliveryPage(
  database: Database,
  webhookId: string,
  { status, limit = usualLimit, cursor }: WebhookDeliveryQuery,
): Promise<Page<FoundDelivery>> {
  const [before] = decodeCursor(cursor, order, ['integer']) ?? [];
  return withDatabase(async () => {
    const query = deliveries(database, webhookId)
      .orderBy('delivery_id', 'desc')
      .limit(limit + 1);
    if (status) query.where('status', status);
    if (before !== undefined) query.where('delivery_id', '<', before);
    return pageFrom(await query, limit, (last) => encodeCursor(order, [last.delivery_id]));
  });
}

/** @throws ApiError 404 where the webhook has no such delivery */
export async function findDelivery(
  database: Database,
  webhookId: string,
  deliveryId: string,
): Promise<FoundDelivery> {
  const [row] = await withDatabase(() =>
    deliveries(database, webhookId).where('delivery_id', deliveryId),
  );
  if (!row) throw notFound('delivery', deliveryId);
  return row;
}

function deliveries(database: Database, webhookId: string) {
  return database('webhook_deliveries')
    .leftJoin('ticket_contents', 'ticket_contents.ticket_id', 'webhook_deliveries.ticket_id')
    .where('webhook_id', webhookId)
    .select<FoundDelivery[]>('webhook_deliveries.*', 'ticket_contents.number');
}
