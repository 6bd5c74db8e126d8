import { defineOperation } from '../http/operation.ts';
import {
  createSavedQuery,
  findSavedQuery,
  forgetSavedQuery,
  listSavedQueries,
  replaceSavedQuery,
} from './find_saved_queries.ts';
import {
  type SavedQuery,
  savedQuery,
  savedQueryBody,
  savedQueryList,
  savedQueryPath,
} from './saved_queries_contract.ts';

const tag = 'Analytics';
const headers = { ETag: 'For If-Match: the query as it stands' };

function answerOf<Status extends number>(status: Status, query: SavedQuery) {
  return { status, body: query, headers: { ETag: `"${query.version}"` } };
}

export const listQueries = defineOperation({
  id: 'listQueries',
  method: 'get',
  address: '/api/queries',
  summary: 'The caller’s saved queries and those shared with all analysts',
  tag,
  answers: { 200: { description: 'The queries by name', schema: savedQueryList } },
  async handle({ account }, { database }) {
    const items = await listSavedQueries(database, account);
    return { status: 200, body: { items, next: null } };
  },
});

export const getQuery = defineOperation({
  id: 'getQuery',
  method: 'get',
  address: '/api/queries/{id}',
  summary: 'One saved query',
  tag,
  path: savedQueryPath,
  answers: { 200: { description: 'The query', schema: savedQuery, headers } },
  async handle({ account, path }, { database }) {
    return answerOf(200, await findSavedQuery(database, account, path.id));
  },
});

export const createQuery = defineOperation({
  id: 'createQuery',
  method: 'post',
  address: '/api/queries',
  summary: 'Saves a query; it is not run',
  tag,
  body: savedQueryBody,
  isKeyed: true,
  answers: { 201: { description: 'The query', schema: savedQuery, headers } },
  async handle({ account, body, idempotency }, { database }) {
    const id = idempotency.recordId('qry');
    return answerOf(201, await createSavedQuery(database, account, id, idempotency, body));
  },
});

export const replaceQuery = defineOperation({
  id: 'replaceQuery',
  method: 'put',
  address: '/api/queries/{id}',
  summary: 'Changes a query of the caller’s own',
  tag,
  path: savedQueryPath,
  body: savedQueryBody,
  isKeyed: true,
  isMatched: true,
  answers: { 200: { description: 'The query', schema: savedQuery, headers } },
  async handle({ account, body, idempotency, path, expectedVersion }, { database }) {
    return answerOf(
      200,
      await replaceSavedQuery(database, account, path.id, idempotency, body, expectedVersion),
    );
  },
});

export const deleteQuery = defineOperation({
  id: 'deleteQuery',
  method: 'delete',
  address: '/api/queries/{id}',
  summary: 'Deletes a query of the caller’s own',
  tag,
  path: savedQueryPath,
  isMatched: true,
  answers: { 204: { description: 'It is gone, or was already' } },
  async handle({ account, path, expectedVersion }, { database }) {
    await forgetSavedQuery(database, account, path.id, expectedVersion);
    return { status: 204 };
  },
});
