import type { Database, Transaction } from './connection.ts';
import type { NewRow, PlaybookSecretRow } from './tables.ts';

/** What a secret is sealed for: under another name it does not open. */
export function sealedForPlaybooks(name: string): string {
  return `playbook secret ${name}`;
}

/** Locks the secret of this name, where there is one. */
export function lockPlaybookSecret(
  trx: Transaction,
  name: string,
): Promise<PlaybookSecretRow | undefined> {
  return trx('playbook_secrets').where('name', name).forUpdate().first();
}

/** Keeps a secret under its name; the one before it is gone. @returns it as it is kept */
export async function putPlaybookSecret(
  trx: Transaction,
  secret: Pick<NewRow<'playbook_secrets'>, 'name' | 'sealed' | 'command_id'>,
): Promise<PlaybookSecretRow> {
  const { sealed, command_id } = secret;
  const [kept] = await trx('playbook_secrets')
    .insert(secret)
    .onConflict('name')
    .merge({
      sealed,
      command_id,
      version: trx.raw('playbook_secrets.version + 1'),
      updated_at: new Date(),
    })
    .returning('*');
  if (!kept) throw new Error(`Secret ${secret.name} was not kept`);
  return kept;
}

/** @returns false where there was none */
export async function deletePlaybookSecret(trx: Transaction, name: string): Promise<boolean> {
  return (await trx('playbook_secrets').where('name', name).delete()) > 0;
}

export function findPlaybookSecrets(database: Database): Promise<PlaybookSecretRow[]> {
  return database('playbook_secrets').orderBy('name');
}
