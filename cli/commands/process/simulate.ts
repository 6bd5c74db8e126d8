import type { Command } from 'commander';
import { Temporal } from 'temporal-polyfill';
import { defaultBusinessZone } from '../../../analytics/export.ts';
import type { Database } from '../../../database/connection.ts';
import type { TicketOrigin } from '../../../database/tables.ts';
import { dayMs } from '../../../workflows/domain/durations.ts';
import { amount } from '../../../workflows/processes/counted.ts';
import { defaultProcessId, findFacts, findProcess } from '../../../workflows/processes/index.ts';
import { simulationReport } from '../../../workflows/processes/simulate/report.ts';
import {
  type SimulatedProcess,
  type Simulation,
  Simulator,
  type TicketHistory,
} from '../../../workflows/processes/simulate/simulate.ts';
import { CliError } from '../../cli_error.ts';
import { coloured, tell } from '../../talk.ts';
import { withDeskDatabase } from './desk_database.ts';
import {
  type HistoryChoice,
  type HistorySummary,
  readHistory,
  summarizeHistory,
} from './desk_history.ts';
import { findSnapshots, type LoadedProcess, loadProcess, rulesOf, zoneOf } from './load_process.ts';
import { openLogHistory } from './log_history.ts';

/** Which history, and how it is read. */
export interface HistoryOptions {
  history: string;
  mapping?: string;
  origin: string;
  since?: string;
  until?: string;
  zone?: string;
  process?: string;
  group?: string;
  category?: string;
  priority?: string;
  channel?: string;
  type?: string;
}

interface SimulateOptions extends HistoryOptions {
  candidate: string;
  current?: string;
  json?: boolean;
}

type OnRefused = NonNullable<SimulatedProcess['onRefused']>;

/** A process that is tried, and who is told what it refuses. */
interface Tried {
  candidate: LoadedProcess;
  onRefused: OnRefused | undefined;
}

/** So that deadlines near the end of the history find hours to count in. */
const marginMs = 400 * dayMs;
const progressEveryMs = 1000;
const originNames: readonly TicketOrigin[] = ['live', 'import', 'demo'];

export function registerSimulate(group: Command): void {
  const command = group
    .command('simulate')
    .description('run a history through a candidate process, beside the current one')
    .requiredOption('--candidate <process>', 'id, id@version, or a .ts or .json file');
  historyOptions(command).action(simulate);
}

/** The options by which a history is chosen, and what it is compared with. */
export function historyOptions(command: Command): Command {
  return selectionOptions(command)
    .option(
      '--history <source>',
      "'desk', or an event log (.xes, .csv, either with .gz) or a folder of its parts",
      'desk',
    )
    .option('--current <process>', 'what to compare with; the one most tickets follow when absent')
    .option('--mapping <file>', 'how to read the event log, as for palier import')
    .option('--zone <zone>', "IANA zone of the hours of the week; the candidate's when absent")
    .option('--json', 'all figures as JSON');
}

/** The options by which tickets of the desk are chosen: the process map says them of what it shows. */
export function selectionOptions(command: Command): Command {
  return command
    .option('--origin <names>', "tickets of the desk: any of 'live,import,demo'", 'live,import')
    .option('--since <date>', 'opened on this day or later, as metrics count days; or an instant')
    .option('--until <date>', 'opened before this day; or an instant')
    .option('--process <process>', 'tickets that follow this process now: id, or id@version')
    .option('--group <group>', 'tickets that this support group ever had')
    .option('--category <category>', 'tickets of this category')
    .option('--priority <priority>', 'tickets of this priority')
    .option('--channel <channel>', 'tickets that came by this channel')
    .option('--type <type>', 'tickets of this type');
}

async function simulate(options: SimulateOptions): Promise<void> {
  const candidate = await loadProcess(options.candidate);
  const current = options.current === undefined ? undefined : await loadProcess(options.current);
  const simulation = await simulated(options, candidate, current);
  const text = options.json ? JSON.stringify(simulation, null, 2) : simulationReport(simulation);
  process.stdout.write(`${text}\n`);
}

/**
 * A history through two processes: that of the desk, or of a log.
 * @param onRefused is told what the candidate refuses, ticket by ticket
 */
export function simulated(
  options: HistoryOptions,
  candidate: LoadedProcess,
  current: LoadedProcess | undefined,
  onRefused?: OnRefused,
): Promise<Simulation> {
  const tried = { candidate, onRefused };
  return options.history === 'desk'
    ? simulateDesk(options, tried, current)
    : simulateLog(options, tried, current);
}

async function simulateDesk(
  options: HistoryOptions,
  tried: Tried,
  given: LoadedProcess | undefined,
): Promise<Simulation> {
  const choice = choiceOf(options);
  return withDeskDatabase('simulate', async (database) => {
    const summary = await summarizeHistory(database, choice);
    if (!summary) {
      throw new CliError(`The desk has no ticket of origin ${options.origin} in that time`, {
        advice: 'Choose others with --origin, --since or --until, or import a log first.',
      });
    }
    const current = given ?? (await mostFollowed(database, summary));
    const simulator = simulatorFor(options, current, tried, summary);
    await addAll(simulator, readHistory(database, choice), summary.ticketCount);
    return simulator.finish();
  });
}

