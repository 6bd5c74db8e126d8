import { fork } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { secondMs } from '../workflows/domain/durations.ts';
import { compileProcess } from '../workflows/processes/compile.ts';
import type { ProcessDefinition } from '../workflows/processes/define.ts';
import { ProcessDefinitionError } from '../workflows/processes/definitions/error.ts';
import type { Offers } from '../workflows/processes/routing/offers.ts';
import type { FoundInPackage, PackageProblem } from './package_messages.ts';
import { type Place, WrittenPlaces } from './places/written_at.ts';
import { withHolidays } from './with_holidays.ts';

/** A folder of processes of one's own, read whole. */
export interface ProcessPackage {
  /** Whole path, with nothing in it that stands for another. */
  directory: string;
  entry: string;
  definitions: { definition: ProcessDefinition; file: string }[];
  /** As it is written; what is wrong with it is found by whoever knows the other processes. */
  offers: Offers | undefined;
}

/** Everything wrong with a package, each with file, line and what was expected. */
export class PackageError extends Error {
  override readonly name = 'PackageError';
  readonly directory: string;
  readonly problems: readonly PackageProblem[];

  constructor(directory: string, problems: readonly PackageProblem[]) {
    super(problems.map((problem) => problemLine(problem)).join('\n'));
    this.directory = directory;
    this.problems = problems;
  }
}

/** `building.ts:12: groups.porters.tier …`, its file from the folder one is in. */
export function problemLine({ file, line, message }: PackageProblem, from = '.'): string {
  return `${shownFile(file, from)}${line === null ? '' : `:${line}`}: ${message}`;
}

/** A file as one calls it from a folder. */
export function shownFile(file: string, from = '.'): string {
  const shown = path.relative(from, file);
  return shown !== '' && shown.length < file.length ? shown : file;
}

const palierDirectory = path.resolve(import.meta.dirname, '..');
const program = path.join(import.meta.dirname, 'package_program.ts');
const readWithinMs = 30 * secondMs;
const memoryMaxMb = 512;

/**
 * Reads a package: a folder, one file, or the name of a package that is installed here.
 * @throws PackageError with everything that is wrong
 */
export async function loadPackage(reference: string): Promise<ProcessPackage> {
  const { directory, entry } = findPackage(reference);
  const found = await readInOwnProcess(directory, entry);
  if ('problems' in found) throw new PackageError(directory, found.problems);
  const offers = found.offers as Offers | undefined;
  const definitions: ProcessPackage['definitions'] = [];
  const problems: PackageProblem[] = [];
  for (const { definition: read, file } of found.definitions) {
    const definition = withHolidays(read as ProcessDefinition, directory);
    problems.push(...problemsOf(definition, file));
    definitions.push({ definition, file });
  }
  const ids = definitions.map(({ definition }) => definition.id);
  for (const { definition, file } of definitions) {
    if (ids.indexOf(definition.id) === ids.lastIndexOf(definition.id)) continue;
    const message = `id: "${definition.id}"; expected an id that no other process of this folder has`;
    const place = new WrittenPlaces().find(file, { process: definition.id }, 'id');
    problems.push({ ...(place ?? { file, line: null }), path: 'id', message });
  }
  if (problems.length > 0) throw new PackageError(directory, problems);
  return { directory, entry, definitions, offers };
}

function problemsOf(definition: ProcessDefinition, file: string): PackageProblem[] {
  try {
    compileProcess(definition);
    return [];
  } catch (error) {
    if (!(error instanceof ProcessDefinitionError)) throw error;
    return packageProblems(error, file, definition);
  }
}

/** What is wrong in a definition or in offers, each at the line where it is written. */
export function packageProblems(
  { process, causes }: ProcessDefinitionError,
  file: string,
  definition?: ProcessDefinition,
): PackageProblem[] {
  const places = new WrittenPlaces();
  const placeOf = (place: string): Place | null =>
    definition === undefined
      ? places.find(file, { exported: process }, place)
      : places.find(file, { process, definition }, place);
  return causes.map(({ path: place, text }) => ({
    ...(placeOf(place) ?? { file, line: null }),
    path: place,
    message: text,
  }));
}

/** A setting that names a folder from that of the clone, or a package that is installed. */
export function placeFrom(directory: string, setting: string): string {
  const folder = path.resolve(directory, setting);
  return existsSync(folder) ? folder : setting;
}

const entryNames = ['index.ts', 'processes.ts', 'index.js'];

