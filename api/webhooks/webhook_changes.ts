import { randomBytes } from 'node:crypto';
import { type AuditEntry, changedFields, recordAudit } from '../../database/audit.ts';
import type { Database } from '../../database/connection.ts';
import {
  deleteWebhook,
  insertWebhook,
  replaceSecret,
  updateWebhook,
} from '../../database/webhooks.ts';
import { hourMs } from '../../workflows/domain/durations.ts';
import { processDefinitions, rulesAt } from '../../workflows/processes/index.ts';
import { withDatabase } from '../http/database.ts';
import { givenValue, refusedBy, stale, wrongField } from '../http/errors.ts';
import { expected } from '../http/expectations.ts';
import { checkKey, type Idempotency } from '../http/idempotency.ts';
import { checkVersion } from '../http/if_match.ts';
import { type WebhookBody, webhooksMax } from './contract.ts';
import { findWebhook } from './find_webhooks.ts';
import { auditedWebhook, type CountedWebhook, placeText, webhookView } from './webhook_view.ts';

type Change = Pick<Idempotency, 'commandId' | 'fingerprint'>;
type By = Pick<AuditEntry, 'by' | 'from'>;

/** So long after a new secret the one before it signs too. */
const rotationMs = 24 * hourMs;

/**
 * @throws ApiError 400 for a process or group that is not there, 409 where there are too many, 422
 *   where the key was used for another request
 */
export async function createWebhook(
  database: Database,
  by: By,
  webhookId: string,
  change: Change,
  body: WebhookBody,
): Promise<CountedWebhook> {
  checkPlaces(body);
  await withDatabase(() =>
    database.transaction(async (trx) => {
      const known = await trx('webhooks').pluck('webhook_id');
      if (known.includes(webhookId)) return;
      if (known.length >= webhooksMax) {
        throw refusedBy(409, { code: 'too_many_webhooks', parameters: { limit: webhooksMax } });
      }
      const secret = newSecret();
      await insertWebhook(trx, { webhook_id: webhookId, secret, ...columnsOf(change, body) });
      const object = { kind: 'webhook' as const, id: webhookId };
      await recordAudit(trx, {
        ...by,
        kind: 'webhook_created',
        object,
        after: auditedWebhook(body),
      });
    }),
  );
  const row = await findWebhook(database, webhookId);
  // One that was changed since was still created by this request.
  if (row.version === 1) checkKey(row.fingerprint, change);
  return row;
}

/**
 * @param expectedVersion changes nothing where it stands at another; undefined asks nothing
 * @throws ApiError 404 where there is none, 412 where it has changed, 400 as `createWebhook`
 */
export async function changeWebhook(
  database: Database,
  by: By,
  webhookId: string,
  change: Change,
  body: WebhookBody,
  expectedVersion: number | undefined,
): Promise<CountedWebhook> {
  const before = await findWebhook(database, webhookId);
  if (before.command_id === change.commandId) {
    checkKey(before.fingerprint, change);
    return before;
  }
  checkPlaces(body);
  checkVersion(before.version, expectedVersion);
  const { version } = before;
  const isChanged = await withDatabase(() =>
    database.transaction(async (trx) => {
      if (!(await updateWebhook(trx, webhookId, version, columnsOf(change, body)))) return false;
      const changed = changedFields(auditedWebhook(webhookView(before)), auditedWebhook(body));
      const object = { kind: 'webhook' as const, id: webhookId };
      if (changed) await recordAudit(trx, { ...by, kind: 'webhook_changed', object, ...changed });
      return true;
    }),
  );
  const after = await findWebhook(database, webhookId);
  if (!isChanged) throw stale(after.version, version);
  return after;
}

/** What is gone already stays gone. */
export async function removeWebhook(database: Database, by: By, webhookId: string): Promise<void> {
  await withDatabase(() =>
    database.transaction(async (trx) => {
      const row = await trx('webhooks').where('webhook_id', webhookId).first();
      if (!row || !(await deleteWebhook(trx, webhookId))) return;
      const before = auditedWebhook(webhookView({ ...row, pending_count: 0, failed_count: 0 }));
      const object = { kind: 'webhook' as const, id: webhookId };
      await recordAudit(trx, { ...by, kind: 'webhook_removed', object, before });
    }),
  );
}

/** Gives a webhook another secret. @throws ApiError 404 where there is none */
export async function renewSecret(
  database: Database,
  by: By,
  webhookId: string,
): Promise<CountedWebhook> {
  await withDatabase(() =>
    database.transaction(async (trx) => {
      const until = new Date(Date.now() + rotationMs);
      if (!(await replaceSecret(trx, webhookId, newSecret(), until))) return;
      const object = { kind: 'webhook' as const, id: webhookId };
      const after = { signsWithBothUntil: until.toISOString() };
      await recordAudit(trx, { ...by, kind: 'webhook_changed', object, after });
    }),
  );
  return findWebhook(database, webhookId);
}

function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

function checkPlaces({ places }: WebhookBody): void {
  const processes = processDefinitions().map(({ id }) => id);
  for (const [index, { process, group }] of places.entries()) {
    const path = `body.places.${index}`;
    if (!processes.includes(process)) {
      throw wrongField(`${path}.process`, oneOf(processes), givenValue(process));
    }
    const groups = Object.keys(rulesAt(process, Date.now()).process.groups);
    if (group !== null && !groups.includes(group)) {
      throw wrongField(`${path}.group`, oneOf(groups), givenValue(group));
    }
  }
}

function oneOf(words: readonly string[]) {
  return expected('one_of', { words });
}

function columnsOf({ commandId, fingerprint }: Change, body: WebhookBody) {
  return {
    name: body.name,
    address: body.address,
    event_types: [...new Set(body.eventTypes)],
    places: [...new Set(body.places.map(placeText))],
    texts: body.texts,
    is_enabled: body.isEnabled,
    command_id: commandId,
    fingerprint,
  };
}
