import { recordAudit } from '../../database/audit.ts';
import type { Database } from '../../database/connection.ts';
import { endRemoteSession as endSession, insertRemoteSession } from '../../database/remote_help.ts';
import type { RemoteSessionRow } from '../../database/tables.ts';
import { minuteMs } from '../../workflows/domain/durations.ts';
import { findItem } from '../configuration_items/find_items.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { askedBy } from '../http/audited.ts';
import { withDatabase } from '../http/database.ts';
import { givenValue, notFound, roleNotAllowed, wrongField } from '../http/errors.ts';
import { expected } from '../http/expectations.ts';
import { checkKey } from '../http/idempotency.ts';
import { defineOperation } from '../http/operation.ts';
import type { Account } from '../people/directory.ts';
import { addDiagnosticStep } from '../tickets/commands/conversation.ts';
import { ticket } from '../tickets/contract.ts';
import { ticketNotFound } from '../tickets/errors.ts';
import { findTicket } from '../tickets/find_tickets.ts';
import { describeTicket } from '../tickets/ticket_answer.ts';
import { ticketPath } from '../tickets/ticket_path.ts';
import {
  endedSessionBody,
  type RemoteSession,
  remoteSessionBody,
  remoteSessionList,
  remoteSessionPath,
  startedRemoteSession,
} from './contract.ts';
import { fillTemplate, missingIn } from './template.ts';

const tag = 'Remote help';
const address = '/api/tickets/{id}/remote-sessions';

export const listRemoteSessions = defineOperation({
  id: 'listRemoteSessions',
  method: 'get',
  address,
  summary: 'When somebody helped from afar on a ticket, and who it was',
  tag,
  path: ticketPath,
  answers: { 200: { description: 'The oldest first', schema: remoteSessionList } },
  async handle({ account, path }, dependencies) {
    await ticketOf(path.id, account, dependencies);
    const rows = await sessionsOf(dependencies.database, { ticket_id: path.id });
    return { status: 200, body: { items: rows.map(sessionView), next: null } };
  },
});

export const startRemoteSession = defineOperation({
  id: 'startRemoteSession',
  method: 'post',
  address,
  summary: 'Opens remote help on a device of the register, and writes down who did and when',
  tag,
  path: ticketPath,
  body: remoteSessionBody,
  isKeyed: true,
  answers: { 201: { description: 'What opens it', schema: startedRemoteSession } },
  async handle(call, dependencies) {
    const { account, body, path, idempotency } = call;
    const { database } = dependencies;
    const { number } = await ticketOf(path.id, account, dependencies);
    const item = await findItem(database, body.item, account);
    if (!item) throw wrongField('body.item', expected('configuration_item'), givenValue(body.item));
    const link = await withDatabase(() =>
      database('remote_links').where('link_id', body.link).first(),
    );
    if (!link) throw wrongField('body.link', expected('remote_link'), givenValue(body.link));
    const values = {
      'item.name': item.name,
      'item.address': item.address,
      'item.remoteId': item.remote_id,
      'item.serialNumber': item.serial_number,
      'item.inventoryNumber': item.inventory_number,
      'ticket.number': number,
      'agent.name': account.name,
    };
    const [missing] = missingIn(link.template, values);
    if (missing) {
      throw wrongField(
        'body.item',
        expected('item_with', { name: missing }),
        givenValue(item.name),
      );
    }
    const id = idempotency.recordId('rms');
    await withDatabase(() =>
      database.transaction(async (trx) => {
        const known = await trx('remote_sessions').where('session_id', id).first();
        if (known) return checkKey(known.fingerprint, idempotency);
        await insertRemoteSession(trx, {
          session_id: id,
          ticket_id: path.id,
          item_id: item.item_id,
          item_name: item.name,
          link_name: link.name,
          agent_id: account.id,
          fingerprint: idempotency.fingerprint,
          ended_at: null,
        });
        await recordAudit(trx, {
          ...askedBy(call),
          kind: 'remote_help_opened',
          object: { kind: 'ticket', id: path.id },
          after: { item: item.item_id, link: link.name },
        });
      }),
    );
    const session = await sessionCalled(database, path.id, id);
    const url = fillTemplate(link.template, values);
    return { status: 201, body: { session: sessionView(session), url } };
  },
});

