import { compileProcess } from '../workflows/processes/compile.ts';
import type { ProcessDefinition } from '../workflows/processes/define.ts';
import {
  adoptProcesses,
  isOurs,
  processDefinitions,
  rememberPriorities,
  snapshotOf,
} from '../workflows/processes/index.ts';
import type { Offers } from '../workflows/processes/routing/offers.ts';
import { type AuditBy, recordAudit } from './audit.ts';
import type { Database, Transaction } from './connection.ts';
import {
  insertSnapshots,
  listPriorities,
  storeProcessSnapshots,
  type UnversionedChange,
} from './process_snapshots.ts';
import type { FolderProblem, ProcessFolderRow, ProcessVersionRow } from './tables.ts';

/** Worker and API listen here: other processes or offers were shipped. */
export const processChannel = 'palier_processes';

/** What is to be shipped together, and from where. */
export interface Shipment {
  definitions: readonly ProcessDefinition[];
  /** What the desk is to offer from now on; as before where absent. */
  offers?: Offers | undefined;
  commit: string | null;
  by: AuditBy;
}

export interface ShippedVersion {
  id: string;
  version: number;
  hash: string;
  /** `texts`: the version was there, its titles, texts or hours are others now. */
  outcome: 'new' | 'texts' | 'same';
}

/** Why a version cannot be shipped. Nothing of its shipment was. */
export class ShippingRefused extends Error {
  override readonly name = 'ShippingRefused';
  readonly code: 'changed' | 'gap' | 'ours';

