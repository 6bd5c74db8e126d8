import { findPlaybookSecrets } from '../../database/playbook_secrets.ts';
import type { PlaybookSecretRow } from '../../database/tables.ts';
import { askedBy } from '../http/audited.ts';
import { withDatabase } from '../http/database.ts';
import { defineOperation } from '../http/operation.ts';
import {
  type PlaybookSecret,
  playbookSecret,
  playbookSecretBody,
  playbookSecretList,
  playbookSecretPath,
} from './contract.ts';
import { removeSecret, setSecret } from './secret_changes.ts';

const tag = 'Processes';
const headers = { ETag: 'For If-Match: the secret as it stands' };

export const listPlaybookSecrets = defineOperation({
  id: 'listPlaybookSecrets',
  method: 'get',
  address: '/api/playbook-secrets',
  summary: 'The names of the secrets that playbooks may use: what they are nobody is told',
  tag,
  answers: { 200: { description: 'All of them, by name', schema: playbookSecretList } },
  async handle(_call, { database }) {
    const rows = await withDatabase(() => findPlaybookSecrets(database));
    return { status: 200, body: { items: rows.map(secretView), next: null } };
  },
});

export const setPlaybookSecret = defineOperation({
  id: 'setPlaybookSecret',
  method: 'put',
  address: '/api/playbook-secrets/{name}',
  summary: 'Keeps a secret for playbooks under a name, in the place of the one before it',
  tag,
  path: playbookSecretPath,
  body: playbookSecretBody,
  isKeyed: true,
  isMatched: true,
  answers: {
    200: { description: 'Its name, and when it was set', schema: playbookSecret, headers },
  },
  async handle(call, { database, deskKey }) {
    const { body, path, idempotency, expectedVersion } = call;
    const needs = { database, deskKey };
    const secret = { ...path, ...body };
    const row = await setSecret(needs, askedBy(call), secret, idempotency, expectedVersion);
    return { status: 200, body: secretView(row), headers: { ETag: `"${row.version}"` } };
  },
});

export const removePlaybookSecret = defineOperation({
  id: 'removePlaybookSecret',
  method: 'delete',
  address: '/api/playbook-secrets/{name}',
  summary: 'Removes a secret; a playbook that asks for it is parked',
  tag,
  path: playbookSecretPath,
  answers: { 204: { description: 'It is gone, or was already' } },
  async handle(call, { database }) {
    await removeSecret(database, askedBy(call), call.path.name);
    return { status: 204 };
  },
});

function secretView({ name, version, updated_at: at }: PlaybookSecretRow): PlaybookSecret {
  return { name, version, setAt: at.toISOString() };
}
