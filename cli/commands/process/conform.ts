import type { Command } from 'commander';
import { Conformance, conformanceText } from '../../../workflows/processes/conform/conformance.ts';
import { loadProcess } from './load_process.ts';
import { type HistoryOptions, historyOptions, simulated } from './simulate.ts';

interface ConformOptions extends HistoryOptions {
  against: string;
  current?: string;
  json?: boolean;
}

export function registerConform(group: Command): void {
  const command = group
    .command('conform')
    .description('which tickets of a history could not have happened under a process, and why')
    .requiredOption('--against <process>', 'id, id@version, or a .ts or .json file');
  historyOptions(command).action(conform);
}

async function conform({ against, ...options }: ConformOptions): Promise<void> {
  const candidate = await loadProcess(against);
  const conformance = new Conformance();
  const lived = options.current === undefined ? undefined : await loadProcess(options.current);
  const { ticketCount } = await simulated(options, candidate, lived, (refused) =>
    conformance.add(refused),
  );
  const report = conformance.finish(candidate.snapshot, ticketCount);
  const text = options.json ? JSON.stringify(report, null, 2) : conformanceText(report);
  process.stdout.write(`${text}\n`);
}
