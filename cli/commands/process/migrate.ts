import type { Command } from 'commander';
import { connectTicketWorkflows } from '../../../api/tickets/ticket_workflows.ts';
import type { Database } from '../../../database/connection.ts';
import { givenSettings } from '../../../settings/environment.ts';
import { amount } from '../../../workflows/processes/counted.ts';
import { defaultProcessId, isOurs } from '../../../workflows/processes/index.ts';
import { CliError } from '../../cli_error.ts';
import { findDesk } from '../../desk/desk_file.ts';
import { readSettings } from '../../desk/settings.ts';
import { coloured, tell } from '../../talk.ts';
import { withDeskDatabase } from './desk_database.ts';
import { effectLines, hasEffect } from './effect_words.ts';
import { findSnapshots, type LoadedProcess, loadProcess, zoneOf } from './load_process.ts';
import { type MigrationOutcome, migrateTicket, wouldMigrate } from './migrate_ticket.ts';
import { type PlannedTicket, planMigrations } from './open_tickets.ts';

interface MigrateOptions {
  to: string;
  dryRun?: true;
  json?: true;
}

const answerWithinMs = 10_000;
const inFlightMax = 8;
const progressEveryMs = 1000;

export function registerMigrate(group: Command): void {
  group
    .command('migrate')
    .description('carry open tickets over to a later version of their process')
    .argument('[process]', 'id, or the folder or .ts file of the new version', defaultProcessId)
    .requiredOption('--to <version>', 'the version they are to follow')
    .option('--dry-run', 'only list which tickets change, and everything that will be otherwise')
    .option('--json', 'one JSON object a ticket')
    .action(migrate);
}

async function migrate(reference: string, options: MigrateOptions): Promise<void> {
  const target = await loadProcess(reference);
  checkVersion(target, options.to);
  const zone = zoneOf(target) ?? 'UTC';
  const write = options.json
    ? (outcome: MigrationOutcome) => [JSON.stringify(outcome)]
    : (outcome: MigrationOutcome) => outcomeLines(outcome, zone);
  const outcomes = await withDeskDatabase('migrate', async (database) => {
    await checkSnapshot(database, target, options);
    const planned = planMigrations(database, target, Date.now());
    return options.dryRun
      ? inParallel(planned, 1, async (ticket) => wouldMigrate(ticket), write)
      : migrateAll(planned, write);
  });
  summarize(outcomes, target);
}

async function migrateAll(
  planned: AsyncIterable<PlannedTicket>,
  write: (outcome: MigrationOutcome) => string[],
): Promise<MigrationOutcome[]> {
  const desk = await findDesk(readSettings().home);
  const env = {
    ...(desk && {
      TEMPORAL_ADDRESS: desk.temporalAddress,
      TEMPORAL_NAMESPACE: desk.temporalNamespace,
    }),
    ...givenSettings(process.env),
  };
  const workflows = connectTicketWorkflows(env, answerWithinMs);
  try {
    return await inParallel(
      planned,
      inFlightMax,
      (ticket) => migrateTicket(workflows, ticket),
      write,
    );
  } finally {
    await workflows.close();
  }
}

/** Works on several tickets at a time and writes each outcome as it comes. */
async function inParallel(
  planned: AsyncIterable<PlannedTicket>,
  max: number,
  work: (ticket: PlannedTicket) => Promise<MigrationOutcome>,
  write: (outcome: MigrationOutcome) => string[],
): Promise<MigrationOutcome[]> {
  const outcomes: MigrationOutcome[] = [];
  const running = new Set<Promise<void>>();
  let toldAt = performance.now();
  const done = (outcome: MigrationOutcome) => {
    outcomes.push(outcome);
    for (const line of write(outcome)) process.stdout.write(`${line}\n`);
    if (performance.now() - toldAt < progressEveryMs) return;
    toldAt = performance.now();
    tell(coloured('dim', amount(outcomes.length, 'ticket')));
  };
  for await (const ticket of planned) {
    const one: Promise<void> = work(ticket)
      .then(done)
      .finally(() => running.delete(one));
    running.add(one);
    if (running.size >= max) await Promise.race(running);
  }
  await Promise.all(running);
  return outcomes;
}

/** Nothing for a ticket whose version changes and nothing that lies before it. */
function outcomeLines(outcome: MigrationOutcome, zone: string): string[] {
  const { number, ticketId, result, reason } = outcome;
  if (!hasEffect(outcome) && reason === null) return [];
  const why = reason === null ? '' : `: ${reason}`;
  return [
    `#${number} ${ticketId} ${result.replaceAll('_', ' ')}${why}`,
    ...effectLines(outcome, zone),
  ];
}

function summarize(outcomes: MigrationOutcome[], { snapshot }: LoadedProcess): void {
  const counted = Object.entries(Object.groupBy(outcomes, ({ result }) => result));
  const counts = counted.map(
    ([result, group]) => `${group?.length} ${result.replaceAll('_', ' ')}`,
  );
  const changed = outcomes.filter(hasEffect).length;
  const words = counts.length > 0 ? counts.join(', ') : 'no open ticket follows an older version';
  tell(
    `To ${snapshot.id}@${snapshot.version}: ${words}; ${amount(changed, 'ticket changes', 'tickets change')}`,
  );
  const failed = outcomes.filter(({ result }) => result === 'refused' || result === 'no_answer');
  if (failed.length === 0) return;
  throw new CliError(`${amount(failed.length, 'ticket was', 'tickets were')} not migrated`, {
    advice: 'They keep their version. Running the same command again changes nothing twice.',
  });
}

function checkVersion({ reference, snapshot }: LoadedProcess, to: string): void {
  if (String(snapshot.version) === to) return;
  throw new CliError(`--to is "${to}": expected ${snapshot.version}, the version of ${reference}`, {
    exitCode: 2,
  });
}

/**
 * A version is one process for ever: tickets that follow it must agree on what it is, and find
 * programs that know it.
 */
async function checkSnapshot(
  database: Database,
  { snapshot }: LoadedProcess,
  { dryRun }: MigrateOptions,
): Promise<void> {
  const kept = await findSnapshots(database, snapshot.id, snapshot.version);
  const other = kept.find(({ hash }) => hash !== snapshot.hash);
  if (!other && (kept.length > 0 || dryRun)) return;
  if (!other) {
    throw new CliError(
      `${snapshot.id}@${snapshot.version} is not shipped: the desk has never run with it`,
      {
        advice: `${shippingAdvice(snapshot.id)}\nUntil then \`--dry-run\` says what would change; docs/shipping.md says more.`,
      },
    );
  }
  throw new CliError(
    `${snapshot.id}@${snapshot.version} is ${snapshot.hash.slice(0, 8)} here and ` +
      `${other.hash.slice(0, 8)} on the desk`,
    { advice: 'Raise the version: the one that was used stays what it was.' },
  );
}

function shippingAdvice(processId: string): string {
  return isOurs(processId)
    ? 'Write it down with `npm run versions:ship`, end the desk, open it again with the new code, and migrate then.'
    : '`palier process ship FOLDER` gives it to the desk; migrate then.';
}
