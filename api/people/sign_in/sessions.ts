import { recordAudit } from '../../../database/audit.ts';
import { endOfSession, endSessions, findSessions } from '../../../database/sign_in/sessions.ts';
import type { SessionRow } from '../../../database/tables.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { askedBy } from '../../http/audited.ts';
import { withDatabase } from '../../http/database.ts';
import { notFound } from '../../http/errors.ts';
import { type Call, defineOperation } from '../../http/operation.ts';
import type { Locals } from '../../http/router.ts';
import {
  accountSessionPath,
  personPath,
  type Session,
  sessionPage,
  sessionPath,
} from './contract.ts';
import { sessionIdOf } from './own_session.ts';
import { refuseUnknown } from './refuse_unknown.ts';

export const listOwnSessions = defineOperation({
  id: 'listOwnSessions',
  method: 'get',
  address: '/api/account/sessions',
  summary: 'Where the caller is signed in, the latest first; this session is marked',
  tag: 'Sign-in',
  answers: { 200: { description: 'Sessions that are not over', schema: sessionPage } },
  handle: ({ account, response }, dependencies) =>
    listed(account.id, response.locals, dependencies),
});

export const endOwnSession = defineOperation({
  id: 'endOwnSession',
  method: 'delete',
  address: '/api/account/sessions/{id}',
  summary: 'Ends one session of the caller, at every API and with what it streams',
  tag: 'Sign-in',
  path: sessionPath,
  answers: { 204: { description: 'It is over' } },
  async handle(call, dependencies) {
    sessionIdOf(call.response);
    const { account, path } = call;
    const ended = await end(call, { accountId: account.id, sessionId: path.id }, dependencies);
    if (ended === 0) throw notFound('session', path.id);
    return { status: 204 };
  },
});

export const endOtherSessions = defineOperation({
  id: 'endOtherSessions',
  method: 'delete',
  address: '/api/account/sessions',
  summary: 'Ends all sessions of the caller but this one',
  tag: 'Sign-in',
  answers: { 204: { description: 'They are over' } },
  async handle(call, dependencies) {
    const exceptId = sessionIdOf(call.response);
    await end(call, { accountId: call.account.id, exceptId }, dependencies);
    return { status: 204 };
  },
});

export const listAccountSessions = defineOperation({
  id: 'listAccountSessions',
  method: 'get',
  address: '/api/accounts/{id}/sessions',
  summary: 'Where somebody is signed in, the latest first',
  tag: 'Sign-in',
  path: personPath,
  answers: { 200: { description: 'Sessions that are not over', schema: sessionPage } },
  async handle({ path, response }, dependencies) {
    await refuseUnknown(path.id, dependencies);
    return listed(path.id, response.locals, dependencies);
  },
});

export const endAccountSessions = defineOperation({
  id: 'endAccountSessions',
  method: 'delete',
  address: '/api/accounts/{id}/sessions',
  summary: 'Ends all sessions of somebody',
  tag: 'Sign-in',
  path: personPath,
  answers: { 204: { description: 'They are over' } },
  async handle(call, dependencies) {
    await refuseUnknown(call.path.id, dependencies);
    await end(call, { accountId: call.path.id }, dependencies);
    return { status: 204 };
  },
});

export const endAccountSession = defineOperation({
  id: 'endAccountSession',
  method: 'delete',
  address: '/api/accounts/{id}/sessions/{sessionId}',
  summary: 'Ends one session of somebody',
  tag: 'Sign-in',
  path: accountSessionPath,
  answers: { 204: { description: 'It is over' } },
  async handle(call, dependencies) {
    const { id: accountId, sessionId } = call.path;
    await refuseUnknown(accountId, dependencies);
    const ended = await end(call, { accountId, sessionId }, dependencies);
    if (ended === 0) throw notFound('session', sessionId);
    return { status: 204 };
  },
});

type Asking = Pick<Call, 'request' | 'response'>;
type Meant = Parameters<typeof endSessions>[1];

/** @returns how many there were */
async function end(
  call: Asking,
  meant: Meant,
  { database, accounts }: ApiDependencies,
): Promise<number> {
  const ended = await withDatabase(() =>
    database.transaction(async (trx) => {
      const ids = await endSessions(trx, meant);
      await recordAudit(
        trx,
        ...ids.map((id) => ({
          ...askedBy(call),
          kind: 'session_ended' as const,
          object: { kind: 'account' as const, id: meant.accountId },
          before: { sessionId: id },
        })),
      );
      return ids;
    }),
  );
  // The other APIs hear of it; here it holds before the answer.
  accounts.forget(meant.accountId);
  return ended.length;
}

async function listed(accountId: string, locals: Locals, { database }: ApiDependencies) {
  const rows = await withDatabase(() => findSessions(database, accountId));
  const items = rows.map((row) => sessionView(row, locals.credentialId));
  return { status: 200 as const, body: { items, next: null } };
}

function sessionView(row: SessionRow, thisId: string | undefined): Session {
  return {
    id: row.session_id,
    isThis: row.session_id === thisId,
    method: row.method,
    factor: row.factor,
    address: row.address,
    agent: row.agent,
    createdAt: row.created_at.toISOString(),
    seenAt: row.seen_at.toISOString(),
    endsAt: new Date(endOfSession(row)).toISOString(),
  };
}
