import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Command } from 'commander';
import type { Database } from '../../../database/connection.ts';
import {
  findVersion,
  newestVersion,
  nextAsBefore,
  type ShippedVersion,
  ShippingRefused,
  shipVersions,
} from '../../../database/process_versions.ts';
import type { ProcessDefinition } from '../../../workflows/processes/define.ts';
import type { Offers } from '../../../workflows/processes/routing/offers.ts';
import { CliError } from '../../cli_error.ts';
import { coloured, tell } from '../../talk.ts';
import { checkAll, checkedTypes, checkFolder } from './check.ts';
import { withDeskDatabase } from './desk_database.ts';
import { foundPackage, loadProcesses, ownPlace, readPackage } from './load_process.ts';

const outcomeWords: Record<ShippedVersion['outcome'], string> = {
  new: 'is shipped: new tickets follow it',
  texts: 'has other titles, texts or hours now; its rules are as they were shipped',
  same: 'is as it was shipped',
};

export function registerShip(group: Command): void {
  group
    .command('ship')
    .description('give the desk new versions of its own processes: new tickets follow them')
    .argument(
      '[folder]',
      'folder or file; PALIER_PROCESSES when absent. Or id@version: that, as a new version',
    )
    .option('--json', 'one JSON object a version')
    .action(ship);
}

async function ship(reference: string | undefined, options: { json?: true }): Promise<void> {
  const place = reference ?? ownPlace();
  if (place === undefined) {
    throw new CliError('Nothing to ship: expected a folder of processes, or PALIER_PROCESSES', {
      exitCode: 2,
      advice: '`palier process init FOLDER` makes one.',
    });
  }
  const [, id, version] = /^([a-z]\w*)@(\d+)$/.exec(place) ?? [];
  const shipped =
    id === undefined
      ? await shipPackage(place)
      : await withDeskDatabase('ship', (database) => shipAsBefore(database, id, Number(version)));
  for (const one of shipped.versions) {
    if (options.json) process.stdout.write(`${JSON.stringify(one)}\n`);
    else process.stdout.write(`${one.id} version ${one.version} ${outcomeWords[one.outcome]}\n`);
  }
  if (shipped.hasNewOffers && !options.json) process.stdout.write('What the desk offers is new\n');
}

interface Shipped {
  versions: ShippedVersion[];
  hasNewOffers: boolean;
}

/** All of a folder, where its types and each process that is new to the desk pass the check. */
async function shipPackage(place: string): Promise<Shipped> {
  for (const line of await checkedTypes(foundPackage(place).directory)) tell(line);
  const loaded = await loadProcesses(place);
  for (const { message } of await checkFolder(place)) tell(`${coloured('yellow', '!')} ${message}`);
  const { offers, directory } = await readPackage(place);
  return withDeskDatabase('ship', async (database) => {
    const fresh: typeof loaded = [];
    for (const one of loaded) {
      const known = await findVersion(database, one.snapshot.id, one.snapshot.version);
      if (known?.hash !== one.snapshot.hash) fresh.push(one);
    }
    const reports = await checkAll(fresh, {});
    const wrong = reports.filter(({ violations }) => violations.length > 0);
    if (wrong.length > 0) {
      const names = wrong.map((report) => report.process).join(', ');
      throw new CliError(`Not fit to be shipped: ${names}`);
    }
    const definitions = loaded.flatMap(({ definition }) => definition ?? []);
    return send(database, definitions, offers, await commitOf(directory));
  });
}

async function shipAsBefore(database: Database, id: string, version: number): Promise<Shipped> {
  const before = await findVersion(database, id, version);
  if (!before) {
    const newest = await newestVersion(database, id);
    const expected = newest === 0 ? 'a process that was shipped' : `one from 1 to ${newest}`;
    throw new CliError(`${id}@${version}: expected ${expected}`, { exitCode: 2 });
  }
  return send(database, [await nextAsBefore(database, before)], undefined, before.commit_id);
}

async function send(
  database: Database,
  definitions: readonly ProcessDefinition[],
  offers: Offers | undefined,
  commit: string | null,
): Promise<Shipped> {
  try {
    return await shipVersions(database, { definitions, offers, commit, by: { program: 'cli' } });
  } catch (error) {
    if (!(error instanceof ShippingRefused)) throw error;
    throw new CliError(error.message, { cause: error, advice: 'Nothing was shipped.' });
  }
}

/** Of the repository that a folder is in, where it is in one: `3e7f7b1…`, with `+` where files differ from it. */
async function commitOf(directory: string): Promise<string | null> {
  const git = async (...args: string[]) =>
    (await promisify(execFile)('git', ['-C', directory, ...args])).stdout.trim();
  try {
    const commit = await git('rev-parse', 'HEAD');
    const changed = await git('status', '--porcelain', '--', path.resolve(directory));
    return changed === '' ? commit : `${commit}+`;
  } catch {
    return null;
  }
}
