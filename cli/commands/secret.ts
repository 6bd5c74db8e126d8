import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { idempotencyOf } from '../../api/http/idempotency.ts';
import { parseInput } from '../../api/http/input.ts';
import { playbookSecretBody, playbookSecretPath } from '../../api/playbooks/contract.ts';
import { removeSecret, setSecret } from '../../api/playbooks/secret_changes.ts';
import type { AuditBy } from '../../database/audit.ts';
import { findPlaybookSecrets } from '../../database/playbook_secrets.ts';
import { openDeskKey } from '../../settings/desk_key.ts';
import { readSettings } from '../../settings/settings.ts';
import { readSettings as readDeskSettings } from '../desk/settings.ts';
import { tell } from '../talk.ts';
import { withDeskDatabase } from './process/desk_database.ts';

const by: AuditBy = { program: 'cli' };

/** `palier secret`: what playbooks give to other systems, by names. Nobody reads one back. */
export function register(program: Command): void {
  const secret = program
    .command('secret')
    .description('what playbooks give to other systems, by names');
  secret.command('list').description('their names, and when each was set').action(list);
  secret
    .command('set')
    .description('keep one, as standard input says it without its last line end')
    .argument('<name>')
    .action(set);
  secret.command('remove').argument('<name>').action(remove);
}

async function list(): Promise<void> {
  const rows = await withDeskDatabase('secret list', findPlaybookSecrets);
  for (const { name, updated_at: at } of rows) {
    process.stdout.write(`${name}\t${at.toISOString()}\n`);
  }
  if (rows.length === 0) tell('There are no secrets. `palier secret set NAME` keeps one');
}

async function set(given: string): Promise<void> {
  if (process.stdin.isTTY) tell('The secret, then Ctrl-D:');
  const read = (await text(process.stdin)).replace(/\r?\n$/, '');
  const { name } = parseInput(playbookSecretPath, 'path', { name: given });
  const { value } = parseInput(playbookSecretBody, 'body', { value: read });
  const { PALIER_SECRET_KEY: secretKey } = readSettings(process.env);
  const deskKey = openDeskKey({ secretKey, homeDir: readDeskSettings().home });
  const path = `/api/playbook-secrets/${name}`;
  const change = idempotencyOf('cli', undefined, { method: 'PUT', path, body: { value } });
  await withDeskDatabase('secret set', (database) =>
    setSecret({ database, deskKey }, { by }, { name, value }, change, undefined),
  );
  tell(`The secret ${name} is kept`);
}

async function remove(given: string): Promise<void> {
  const { name } = parseInput(playbookSecretPath, 'path', { name: given });
  await withDeskDatabase('secret remove', (database) => removeSecret(database, { by }, name));
  tell(`The secret ${name} is gone`);
}
