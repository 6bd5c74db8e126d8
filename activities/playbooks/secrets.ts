import { ApplicationFailure } from '@temporalio/common';
import type { Database } from '../../database/connection.ts';
import { findPlaybookSecrets, sealedForPlaybooks } from '../../database/playbook_secrets.ts';
import type { DeskKey } from '../../settings/desk_key.ts';
import { isSecretReference } from '../../workflows/playbooks/playbook.ts';

/** Shorter ones are found in any text. */
const redactedMin = 4;
const redaction = '•••';

/** Opens secrets for one call to the outside, and keeps them out of what comes back from it. */
export interface SecretUse {
  /** What was given, with secrets in the places of their names. @throws where one is not there */
  opened<T>(value: T): Promise<T>;
  /** A text without the secrets that were opened. */
  redacted(text: string): string;
  /** @throws where a secret that was opened is in a result: it would be in a history for ever */
  refuseSecretsIn(result: unknown, whose: string): void;
}

/** @param deskKey what secrets of the desk are sealed by */
export function createSecretUse(database: Database, deskKey: Pick<DeskKey, 'open'>): SecretUse {
  const used = new Map<string, string>();
  return {
    async opened(value) {
      const names = namesIn(value);
      if (names.size === 0) return value;
      const rows = await findPlaybookSecrets(database);
      for (const name of names) {
        const row = rows.find((one) => one.name === name);
        if (!row)
          throw unknown(
            name,
            rows.map((one) => one.name),
          );
        used.set(name, deskKey.open(row.sealed, sealedForPlaybooks(name)));
      }
      return withSecrets(value, used) as typeof value;
    },
    redacted(text) {
      let redacted = text;
      for (const secret of used.values()) {
        for (const form of formsOf(secret)) redacted = redacted.replaceAll(form, redaction);
      }
      return redacted;
    },
    refuseSecretsIn(result, whose) {
      const text = JSON.stringify(result) ?? '';
      for (const [name, secret] of used) {
        if (!formsOf(secret).some((form) => text.includes(form))) continue;
        throw ApplicationFailure.nonRetryable(
          `${whose} gave back the secret '${name}': expected a result without it, which is kept`,
          'SecretInResult',
        );
      }
    },
  };
}

function namesIn(value: unknown, names = new Set<string>()): Set<string> {
  if (isSecretReference(value)) names.add(value.$secret);
  else if (typeof value === 'object' && value !== null) {
    for (const one of Object.values(value)) namesIn(one, names);
  }
  return names;
}

function withSecrets(value: unknown, secrets: ReadonlyMap<string, string>): unknown {
  if (isSecretReference(value)) return secrets.get(value.$secret);
  if (Array.isArray(value)) return value.map((one) => withSecrets(one, secrets));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([key, one]) => [key, withSecrets(one, secrets)]));
}

/** As it is, and as it stands in JSON, in addresses and in a header of basic authentication. */
function formsOf(secret: string): string[] {
  if (secret.length < redactedMin) return [];
  const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '');
  return [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret), base64];
}

function unknown(name: string, known: readonly string[]): ApplicationFailure {
  const names = known.join(', ') || 'there is none';
  return ApplicationFailure.nonRetryable(
    `Secret '${name}': expected one of those of the desk: ${names}. \`palier secret set ${name}\` keeps one`,
    'UnknownSecret',
  );
}
