import type pg from 'pg';
import { auditFacts, type auditTables, type SourceAuditEntry } from '../facts/audit.ts';
import { replaceStaged } from '../merge.ts';
import type { Kind } from './kind.ts';

export const audit: Kind<(typeof auditTables)[number]> = {
  source: 'audit_entries',
  id: 'audit_position',
  sourceId: 'position',
  beforeAll: '0',
  tables: ['audit_entries'],
  readFacts: async (client, ids, pseudonym) =>
    (await readEntries(client, ids)).map((entry) => auditFacts(entry, pseudonym)),
  merge: (warehouse, staging, ids) => replaceStaged(warehouse, staging, audit, ids),
};

/** Those that are gone are left out. From which address somebody came is not read. */
async function readEntries(client: pg.Client, positions: string[]): Promise<SourceAuditEntry[]> {
  const { rows } = await client.query<SourceAuditEntry>(
    `select
       position::float8 as "position",
       (extract(epoch from at) * 1000)::float8 as "at",
       kind,
       program,
       account_id as "accountId",
       case when token_id is not null then 'token' when session_id is not null then 'session' end
         as "credential",
       object_kind as "objectKind",
       object_id as "objectId",
       before,
       after
     from audit_entries
     left join audit_details using (position)
     where position = any($1::bigint[])
     order by position`,
    [positions],
  );
  return rows;
}
