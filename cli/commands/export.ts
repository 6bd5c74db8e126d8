import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { type Command, Option } from 'commander';
import { type ExportSummary, exportFromPostgres } from '../../analytics/export.ts';
import { type ActivityLevel, activityLevels } from '../../analytics/facts/activities.ts';
import { type EventLogFormat, eventLogFormats } from '../../analytics/formats/format.ts';
import { type LayoutSummary, writeLayout } from '../../analytics/layout/write_layout.ts';
import { openReader } from '../../analytics/reader.ts';
import { recordAudit } from '../../database/audit.ts';
import { minuteMs } from '../../workflows/domain/durations.ts';
import { amount } from '../../workflows/processes/counted.ts';
import { CliError } from '../cli_error.ts';
import { getDesk } from '../desk/desk_file.ts';
import { readSettings } from '../desk/settings.ts';
import { asCliError, findWarehouseDir } from '../desk/warehouse_location.ts';
import { coloured, tell } from '../talk.ts';
import { withDeskDatabase } from './process/desk_database.ts';

/** The desk's own exporter holds the warehouse for seconds at a time. */
const lockWaitMs = minuteMs;
const progressEveryMs = 1000;
/** Before any ticket: a log holds all of them where nobody says since when. */
const longAgo = '1990-01-01';

export function register(program: Command): void {
  program
    .command('export')
    .description('bring the warehouse up to date now, and publish a snapshot')
    .option('--rebuild', 'make it again from nothing, and compare it with what it was')
    .addOption(
      new Option('--layout <layout>', 'also write the snapshot as partitioned files').choices([
        'parquet',
      ]),
    )
    .option(
      '--to <place>',
      'folder, or s3://bucket/prefix, of those files; of an event log its file',
    )
    .addOption(
      new Option(
        '--format <format>',
        'write what happened to tickets as an event log, from the newest snapshot',
      ).choices(eventLogFormats),
    )
    .addOption(
      new Option('--level <level>', 'of the event log: how finely it tells').choices(
        activityLevels,
      ),
    )
    .option('--from <date>', 'of the event log: opened on or after this day')
    .option('--until <date>', 'of the event log: opened on or before this day')
    .option('--process <process>', 'of the event log: only tickets of this process')
    .action(runExport);
}

interface RunOptions {
  rebuild?: boolean;
  layout?: 'parquet';
  to?: string;
  format?: EventLogFormat;
  level?: ActivityLevel;
  from?: string;
  until?: string;
  process?: string;
}

async function runExport(options: RunOptions): Promise<void> {
  const { rebuild = false, layout, to, format } = options;
  if (format !== undefined) return exportEventLog({ ...options, format });
  refuseWithoutFormat(options);
  if ((layout === undefined) !== (to === undefined)) {
    throw new CliError('--layout parquet and --to FOLDER go together', { exitCode: 2 });
  }
  const databaseUrl = readSettings().databaseUrl ?? (await getDesk()).databaseUrl;
  const warehouseDir = await findWarehouseDir();
  const onProgress = progressTeller();
  const summary = await asCliError(() =>
    exportFromPostgres({ databaseUrl, warehouseDir, rebuild, lockWaitMs, onProgress }),
  );
  process.stdout.write(`${summaryLine(summary)}\n`);
  if (to !== undefined) {
    const written = await asCliError(() => writeLayout({ warehouseDir, to, lockWaitMs }));
    process.stdout.write(`${layoutLine(written, to)}\n`);
    await withDeskDatabase('export', (database) =>
      recordAudit(database, {
        by: { program: 'cli' },
        kind: 'export',
        object: { kind: 'warehouse', id: 'layout' },
        after: { to, rowCount: written.rowCount },
      }),
    );
  }
  const { differences } = summary;
  if (differences && differences.length > 0) {
    throw new CliError(`The rebuild differs from the warehouse in ${differences.join(', ')}`, {
      advice:
        'The rebuilt one is published and is right. The incremental export has a fault: report it.',
    });
  }
}

/** Everything that happened, as other programs for the mining of processes read it. */
async function exportEventLog({
  rebuild,
  layout,
  to,
  format,
  level = 'step',
  from,
  until,
  process: processId,
}: RunOptions & { format: EventLogFormat }): Promise<void> {
  if (rebuild || layout !== undefined || to === undefined) {
    const expected = '--format goes with --to FILE, and neither with --rebuild nor with --layout';
    throw new CliError(expected, { exitCode: 2 });
  }
  const reader = openReader({ warehouseDir: await findWarehouseDir() });
  try {
    const args = { level, from: from ?? longAgo, to: until, process: processId };
    const file = await asCliError(() => reader.eventLog(args, format));
    if (file.snapshot === null) {
      file.body.destroy();
      throw new CliError('Nothing has been exported to the warehouse yet', {
        advice: '`palier export` does it now.',
      });
    }
    // Under its own name only once it is whole.
    const draft = `${to}.${process.pid}.unfinished`;
    try {
      await pipeline(file.body, createWriteStream(draft, { mode: 0o600 }));
      await recordLog(to, format, file.rowCount);
      await rename(draft, to);
    } finally {
      await rm(draft, { force: true });
    }
    const size = amount(file.byteLength, 'byte');
    process.stdout.write(`${to}: ${level} of snapshot ${file.snapshot.name}, ${size}\n`);
  } finally {
    await reader.close();
  }
}

/** Whoever takes it away is told of, where there is a desk to tell it. */
async function recordLog(to: string, format: EventLogFormat, rowCount: number): Promise<void> {
  await withDeskDatabase('export', (database) =>
    recordAudit(database, {
      by: { program: 'cli' },
      kind: 'export',
      object: { kind: 'warehouse', id: 'event_log' },
      after: { to, format, rowCount },
    }),
  );
}

function refuseWithoutFormat({ level, from, until, process: processId }: RunOptions): void {
  const given = { '--level': level, '--from': from, '--until': until, '--process': processId };
  const [stray] = Object.entries(given).find(([, value]) => value !== undefined) ?? [];
  if (stray === undefined) return;
  throw new CliError(`${stray} is of an event log: say --format ${eventLogFormats.join(' or ')}`, {
    exitCode: 2,
  });
}

function summaryLine({ ticketCount, eventCount, snapshot, rebuilt, differences }: ExportSummary) {
  const what = whatIsIn(ticketCount, eventCount);
  const where = snapshot === null ? 'nothing new to publish' : `published ${snapshot}`;
  const proof = differences?.length === 0 ? ', equal to what it was' : '';
  return `${rebuilt ? 'rebuilt from' : 'exported'} ${what}: ${where}${proof}`;
}

function whatIsIn(ticketCount: number, eventCount: number): string {
  return `${amount(ticketCount, 'ticket')}, ${amount(eventCount, 'event')}`;
}

function layoutLine({ n, writtenCount, keptCount, rowCount }: LayoutSummary, to: string): string {
  if (n === null) return `${to}: nothing new to write`;
  return `${to}: state ${n}, ${amount(writtenCount, 'partition')} of ${amount(rowCount, 'row')} written, ${keptCount} unchanged`;
}

function progressTeller() {
  let toldAt = performance.now();
  return ({ ticketCount, eventCount }: { ticketCount: number; eventCount: number }) => {
    if (performance.now() - toldAt < progressEveryMs) return;
    toldAt = performance.now();
    tell(coloured('dim', `  ${whatIsIn(ticketCount, eventCount)}`));
  };
}
