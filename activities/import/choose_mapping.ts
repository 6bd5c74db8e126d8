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
 * shipped one that knows the activities of nearly all its rows. Of several the one that knows most
 * rows, then the one that knows least besides.
 *
 * @throws MappingError that lists the activities nobody knows.
 */
export async function chooseMapping(file: string): Promise<Mapping> {
  const beside = await surveyAll(file, await mappingsBeside(file));
  const shipped = await Promise.all((await listShippedMappings()).map(getMapping));
  const nearBy = beside.find(({ knownRowCount }) => knownRowCount > 0);
  if (nearBy) return nearBy.mapping;
  const surveys = await surveyAll(file, shipped);
  const fits = surveys.find((survey) => survey.knownRowCount >= survey.rowCount * shippedShare);
  if (fits && fits.knownRowCount > 0) return fits.mapping;
  throw new MappingError(`for ${file}`, [
    'none fits: expected one that knows the activities of the log',
    ...[...beside, ...surveys].map(missLine),
  ]);
}

/** A few rows may be wrong; a mapping that knows fewer than these is for another log. */
const shippedShare = 0.9;

/** What a log is, its beginning shows. */
const surveyedRows = 50_000;

interface Survey {
  mapping: Mapping;
  rowCount: number;
  /** Rows whose activity the mapping knows. */
  knownRowCount: number;
  /** Activities the mapping has, and the log has not. */
  spareCount: number;
  unknown: string[];
}

async function surveyAll(file: string, mappings: Mapping[]): Promise<Survey[]> {
  const surveys = await Promise.all(mappings.map((mapping) => survey(file, mapping)));
  return surveys.sort((a, b) => b.knownRowCount - a.knownRowCount || a.spareCount - b.spareCount);
}

async function survey(file: string, mapping: Mapping): Promise<Survey> {
  const counts = new Map<string, number>();
  let rowCount = 0;
  for await (const items of readLogFile(file, mapping.format)) {
    for (const item of items) {
      if (item.kind !== 'record') continue;
      rowCount += 1;
      const activity = activityOf(mapping, item.values);
      counts.set(activity, (counts.get(activity) ?? 0) + 1);
    }
    // With the wrong column every row is an activity of its own.
    if (rowCount >= surveyedRows || counts.size > 10_000) break;
  }
  const known = [...counts].filter(([activity]) => Object.hasOwn(mapping.activities, activity));
  return {
    mapping,
    rowCount,
    knownRowCount: known.reduce((sum, [, count]) => sum + count, 0),
    spareCount: Object.keys(mapping.activities).length - known.length,
    unknown: [...counts.keys()].filter((activity) => !Object.hasOwn(mapping.activities, activity)),
  };
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
