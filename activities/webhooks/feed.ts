import type { Client } from '@temporalio/client';
import type { Database } from '../../database/connection.ts';
import { ticketChannel } from '../../database/ticket_channel.ts';
import { insertNewDeliveries, webhookChannel } from '../../database/webhook_deliveries.ts';
import { hasWebhooks, takeNews } from '../../database/webhook_feed.ts';
import { secondMs } from '../../workflows/domain/durations.ts';
import { ticketTaskQueue, webhookWorkflowId } from '../../workflows/ids.ts';
import { deliveryWantedSignal } from '../../workflows/messages.ts';
import type { Repeated } from '../repeatedly.ts';

/** Commands come in bursts, and what follows of them is read together. */
const gatherMs = 100;
/** A transaction that has not ended keeps what came after it from being read. */
const heldBackMs = secondMs;

export interface WebhookFeedOptions {
  client: Client;
  database: Database;
  /** Between two looks where nobody has told anything. */
  everyMs: number;
  onFailure(error: unknown): void;
}

export interface WebhookFeed extends Repeated {
  /** Something was told on one of `webhookFeedChannels`. */
  hear(channel: string): void;
}

export const webhookFeedChannels = [ticketChannel, webhookChannel];

/**
 * Follows what is recorded of tickets, writes down which webhooks are to be told, and has them
 * delivered. Of several workers one reads at a time.
 */
export function followForWebhooks(options: WebhookFeedOptions): WebhookFeed {
  const { everyMs, onFailure } = options;
  let isWanted = true;
  let isStopped = false;
  let soon: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;

  function lookIn(ms: number): void {
    if (!isStopped) soon ??= setTimeout(begin, ms);
  }

  function begin(): void {
    soon = undefined;
    // Whoever looks now may have read already: one more look follows.
    if (looking !== undefined) return void looking.then(() => lookIn(gatherMs));
    looking = look()
      .catch(onFailure)
      .finally(() => {
        looking = undefined;
      });
  }

  async function look(): Promise<void> {
    isWanted = await hasWebhooks(options.database);
    if (await feedWebhooks(options.database)) lookIn(heldBackMs);
    await wakeWebhooks(options);
  }

  const timer = setInterval(() => lookIn(0), everyMs);
  lookIn(0);
  return {
    hear(channel) {
      if (isWanted || channel === webhookChannel) lookIn(gatherMs);
    },
    async stop() {
      isStopped = true;
      clearInterval(timer);
      clearTimeout(soon);
      await looking;
    },
  };
}

/** Writes down what is new. @returns whether something is held back */
async function feedWebhooks(database: Database): Promise<boolean> {
  for (;;) {
    const news = await database.transaction(async (trx) => {
      const taken = await takeNews(trx);
      if (taken) await insertNewDeliveries(trx, taken.spans);
      return taken;
    });
    if (!news?.hasMore) return news?.isHeldBack ?? false;
  }
}

/** Tells the workflow of each webhook that has something to send now. */
async function wakeWebhooks({ client, database }: WebhookFeedOptions): Promise<void> {
  const { rows } = await database.raw<{ rows: { webhook_id: string }[] }>(
    `select webhook_id from webhooks
     where is_enabled and exists (
       select from webhook_deliveries as deliveries
       where deliveries.webhook_id = webhooks.webhook_id
         and status = 'pending'
         and next_attempt_at <= now()
         and (retry_at is null or retry_at <= now() or ticket_id is null))`,
  );
  await Promise.all(
    rows.map(({ webhook_id: webhookId }) =>
      client.workflow.signalWithStart('webhookWorkflow', {
        workflowId: webhookWorkflowId(webhookId),
        taskQueue: ticketTaskQueue,
        args: [webhookId],
        signal: deliveryWantedSignal,
      }),
    ),
  );
}
