import { type AuditEntry, recordAudit } from './audit.ts';
import type { Database } from './connection.ts';
import type { PlaybookSecretRow } from './tables.ts';

type By = Pick<AuditEntry, 'by' | 'from'>;

/** What a secret of a playbook is sealed for. */
export function sealedForPlaybooks(name: string): string {
  return `playbook secret ${name}`;
}

/** Keeps a secret under its name; the one before it is gone. */
export async function putPlaybookSecret(
  database: Database,
  by: By,
  name: string,
  sealed: string,
): Promise<void> {
  await database.transaction(async (trx) => {
    await trx('playbook_secrets')
      .insert({ name, sealed })
      .onConflict('name')
      .merge({ sealed, version: trx.raw('playbook_secrets.version + 1'), updated_at: new Date() });
    await recordAudit(trx, {
      ...by,
      kind: 'setting_changed',
      object: { kind: 'setting', id: `playbook_secret:${name}` },
    });
  });
}

/** What is gone already stays gone. */
export async function deletePlaybookSecret(
  database: Database,
  by: By,
  name: string,
): Promise<void> {
  await database.transaction(async (trx) => {
    if ((await trx('playbook_secrets').where('name', name).delete()) === 0) return;
    await recordAudit(trx, {
      ...by,
      kind: 'setting_changed',
      object: { kind: 'setting', id: `playbook_secret:${name}` },
    });
  });
}

/** By their names; what they are nobody is told. */
export function findPlaybookSecrets(database: Database): Promise<PlaybookSecretRow[]> {
  return database('playbook_secrets').orderBy('name');
}
