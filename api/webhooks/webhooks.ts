import { askedBy } from '../http/audited.ts';
import { defineOperation } from '../http/operation.ts';
import { webhook, webhookBody, webhookList, webhookPath, webhookWithSecret } from './contract.ts';
import { findWebhook, findWebhooks } from './find_webhooks.ts';
import { changeWebhook, createWebhook, removeWebhook, renewSecret } from './webhook_changes.ts';
import { type CountedWebhook, webhookView } from './webhook_view.ts';

const tag = 'Webhooks';
const headers = { ETag: 'For If-Match: the webhook as it stands' };

function answerOf(row: CountedWebhook) {
  const body = webhookView(row);
  return { status: 200 as const, body, headers: { ETag: `"${row.version}"` } };
}

function withSecret<Status extends number>(status: Status, row: CountedWebhook) {
  const body = { webhook: webhookView(row), secret: row.secret };
  return { status, body, headers: { ETag: `"${row.version}"` } };
}

export const listWebhooks = defineOperation({
  id: 'listWebhooks',
  method: 'get',
  address: '/api/webhooks',
  summary: 'The programs that are told of tickets, and how they take it',
  tag,
  answers: { 200: { description: 'All of them, by name', schema: webhookList } },
  async handle(_call, { database }) {
    const items = (await findWebhooks(database)).map(webhookView);
    return { status: 200, body: { items, next: null } };
  },
});

export const getWebhook = defineOperation({
  id: 'getWebhook',
  method: 'get',
  address: '/api/webhooks/{id}',
  summary: 'One webhook',
  tag,
  path: webhookPath,
  answers: { 200: { description: 'The webhook', schema: webhook, headers } },
  async handle({ path }, { database }) {
    return answerOf(await findWebhook(database, path.id));
  },
});

export const addWebhook = defineOperation({
  id: 'addWebhook',
  method: 'post',
  address: '/api/webhooks',
  summary: 'Has a program told of tickets from now on; its secret is shown in this answer alone',
  tag,
  body: webhookBody,
  isKeyed: true,
  answers: {
    201: { description: 'The webhook and its secret', schema: webhookWithSecret, headers },
  },
  async handle(call, { database }) {
    const { body, idempotency } = call;
    const id = idempotency.recordId('whk');
    return withSecret(201, await createWebhook(database, askedBy(call), id, idempotency, body));
  },
});

export const replaceWebhook = defineOperation({
  id: 'replaceWebhook',
  method: 'put',
  address: '/api/webhooks/{id}',
  summary: 'Changes a webhook; one that is disabled gives up what it was still to send',
  tag,
  path: webhookPath,
  body: webhookBody,
  isKeyed: true,
  isMatched: true,
  answers: { 200: { description: 'The webhook', schema: webhook, headers } },
  async handle(call, { database }) {
    const { body, idempotency, path, expectedVersion } = call;
    const by = askedBy(call);
    return answerOf(await changeWebhook(database, by, path.id, idempotency, body, expectedVersion));
  },
});

export const deleteWebhook = defineOperation({
  id: 'deleteWebhook',
  method: 'delete',
  address: '/api/webhooks/{id}',
  summary: 'Removes a webhook with what is known of its deliveries',
  tag,
  path: webhookPath,
  answers: { 204: { description: 'It is gone, or was already' } },
  async handle(call, { database }) {
    await removeWebhook(database, askedBy(call), call.path.id);
    return { status: 204 };
  },
});

export const renewWebhookSecret = defineOperation({
  id: 'renewWebhookSecret',
  method: 'post',
  address: '/api/webhooks/{id}/secret',
  summary: 'Gives a webhook another secret; for a day what is sent is signed with both',
  tag,
  path: webhookPath,
  answers: {
    200: { description: 'The webhook and its secret', schema: webhookWithSecret, headers },
  },
  async handle(call, { database }) {
    return withSecret(200, await renewSecret(database, askedBy(call), call.path.id));
  },
});
