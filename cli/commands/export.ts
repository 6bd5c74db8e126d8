import { type Command, Option } from 'commander';
import { type ExportSummary, exportFromPostgres } from '../../analytics/export.ts';
import { type LayoutSummary, writeLayout } from '../../analytics/layout/write_layout.ts';
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
    .option('--to <place>', 'folder, or s3://bucket/prefix, of those files')
    .action(runExport);
}

interface RunOptions {
  rebuild?: boolean;
  layout?: 'parquet';
  to?: string;
}

async function runExport({ rebuild = false, layout, to }: RunOptions): Promise<void> {
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
