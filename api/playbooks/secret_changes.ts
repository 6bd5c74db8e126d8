import { type AuditEntry, recordAudit } from '../../database/audit.ts';
import type { Database, Transaction } from '../../database/connection.ts';
import {
  deletePlaybookSecret,
  lockPlaybookSecret,
  putPlaybookSecret,
  sealedForPlaybooks,
} from '../../database/playbook_secrets.ts';
import type { PlaybookSecretRow } from '../../database/tables.ts';
import type { DeskKey } from '../../settings/desk_key.ts';
import type { Idempotency } from '../http/idempotency.ts';
import { checkVersion } from '../http/if_match.ts';
import { withDeskKey } from '../http/with_desk_key.ts';

type By = Pick<AuditEntry, 'by' | 'from'>;

interface Needs {
  database: Database;
  deskKey: Pick<DeskKey, 'seal'>;
}

/**
 * Keeps a secret for playbooks, sealed, in the place of the one of its name. Nobody reads it back; the
 * audit says that it was set, and not what it is.
 * @param expectedVersion changes nothing where it stands at another; undefined asks nothing
 * @throws ApiError 412 where it has changed, 503 where the desk has no key
 */
export async function setSecret(
  { database, deskKey }: Needs,
  by: By,
  secret: { name: string; value: string },
  { commandId }: Pick<Idempotency, 'commandId'>,
  expectedVersion: number | undefined,
): Promise<PlaybookSecretRow> {
  const { name, value } = secret;
  return withDeskKey(() =>
    database.transaction(async (trx) => {
      const before = await lockPlaybookSecret(trx, name);
      if (before?.command_id === commandId) return before;
      checkVersion(before?.version ?? 0, expectedVersion);
      const sealed = deskKey.seal(value, sealedForPlaybooks(name));
      const kept = await putPlaybookSecret(trx, { name, sealed, command_id: commandId });
      await recordChange(trx, by, name, { isSet: before !== undefined }, { isSet: true });
      return kept;
    }),
  );
}

/** What is gone already stays gone. */
export async function removeSecret(database: Database, by: By, name: string): Promise<void> {
  await withDeskKey(() =>
    database.transaction(async (trx) => {
      if (!(await deletePlaybookSecret(trx, name))) return;
      await recordChange(trx, by, name, { isSet: true }, { isSet: false });
    }),
  );
}

async function recordChange(
  trx: Transaction,
  by: By,
  name: string,
  before: { isSet: boolean },
  after: { isSet: boolean },
): Promise<void> {
  const object = { kind: 'setting' as const, id: `playbook_secret:${name}` };
  await recordAudit(trx, { ...by, kind: 'setting_changed', object, before, after });
}
