import type { Client } from '@temporalio/client';
import type { Command } from 'commander';
import {
  type LostBuild,
  lostBuilds,
  rescueWorkflows,
} from '../../activities/builds/move_workflows.ts';
import { keepErasures } from '../../activities/erasures.ts';
import { askTicket } from '../../activities/repair/asked_ticket.ts';
import type { Finding } from '../../activities/repair/diagnosis.ts';
import { inParallel } from '../../activities/repair/in_parallel.ts';
import {
  inspectTicket,
  type RepairOutcome,
  type RepairParts,
  repairTicket,
} from '../../activities/repair/repair_ticket.ts';
import { ticketsToInspect } from '../../activities/repair/tickets_to_inspect.ts';
import {
  type UnreadableProcess,
  unreadableProcesses,
} from '../../activities/repair/unreadable_processes.ts';
import { clearAltered, listOpenAlarms, type OpenAlarm } from '../../database/alarms.ts';
import { recordAudit } from '../../database/audit.ts';
import type { Database } from '../../database/connection.ts';
import { createRecorder } from '../../database/recording/recorder.ts';
import { amount } from '../../workflows/processes/counted.ts';
import { CliError } from '../cli_error.ts';
import { withDeskTemporal } from '../desk/desk_temporal.ts';
import { findWarehouseDir } from '../desk/warehouse_location.ts';
import { coloured, tell } from '../talk.ts';
import { withDeskDatabase } from './process/desk_database.ts';

interface DoctorOptions {
  repair?: true;
  ticket?: string;
  seen?: string;
  json?: true;
}

const inFlightMax = 8;
const alarmsMax = 1_000;
const progressEveryMs = 1000;

export function register(program: Command): void {
  program
    .command('doctor')
    .description('list the open tickets whose rows and workflow differ, and the alarms that are up')
    .option('--repair', 'bring them together; nothing that was acknowledged is dropped')
    .option('--ticket <ticket>', 'id or number of one ticket')
    .option('--seen <ticket>', 'take down the alarms of its altered events: somebody has looked')
    .option('--json', 'one JSON object a line')
    .action(runDoctor);
}

async function runDoctor(options: DoctorOptions): Promise<void> {
  const { seen } = options;
  if (seen !== undefined) {
    await withDeskDatabase('doctor', (database) => takeDown(database, seen));
    return;
  }
  await withDeskDatabase('doctor', async (database) => {
    if (options.repair) await eraseAgain(database);
    await withDeskTemporal((client) =>
      examine({ client, database, recorder: createRecorder(database) }, options),
    );
  });
}

/** Who was erased is in a database again that was put back to an older copy. */
async function eraseAgain(database: Database): Promise<void> {
  const again = await keepErasures(database, await findWarehouseDir());
  if (again.length > 0) tell(`${amount(again.length, 'person', 'people')} erased again`);
}

async function takeDown(database: Database, reference: string): Promise<void> {
  const count = await clearAltered(database, await ticketIdOf(database, reference));
  if (count === 0) {
    throw new CliError(`Ticket ${reference}: no alarm of altered events is up`, { exitCode: 2 });
  }
  tell(`${amount(count, 'alarm')} taken down`);
}

async function examine(parts: RepairParts, options: DoctorOptions): Promise<void> {
  const write = options.json ? writeJson : writeLine;
  const only = options.ticket && (await knownTicketId(parts, options.ticket));
  const ticketIds = only ? [only] : ticketsToInspect(parts);
  const progress = progressTeller();
  let foundCount = 0;
  let leftCount = 0;
  const examined = inParallel(ticketIds, inFlightMax, (ticketId) =>
    examineTicket(parts, ticketId, options),
  );
  for await (const one of examined) {
    progress();
    if (!one) continue;
    foundCount += 1;
    if (!one.outcome?.isRepaired) leftCount += 1;
    write(one);
  }
  const lostCount = only ? 0 : await examineBuilds(parts.client, options, write);
  const unreadable = only ? [] : await unreadableProcesses(parts.database);
  for (const one of unreadable) write({ unreadable: one });
  const open = await listOpenAlarms(parts.database, alarmsMax);
  const alarms = open.filter(({ ticket_id }) => !only || ticket_id === only);
  for (const alarm of alarms) write({ alarm });
  const counts = { foundCount, leftCount, lostCount, unreadableCount: unreadable.length };
  summarize({ ...counts, alarmCount: alarms.length }, options);
}

