import type { Command } from 'commander';
import { carryOutRetention, findDue, readRetention } from '../../database/retention.ts';
import { tell } from '../talk.ts';
import { withDeskDatabase } from './process/desk_database.ts';

export function register(program: Command): void {
  program
    .command('retention')
    .description(
      'let go what is past its time by the rules of the desk; its worker does so each day',
    )
    .option('--dry-run', 'list what would go, and change nothing')
    .action(({ dryRun }: { dryRun?: true }) => run(dryRun === true));
}

async function run(isDry: boolean): Promise<void> {
  const due = await withDeskDatabase('retention', async (database) =>
    isDry ? findDue(database, await readRetention(database)) : carryOutRetention(database),
  );
  for (const { matter, days, count, tickets } of due) {
    const numbers = tickets.map((number) => `#${number}`).join(' ');
    process.stdout.write(`${matter}\t${days} days\t${count}${numbers && `\t${numbers}`}\n`);
  }
  if (due.length === 0) tell('Nothing is past its time');
}
