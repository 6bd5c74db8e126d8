import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { removeScimGroup, writeScimGroup } from '../../api/federation/scim/write_group.ts';
import { importPeople } from '../../api/people/import/import_people.ts';
import { makeOwnedFolder, postgresAccount } from '../../cli/servers/postgres_account.ts';
import { ensureDatabase, startPostgres } from '../../cli/servers/postgres_server.ts';
import { recordAudit, verifyAudit } from '../../database/audit.ts';
import { connectDatabase, type Database } from '../../database/connection.ts';
import { migrate } from '../../database/migrate.ts';
import type { Author } from '../../database/people.ts';
import { describeMachine } from './desk/machine.ts';
import { milliseconds, print, table, timed } from './talk.ts';

/**
 * `npm run bench:people`: how long a company of 50,000 takes to come in by a file, to change, and to
 * be given a role and a place by one group of a directory; and what the audit takes of it.
 * `-- --people 5000` makes a smaller one.
 */
const { values } = parseArgs({ options: { people: { type: 'string', default: '50000' } } });
const peopleCount = Number(values.people);
const author: Author = { by: { program: 'cli' } };

const head = 'id,name,addresses,phones,site,department,manager,groups';

function fileOf(department: (n: number) => string): Buffer {
  const lines = Array.from({ length: peopleCount }, (_, n) => {
    const manager = n === 0 ? '' : `person${Math.floor((n - 1) / 10)}@c.example`;
    const groups = n % 100 === 0 ? 'it_support/network' : '';
    return [
      ...['', `Given${n} Family${n % 997}`, `person${n}@c.example`, `+336${10_000_000 + n}`],
      ...[`Site ${n % 50}`, department(n), manager, groups],
    ].join(',');
  });
  return Buffer.from([head, ...lines].join('\n'));
}

async function run(database: Database): Promise<void> {
  const rows: string[][] = [];
  const measure = async (name: string, work: () => Promise<unknown>) => {
    const { ms } = await timed(work);
    rows.push([name, milliseconds(ms)]);
  };
  const bring = (bytes: Buffer, writes: 'nothing' | 'all') => async () => {
    const { errors } = await importPeople(database, bytes, { writes, author, locale: 'en' });
    if (errors.length > 0) throw new Error(JSON.stringify(errors[0]));
  };
  const first = fileOf((n) => `Department ${n % 20}`);
  await measure('import, dry run', bring(first, 'nothing'));
  await measure('import, all new', bring(first, 'all'));
  await measure('import, nothing changed', bring(first, 'all'));
  await measure(
    'import, all changed',
    bring(
      fileOf((n) => `Department ${n % 21}x`),
      'all',
    ),
  );
  await measure('audit alone, as many entries', () =>
    recordAudit(
      database,
      ...Array.from({ length: peopleCount }, (_, n) => ({
        ...author,
        kind: 'account_changed' as const,
        object: { kind: 'account' as const, id: `acc-${n}` },
        after: { name: `Given${n}` },
      })),
    ),
  );
  await giveByGroup(database, measure);
  const { ms, result } = await timed(() => verifyAudit(database));
  rows.push([`audit of ${result.links} links read`, milliseconds(ms)]);
  if (result.broken.length > 0) throw new Error(`The chain broke: ${result.broken[0]?.reason}`);
  table(['of everybody at once', 'ms'], rows);
}

async function giveByGroup(
  database: Database,
  measure: (name: string, work: () => Promise<unknown>) => Promise<void>,
): Promise<void> {
  await database('group_mappings').insert([
    { mapping_id: 'm1', source: 'scim', directory_group: 'Everybody', role: 'agent' },
    {
      ...{ mapping_id: 'm2', source: 'scim', directory_group: 'Everybody' },
      ...{ process_id: 'it_support', group_id: 'service_desk', capacity: 4 },
    },
  ]);
  const members = (await database('accounts').pluck<string[]>('account_id')).map((value) => ({
    value,
  }));
  const group = { displayName: 'Everybody', members };
  const give = () => database.transaction((trx) => writeScimGroup(trx, author, 'everybody', group));
  await measure('a group gives a role and a place', give);
  await measure('the same group again', give);
  await measure('the group is removed', () =>
    database.transaction((trx) => removeScimGroup(trx, author, 'everybody')),
  );
}

const folder = await mkdtemp(path.join(tmpdir(), 'palier-bench-people-'));
try {
  print(await describeMachine());
  await makeOwnedFolder(folder, postgresAccount());
  const server = await startPostgres({
    dataDir: path.join(folder, 'postgres'),
    password: 'palier-bench',
    settings: { shared_buffers: '256MB', max_wal_size: '4GB' },
  });
  try {
    await ensureDatabase(server, 'palier');
    await migrate(server.urlOf('palier'));
    const database = connectDatabase(server.urlOf('palier'), {
      name: 'bench',
      statementTimeoutMs: 0,
    });
    try {
      await run(database);
    } finally {
      await database.destroy();
    }
  } finally {
    await server.stop();
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
