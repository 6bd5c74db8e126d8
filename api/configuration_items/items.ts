import type { ApiDependencies } from '../dependencies.ts';
import { askedBy } from '../http/audited.ts';
import { notFound } from '../http/errors.ts';
import { defineOperation } from '../http/operation.ts';
import type { Account } from '../people/directory.ts';
import {
  configurationItem,
  configurationItemPage,
  itemBody,
  itemPath,
  itemQuery,
} from './contract.ts';
import { describeItems, findItem, findItemPage } from './find_items.ts';
import { changeItem, createItem } from './item_changes.ts';

const tag = 'Configuration items';
const headers = { ETag: 'For If-Match: the item as it stands' };

export const listConfigurationItems = defineOperation({
  id: 'listConfigurationItems',
  method: 'get',
  address: '/api/configuration-items',
  summary: 'Devices and services by name; requesters see those they use',
  tag,
  query: itemQuery,
  answers: { 200: { description: 'A page of items', schema: configurationItemPage } },
  async handle({ account, query }, { database }) {
    return { status: 200, body: await findItemPage(database, query, account) };
  },
});

export const getConfigurationItem = defineOperation({
  id: 'getConfigurationItem',
  method: 'get',
  address: '/api/configuration-items/{id}',
  summary: 'One device or service',
  tag,
  path: itemPath,
  answers: { 200: { description: 'The item', schema: configurationItem, headers } },
  handle: ({ account, path }, dependencies) => answerWith(200, path.id, account, dependencies),
});

export const createConfigurationItem = defineOperation({
  id: 'createConfigurationItem',
  method: 'post',
  address: '/api/configuration-items',
  summary: 'Adds a device or a service to the register',
  tag,
  body: itemBody,
  isKeyed: true,
  answers: { 201: { description: 'The item', schema: configurationItem, headers } },
  async handle(call, dependencies) {
    const { account, body, idempotency } = call;
    const id = idempotency.recordId('itm');
    await createItem(dependencies.database, askedBy(call), id, idempotency, body);
    return answerWith(201, id, account, dependencies);
  },
});

export const changeConfigurationItem = defineOperation({
  id: 'changeConfigurationItem',
  method: 'put',
  address: '/api/configuration-items/{id}',
  summary: 'Changes what is known of a device or a service; what is not named is not known',
  tag,
  path: itemPath,
  body: itemBody,
  isKeyed: true,
  isMatched: true,
  answers: { 200: { description: 'The item', schema: configurationItem, headers } },
  async handle(call, dependencies) {
    const { account, body, idempotency, path, expectedVersion } = call;
    const by = askedBy(call);
    await changeItem(dependencies.database, by, path.id, idempotency, body, expectedVersion);
    return answerWith(200, path.id, account, dependencies);
  },
});

async function answerWith<Status extends number>(
  status: Status,
  id: string,
  account: Account,
  { database }: ApiDependencies,
) {
  const row = await findItem(database, id, account);
  if (!row) throw notFound('configuration item', id);
  const [body] = await describeItems(database, [row], account);
  if (!body) throw notFound('configuration item', id);
  return { status, body, headers: { ETag: `"${row.version}"` } };
}