/** One line of the answer. */
interface Examined {
  finding?: Finding;
  outcome?: RepairOutcome;
  alarm?: OpenAlarm;
  lostBuild?: LostBuild & { movedCount: number };
  unreadable?: UnreadableProcess;
}

/** @returns how many workflows are left with builds whose workers are gone */
async function examineBuilds(
  client: Client,
  { repair }: DoctorOptions,
  write: (one: Examined) => void,
): Promise<number> {
  let leftCount = 0;
  for (const lost of await lostBuilds(client)) {
    const movedCount = (repair && (await rescueWorkflows(client, lost))) ?? 0;
    leftCount += lost.workflowCount - movedCount;
    write({ lostBuild: { ...lost, movedCount } });
  }
  return leftCount;
}

async function examineTicket(
  parts: RepairParts,
  ticketId: string,
  { repair }: DoctorOptions,
): Promise<Examined | null> {
  if (repair) {
    const outcome = await repairTicket({ ...parts, endsStuck: true }, ticketId);
    if (outcome) await recordRepair(parts.database, ticketId, outcome);
    return outcome && { finding: outcome.finding, outcome };
  }
  const finding = await inspectTicket(parts, ticketId);
  return finding && { finding };
}

function recordRepair(
  database: Database,
  ticketId: string,
  { finding, isRepaired, restoredCount, againCount }: RepairOutcome,
): Promise<void> {
  return recordAudit(database, {
    by: { program: 'cli' },
    kind: 'repair',
    object: { kind: 'ticket', id: ticketId },
    after: { finding: finding.kind, isRepaired, restoredCount, againCount },
  });
}

/** @throws CliError where neither PostgreSQL nor Temporal has heard of it */
async function knownTicketId({ client, database }: RepairParts, reference: string) {
  const ticketId = await ticketIdOf(database, reference);
  const row =
    (await database('tickets').where('ticket_id', ticketId).first('ticket_id')) ??
    (await database('ticket_events').where('ticket_id', ticketId).first('ticket_id'));
  if (row || (await askTicket(client, ticketId)).run !== 'none') return ticketId;
  throw new CliError(`Ticket ${reference}: no ticket has this id`, { exitCode: 2 });
}

async function ticketIdOf(database: Database, reference: string): Promise<string> {
  if (!/^\d+$/.test(reference)) return reference;
  const isPossible = Number.isSafeInteger(Number(reference));
  const row =
    isPossible && (await database('ticket_contents').where('number', reference).first('ticket_id'));
  if (row) return row.ticket_id;
  throw new CliError(`Ticket ${reference}: no ticket has this number`, { exitCode: 2 });
}