/** @throws PackageError where nothing of that name is there, or it has no entry */
export function findPackage(reference: string): { directory: string; entry: string } {
  const given = path.resolve(reference);
  if (!existsSync(given)) return installedPackage(reference, given);
  const place = realpathSync(given);
  if (statSync(place).isFile()) return { directory: folderOf(place), entry: place };
  return { directory: place, entry: entryOf(place) };
}

function installedPackage(name: string, given: string): { directory: string; entry: string } {
  const isName = /^(@[\w.-]+\/)?[\w.-]+$/.test(name);
  try {
    if (!isName) throw new Error('no name of a package');
    const resolve = createRequire(pathToFileURL(path.resolve('package.json')));
    const directory = path.dirname(realpathSync(resolve.resolve(`${name}/package.json`)));
    return { directory, entry: entryOf(directory) };
  } catch (error) {
    if (error instanceof PackageError) throw error;
    const message = `is not there; expected a folder of processes${isName ? ', or an installed package of that name' : ''}`;
    throw new PackageError(given, [{ file: given, line: null, path: null, message }]);
  }
}

function entryOf(directory: string): string {
  const named = namedEntry(directory);
  const names = named === undefined ? entryNames : [named];
  const found = names.map((name) => path.join(directory, name)).find((file) => existsSync(file));
  if (found !== undefined) return found;
  const message = `has none of ${names.join(', ')}; expected a module that exports processes`;
  throw new PackageError(directory, [{ file: directory, line: null, path: null, message }]);
}

function namedEntry(directory: string): string | undefined {
  const file = path.join(directory, 'package.json');
  if (!existsSync(file)) return undefined;
  try {
    const { exports: exported, main } = JSON.parse(readFileSync(file, 'utf8'));
    const root = exported?.['.'] ?? exported;
    const named = typeof root === 'string' ? root : (root?.default ?? main);
    return typeof named === 'string' ? named : undefined;
  } catch (error) {
    const message = `${(error as Error).message}; expected JSON`;
    throw new PackageError(directory, [{ file, line: null, path: null, message }]);
  }
}

/** The folder that a file belongs to: that of the package.json above it, else its own. */
function folderOf(file: string): string {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'package.json'))) return folder;
    if (folder === path.dirname(folder)) return path.dirname(file);
  }
}

/** The folders of node_modules that a module in `directory` may find its packages in. */
function modulesAbove(directory: string): string[] {
  const parent = path.dirname(directory);
  return [
    path.join(directory, 'node_modules'),
    ...(parent === directory ? [] : modulesAbove(parent)),
  ];
}

/** What of Palier a process is written with, and what reads it: nothing of a desk is among it. */
const partsOfPalier = ['package.json', 'packages', 'workflows'];

/**
 * What of its folder a package may read: where a desk keeps its settings and its key begins with a dot.
 * Of a folder that Palier stands in, Palier's own parts alone.
 */
function readableOf(directory: string): string[] {
  const own = readdirSync(directory)
    .filter((name) => !name.startsWith('.'))
    .map((name) => path.join(directory, name))
    .filter(
      (each) => each !== palierDirectory && !palierDirectory.startsWith(`${each}${path.sep}`),
    );
  const ofPalier = partsOfPalier.map((each) => path.join(palierDirectory, each));
  return directory === palierDirectory ? ofPalier : [...own, ...ofPalier];
}

/** It gets nothing of this process: not its environment, with the secrets of the desk, and not its rights. */
function readInOwnProcess(directory: string, entry: string): Promise<FoundInPackage> {
  const readable = [
    ...readableOf(directory),
    entry,
    path.join(palierDirectory, 'node_modules'),
    ...modulesAbove(directory),
  ];
  const child = fork(program, [entry, directory], {
    cwd: directory,
    env: {},
    execArgv: [
      '--permission',
      ...readable.map((each) => `--allow-fs-read=${each}`),
      `--max-old-space-size=${memoryMaxMb}`,
    ],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    if (said.length < 10_000) said += chunk.toString();
  });
  return new Promise((resolve) => {
    const wrong = (message: string) =>
      resolve({ problems: [{ file: entry, line: null, path: null, message }] });
    const timer = setTimeout(() => {
      wrong(
        `has not ended within ${readWithinMs / secondMs} s; expected a module that only defines`,
      );
      child.kill('SIGKILL');
    }, readWithinMs);
    child.once('message', (found) => resolve(found as FoundInPackage));
    child.once('error', (error) => wrong(error.message));
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      const last = said
        .trim()
        .split('\n')
        .find((line) => /error|fatal/i.test(line));
      wrong(`ended by ${signal ?? `code ${code}`} before it was read${last ? `: ${last}` : ''}`);
    });
  });
}
