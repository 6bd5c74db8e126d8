import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Database } from '../../../database/connection.ts';
import { findVersion, listVersions } from '../../../database/process_versions.ts';
import {
  findPackage,
  loadPackage,
  PackageError,
  type ProcessPackage,
  packageProblems,
  placeFrom,
  problemLine,
} from '../../../packages/load_package.ts';
import { givenSettings } from '../../../settings/environment.ts';
import type { ProcessSnapshot, Rules } from '../../../workflows/domain/process.ts';
import { compileCalendar } from '../../../workflows/processes/calendars/compiler.ts';
import type { CalendarDefinition } from '../../../workflows/processes/calendars/definition.ts';
import { compileProcess, snapshotHash } from '../../../workflows/processes/compile.ts';
import { ProcessDefinitionError } from '../../../workflows/processes/definitions/error.ts';
import {
  fileOf,
  findProcess,
  type ProcessDefinition,
  processDefinitions,
} from '../../../workflows/processes/index.ts';
import { CliError, reasonOf } from '../../cli_error.ts';
import { repositoryDir } from '../../desk/settings.ts';
import { withDeskDatabase } from './desk_database.ts';
import { withRunningDesk } from './running_desk.ts';

/** A process as the command line was given it. */
export interface LoadedProcess {
  /** What it was asked for by. */
  reference: string;
  snapshot: ProcessSnapshot;
  /** Where it is exported, where that is a file here: whole path. */
  file?: string;
  /** Absent where only its compiled form is known: then its hours and titles are not. */
  definition?: ProcessDefinition;
}

const usage = { exitCode: 2 } as const;

/**
 * Loads `it_support`, `it_support@3`, a `.ts` file that exports a definition, a folder with one, `FOLDER:building`, or a
 * `.json` file with a definition or a compiled snapshot. A version that is in no code here is looked up in the desk's
 * database.
 *
 * @throws CliError where it cannot be found or does not compile, with file, line and expectation
 */
export async function loadProcess(reference: string): Promise<LoadedProcess> {
  const [folder = '', name] = reference.split(':');
  if (isPlace(folder)) {
    const loaded = await loadProcesses(folder);
    const [only] = loaded;
    const found = name === undefined ? only : loaded.find(({ snapshot }) => snapshot.id === name);
    if (found && (name !== undefined || loaded.length === 1)) return found;
    const ids = loaded.map(({ snapshot }) => snapshot.id).join(', ');
    throw new CliError(
      `${reference} exports ${ids === '' ? 'none' : ids}: expected one process of defineProcess()`,
      { ...usage, ...(loaded.length > 1 && { advice: `Name one of them: ${folder}:ID` }) },
    );
  }
  if (reference.endsWith('.json')) return fromJson(reference);
  return fromName(reference);
}

/**
 * Every process of a folder, a file or a package; of a name alone, that one.
 * @throws CliError as `loadProcess`
 */
export async function loadProcesses(reference: string): Promise<LoadedProcess[]> {
  if (!isPlace(reference)) return [await loadProcess(reference)];
  const { definitions } = await readPackage(reference);
  return definitions.map(({ definition, file }) =>
    compiled(path.relative('.', file), definition, file),
  );
}

/** A package of processes, as `loadPackage`. @throws CliError with everything that is wrong in it */
export async function readPackage(reference: string): Promise<ProcessPackage> {
  try {
    return await loadPackage(reference);
  } catch (error) {
    if (!(error instanceof PackageError)) throw error;
    throw new CliError(error.message, { cause: error });
  }
}

/** As `findPackage`. @throws CliError where nothing is there */
export function foundPackage(reference: string): { directory: string; entry: string } {
  try {
    return findPackage(reference);
  } catch (error) {
    if (!(error instanceof PackageError)) throw error;
    throw new CliError(error.message, { cause: error });
  }
}

/** Where the desk's own processes are written: a folder or a package, by PALIER_PROCESSES. */
export function ownPlace(): string | undefined {
  const place = givenSettings(process.env).PALIER_PROCESSES;
  return place && placeFrom(repositoryDir, place);
}

/** Whether it is more than one file: what a folder has besides its processes is looked at, too. */
export function isFolder(reference: string): boolean {
  return isPlace(reference) && !/\.[cm]?[jt]s$/.test(reference);
}

function isPlace(reference: string): boolean {
  if (/\.[cm]?[jt]s$/.test(reference)) return true;
  if (reference === ownPlace()) return true;
  return existsSync(reference) && statSync(reference).isDirectory();
}

