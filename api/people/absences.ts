import { z } from 'zod';
import { deleteAbsence, insertAbsence, updateAbsence } from '../../database/absences.ts';
import { type AuditedFields, changedFields, recordAudit } from '../../database/audit.ts';
import type { Database, Transaction } from '../../database/connection.ts';
import { wakePools } from '../../database/membership.ts';
import type { AbsenceRow } from '../../database/tables.ts';
import { askedBy } from '../http/audited.ts';
import { withDatabase } from '../http/database.ts';
import { givenValue, notFound, roleNotAllowed, wrongField } from '../http/errors.ts';
import { expected } from '../http/expectations.ts';
import { defineOperation } from '../http/operation.ts';
import { recordId } from '../http/text.ts';
import {
  type Absence,
  absenceBody,
  absenceList,
  absenceQuery,
  absence as absenceSchema,
} from './contract.ts';
import type { Account } from './directory.ts';

const tag = 'People';
const path = z.strictObject({ id: recordId });
const answers = { 200: { description: 'The absence', schema: absenceSchema } };

export const listAbsences = defineOperation({
  id: 'listAbsences',
  method: 'get',
  address: '/api/absences',
  summary: 'Who is away or will be, and who stands in: of those the caller sees to, and the caller',
  tag,
  query: absenceQuery,
  answers: { 200: { description: 'The absences, the first to begin first', schema: absenceList } },
  async handle({ account, query }, { database }) {
    const rows = await withDatabase(() => {
      const found = absencesOf(database).orderBy(['from_at', 'absence_id']);
      if (query.account) found.where('absences.account_id', query.account);
      if (!query.past) found.where(isNotOver);
      if (!account.roles.includes('administrator')) found.where(isSeenTo(account));
      return found;
    });
    return { status: 200, body: { items: rows.map(viewOf), next: null } };
  },
});

export const addAbsence = defineOperation({
  id: 'addAbsence',
  method: 'post',
  address: '/api/absences',
  summary:
    'Says that the caller, or somebody they see to, is away; the deputy gets their tickets and decides approvals for them',
  tag,
  body: absenceBody,
  isKeyed: true,
  answers: { 201: { description: 'The absence', schema: absenceSchema } },
  async handle(call, dependencies) {
    const { account, body, idempotency } = call;
    const { database } = dependencies;
    const accountId = body.account ?? account.id;
    const absenceId = idempotency.recordId('abs');
    await withDatabase(() =>
      database.transaction(async (trx) => {
        await refuseStrangers(trx, account, accountId);
        await checkPeriod(trx, accountId, body);
        const isNew = await insertAbsence(trx, {
          absence_id: absenceId,
          account_id: accountId,
          created_by: account.id,
          ...columnsOf(body),
        });
        if (!isNew) return;
        const object = { kind: 'account' as const, id: accountId };
        const after = auditedOf(body);
        await recordAudit(trx, { ...askedBy(call), kind: 'absence_changed', object, after });
      }),
    );
    return { status: 201, body: await found(database, absenceId) };
  },
});

export const changeAbsence = defineOperation({
  id: 'changeAbsence',
  method: 'put',
  address: '/api/absences/{id}',
  summary: 'Changes when somebody is away and who stands in',
  tag,
  path,
  body: absenceBody.omit({ account: true }).meta({ id: 'AbsenceChange' }),
  isKeyed: true,
  answers,
  async handle(call, dependencies) {
    const { account, body } = call;
    const { database } = dependencies;
    await withDatabase(() =>
      database.transaction(async (trx) => {
        const row = await lockAbsence(trx, call.path.id);
        await refuseStrangers(trx, account, row.account_id);
        await checkPeriod(trx, row.account_id, body);
        await updateAbsence(trx, row.absence_id, columnsOf(body));
        await wakePoolsOf(trx, row.account_id);
        const before = auditedOf({
          from: row.from_at.toISOString(),
          until: row.until_at?.toISOString() ?? null,
          deputyId: row.deputy_id,
          onlyApprovals: row.only_approvals,
        });
        const object = { kind: 'account' as const, id: row.account_id };
        const changed = changedFields(before, auditedOf(body));
        await recordAudit(trx, { ...askedBy(call), kind: 'absence_changed', object, ...changed });
      }),
    );
    return { status: 200, body: await found(database, call.path.id) };
  },
});

export const removeAbsence = defineOperation({
  id: 'removeAbsence',
  method: 'delete',
  address: '/api/absences/{id}',
  summary: 'Somebody is not away after all, or is back: then it ends now',
  tag,
  path,
  answers: { 204: { description: 'It is over, or was already' } },
  async handle(call, { database }) {
    await withDatabase(() =>
      database.transaction(async (trx) => {
        const row = await lockAbsence(trx, call.path.id);
        await refuseStrangers(trx, call.account, row.account_id);
        const now = new Date();
        if (row.until_at && row.until_at <= now) return;
        // What has begun was, and stays in the record.
        if (row.from_at < now) await updateAbsence(trx, row.absence_id, { until_at: now });
        else await deleteAbsence(trx, row.absence_id);
        await wakePoolsOf(trx, row.account_id);
        const object = { kind: 'account' as const, id: row.account_id };
        const after = { until: now.toISOString() };
        await recordAudit(trx, { ...askedBy(call), kind: 'absence_changed', object, after });
      }),
    );
    return { status: 204 };
  },
});

