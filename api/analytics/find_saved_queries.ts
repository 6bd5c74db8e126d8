import type { Database } from '../../database/connection.ts';
import {
  deleteSavedQuery,
  insertSavedQuery,
  updateSavedQuery,
} from '../../database/saved_queries.ts';
import { withDatabase } from '../http/database.ts';
import { type ApiError, notFound, refusedBy, stale } from '../http/errors.ts';
import { checkKey, type Idempotency, isRepetition } from '../http/idempotency.ts';
import { checkVersion } from '../http/if_match.ts';
import type { Account } from '../people/directory.ts';
import {
  type QueryParameter,
  type SavedQuery,
  type SavedQueryBody,
  savedQueriesMax,
} from './saved_queries_contract.ts';

interface Row {
  query_id: string;
  owner_id: string;
  owner_name: string;
  name: string;
  sql: string;
  params: QueryParameter[];
  chart: SavedQuery['chart'];
  is_shared: boolean;
  version: number;
  command_id: string;
  fingerprint: string;
  updated_at: Date;
}

/** A change by its author, as often as they repeat it. */
type Change = Pick<Idempotency, 'commandId' | 'fingerprint'>;

/** The account's own queries and the shared ones, by name. */
export function listSavedQueries(database: Database, account: Account): Promise<SavedQuery[]> {
  return withDatabase(async () => {
    const rows = await visible(database, account).orderBy([
      'saved_queries.name',
      'saved_queries.query_id',
    ]);
    return rows.map((row) => viewOf(row, account));
  });
}

/** @throws ApiError 404 for a query that is neither their own nor shared */
export async function findSavedQuery(
  database: Database,
  account: Account,
  queryId: string,
): Promise<SavedQuery> {
  return viewOf(await rowOf(database, account, queryId), account);
}

/** @throws ApiError 422 where the key was used for another request, 409 where there are too many */
export async function createSavedQuery(
  database: Database,
  account: Account,
  queryId: string,
  change: Change,
  body: SavedQueryBody,
): Promise<SavedQuery> {
  await withDatabase(async () => {
    const [count] = await database('saved_queries')
      .where('owner_id', account.id)
      .whereNot('query_id', queryId)
      .count<{ count: string }[]>();
    if (Number(count?.count) >= savedQueriesMax) throw tooManyQueries();
    const by = { query_id: queryId, owner_id: account.id, version: 1 };
    await insertSavedQuery(database, { ...by, ...columnsOf(change, body) });
  });
  const row = await rowOf(database, account, queryId);
  // A query that has been changed since was still created by this request.
  if (row.version === 1) checkKey(row.fingerprint, change);
  return viewOf(row, account);
}

/**
 * @param expectedVersion changes nothing where it stands at another; undefined asks nothing
 * @throws ApiError 404 where it is not there to see, 403 where it is somebody else's, 412 where it
 *   has changed
 */
export async function replaceSavedQuery(
  database: Database,
  account: Account,
  queryId: string,
  change: Change,
  body: SavedQueryBody,
  expectedVersion: number | undefined,
): Promise<SavedQuery> {
  const before = await ownRow(database, account, queryId);
  const isSame = before.command_id === change.commandId;
  if (isSame && isRepetition(before.fingerprint, change)) return viewOf(before, account);
  checkVersion(before.version, expectedVersion);
  const { version } = before;
  const isChanged = await withDatabase(() =>
    updateSavedQuery(database, queryId, version, columnsOf(change, body)),
  );
  const after = await rowOf(database, account, queryId);
  if (!isChanged) throw stale(after.version, version);
  return viewOf(after, account);
}

/** What is gone already stays gone. @throws ApiError as `replaceSavedQuery`, without its 404 */
export async function forgetSavedQuery(
  database: Database,
  account: Account,
  queryId: string,
  expectedVersion: number | undefined,
): Promise<void> {
  await withDatabase(async () => {
    const row = await visible(database, account).where('query_id', queryId).first();
    if (!row) return;
    refuseOthers(row, account);
    const version = expectedVersion ?? row.version;
    const isDeleted = await deleteSavedQuery(database, queryId, version);
    if (isDeleted || expectedVersion === undefined) return;
    throw stale(row.version, expectedVersion);
  });
}

function visible(database: Database, account: Account) {
  return database('saved_queries')
    .join('accounts', 'accounts.account_id', 'saved_queries.owner_id')
    .where((either) =>
      either.where('saved_queries.owner_id', account.id).orWhere('saved_queries.is_shared', true),
    )
    .select<Row[]>(['saved_queries.*', 'accounts.display_name as owner_name']);
}

async function rowOf(database: Database, account: Account, queryId: string): Promise<Row> {
  const row = await withDatabase(() =>
    visible(database, account).where('query_id', queryId).first(),
  );
  if (!row) throw notFound('saved query', queryId);
  return row as Row;
}

async function ownRow(database: Database, account: Account, queryId: string): Promise<Row> {
  const row = await rowOf(database, account, queryId);
  refuseOthers(row, account);
  return row;
}

function refuseOthers(row: Pick<Row, 'owner_id' | 'owner_name'>, account: Account): void {
  if (row.owner_id === account.id) return;
  throw refusedBy(403, { code: 'not_yours', parameters: { owner: row.owner_name } });
}

function columnsOf({ commandId, fingerprint }: Change, body: SavedQueryBody) {
  const { name, sql, params, chart, isShared } = body;
  return {
    name,
    sql,
    params: JSON.stringify(params),
    chart: chart && JSON.stringify(chart),
    is_shared: isShared,
    command_id: commandId,
    fingerprint,
  };
}

function viewOf(row: Row, account: Account): SavedQuery {
  return {
    id: row.query_id,
    name: row.name,
    sql: row.sql,
    params: row.params,
    chart: row.chart,
    isShared: row.is_shared,
    isOwn: row.owner_id === account.id,
    ownerName: row.owner_name,
    version: row.version,
    updatedAt: row.updated_at.toISOString(),
  };
}

function tooManyQueries(): ApiError {
  return refusedBy(409, { code: 'too_many_queries', parameters: { limit: savedQueriesMax } });
}
