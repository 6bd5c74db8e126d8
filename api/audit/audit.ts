import { type AuditFilters, type KnownEntry, listAudit } from '../../database/audit.ts';
import { decodeCursor, encodeCursor, pageFrom } from '../http/cursor.ts';
import { withDatabase } from '../http/database.ts';
import { defineOperation } from '../http/operation.ts';
import { type AuditEntry, auditPage, auditQuery } from './contract.ts';

const pageSizeDefault = 50;
const order = 'newest';

export const listAuditEntries = defineOperation({
  id: 'listAuditEntries',
  method: 'get',
  address: '/api/audit',
  summary: 'Who did what to the desk itself, when and from where; the newest first',
  tag: 'Administration',
  query: auditQuery,
  answers: { 200: { description: 'A page of entries', schema: auditPage } },
  async handle({ query }, { database, accounts }) {
    const { cursor, limit = pageSizeDefault, kind, object, from, to, ...who } = query;
    const [before] = decodeCursor(cursor, order, ['integer']) ?? [];
    const filters: AuditFilters = {
      person: who.person,
      personNamed: who.q,
      kinds: kind,
      objectKind: object,
      objectId: who.objectId,
      from: from === undefined ? undefined : new Date(from),
      to: to === undefined ? undefined : new Date(to),
      before,
    };
    const rows = await withDatabase(() => listAudit(database, filters, limit + 1));
    const page = pageFrom(rows, limit, ({ position }) => encodeCursor(order, [Number(position)]));
    const names = await accounts.namesOf(page.items.flatMap(accountIdsOf));
    const items = page.items.map((entry) => entryView(entry, names));
    return { status: 200, body: { items, next: page.next } };
  },
});

function accountIdsOf({ account_id, object_kind, object_id }: KnownEntry): string[] {
  return [...(account_id ? [account_id] : []), ...(object_kind === 'account' ? [object_id] : [])];
}

function entryView(entry: KnownEntry, names: ReadonlyMap<string, string | null>): AuditEntry {
  const nameOf = (id: string) => names.get(id) ?? null;
  const { account_id: accountId, object_kind: kind, object_id: id } = entry;
  const before = entry.before ?? {};
  const after = entry.after ?? {};
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return {
    id: entry.position,
    at: entry.at.toISOString(),
    kind: entry.kind,
    program: entry.program,
    account: accountId === null ? null : { id: accountId, name: nameOf(accountId) },
    tokenId: entry.token_id,
    sessionId: entry.session_id,
    object: { kind, id, name: kind === 'account' ? nameOf(id) : null },
    address: entry.address,
    requestId: entry.request_id,
    changes: fields.map((field) => ({
      field,
      before: before[field] ?? null,
      after: after[field] ?? null,
    })),
    isErased: entry.is_erased,
  };
}