export const endRemoteSession = defineOperation({
  id: 'endRemoteSession',
  method: 'put',
  address: '/api/tickets/{id}/remote-sessions/{session}/end',
  summary:
    'Ends remote help; what came out of it becomes a diagnostic step, so that nobody tries it again',
  tag,
  path: remoteSessionPath,
  body: endedSessionBody,
  isKeyed: true,
  needsRoom: true,
  answers: { 200: { description: 'The ticket', schema: ticket } },
  async handle(call, dependencies) {
    const { account, body, path, idempotency } = call;
    const { database } = dependencies;
    const { state } = await ticketOf(path.id, account, dependencies);
    const session = await sessionCalled(database, path.id, path.session);
    const isOwn = session.agent_id === account.id;
    if (!isOwn && !account.roles.includes('team_lead'))
      throw roleNotAllowed(['team_lead'], account.roles);
    const { outcome } = body;
    const step =
      outcome === undefined || session.ended_at !== null
        ? undefined
        : { kind: 'test' as const, step: stepText(session, account), outcome };
    const told = step && {
      ...call,
      path: { id: path.id },
      body: step,
      expectedVersion: undefined,
      idempotency: idempotency.part('step', {
        method: 'post',
        path: `/api/tickets/${path.id}/diagnostic-steps`,
        body: step,
      }),
    };
    const answer = told && (await addDiagnosticStep.handle(told, dependencies));
    await withDatabase(() =>
      database.transaction((trx) => endSession(trx, session.session_id, account.id)),
    );
    if (answer) return { status: 200, body: answer.body };
    return { status: 200, body: await describeTicket(state, call, dependencies) };
  },
});

export type SessionRow = RemoteSessionRow & {
  agent_name: string | null;
  ended_by_name: string | null;
};

/** @throws ApiError 404 for a ticket that whoever asks may not know of */
async function ticketOf(id: string, account: Account, { database }: ApiDependencies) {
  const found = await withDatabase(() => findTicket(database, account, id));
  if (!found?.state) throw ticketNotFound(id);
  return { ...found, state: found.state };
}

async function sessionsOf(
  database: Database,
  where: Partial<Pick<RemoteSessionRow, 'ticket_id' | 'session_id'>>,
): Promise<SessionRow[]> {
  return withDatabase(() =>
    database('remote_sessions')
      .leftJoin('accounts', 'accounts.account_id', 'remote_sessions.agent_id')
      .leftJoin('accounts as enders', 'enders.account_id', 'remote_sessions.ended_by')
      .where(where)
      .orderBy(['started_at', 'session_id'])
      .select(
        'remote_sessions.*',
        'accounts.display_name as agent_name',
        'enders.display_name as ended_by_name',
      ),
  );
}

async function sessionCalled(database: Database, ticketId: string, id: string) {
  const [row] = await sessionsOf(database, { ticket_id: ticketId, session_id: id });
  if (!row) throw notFound('remote session', id);
  return row;
}

export function sessionView(row: SessionRow): RemoteSession {
  return {
    id: row.session_id,
    item: { id: row.item_id, name: row.item_name },
    link: row.link_name,
    agent: row.agent_id === null ? null : { id: row.agent_id, name: row.agent_name },
    endedBy: row.ended_by === null ? null : { id: row.ended_by, name: row.ended_by_name },
    startedAt: row.started_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
  };
}

/** What was tried, in the words of who ends it. */
function stepText(
  { item_name: item, link_name: link, started_at: startedAt }: SessionRow,
  { locale }: Account,
): string {
  const minutes = Math.max(1, Math.round((Date.now() - startedAt.getTime()) / minuteMs));
  return locale === 'fr'
    ? `Aide à distance sur ${item} par ${link}, ${minutes} min`
    : `Remote help on ${item} by ${link}, ${minutes} min`;
}
