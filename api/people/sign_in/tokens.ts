import { type AuditEntry, recordAudit } from '../../../database/audit.ts';
import type { Database } from '../../../database/connection.ts';
import {
  createToken,
  findTokens,
  type NewToken,
  revokeToken,
} from '../../../database/sign_in/api_tokens.ts';
import type { ApiTokenRow } from '../../../database/tables.ts';
import { dayMs } from '../../../workflows/domain/durations.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { askedBy } from '../../http/audited.ts';
import { withDatabase } from '../../http/database.ts';
import { ApiError, notFound, wrongField } from '../../http/errors.ts';
import { expected, received } from '../../http/expectations.ts';
import { type Call, defineOperation } from '../../http/operation.ts';
import {
  type ApiToken,
  accountTokenPath,
  createdToken,
  personPath,
  type TokenBody,
  tokenBody,
  tokenPage,
  tokenPath,
} from './contract.ts';
import { recentSessionOf, sessionIdOf } from './own_session.ts';
import { refuseUnknown } from './refuse_unknown.ts';

const daysMax = 365;

export const listOwnTokens = defineOperation({
  id: 'listOwnTokens',
  method: 'get',
  address: '/api/account/tokens',
  summary: 'The API tokens of the caller, the newest first; none of them can be read again',
  tag: 'Sign-in',
  answers: { 200: { description: 'Tokens, expired ones among them', schema: tokenPage } },
  handle: ({ account }, dependencies) => listed(account.id, dependencies),
});

export const createOwnToken = defineOperation({
  id: 'createOwnToken',
  method: 'post',
  address: '/api/account/tokens',
  summary:
    'Makes an API token of the caller. It does what its scopes name and the roles of the account ' +
    'allow, whichever is less, until it expires',
  tag: 'Sign-in',
  body: tokenBody,
  answers: { 201: { description: 'The token, shown this once', schema: createdToken } },
  async handle(call, { database }) {
    const { account, response, body } = call;
    await recentSessionOf(response, database);
    const owner = { accountId: account.id, createdBy: account.id };
    const { row, token } = await makeToken(database, askedBy(call), owner, body);
    return { status: 201, body: { ...tokenView(row), token } };
  },
});

export const revokeOwnToken = defineOperation({
  id: 'revokeOwnToken',
  method: 'delete',
  address: '/api/account/tokens/{id}',
  summary: 'Revokes an API token of the caller, at every API and with what it streams',
  tag: 'Sign-in',
  path: tokenPath,
  answers: { 204: { description: 'It opens nothing any more' } },
  async handle(call, dependencies) {
    sessionIdOf(call.response);
    const meant = { tokenId: call.path.id, accountId: call.account.id };
    return revoked(call, meant, dependencies);
  },
});

export const listAccountTokens = defineOperation({
  id: 'listAccountTokens',
  method: 'get',
  address: '/api/accounts/{id}/tokens',
  summary: 'The API tokens of somebody, the newest first',
  tag: 'Sign-in',
  path: personPath,
  answers: { 200: { description: 'Tokens, expired ones among them', schema: tokenPage } },
  async handle({ path }, dependencies) {
    await refuseUnknown(path.id, dependencies);
    return listed(path.id, dependencies);
  },
});

export const revokeAccountToken = defineOperation({
  id: 'revokeAccountToken',
  method: 'delete',
  address: '/api/accounts/{id}/tokens/{tokenId}',
  summary: 'Revokes an API token of somebody',
  tag: 'Sign-in',
  path: accountTokenPath,
  answers: { 204: { description: 'It opens nothing any more' } },
  async handle(call, dependencies) {
    const { id: accountId, tokenId } = call.path;
    await refuseUnknown(accountId, dependencies);
    return revoked(call, { tokenId, accountId }, dependencies);
  },
});

type By = Pick<AuditEntry, 'by' | 'from'>;

/**
 * Makes a token of an account, and writes down who did.
 * @throws ApiError 400 where it would last longer than a year and nobody says that it may, 404 where there
 *   is no such account, 409 where it is closed
 */
export function makeToken(
  database: Database,
  by: By,
  { accountId, createdBy }: Pick<NewToken, 'accountId' | 'createdBy'>,
  { label, scopes, days, isLasting }: TokenBody,
): Promise<{ row: ApiTokenRow; token: string }> {
  if (days > daysMax && !isLasting) {
    const atMost = expected('at_most', { count: daysMax, unit: null });
    throw wrongField('body.days', atMost, received('value', { json: String(days) }));
  }
  return withDatabase(() =>
    database.transaction(async (trx) => {
      const account = await trx('accounts').where('account_id', accountId).forShare().first();
      if (!account) throw notFound('account', accountId);
      if (!account.is_active) throw new ApiError(409, { code: 'account_closed', parameters: {} });
      const made = await createToken(trx, {
        accountId,
        label,
        scopes: [...new Set(scopes)],
        expiresAt: new Date(Date.now() + days * dayMs),
        createdBy,
      });
      await recordAudit(trx, {
        ...by,
        kind: 'token_created',
        object: { kind: 'account', id: accountId },
        after: { tokenId: made.row.token_id, label, scopes, days },
      });
      return made;
    }),
  );
}

/** Revokes a token, and writes down who did. @throws ApiError 404 where there is no such one */
export function removeToken(
  database: Database,
  by: By,
  meant: { tokenId: string; accountId?: string },
): Promise<ApiTokenRow> {
  return withDatabase(() =>
    database.transaction(async (trx) => {
      const gone = await revokeToken(trx, meant);
      if (!gone) throw notFound('API token', meant.tokenId);
      await recordAudit(trx, {
        ...by,
        kind: 'token_revoked',
        object: { kind: 'account', id: gone.account_id },
        before: { tokenId: gone.token_id, label: gone.label },
      });
      return gone;
    }),
  );
}

async function listed(accountId: string, { database }: ApiDependencies) {
  const rows = await withDatabase(() => findTokens(database, accountId));
  return { status: 200 as const, body: { items: rows.map(tokenView), next: null } };
}

async function revoked(
  call: Pick<Call, 'request' | 'response'>,
  meant: { tokenId: string; accountId: string },
  { database, accounts }: ApiDependencies,
) {
  const row = await removeToken(database, askedBy(call), meant);
  // The other APIs hear of it; here it holds before the answer.
  accounts.forget(row.account_id);
  return { status: 204 as const };
}

function tokenView(row: ApiTokenRow): ApiToken {
  return {
    id: row.token_id,
    label: row.label,
    scopes: row.scopes,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    createdBy: row.created_by,
  };
}
