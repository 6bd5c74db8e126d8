import type { Command } from 'commander';
import { type ExportSummary, exportFromPostgres } from '../../analytics/export.ts';
import { CliError } from '../cli_error.ts';
import { getDesk } from '../desk_file.ts';
import { readSettings } from '../settings.ts';
import { coloured, tell } from '../talk.ts';
import { asCliError, findWarehouseDir } from '../warehouse_location.ts';

/** The desk's own exporter holds the warehouse for seconds at a time. */
const lockWaitMs = 60_000;
const progressEveryMs = 1000;

export function register(program: Command): void {
  program
    .command('export')
    .description('bring the warehouse up to date now, and publish a snapshot')
    .option('--rebuild', 'make it again from nothing, and compare it with what it was')
    .action(runExport);
}

async function runExport({ rebuild = false }: { rebuild?: boolean }): Promise<void> {
  const databaseUrl = readSettings().databaseUrl ?? (await getDesk()).databaseUrl;
  const warehouseDir = await findWarehouseDir();
  const onProgress = progressTeller();
  const summary = await asCliError(() =>
    exportFromPostgres({ databaseUrl, warehouseDir, rebuild, lockWaitMs, onProgress }),
  );
  process.stdout.write(`${summaryLine(summary)}\n`);
  const { differences } = summary;
  if (differences && differences.length > 0) {
    throw new CliError(`The rebuild differs from the warehouse in ${differences.join(', ')}`, {
      advice:
        'The rebuilt one is published and is right. The incremental export has a fault: report it.',
    });
  }
}

function summaryLine({ ticketCount, eventCount, snapshot, rebuilt, differences }: ExportSummary) {
  const what = `${ticketCount} tickets, ${eventCount} events`;
  const where = snapshot === null ? 'nothing new to publish' : `published ${snapshot}`;
  const proof = differences?.length === 0 ? ', equal to what it was' : '';
  return `${rebuilt ? 'rebuilt from' : 'exported'} ${what}: ${where}${proof}`;
}

function progressTeller() {
  let toldAt = performance.now();
  return ({ ticketCount, eventCount }: { ticketCount: number; eventCount: number }) => {
    if (performance.now() - toldAt < progressEveryMs) return;
    toldAt = performance.now();
    tell(coloured('dim', `  ${ticketCount} tickets, ${eventCount} events`));
  };
}