async function simulateLog(
  options: HistoryOptions,
  tried: Tried,
  given: LoadedProcess | undefined,
): Promise<Simulation> {
  refuseSelection(options);
  const log = await openLogHistory(options.history, options.mapping);
  try {
    tell(coloured('dim', `${amount(log.rowCount, 'row')} read`));
    const own = { reference: options.history, snapshot: log.rules.process };
    const simulator = simulatorFor(options, given ?? own, tried, log);
    await addAll(simulator, log.histories());
    return simulator.finish();
  } finally {
    await log.close();
  }
}

/** A log is taken whole: what chooses among tickets of the desk would be passed over in silence. */
function refuseSelection({ history, ...options }: HistoryOptions): void {
  const names = ['since', 'until', 'process', 'group', 'category', 'priority', 'channel', 'type'];
  const given = names.find((name) => name in options);
  if (given === undefined) return;
  throw new CliError(`--${given} chooses among tickets of the desk, and ${history} is a log`, {
    exitCode: 2,
    advice: `Leave out --${given}, or import the log and ask the desk.`,
  });
}

/** The version in the code, else the one the desk kept when tickets began with it. */
async function mostFollowed(
  database: Database,
  { processId, processVersion }: HistorySummary,
): Promise<LoadedProcess> {
  const reference = `${processId}@${processVersion}`;
  if (findProcess(processId)?.version === processVersion) return loadProcess(reference);
  // A log that was imported in parts names more with each.
  const snapshot = (await findSnapshots(database, processId, processVersion)).at(-1);
  const definition = findProcess(processId);
  if (snapshot) return { reference, snapshot, ...(definition && { definition }) };
  throw new CliError(`Most of these tickets follow ${reference}, which the desk did not keep`, {
    advice: `Say what to compare with: --current ${defaultProcessId}`,
  });
}

function simulatorFor(
  options: HistoryOptions,
  current: LoadedProcess,
  { candidate, onRefused }: Tried,
  { fromMs, toMs }: { fromMs: number; toMs: number },
): Simulator {
  const span: [number, number] = [fromMs - dayMs, toMs + marginMs];
  const zone = options.zone ?? zoneOf(candidate) ?? zoneOf(current) ?? 'UTC';
  return new Simulator(
    {
      current: simulatedProcess(current, span, candidate),
      candidate: {
        ...simulatedProcess(candidate, span, current),
        ...(onRefused && { onRefused }),
      },
    },
    { fromMs, toMs, zone: checkedZone(zone) },
  );
}

function simulatedProcess(
  process: LoadedProcess,
  span: [number, number],
  other: LoadedProcess,
): SimulatedProcess {
  const rules = rulesOf(process, span, other);
  const { definition } = process;
  if (!definition?.textFacts) return { rules };
  return { rules, findFacts: (subject, text) => findFacts(definition, subject, text) };
}

async function addAll(
  simulator: Simulator,
  histories: AsyncIterable<TicketHistory>,
  ticketCount?: number,
): Promise<void> {
  let done = 0;
  let toldAt = performance.now();
  for await (const history of histories) {
    simulator.add(history);
    done += 1;
    if (performance.now() - toldAt < progressEveryMs) continue;
    toldAt = performance.now();
    const all = ticketCount === undefined ? '' : ` of ${ticketCount}`;
    tell(coloured('dim', `${done}${all} tickets`));
  }
}

function choiceOf(options: HistoryOptions): HistoryChoice {
  const { origin, since, until, process, group, category, priority, channel, type } = options;
  const origins = origin.split(',').map((name) => name.trim() as TicketOrigin);
  const unknown = origins.find((name) => !originNames.includes(name));
  if (unknown !== undefined) {
    throw usageError('--origin', unknown, `any of ${originNames.join(', ')}`);
  }
  return {
    origins,
    since: dateOf('--since', since),
    until: dateOf('--until', until),
    ...(process !== undefined && { process: followedOf(process) }),
    group,
    category,
    priority,
    channel,
    type,
  };
}

function followedOf(reference: string): NonNullable<HistoryChoice['process']> {
  const [, id, version] = /^([^@]+)(?:@(\d+))?$/.exec(reference) ?? [];
  if (id === undefined) throw usageError('--process', reference, 'an id, or id@version');
  return { id, version: version === undefined ? undefined : Number(version) };
}

/** A day begins where metrics say it does. */
function dateOf(option: string, value: string | undefined): Date | null {
  if (value === undefined) return null;
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return beginOf(option, value);
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) throw usageError(option, value, 'a date as YYYY-MM-DD');
  return date;
}

function beginOf(option: string, day: string): Date {
  try {
    const { epochMilliseconds } = Temporal.PlainDate.from(day).toZonedDateTime(defaultBusinessZone);
    return new Date(epochMilliseconds);
  } catch {
    throw usageError(option, day, 'a date as YYYY-MM-DD');
  }
}

function checkedZone(zone: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone;
  } catch {
    throw usageError('--zone', zone, 'an IANA zone such as Europe/Paris');
  }
}

function usageError(option: string, value: string, expected: string): CliError {
  return new CliError(`${option} is "${value}": expected ${expected}`, { exitCode: 2 });
}