type Body = Pick<
  z.infer<typeof absenceBody>,
  'from' | 'until' | 'deputyId' | 'onlyApprovals' | 'note'
>;

function columnsOf({ from, until, deputyId, onlyApprovals, note }: Body) {
  return {
    from_at: new Date(from),
    until_at: until === null ? null : new Date(until),
    deputy_id: deputyId,
    only_approvals: onlyApprovals,
    note,
  };
}

function auditedOf({ from, until, deputyId, onlyApprovals }: Omit<Body, 'note'>): AuditedFields {
  return { from, until, deputyId, onlyApprovals };
}

type KnownAbsence = AbsenceRow & { account_name: string; deputy_name: string | null };

function absencesOf(database: Database) {
  return database('absences')
    .join('accounts', 'accounts.account_id', 'absences.account_id')
    .leftJoin('accounts as deputy', 'deputy.account_id', 'absences.deputy_id')
    .select<KnownAbsence[]>(
      'absences.*',
      'accounts.display_name as account_name',
      'deputy.display_name as deputy_name',
    );
}

function isNotOver(query: ReturnType<Database['queryBuilder']>) {
  query.whereNull('until_at').orWhereRaw('until_at > now()');
}

/** Those in a group with the caller, and whom the caller stands in for. */
function isSeenTo({ id }: Account) {
  return (query: ReturnType<Database['queryBuilder']>) => {
    query
      .where('absences.account_id', id)
      .orWhere('absences.deputy_id', id)
      .orWhereRaw(`absences.account_id in (${colleaguesSql})`, [id]);
  };
}

const colleaguesSql = `
  select theirs.account_id from group_members as own
  join group_members as theirs using (process_id, group_id)
  where own.account_id = ?`;

function viewOf(row: KnownAbsence): Absence {
  return {
    id: row.absence_id,
    account: { id: row.account_id, name: row.account_name },
    from: row.from_at.toISOString(),
    until: row.until_at?.toISOString() ?? null,
    deputy: row.deputy_id ? { id: row.deputy_id, name: row.deputy_name ?? '' } : null,
    onlyApprovals: row.only_approvals,
    note: row.note,
  };
}

async function found(database: Database, absenceId: string): Promise<Absence> {
  const [row] = await withDatabase(() => absencesOf(database).where('absence_id', absenceId));
  if (!row) throw notFound('absence', absenceId);
  return viewOf(row);
}

async function lockAbsence(trx: Transaction, absenceId: string): Promise<AbsenceRow> {
  const row = await trx('absences').where('absence_id', absenceId).forUpdate().first();
  if (!row) throw notFound('absence', absenceId);
  return row;
}

/**
 * Everybody says when they are away themselves; a team lead says it of those in a common group, and
 * administrators of everybody.
 *
 * @throws ApiError 403
 */
async function refuseStrangers(
  trx: Transaction,
  { id, roles }: Account,
  accountId: string,
): Promise<void> {
  if (accountId === id || roles.includes('administrator')) return;
  const isLead = roles.includes('team_lead');
  const { rows } = await trx.raw(
    `select from (${colleaguesSql}) as colleagues where account_id = ?`,
    [id, accountId],
  );
  if (!isLead || rows.length === 0) throw roleNotAllowed(roles, ['team_lead', 'administrator']);
}

async function checkPeriod(
  trx: Transaction,
  accountId: string,
  { from, until, deputyId, onlyApprovals }: Body,
): Promise<void> {
  if (until !== null && Date.parse(until) <= Date.parse(from)) {
    throw wrongField('body.until', expected('after_beginning'), givenValue(until));
  }
  if (!(await trx('accounts').where('account_id', accountId).first('account_id'))) {
    throw wrongField('body.account', expected('account'), givenValue(accountId));
  }
  if (deputyId === null && !onlyApprovals) return;
  const deputy =
    deputyId !== null &&
    (await trx('accounts').where({ account_id: deputyId, is_active: true }).first());
  if (deputy && deputyId !== accountId) return;
  throw wrongField('body.deputyId', expected('agent'), givenValue(deputyId));
}

async function wakePoolsOf(trx: Transaction, accountId: string): Promise<void> {
  const places = await trx('group_members').where('account_id', accountId);
  await wakePools(
    trx,
    places.map((row) => ({ processId: row.process_id, groupId: row.group_id })),
  );
}
