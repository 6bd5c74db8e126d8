import type { Command } from 'commander';
import { grantDesk, prepareDatabase, urlOf } from '../../database/desk_role.ts';
import { migrate } from '../../database/migrate.ts';
import { readSettings as readAll } from '../../settings/settings.ts';
import { getDesk } from '../desk/desk_file.ts';
import { readSettings } from '../desk/settings.ts';
import { tell } from '../talk.ts';

export function register(program: Command): void {
  program
    .command('migrate')
    .description('bring the tables of DATABASE_URL, or of the running desk, up to date')
    .addHelpText(
      'after',
      "\nWith POSTGRES_PASSWORD it works as the server's superuser: it makes the database and its\n" +
        'user where they are missing, and lets that user read and write rows, no more.',
    )
    .action(async () => {
      const applied = await migrateAsAsked();
      for (const name of applied) process.stdout.write(`${name}\n`);
      tell(applied.length === 0 ? 'The tables are up to date' : `${applied.length} applied`);
    });
}

async function migrateAsAsked(): Promise<string[]> {
  const { databaseUrl } = readSettings();
  if (databaseUrl === undefined) return migrate((await getDesk()).ownerDatabaseUrl);
  const superuserUrl = superuserUrlOf(databaseUrl);
  if (superuserUrl === undefined) return migrate(databaseUrl);
  await prepareDatabase(urlOf(superuserUrl, 'postgres'), databaseUrl);
  const applied = await migrate(superuserUrl);
  await grantDesk(superuserUrl, databaseUrl);
  return applied;
}

/** The same database as the superuser, where the environment says who that is. */
function superuserUrlOf(databaseUrl: string): string | undefined {
  const { POSTGRES_USER: user, POSTGRES_PASSWORD: password } = readAll(process.env);
  if (password === undefined) return undefined;
  const url = new URL(databaseUrl);
  // Who signs in as the superuser has nobody to be kept from anything.
  if (decodeURIComponent(url.username) === user) return undefined;
  url.username = encodeURIComponent(user);
  url.password = encodeURIComponent(password);
  return url.href;
}
