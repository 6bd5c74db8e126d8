import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { readLogFile } from './log_file.ts';
import { activityOf, type Mapping, MappingError, readMapping } from './mapping.ts';

const shippedDir = path.join(import.meta.dirname, 'mappings');

/** Names of the mappings that come with the desk. */
export async function listShippedMappings(): Promise<string[]> {
  const names = (await readdir(shippedDir)).filter((name) => name.endsWith('.json')).sort();
  return names.map((name) => path.basename(name, '.json'));
}

/**
 * The mapping that was asked for: a file, or the name of a shipped one.
 * @throws MappingError where there is none such, or it is wrong.
 */
export async function getMapping(fileOrName: string): Promise<Mapping> {
  const shipped = await listShippedMappings();
  return readMapping(
    shipped.includes(fileOrName) ? path.join(shippedDir, `${fileOrName}.json`) : fileOrName,
  );
}

/**
 * The mapping that fits a log: one beside it (`mapping.json`, or any `*.mapping.json`), else a
 * shipped one. It fits where it knows every activity; of several the one that knows least besides.
 *
 * @throws MappingError that lists the activities nobody knows.
 */
export async function chooseMapping(file: string): Promise<Mapping> {
  const candidates = [
    await mappingsBeside(file),
    await Promise.all((await listShippedMappings()).map(getMapping)),
  ];
  const misses: string[] = [];
  for (const mappings of candidates) {
    const surveys = await Promise.all(mappings.map((mapping) => survey(file, mapping)));
    const fits = surveys.filter(({ unknown, known }) => unknown.length === 0 && known > 0);
    fits.sort((a, b) => spare(a) - spare(b));
    if (fits[0]) return fits[0].mapping;
    misses.push(...surveys.map(missLine));
  }
  throw new MappingError(`for ${file}`, [
    'none fits: expected one that knows every activity of the log',
    ...misses,
  ]);
}

interface Survey {
  mapping: Mapping;
  /** How many of its activities the log has. */
  known: number;
  unknown: string[];
}

async function survey(file: string, mapping: Mapping): Promise<Survey> {
  const found = new Set<string>();
  for await (const item of readLogFile(file, mapping.format)) {
    if (item.kind === 'record') found.add(activityOf(mapping, item.values));
    // With the wrong column every row is an activity of its own.
    if (found.size > 10_000) break;
  }
  const unknown = [...found].filter((activity) => !Object.hasOwn(mapping.activities, activity));
  return { mapping, known: found.size - unknown.length, unknown };
}

function spare({ mapping, known }: Survey): number {
  return Object.keys(mapping.activities).length - known;
}

function missLine({ mapping, unknown }: Survey): string {
  const shown = unknown.slice(0, 10).map((activity) => `"${activity}"`);
  const rest = unknown.length > 10 ? ` and ${unknown.length - 10} more` : '';
  return `${mapping.name} does not know ${shown.join(', ')}${rest}`;
}

async function mappingsBeside(file: string): Promise<Mapping[]> {
  const folder = path.dirname(file);
  const names = (await readdir(folder)).filter((name) => /(^|\.)mapping\.json$/i.test(name)).sort();
  return Promise.all(names.map((name) => readMapping(path.join(folder, name))));
}
