import { type Command, InvalidArgumentError, Option } from 'commander';
import { providersOf } from '../../api/federation/oidc/provider_settings.ts';
import { recordAudit } from '../../database/audit.ts';
import {
  auditedMapping,
  deleteMapping,
  insertMapping,
  listMappings,
} from '../../database/federation/group_mappings.ts';
import { directorySource } from '../../database/federation/identities.ts';
import { type Role, roles } from '../../database/roles.ts';
import type { GroupMappingRow } from '../../database/tables.ts';
import { readSettings } from '../../settings/settings.ts';
import { findProcess } from '../../workflows/processes/index.ts';
import { CliError } from '../cli_error.ts';
import { withDeskDatabase } from './process/desk_database.ts';

interface Place {
  process: string;
  group: string;
}

interface AddOptions {
  role?: Role;
  place?: Place;
  capacity: number;
}

/** `palier sign-in`: what the groups of directories give to whoever is in them. */
export function register(program: Command): void {
  const mapping = program
    .command('sign-in')
    .description('what the groups of directories give: docs/sign_in.md')
    .command('mapping')
    .description('list, add and remove what a group of a directory gives');
  mapping.command('list').description('by directory and group').action(list);
  mapping
    .command('add')
    .description('give whoever is in a group of a directory a role, or a place in a group')
    .argument('<source>', 'the id of a provider of sign-in, scim, or ldap')
    .argument('<group>', 'as the directory writes it: a name, an id or a path')
    .addOption(new Option('--role <role>', 'the role it gives').choices(roles))
    .option('--place <process/group>', 'the group it gives a place in', readPlace)
    .option('--capacity <tickets>', 'tickets at once, of a place', readCapacity, 5)
    .action(add);
  mapping
    .command('remove')
    .description('end what a group gives')
    .argument('<mapping>', 'its id, as the list gives it')
    .action(remove);
}

async function list(): Promise<void> {
  const mappings = await withDeskDatabase('sign-in', listMappings);
  for (const mapping of mappings) process.stdout.write(`${lineOf(mapping)}\n`);
}

function lineOf(row: GroupMappingRow): string {
  const given = row.role ?? `${row.process_id}/${row.group_id}\t${row.capacity}`;
  return `${row.mapping_id}\t${row.source}\t${row.directory_group}\t${given}`;
}

async function add(
  source: string,
  group: string,
  { role, place, capacity }: AddOptions,
): Promise<void> {
  const providers = providersOf(readSettings(process.env)).map(({ id }) => id);
  const known = [...providers, 'scim', directorySource];
  if (!known.includes(source)) {
    throw new CliError(`'${source}': expected one of ${known.join(', ')}`, {
      exitCode: 2,
      advice: 'A provider of sign-in is known where its settings (PALIER_OIDC_…) are given.',
    });
  }
  if ((role === undefined) === (place === undefined)) {
    throw new CliError('Expected either --role or --place', { exitCode: 2 });
  }
  const row = await withDeskDatabase('sign-in', (database) =>
    database.transaction(async (trx) => {
      const { row, isNew } = await insertMapping(trx, {
        source,
        directory_group: group,
        role: role ?? null,
        process_id: place?.process ?? null,
        group_id: place?.group ?? null,
        capacity: place ? capacity : null,
      });
      if (isNew) await recordAudit(trx, { ...entryOf(row), after: auditedMapping(row) });
      return row;
    }),
  );
  process.stdout.write(`${lineOf(row)}\n`);
}

async function remove(id: string): Promise<void> {
  await withDeskDatabase('sign-in', (database) =>
    database.transaction(async (trx) => {
      const row = await deleteMapping(trx, id);
      if (!row) throw new CliError(`There is no mapping '${id}'`, { exitCode: 2 });
      await recordAudit(trx, { ...entryOf(row), before: auditedMapping(row) });
    }),
  );
}

function entryOf({ mapping_id: id }: GroupMappingRow) {
  return {
    by: { program: 'cli' as const },
    kind: 'group_claims_changed' as const,
    object: { kind: 'group' as const, id },
  };
}

function readPlace(text: string): Place {
  const [process = '', group = ''] = text.split('/');
  const groups = findProcess(process)?.groups;
  if (groups && Object.hasOwn(groups, group)) return { process, group };
  throw new InvalidArgumentError('Expected a process and one of its groups: it_support/network.');
}

function readCapacity(text: string): number {
  const capacity = Number(text);
  if (/^\d{1,4}$/.test(text) && capacity >= 1 && capacity <= 1000) return capacity;
  throw new InvalidArgumentError('Expected a whole number from 1 to 1000.');
}
