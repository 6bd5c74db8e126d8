import { Context } from '@temporalio/activity';
import type { Database } from '../../database/connection.ts';
import type { WebhookDeliveryRow, WebhookRow } from '../../database/tables.ts';
import { type Attempt, writeAttempt } from '../../database/webhook_deliveries.ts';
import { disableWebhook, noteAway, noteSuccess } from '../../database/webhooks.ts';
import { hourMs, secondMs } from '../../workflows/domain/durations.ts';
import type { WebhookActivities, WebhookOutlook, WebhookRequest } from '../../workflows/ports.ts';
import { payloadOf } from './payload.ts';
import type { Reach } from './reachable.ts';
import { type Answer, send } from './sender.ts';
import { signedHeaders } from './signature.ts';

/** Deliveries in one activity, and of these at once. */
const batchMax = 20;
const lanesMax = 4;
const heartbeatMs = 3 * secondMs;
const longestDelayMs = 12 * hourMs;

/** How long to wait after so many attempts that failed: 5 s, 15 s, 45 s … up to half a day. */
export function delayAfter(attemptCount: number): number {
  return Math.min(5 * secondMs * 3 ** (attemptCount - 1), longestDelayMs);
}

export interface WebhookDeliveryOptions {
  database: Database;
  /** Whom the desk may talk to. */
  reach: Reach;
}

export function createWebhookDelivery(options: WebhookDeliveryOptions): WebhookActivities {
  const { database } = options;
  return {
    async deliverToWebhook({ webhookId, at }: WebhookRequest): Promise<WebhookOutlook> {
      const webhook = await database('webhooks').where('webhook_id', webhookId).first();
      if (!webhook?.is_enabled) return { nextAt: null };
      const due = await dueAt(database, webhook, at);
      const context = Context.current();
      const heartbeat = setInterval(() => context.heartbeat(), heartbeatMs);
      try {
        const round = new Round(options, webhook, at);
        await deliverInLanes(round, due, context.cancellationSignal);
      } finally {
        clearInterval(heartbeat);
      }
      return { nextAt: await nextAttempt(database, webhookId) };
    },
  };
}

/**
 * What is to be sent now. While the receiver is away one delivery tries it, now and then, and the
 * others wait with that one; a test is sent whenever somebody asks for it.
 */
function dueAt(
  database: Database,
  { webhook_id, failure_streak: streak, retry_at: retryAt }: WebhookRow,
  at: number,
): Promise<WebhookDeliveryRow[]> {
  const due = database('webhook_deliveries')
    .where({ webhook_id, status: 'pending' })
    .orderBy('delivery_id');
  if (retryAt && retryAt.getTime() > at) return due.whereNull('ticket_id').limit(batchMax);
  return due.where('next_attempt_at', '<=', new Date(at)).limit(streak > 0 ? 1 : batchMax);
}

/** What is of one ticket is begun in its order, and several tickets at once. */
async function deliverInLanes(
  round: Round,
  due: readonly WebhookDeliveryRow[],
  signal: AbortSignal,
): Promise<void> {
  const tickets = Map.groupBy(due, ({ ticket_id, event_id }) => ticket_id ?? event_id).values();
  const lane = async () => {
    for (const deliveries of tickets) {
      for (const delivery of deliveries) {
        if (round.isOver || signal.aborted) return;
        await round.deliver(delivery);
      }
    }
  };
  await Promise.all(Array.from({ length: lanesMax }, lane));
}

/** One visit to a receiver, which ends where it is not there. */
class Round {
  isOver = false;
  readonly #options: WebhookDeliveryOptions;
  readonly #webhook: WebhookRow;
  readonly #at: number;

  constructor(options: WebhookDeliveryOptions, webhook: WebhookRow, at: number) {
    this.#options = options;
    this.#webhook = webhook;
    this.#at = at;
  }

