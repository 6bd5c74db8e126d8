import type { Command } from 'commander';
import { getDesk } from '../desk/desk_file.ts';
import { readSettings } from '../desk/settings.ts';
import { tell } from '../talk.ts';

export function register(program: Command): void {
  program
    .command('migrate')
    .description('bring the tables of DATABASE_URL, or of the running desk, up to date')
    .action(async () => {
      const databaseUrl = readSettings().databaseUrl ?? (await getDesk()).databaseUrl;
      const { migrate } = await import('../../database/migrate.ts');
      const applied = await migrate(databaseUrl);
      for (const name of applied) process.stdout.write(`${name}\n`);
      tell(applied.length === 0 ? 'The tables are up to date' : `${applied.length} applied`);
    });
}
