import type { Command } from 'commander';
import { diffProcesses } from '../../../../workflows/processes/diff/diff.ts';
import { CliError } from '../../../cli_error.ts';
import { checkAll } from '../check.ts';
import { type LoadedProcess, loadProcesses, ownPlace, zoneOf } from '../load_process.ts';
import { type MigrationOutcome, wouldMigrate } from '../migrate_ticket.ts';
import { planMigrations } from '../open_tickets.ts';
import { runsDesk, withRunningDesk } from '../running_desk.ts';
import { type HistoryOptions, selectionOptions, simulated } from '../simulate.ts';
import { atRevision } from './base_revision.ts';
import { type ReviewedProcess, reportMarkdown } from './markdown.ts';

interface ReportOptions extends HistoryOptions {
  base: string;
}

export function registerReport(group: Command): void {
  const command = group
    .command('report')
    .description('what a reviewer of a change wants to know, as Markdown')
    .argument(
      '[folder]',
      'folder or file of processes; PALIER_PROCESSES, or this folder, when absent',
    )
    .requiredOption('--base <revision>', 'what git knows it by: main, origin/main, a commit')
    .option(
      '--history <source>',
      "'desk', where one runs; an event log (.xes, .csv) or a folder of its parts; 'none'",
      'desk',
    )
    .option('--mapping <file>', 'how to read the event log, as for palier import')
    .option('--zone <zone>', "IANA zone of the hours of the week; the candidate's when absent");
  selectionOptions(command).action(report);
}

async function report(given: string | undefined, options: ReportOptions): Promise<void> {
  const place = given ?? ownPlace() ?? '.';
  const now = await loadProcesses(place);
  const base = await baseOf(place, options.base);
  const ids = [...new Set([...now, ...base.processes].map(({ snapshot }) => snapshot.id))];
  const reviewed: ReviewedProcess[] = [];
  for (const id of ids) {
    const of = (processes: readonly LoadedProcess[]) =>
      processes.find(({ snapshot }) => snapshot.id === id);
    reviewed.push(await review(id, of(base.processes), of(now), options, base.unreadable));
  }
  process.stdout.write(`${reportMarkdown(options.base, reviewed)}\n`);
  const wrong = reviewed.filter(({ check }) => (check?.violations.length ?? 0) > 0);
  if (wrong.length === 0) return;
  throw new CliError(`Not fit to be shipped: ${wrong.map(({ id }) => id).join(', ')}`);
}

/** What the processes were. What this Palier cannot read any more is told, and ends nothing. */
async function baseOf(
  place: string,
  revision: string,
): Promise<{ processes: LoadedProcess[]; unreadable?: string }> {
  try {
    return { processes: (await atRevision(place, revision, loadProcesses)) ?? [] };
  } catch (error) {
    // Without a revision there is nothing to compare with.
    if (!(error instanceof CliError) || error.exitCode === 2) throw error;
    return { processes: [], unreadable: error.message };
  }
}

async function review(
  id: string,
  base: LoadedProcess | undefined,
  now: LoadedProcess | undefined,
  options: ReportOptions,
  unreadable: string | undefined,
): Promise<ReviewedProcess> {
  const changes = base?.snapshot.hash !== now?.snapshot.hash;
  const [check = null] = now && changes ? await checkAll([now], { json: true }) : [];
  return {
    id,
    base: base ? versionOf(base) : null,
    now: now ? versionOf(now) : null,
    check,
    diff: base && now ? diffProcesses(base, now) : null,
    moved: base && now && changes ? await movedTickets(now) : null,
    ...(unreadable !== undefined && { unreadable }),
    ...(now && changes ? await sameHistory(options, base, now) : { simulation: null }),
  };
}

function versionOf({ snapshot: { version, hash } }: LoadedProcess) {
  return { version, hash };
}

async function movedTickets(now: LoadedProcess): Promise<ReviewedProcess['moved']> {
  if (!(await runsDesk())) return null;
  const outcomes = await withRunningDesk('Open tickets', async (database) => {
    const would: MigrationOutcome[] = [];
    for await (const planned of planMigrations(database, now, Date.now())) {
      would.push(wouldMigrate(planned));
    }
    return would;
  });
  return { outcomes, zone: zoneOf(now) ?? 'UTC' };
}

async function sameHistory(
  options: HistoryOptions,
  base: LoadedProcess | undefined,
  now: LoadedProcess,
): Promise<Pick<ReviewedProcess, 'simulation' | 'notSimulated'>> {
  if (options.history === 'none') return { simulation: null };
  if (!base) return { simulation: null, notSimulated: 'It has no history to be compared by.' };
  if (options.history === 'desk' && !(await runsDesk())) {
    return {
      simulation: null,
      notSimulated: 'No desk runs here: name a log with `--history` to have one run through both.',
    };
  }
  try {
    return { simulation: await simulated(options, now, base) };
  } catch (error) {
    if (!(error instanceof CliError) || options.history !== 'desk' || error.exitCode === 2)
      throw error;
    return { simulation: null, notSimulated: `${error.message}.` };
  }
}
