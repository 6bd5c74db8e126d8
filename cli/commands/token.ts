import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseInput } from '../../api/http/input.ts';
import { scopes, tokenBody } from '../../api/people/sign_in/contract.ts';
import { makeToken, removeToken } from '../../api/people/sign_in/tokens.ts';
import type { AuditBy } from '../../database/audit.ts';
import { findTokens } from '../../database/sign_in/api_tokens.ts';
import type { ApiTokenRow } from '../../database/tables.ts';
import { idOf } from '../desk/person.ts';
import { tell } from '../talk.ts';
import { withDeskDatabase } from './process/desk_database.ts';

const by: AuditBy = { program: 'cli' };

interface CreateOptions {
  scope: string[];
  days: number;
  lasting?: true;
}

/** `palier token`: what lets programs in as somebody. */
export function register(program: Command): void {
  const token = program.command('token').description('list, create and revoke API tokens');
  token
    .command('list')
    .description('the tokens of a person, the newest first; none of them can be read again')
    .argument('<person>', 'an address or the id')
    .action(list);
  token
    .command('create')
    .description('create a token of a person, and print it this once')
    .argument('<person>', 'an address or the id: yourself, or an account made for a program')
    .argument('<label>', 'what it is for')
    .addOption(
      new Option('--scope <scopes...>', 'what it may be used for')
        .choices(scopes)
        .makeOptionMandatory(),
    )
    .option('--days <days>', 'until it expires', readDays, 90)
    .option('--lasting', 'let it last longer than 365 days')
    .action(create);
  token
    .command('revoke')
    .description('revoke a token, at every API and with what it streams')
    .argument('<token>', 'its id, as the list gives it')
    .action(revoke);
}

async function list(person: string): Promise<void> {
  const rows = await withDeskDatabase('token', async (database) =>
    findTokens(database, await idOf(database, person)),
  );
  for (const row of rows) process.stdout.write(`${lineOf(row)}\n`);
}

async function create(
  person: string,
  label: string,
  { scope, days, lasting }: CreateOptions,
): Promise<void> {
  const asked = { label, scopes: scope, days, isLasting: lasting === true };
  const body = parseInput(tokenBody, 'body', asked);
  const { row, token } = await withDeskDatabase('token', async (database) => {
    const accountId = await idOf(database, person);
    return makeToken(database, { by }, { accountId, createdBy: null }, body);
  });
  tell(lineOf(row));
  process.stdout.write(`${token}\n`);
}

async function revoke(tokenId: string): Promise<void> {
  const row = await withDeskDatabase('token', (database) =>
    removeToken(database, { by }, { tokenId }),
  );
  tell(`${row.label}: revoked`);
}

function lineOf({ token_id, label, scopes, expires_at, last_used_at }: ApiTokenRow): string {
  const expires = expires_at ? `expires ${expires_at.toISOString()}` : 'does not expire';
  const used = last_used_at ? `last used ${last_used_at.toISOString()}` : 'not used yet';
  return [token_id, label, scopes.join(' '), expires, used].join('\t');
}

function readDays(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a whole number of days.');
}
