import type { Command } from 'commander';
import { dayMs, secondMs } from '../../../workflows/domain/durations.ts';
import {
  type CheckReport,
  checkSnapshot,
  type Finding,
} from '../../../workflows/processes/check/check.ts';
import { processDefinitions } from '../../../workflows/processes/index.ts';
import { CliError } from '../../cli_error.ts';
import { coloured, tell, tellProgress } from '../../talk.ts';
import { type LoadedProcess, loadProcess, rulesOf } from './load_process.ts';
import { findLostHours } from './lost_hours.ts';
import { findMissingPeople } from './missing_people.ts';

const weekMs = 7 * dayMs;

export function registerCheck(group: Command): void {
  group
    .command('check')
    .description('prove that no ticket can be forgotten, or show how one can')
    .argument('[process]', 'id, id@version or file; every process of this desk when absent')
    .option('--full', 'search in full at once, which takes minutes, not seconds')
    .option('--json', 'all findings as JSON')
    .action(check);
}

interface Options {
  full?: true;
  json?: true;
}

async function check(reference: string | undefined, options: Options): Promise<void> {
  const references =
    reference === undefined ? processDefinitions().map(({ id }) => id) : [reference];
  const reports: CheckReport[] = [];
  for (const one of references) {
    const loaded = await loadProcess(one);
    const startedAt = performance.now();
    const report = checkLoaded(loaded, options);
    tellProgress('');
    report.notices.push(...(await findLostHours(loaded)), ...(await findMissingPeople(loaded)));
    reports.push(report);
    if (!options.json) say(report, performance.now() - startedAt);
  }
  if (options.json) process.stdout.write(`${JSON.stringify(reports, null, 2)}\n`);
  const wrong = reports.filter(({ violations }) => violations.length > 0);
  if (wrong.length === 0) return;
  const names = wrong.map((report) => report.process).join(', ');
  throw new CliError(`Not fit to be shipped: ${names}`);
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

function say(report: CheckReport, durationMs: number): void {
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

function sayFinding({ message, path }: Finding, mark: string): void {
  tell(`  ${mark} ${message}`);
  path.forEach((words, index) => {
    tell(`      ${index + 1}. ${words}`);
  });
}

function inWords(count: number): string {
  return count.toLocaleString('en');
}
