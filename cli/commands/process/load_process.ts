import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Database } from '../../../database/connection.ts';
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
import { withDeskDatabase } from './desk_database.ts';

/** A process as the command line was given it. */
export interface LoadedProcess {
  /** What it was asked for by. */
  reference: string;
  snapshot: ProcessSnapshot;
  /** Absent where only its compiled form is known: then its hours and titles are not. */
  definition?: ProcessDefinition;
}

const usage = { exitCode: 2 } as const;

/**
 * Loads `it_support`, `it_support@3`, a `.ts` file that exports a definition, or a `.json` file
 * with a definition or a compiled snapshot. A version that is not the one in the code is looked up
 * in the desk's database.
 *
 * @throws CliError where it cannot be found or does not compile, with file, path and expectation
 */
export async function loadProcess(reference: string): Promise<LoadedProcess> {
  if (/\.[cm]?[jt]s$/.test(reference)) return fromModule(reference);
  if (reference.endsWith('.json')) return fromJson(reference);
  const [id = '', version] = reference.split('@');
  const definition = findProcess(id);
  if (definition && (version === undefined || Number(version) === definition.version)) {
    return compiled(reference, definition);
  }
  if (version !== undefined) return fromDesk(reference, id, Number(version));
  const known = processDefinitions().map((process) => process.id);
  throw new CliError(`Process '${reference}': expected one of ${known.join(', ')}`, {
    ...usage,
    advice: 'Or name a file: a .ts that exports the process, or a .json.',
  });
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

function compiled(reference: string, definition: ProcessDefinition): LoadedProcess {
  try {
    const file = fileOf(definition) ?? reference;
    return { reference, definition, snapshot: compileProcess(definition, file) };
  } catch (error) {
    if (!(error instanceof ProcessDefinitionError)) throw error;
    throw new CliError(error.message, { cause: error });
  }
}

async function fromModule(file: string): Promise<LoadedProcess> {
  const exported = await import(pathToFileURL(path.resolve(file)).href).catch((error: unknown) => {
    const message = `${placeOf(error) ?? file} cannot be loaded: ${reasonOf(error)}`;
    throw new CliError(message, { cause: error });
  });
  const definitions = [...new Set(Object.values(exported as object))].filter(isDefinition);
  const [definition] = definitions;
  if (definition && definitions.length === 1) return compiled(file, definition);
  const found = definitions.length === 0 ? 'none' : definitions.map(({ id }) => id).join(', ');
  throw new CliError(`${file} exports ${found}: expected one process of defineProcess()`, usage);
}

/** The file and line where an error arose, by its stack. */
function placeOf(error: unknown): string | undefined {
  const [, file, line] = /(?:file:\/\/)?(\/[^\s()]+\.[cm]?[jt]s):(\d+)/.exec(stackOf(error)) ?? [];
  return file && `${path.relative('.', file)}:${line}`;
}

function stackOf(error: unknown): string {
  return (error instanceof Error && error.stack) || '';
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
  if (isDefinition(value)) return compiled(file, value);
  throw new CliError(`${file}: expected a process definition or a compiled snapshot`, usage);
}

async function fromDesk(reference: string, id: string, version: number): Promise<LoadedProcess> {
  const snapshots = await withDeskDatabase('process', (database) =>
    findSnapshots(database, id, version),
  );
  const [snapshot] = snapshots;
  if (!snapshot) {
    throw new CliError(`Process '${reference}': neither the code nor the desk has it`, usage);
  }
  if (snapshots.length > 1) {
    const hashes = snapshots.map(({ hash }) => hash.slice(0, 8)).join(', ');
    throw new CliError(`Process '${reference}': the desk has several of this version: ${hashes}`);
  }
  return { reference, snapshot };
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