async function fromName(reference: string): Promise<LoadedProcess> {
  const [id = '', given] = reference.split('@');
  const version = given === undefined ? undefined : Number(given);
  const isMeant = (definition: ProcessDefinition) =>
    definition.id === id && (version === undefined || version === definition.version);
  const known = findProcess(id);
  if (known && isMeant(known)) {
    const file = fileOf(known);
    return compiled(reference, known, file && path.join(repositoryDir, file));
  }
  const place = ownPlace();
  const own = place === undefined ? [] : (await readPackage(place)).definitions;
  const written = own.find(({ definition }) => isMeant(definition));
  if (written) return compiled(reference, written.definition, written.file);
  if (version !== undefined) return fromDesk(reference, id, version);
  const shipped = await newestOfDesk(reference, id);
  if (shipped) return shipped;
  const ids = [...processDefinitions(), ...own.map(({ definition }) => definition)];
  throw new CliError(
    `Process '${reference}': expected one of ${ids.map((process) => process.id).join(', ')}`,
    { ...usage, advice: 'Or name a file or a folder: a .ts that exports the process, or a .json.' },
  );
}

/** The newest version that the running desk was given, where one runs and has it. */
async function newestOfDesk(reference: string, id: string): Promise<LoadedProcess | undefined> {
  const [newest] = await withRunningDesk('Versions of the desk', (database) =>
    listVersions(database, id, { limit: 1 }),
  );
  return newest && compiled(reference, newest.definition);
}

/** The process with its calendars between two instants. `other` lends hours a snapshot lacks. */
export function rulesOf(
  { reference, snapshot, definition }: LoadedProcess,
  [fromMs, toMs]: [number, number],
  other?: LoadedProcess,
): Rules {
  const known: Record<string, CalendarDefinition> = {
    always: 'always',
    ...other?.definition?.calendars,
    ...definition?.calendars,
  };
  const calendars = snapshot.calendars.map((id) => {
    const hours = known[id];
    if (hours) return [id, compileCalendar(id, hours, fromMs, toMs)] as const;
    throw new CliError(`${reference}: the hours of calendar '${id}' are not known`, {
      ...usage,
      advice: 'A compiled snapshot has names of calendars only: give the process as a .ts file.',
    });
  });
  return { process: snapshot, calendars: Object.fromEntries(calendars) };
}

/** The zone of the hours of the entry group. */
export function zoneOf({ definition }: LoadedProcess): string | undefined {
  if (!definition) return undefined;
  const calendar = definition.groups[definition.entryGroup]?.calendar ?? '';
  const hours = definition.calendars[calendar];
  return typeof hours === 'object' ? hours.zone : undefined;
}

function compiled(reference: string, definition: ProcessDefinition, file?: string): LoadedProcess {
  try {
    const snapshot = compileProcess(definition, fileOf(definition) ?? reference);
    return { reference, definition, snapshot, ...(file !== undefined && { file }) };
  } catch (error) {
    if (!(error instanceof ProcessDefinitionError)) throw error;
    const problems = file === undefined ? [] : packageProblems(error, file, definition);
    const lines = problems.map((problem) => problemLine(problem)).join('\n');
    throw new CliError(lines === '' ? error.message : lines, { cause: error });
  }
}

async function fromJson(file: string): Promise<LoadedProcess> {
  const read = async () => JSON.parse(await readFile(file, 'utf8')) as unknown;
  const value = await read().catch((error: unknown) => {
    throw new CliError(`${file} cannot be read: ${reasonOf(error)}`, { cause: error, ...usage });
  });
  if (isSnapshot(value)) {
    // A snapshot that was edited by hand is another snapshot.
    return { reference: file, snapshot: { ...value, hash: snapshotHash(value) } };
  }
  if (isDefinition(value)) return compiled(file, value, path.resolve(file));
  throw new CliError(`${file}: expected a process definition or a compiled snapshot`, usage);
}

async function fromDesk(reference: string, id: string, version: number): Promise<LoadedProcess> {
  const [shipped, snapshots] = await withDeskDatabase('process', async (database) => [
    await findVersion(database, id, version),
    await findSnapshots(database, id, version),
  ]);
  const [snapshot] = snapshots;
  if (!snapshot) {
    throw new CliError(`Process '${reference}': neither the code nor the desk has it`, usage);
  }
  if (snapshots.length > 1) {
    const hashes = snapshots.map(({ hash }) => hash.slice(0, 8)).join(', ');
    throw new CliError(`Process '${reference}': the desk has several of this version: ${hashes}`);
  }
  const definition = shipped?.definition;
  return { reference, snapshot, ...(definition && { definition }) };
}

export async function findSnapshots(
  database: Database,
  processId: string,
  version: number,
): Promise<ProcessSnapshot[]> {
  const rows = await database('process_snapshots')
    .where({ process_id: processId, version })
    .orderBy('first_seen_at')
    .select('snapshot');
  return rows.map((row) => row.snapshot);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isSnapshot(value: unknown): value is ProcessSnapshot {
  return isObject(value) && value.engine === 1 && typeof value.id === 'string';
}

function isDefinition(value: unknown): value is ProcessDefinition {
  return (
    isObject(value) &&
    typeof value.id === 'string' &&
    typeof value.version === 'number' &&
    isObject(value.groups) &&
    isObject(value.title)
  );
}