function writeJson({ finding, outcome, alarm, lostBuild, unreadable }: Examined): void {
  if (unreadable) {
    process.stdout.write(`${JSON.stringify({ unreadableProcess: unreadable })}\n`);
    return;
  }
  if (lostBuild) {
    process.stdout.write(`${JSON.stringify({ lostBuild })}\n`);
    return;
  }
  const { finding: _, ...repair } = outcome ?? {};
  const line = alarm ? { alarm: alarmLine(alarm) } : { ...finding, ...(outcome && { repair }) };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Named as a finding is. */
function alarmLine({ alarm_id, kind, ticket_id, number, detail, raised_at }: OpenAlarm) {
  return {
    alarmId: Number(alarm_id),
    kind,
    ticketId: ticket_id,
    number: number === null ? null : Number(number),
    detail,
    raisedAt: raised_at,
  };
}

function writeLine({ finding, outcome, alarm, lostBuild, unreadable }: Examined): void {
  if (unreadable) {
    process.stdout.write(`${unreadableLines(unreadable).join('\n')}\n`);
    return;
  }
  if (lostBuild) {
    process.stdout.write(`${buildLines(lostBuild).join('\n')}\n`);
    return;
  }
  if (alarm) {
    const about = alarm.ticket_id ?? '';
    const detail = Object.keys(alarm.detail).length > 0 ? ` ${JSON.stringify(alarm.detail)}` : '';
    process.stdout.write(
      `alarm ${wordsOf(alarm.kind)} since ${alarm.raised_at.toISOString()} ${about}${detail}\n`,
    );
    return;
  }
  if (!finding) return;
  const name =
    finding.number === null ? finding.ticketId : `#${finding.number} ${finding.ticketId}`;
  process.stdout.write(`${name} ${wordsOf(finding.kind)}: ${finding.detail}\n`);
  for (const line of outcome ? outcomeLines(outcome) : []) process.stdout.write(`  ${line}\n`);
}

function buildLines({
  deploymentName,
  buildId,
  workflowCount,
  workflowIds,
  lastAskedAt,
  movedCount,
}: NonNullable<Examined['lostBuild']>): string[] {
  const since = lastAskedAt === null ? '' : ` since ${lastAskedAt.toISOString()}`;
  const more = workflowCount > workflowIds.length ? ', …' : '';
  return [
    `build ${buildId} of ${deploymentName} is gone: no worker of it has asked for work${since}`,
    `  ${amount(workflowCount, 'open workflow')} pinned to it: ${workflowIds.join(', ')}${more}`,
    ...(movedCount > 0 ? [`  ${amount(movedCount, 'workflow')} moved to the current build`] : []),
  ];
}

function unreadableLines({
  processId,
  version,
  lacking,
  ticketCount,
}: UnreadableProcess): string[] {
  return [
    `process ${processId}, version ${version}, was compiled by an older desk, without ${lacking.join(', ')}`,
    `  ${amount(ticketCount, 'open ticket')} of it: none does anything until it is carried over, by palier process migrate`,
  ];
}

function outcomeLines(outcome: RepairOutcome): string[] {
  const { isRepaired, reason, restoredCount, againCount, lost, altered } = outcome;
  const numbers = (seqs: readonly number[]) => seqs.join(', ');
  return [
    isRepaired
      ? `repaired: ${amount(restoredCount, 'event')} restored, ${amount(againCount, 'command')} done again`
      : `not repaired: ${reason}`,
    ...(lost.length > 0 ? [`lost, and known to nobody any more: events ${numbers(lost)}`] : []),
    ...(altered.length > 0
      ? [`altered where they are written, and left so: events ${numbers(altered)}`]
      : []),
  ];
}

function wordsOf(kind: string): string {
  return kind.replaceAll('_', ' ');
}

function progressTeller(): () => void {
  let count = 0;
  let toldAt = performance.now();
  return () => {
    count += 1;
    if (performance.now() - toldAt < progressEveryMs) return;
    toldAt = performance.now();
    tell(coloured('dim', `  ${amount(count, 'ticket')} compared`));
  };
}

interface Counts {
  foundCount: number;
  leftCount: number;
  lostCount: number;
  unreadableCount: number;
  alarmCount: number;
}

function differing(count: number): string {
  return amount(count, 'ticket differs from its rows', 'tickets differ from their rows');
}

function summarize(
  { foundCount, leftCount, lostCount, unreadableCount, alarmCount }: Counts,
  { repair, ticket }: DoctorOptions,
): void {
  if (lostCount > 0) tell(`${amount(lostCount, 'ticket is', 'tickets are')} served by nobody`);
  if (unreadableCount > 0) {
    throw new CliError(
      `${amount(unreadableCount, 'process is', 'processes are')} not read by this desk`,
      { advice: 'Carry their tickets over: `palier process migrate`, docs/shipping.md.' },
    );
  }
  if (foundCount === 0 && alarmCount === 0 && lostCount === 0) {
    const asked = ticket === undefined ? 'Every open ticket' : `Ticket ${ticket}`;
    tell(
      `${asked} is what its rows say; no alarm ${ticket === undefined ? 'is up' : 'of it is up'}`,
    );
    return;
  }
  const repaired = repair ? `, ${foundCount - leftCount} of them repaired` : '';
  tell(`${differing(foundCount)}${repaired}; ${amount(alarmCount, 'alarm is', 'alarms are')} up`);
  if (leftCount === 0 && alarmCount === 0 && lostCount === 0) return;
  if (leftCount === 0 && lostCount > 0) {
    throw new CliError(`${amount(lostCount, 'ticket is', 'tickets are')} served by nobody`, {
      advice: repair
        ? 'Make a build current that can go on with them: docs/shipping.md.'
        : 'Start workers of that build, or have the current one go on with `palier doctor --repair`.',
    });
  }
  throw new CliError(leftCount > 0 ? differing(leftCount) : 'Alarms are up', {
    advice:
      leftCount > 0 && !repair
        ? 'Bring them together with `palier doctor --repair`.'
        : 'docs/repair.md says what each means and what to do.',
  });
}