  async deliver(delivery: WebhookDeliveryRow): Promise<void> {
    const { database } = this.#options;
    const payload = await payloadOf(database, delivery, this.#webhook.texts);
    const startedAt = Date.now();
    if (!payload) {
      const nothing = { answerStatus: null, answer: null, durationMs: 0 };
      const attemptedAt = new Date(startedAt);
      const error = 'ticket_gone';
      const attempt: Attempt = { status: 'failed', error, attemptedAt, ...nothing };
      return writeAttempt(database, delivery.delivery_id, attempt);
    }
    const answer = await this.#send(delivery.event_id, JSON.stringify(payload));
    const attempted = {
      attemptedAt: new Date(startedAt),
      durationMs: Date.now() - startedAt,
      answerStatus: answer.status,
      answer: answer.text,
    };
    await this.#settle(delivery, answer, attempted);
  }

  #send(id: string, body: string): Promise<Answer> {
    const { address, secret, previous_secret: previous, previous_until: until } = this.#webhook;
    const at = new Date();
    const secrets = previous && until && until > at ? [secret, previous] : [secret];
    const headers = signedHeaders({ id, at, body }, secrets);
    return send({ address, headers, body }, this.#options.reach);
  }

  async #settle(
    delivery: WebhookDeliveryRow,
    answer: Answer,
    attempted: Omit<Attempt, 'status' | 'error'>,
  ): Promise<void> {
    const { database } = this.#options;
    const { delivery_id: id, attempt_count: before } = delivery;
    const { webhook_id: webhookId } = this.#webhook;
    const write = (attempt: Pick<Attempt, 'status' | 'error' | 'nextAttemptAt'>) =>
      writeAttempt(database, id, { ...attempted, ...attempt });
    if (isTaken(answer)) {
      await write({ status: 'delivered', error: null });
      await noteSuccess(database, webhookId, new Date(this.#at));
      return;
    }
    const error = answer.status === null ? answer.silence : errorOf(answer.status);
    if (answer.status === 410) {
      this.isOver = true;
      await write({ status: 'failed', error });
      await disableWebhook(database, this.#webhook, 'gone');
      return;
    }
    const isLast = delivery.expires_at.getTime() <= this.#at;
    // Of a test there is one attempt: whoever asked for it looks on.
    if (delivery.ticket_id === null) return write({ status: 'failed', error });
    if (isAway(answer)) {
      this.isOver = true;
      await write({ status: isLast ? 'failed' : 'pending', error });
      await this.#leaveAlone(answer);
    } else {
      const nextAttemptAt = new Date(this.#at + delayAfter(before + 1));
      await write(
        isLast ? { status: 'failed', error } : { status: 'pending', error, nextAttemptAt },
      );
    }
    if (isLast) await this.#giveUpAfter(delivery);
  }

  async #leaveAlone(answer: Answer): Promise<void> {
    const streak = this.#webhook.failure_streak + 1;
    const asked = answer.status === null ? 0 : (answer.retryAfterMs ?? 0);
    const retryAt = new Date(this.#at + Math.max(delayAfter(streak), asked));
    await noteAway(this.#options.database, this.#webhook.webhook_id, { streak, retryAt });
  }

  /** Where nothing was taken as long as this was tried, nothing else would be. */
  async #giveUpAfter({ created_at: createdAt }: WebhookDeliveryRow): Promise<void> {
    const { database } = this.#options;
    const { webhook_id: webhookId } = this.#webhook;
    const row = await database('webhooks').where('webhook_id', webhookId).first('succeeded_at');
    if (row?.succeeded_at && row.succeeded_at > createdAt) return;
    this.isOver = true;
    await disableWebhook(database, this.#webhook, 'failing');
  }
}

function isTaken({ status }: Answer): boolean {
  return status !== null && status >= 200 && status < 300;
}

/** Another delivery would fare no better now. */
function isAway({ status }: Answer): boolean {
  return status === null || status >= 500 || [408, 425, 429].includes(status);
}

function errorOf(status: number): string {
  if (status === 410) return 'answered_gone';
  return status >= 300 && status < 400 ? 'redirect' : 'answered_failure';
}

async function nextAttempt(database: Database, webhookId: string): Promise<number | null> {
  const { rows } = await database.raw<{ rows: { next_at: Date | null }[] }>(
    `select greatest(min(next_attempt_at), max(retry_at)) as next_at
     from webhook_deliveries join webhooks using (webhook_id)
     where webhook_id = ? and status = 'pending' and is_enabled`,
    [webhookId],
  );
  return rows[0]?.next_at?.getTime() ?? null;
}
