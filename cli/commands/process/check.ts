import type { Command } from 'commander';
import { packageProblems, problemLine } from '../../../packages/load_package.ts';
import { checkTypes } from '../../../packages/type_check.ts';
import { dayMs, secondMs } from '../../../workflows/domain/durations.ts';
import {
  type CheckReport,
  checkSnapshot,
  type Finding,
} from '../../../workflows/processes/check/check.ts';
import { ProcessDefinitionError } from '../../../workflows/processes/definitions/error.ts';
import { historyProcessId, processDefinitions } from '../../../workflows/processes/index.ts';
import { checkOffers } from '../../../workflows/processes/routing/check_offers.ts';
import { offersProblems } from '../../../workflows/processes/routing/offers.ts';
import { CliError } from '../../cli_error.ts';
import { coloured, tell, tellProgress } from '../../talk.ts';
import { type PlacedFinding, type PlacedReport, placeWords, withPlaces } from './finding_places.ts';
import {
  foundPackage,
  isFolder,
  type LoadedProcess,
  loadProcess,
  loadProcesses,
  ownPlace,
  readPackage,
  rulesOf,
} from './load_process.ts';
import { findLostHours } from './lost_hours.ts';
import { findMissingPeople } from './missing_people.ts';
import { checkPlaybooksOf } from './own_playbooks.ts';
import { findMissingNames } from './playbook_names.ts';

const weekMs = 7 * dayMs;

export function registerCheck(group: Command): void {
  group
    .command('check')
    .description('prove that no ticket can be forgotten, or show how one can')
    .argument('[process]', 'id, id@version, file or folder; every process of this desk when absent')
    .option('--full', 'search in full at once, which takes minutes, not seconds')
    .option('--json', 'all findings as JSON')
    .action(check);
}

interface Options {
  full?: true;
  json?: true;
}

async function check(reference: string | undefined, options: Options): Promise<void> {
  const place = reference ?? ownPlace();
  const typed =
    place !== undefined && isFolder(place) ? await checkedTypes(foundPackage(place).directory) : [];
  const loaded = place === undefined ? [] : await loadProcesses(place);
  if (reference === undefined) {
    for (const { id } of processDefinitions()) loaded.push(await loadProcess(id));
  }
  const reports = await checkAll(loaded, options);
  const isOwn = place !== undefined && isFolder(place);
  const offered = isOwn ? await checkFolder(place) : [];
  const named = isOwn ? await namesOfFolder(place, loaded) : [];
  if (options.json) {
    const all = [
      ...reports,
      ...(offered.length > 0 ? [{ process: 'offers', notices: offered }] : []),
      ...(named.length > 0 ? [{ process: 'playbooks', notices: named }] : []),
    ];
    process.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
  } else {
    for (const line of typed) tell(line);
    sayBesides('offers', offered);
    sayBesides('playbooks', named);
  }
  const wrong = reports.filter(({ violations }) => violations.length > 0);
  if (wrong.length === 0) return;
  const names = wrong.map((report) => report.process).join(', ');
  throw new CliError(`Not fit to be shipped: ${names}`);
}

/** Looks at each process, and says what was found unless it is wanted as JSON. */
export async function checkAll(
  processes: readonly LoadedProcess[],
  options: Options,
): Promise<PlacedReport[]> {
  const reports: PlacedReport[] = [];
  for (const loaded of processes) {
    const startedAt = performance.now();
    const report = checkLoaded(loaded, options);
    tellProgress('');
    report.notices.push(...(await findLostHours(loaded)), ...(await findMissingPeople(loaded)));
    const placed = withPlaces(report, loaded);
    reports.push(placed);
    if (!options.json) say(placed, performance.now() - startedAt);
  }
  return reports;
}

/**
 * What the editor would underline in a folder. @returns what is to be said where nobody looked
 * @throws CliError with each, by file and line
 */
export async function checkedTypes(directory: string): Promise<string[]> {
  const { outcome, problems } = await checkTypes(directory);
  if (problems.length > 0) {
    throw new CliError(problems.map((problem) => problemLine(problem)).join('\n'));
  }
  if (outcome === 'checked') return [];
  const why =
    outcome === 'no_config' ? 'the folder has no tsconfig.json' : 'no TypeScript is installed';
  return [coloured('yellow', `Types were not checked: ${why}`)];
}

/**
 * What a folder has besides its processes: playbooks, and offers.
 * @returns what of the offers leads nowhere, or to two processes
 * @throws CliError where something of it cannot run, or names what is not there
 */
export async function checkFolder(place: string): Promise<Finding[]> {
  const found = await readPackage(place);
  const { offers, definitions, entry } = found;
  await checkPlaybooksOf(found);
  const own = definitions.map(({ definition }) => definition);
  const known = [...own, ...processDefinitions().filter(({ id }) => id !== historyProcessId)];
  if (offers === undefined) return [];
  const wrong = offersProblems(offers, known);
  if (wrong.length > 0) {
    const problems = packageProblems(new ProcessDefinitionError('offers', wrong), entry);
    throw new CliError(problems.map((problem) => problemLine(problem)).join('\n'));
  }
  return checkOffers(
    offers,
    known,
    own.map(({ id }) => id),
  );
}

/** What of the playbooks of a folder the desk that runs here lacks. */
function namesOfFolder(place: string, loaded: readonly LoadedProcess[]): Promise<PlacedFinding[]> {
  const own = loaded.flatMap(({ definition }) => definition ?? []);
  return findMissingNames(foundPackage(place).directory, own);
}

/** What was found besides the processes of a folder. */
export function sayBesides(what: string, findings: readonly PlacedFinding[]): void {
  if (findings.length === 0) return;
  tell(coloured('bold', what));
  for (const finding of findings) sayFinding(finding, coloured('yellow', '!'));
}

function checkLoaded(loaded: LoadedProcess, options: Options): CheckReport {
  const now = Date.now();
  const calendarsUntil = (to: number) => rulesOf(loaded, [now - weekMs, to]).calendars;
  const { id } = loaded.snapshot;
  tellProgress(coloured('dim', `${id}: everything that can happen to a ticket is tried`));
  return checkSnapshot(loaded.snapshot, calendarsUntil, now, {
    isFull: options.full ?? false,
    onProgress({ view, states, moves, isFull }) {
      const searched = `${inWords(states)} states, ${inWords(moves)} moves`;
      const why = isFull ? ', in full, which may take minutes' : '';
      tellProgress(coloured('dim', `${id}: ${view}, ${searched}${why}`));
    },
  });
}

function say(report: PlacedReport, durationMs: number): void {
  const { process: id, version, violations, notices, searches } = report;
  const mark = violations.length === 0 ? coloured('green', '✓') : coloured('red', '✗');
  const seconds = (durationMs / secondMs).toFixed(1);
  tell(`${mark} ${coloured('bold', id)} version ${version}, checked in ${seconds} s`);
  for (const { view, states, moves } of searches) {
    tell(`  ${view.padEnd(11)} ${inWords(states)} states, ${inWords(moves)} moves`);
  }
  for (const violation of violations) sayFinding(violation, coloured('red', '✗'));
  for (const notice of notices) sayFinding(notice, coloured('yellow', '!'));
}

function sayFinding(finding: PlacedFinding, mark: string): void {
  const { message, path } = finding;
  tell(`  ${mark} ${message}`);
  const places = placeWords(finding);
  if (places !== '') tell(coloured('dim', `    at ${places}`));
  path.forEach((words, index) => {
    tell(`      ${index + 1}. ${words}`);
  });
}

function inWords(count: number): string {
  return count.toLocaleString('en');
}