  constructor(code: ShippingRefused['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Ships versions, all or none: from now on new tickets follow them. What is shipped already stays as it is, but for titles,
 * texts and hours, which are in no version.
 * @throws ShippingRefused for a version that was shipped as another process, or that does not come next
 */
export async function shipVersions(
  database: Database,
  { definitions, offers, commit, by }: Shipment,
): Promise<{ versions: ShippedVersion[]; hasNewOffers: boolean }> {
  return database.transaction(async (trx) => {
    // One after the other: which version comes next must not change meanwhile.
    await trx.raw("select pg_advisory_xact_lock(hashtext('process_versions'))");
    const versions: ShippedVersion[] = [];
    for (const definition of definitions) {
      if (isOurs(definition.id)) {
        const expected = 'expected an id that no process of Palier has';
        throw new ShippingRefused('ours', `${definition.id} comes with Palier: ${expected}`);
      }
      versions.push(await shipOne(trx, definition, { commit, by }));
    }
    const hasNewOffers = offers !== undefined && (await shipOffers(trx, offers, { commit, by }));
    await trx.raw('select pg_notify(?, ?)', [processChannel, '']);
    return { versions, hasNewOffers };
  });
}

type From = Pick<Shipment, 'commit' | 'by'>;

async function shipOne(
  trx: Transaction,
  definition: ProcessDefinition,
  { commit, by }: From,
): Promise<ShippedVersion> {
  const snapshot = snapshotOf(definition);
  const { id, version, hash } = snapshot;
  const known = await trx('process_versions').where({ process_id: id, version }).first();
  const written = JSON.stringify(definition);
  if (known) {
    if (known.hash !== hash) {
      const was = `${known.hash.slice(0, 8)}, and is ${hash.slice(0, 8)} here`;
      const message = `${id} version ${version} was shipped as another process (${was}): raise its version`;
      throw new ShippingRefused('changed', message);
    }
    if (JSON.stringify(known.definition) === written) {
      return { id, version, hash, outcome: 'same' };
    }
    await trx('process_versions')
      .where({ process_id: id, version })
      .update({ definition: written, texts_at: trx.fn.now() });
    await audit(trx, by, id, { version, texts: true });
    return { id, version, hash, outcome: 'texts' };
  }
  const newest = await newestVersion(trx, id);
  if (version !== newest + 1) {
    const message = `${id} version ${version} cannot be shipped: expected version ${newest + 1}`;
    throw new ShippingRefused('gap', message);
  }
  await insertSnapshots(trx, [snapshot]);
  const row = rowOf(definition, hash, {
    shipped_from: by.program === 'api' ? 'desk' : 'command_line',
    shipped_by: by.accountId ?? null,
    commit_id: commit,
  });
  await trx('process_versions').insert(row);
  await audit(trx, by, id, { version });
  return { id, version, hash, outcome: 'new' };
}

function rowOf(
  definition: ProcessDefinition,
  hash: string,
  from: Pick<ProcessVersionRow, 'shipped_from' | 'shipped_by' | 'commit_id'>,
) {
  const { id: process_id, version } = definition;
  return { process_id, version, hash, definition: JSON.stringify(definition), ...from };
}

/**
 * Ships the processes that come with Palier: they are there as soon as a worker of it starts.
 * @returns those that were changed under a version already used
 * @throws ProcessDefinitionError where one does not compile
 */
export async function installProcesses(database: Database): Promise<UnversionedChange[]> {
  const definitions = processDefinitions().filter(({ id }) => isOurs(id));
  const changed = await storeProcessSnapshots(database, definitions);
  await database.transaction(async (trx) => {
    for (const definition of definitions) await keepOurs(trx, definition);
  });
  return changed;
}

/** As it was shipped first; its titles, texts and hours as they are now. */
async function keepOurs(trx: Transaction, definition: ProcessDefinition): Promise<void> {
  const from = { shipped_from: 'install', shipped_by: null, commit_id: null } as const;
  await trx('process_versions')
    .insert(rowOf(definition, snapshotOf(definition).hash, from))
    .onConflict(['process_id', 'version'])
    .merge(['definition'])
    .whereRaw('process_versions.hash = excluded.hash');
}

/** 0 where none was shipped. */
export async function newestVersion(database: Database | Transaction, id: string): Promise<number> {
  const row = await database('process_versions').where('process_id', id).max('version').first();
  return Number(row?.max ?? 0);
}

async function shipOffers(trx: Transaction, offers: Offers, { commit, by }: From) {
  const written = JSON.stringify(offers);
  const present = await findOffers(trx);
  if (present !== undefined && JSON.stringify(present) === written) return false;
  await trx('process_offers').insert({ offers: written, commit_id: commit });
  await audit(trx, by, 'offers', { processes: processesOf(offers) });
  return true;
}

function processesOf({ default: first, pages, routes = [] }: Offers): string[] {
  const named = [...Object.values(pages), ...routes].map(({ process }) => process);
  return [...new Set([first, ...named])];
}

async function audit(
  trx: Transaction,
  by: AuditBy,
  id: string,
  after: Record<string, string | number | boolean | readonly string[]>,
): Promise<void> {
  const object = { kind: 'process', id } as const;
  await recordAudit(trx, { by, kind: 'process_shipped', object, after });
}

export async function findOffers(database: Database | Transaction): Promise<Offers | undefined> {
  const row = await database('process_offers').orderBy('offers_id', 'desc').first('offers');
  return row?.offers;
}

/** So many of a process, the newest first. @param before the version that came last on the page before */
export function listVersions(
  database: Database,
  processId: string,
  { before, limit }: { before?: number | undefined; limit: number },
): Promise<ProcessVersionRow[]> {
  const query = database('process_versions')
    .where('process_id', processId)
    .orderBy('version', 'desc')
    .limit(limit);
  return before === undefined ? query.select() : query.where('version', '<', before).select();
}

export async function findVersion(
  database: Database | Transaction,
  processId: string,
  version: number,
): Promise<ProcessVersionRow | undefined> {
  return database('process_versions').where({ process_id: processId, version }).first();
}

/**
 * Takes over what was shipped on this desk.
 * @returns what of it this program does not read
 */
export async function adoptShipped(database: Database): Promise<Error[]> {
  const rows = await database('process_versions').select('definition');
  const offers = await findOffers(database);
  for (const { id, priorities } of await listPriorities(database)) {
    rememberPriorities(id, priorities);
  }
  return adoptProcesses({ versions: rows.map(({ definition }) => definition), offers });
}

/**
 * The definition of an older version as the next one: the way back is a version of its own.
 * @throws ProcessDefinitionError where this desk does not read it any more
 */
export async function nextAsBefore(
  database: Database,
  { process_id, definition }: ProcessVersionRow,
): Promise<ProcessDefinition> {
  const version = (await newestVersion(database, process_id)) + 1;
  const next = { ...definition, version };
  compileProcess(next);
  return next;
}

/** Writes down what the worker found in the folder of the desk's own processes. */
export async function writeFolder(
  database: Database,
  found: {
    folder: string;
    processes: ProcessFolderRow['processes'];
    problems: readonly FolderProblem[];
  },
): Promise<void> {
  const row = {
    folder: found.folder,
    processes: JSON.stringify(found.processes),
    problems: JSON.stringify(found.problems),
    looked_at: new Date(),
  };
  await database.transaction(async (trx) => {
    await trx('process_folders').whereNot('folder', found.folder).delete();
    await trx('process_folders').insert(row).onConflict('folder').merge();
  });
}

/** The desk has no folder of its own processes any more. */
export async function forgetFolder(database: Database): Promise<void> {
  await database('process_folders').delete();
}

export async function findFolder(database: Database): Promise<ProcessFolderRow | undefined> {
  return database('process_folders').first();
}
