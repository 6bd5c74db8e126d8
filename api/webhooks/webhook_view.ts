import { createHash } from 'node:crypto';
import type { AuditedFields } from '../../database/audit.ts';
import type { WebhookDeliveryRow, WebhookRow } from '../../database/tables.ts';
import type { Webhook, WebhookBody, WebhookDelivery, WebhookEventType } from './contract.ts';

/** A webhook with how much of its deliveries waits and was given up. */
export interface CountedWebhook extends WebhookRow {
  pending_count: number;
  failed_count: number;
}

export function webhookView(row: CountedWebhook): Webhook {
  const { previous_until: until } = row;
  return {
    id: row.webhook_id,
    name: row.name,
    address: row.address,
    // What the desk has written is of its own words.
    eventTypes: row.event_types as WebhookEventType[],
    places: row.places.map(placeOf),
    texts: row.texts,
    isEnabled: row.is_enabled,
    disabledBecause: row.disabled_because,
    retryAt: row.is_enabled ? isoOrNull(row.retry_at) : null,
    succeededAt: isoOrNull(row.succeeded_at),
    pendingCount: row.pending_count,
    failedCount: row.failed_count,
    previousSecretUntil: until && until.getTime() > Date.now() ? until.toISOString() : null,
    version: row.version,
    createdAt: row.created_at.toISOString(),
  };
}

/** `it_support/network` → process and group. */
function placeOf(place: string): Webhook['places'][number] {
  const [process = '', group = null] = place.split('/');
  return { process, group };
}

export function placeText({ process, group }: Webhook['places'][number]): string {
  return group === null ? process : `${process}/${group}`;
}

export function deliveryView(row: WebhookDeliveryRow & { number: string | null }): WebhookDelivery {
  return {
    id: row.delivery_id,
    eventId: row.event_id,
    type: row.type as WebhookDelivery['type'],
    ticket:
      row.ticket_id === null
        ? null
        : { id: row.ticket_id, number: row.number === null ? null : Number(row.number) },
    seq: row.seq,
    happenedAt: row.happened_at.toISOString(),
    status: row.status,
    attemptCount: row.attempt_count,
    nextAttemptAt: row.status === 'pending' ? row.next_attempt_at.toISOString() : null,
    attemptedAt: isoOrNull(row.attempted_at),
    durationMs: row.duration_ms,
    answerStatus: row.answer_status,
    error: row.error as WebhookDelivery['error'],
  };
}

function isoOrNull(at: Date | null): string | null {
  return at?.toISOString() ?? null;
}

/** What the audit keeps of a webhook. Its address may hold a secret: of that the host, and a mark. */
export function auditedWebhook(body: WebhookBody): AuditedFields {
  const mark = createHash('sha256').update(body.address).digest('hex').slice(0, 8);
  return {
    name: body.name,
    address: `${new URL(body.address).origin}/… (${mark})`,
    eventTypes: body.eventTypes,
    places: body.places.map(placeText),
    texts: body.texts,
    isEnabled: body.isEnabled,
  };
}
