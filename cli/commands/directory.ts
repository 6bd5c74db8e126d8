import type { Command } from 'commander';
import type { DirectoryImport } from '../../api/federation/ldap/contract.ts';
import { orDirectoryProblem } from '../../api/federation/ldap/directory_problem.ts';
import { directoryOf } from '../../api/federation/ldap/directory_settings.ts';
import { importDirectory } from '../../api/federation/ldap/import_directory.ts';
import { readSettings } from '../../settings/settings.ts';
import { amount } from '../../workflows/processes/counted.ts';
import { CliError } from '../cli_error.ts';
import { typedLocale } from '../locale.ts';
import { coloured, tell } from '../talk.ts';
import { withDeskDatabase } from './process/desk_database.ts';

interface Options {
  dryRun?: true;
  skipErrors?: true;
  closeVanished?: true;
}

/** `palier people import-ldap`: people as the company's directory has them. */
export function registerDirectory(people: Command): void {
  people
    .command('import-ldap')
    .description('add, change and close people by the directory of PALIER_LDAP_URL')
    .option('--dry-run', 'say what would be done, and write nothing')
    .option('--skip-errors', 'write the entries that have no error')
    .option('--close-vanished', 'close those whom the directory has no more, one in ten at most')
    .action(importLdap);
}

async function importLdap({ dryRun, skipErrors, closeVanished }: Options): Promise<void> {
  const directory = directoryOf(readSettings(process.env));
  if (!directory) {
    const advice = 'Set PALIER_LDAP_URL and PALIER_LDAP_BASE: docs/sign_in.md says more.';
    throw new CliError('There is no directory', { advice, exitCode: 2 });
  }
  const writes = skipErrors ? 'right' : 'all';
  const done = await withDeskDatabase('directory', (database) =>
    orDirectoryProblem(directory, () =>
      importDirectory(database, directory, {
        writes: dryRun ? 'nothing' : writes,
        closesVanished: closeVanished === true,
        author: { by: { program: 'cli' } },
        locale: typedLocale(),
      }),
    ),
  );
  say(done);
  if (done.errors.length > 0) {
    const advice = 'Correct the entries, or take the others with --skip-errors.';
    throw new CliError(`${amount(done.errors.length, 'error')} in ${directory.host}`, { advice });
  }
}

function say(done: DirectoryImport): void {
  for (const { entry, outcome, name, fields } of done.people) {
    process.stdout.write(`${outcome}\t${name}\t${fields.join(' ')}\t${entry}\n`);
  }
  for (const { name } of done.locked) process.stdout.write(`locked\t${name}\n`);
  for (const { name } of done.vanished) process.stdout.write(`vanished\t${name}\n`);
  for (const { name } of done.kept) process.stdout.write(`kept\t${name}\n`);
  for (const { entry, column, expected, received } of done.errors) {
    const place = column === null ? entry : `${entry}, ${column}`;
    tell(`${coloured('red', '✗')} ${place}: ${expected} – ${received}`);
  }
  const { createdCount, changedCount, unchangedCount, closedCount } = done;
  const counts = `${createdCount} new, ${changedCount} changed, ${unchangedCount} as they were, ${closedCount} closed`;
  tell(done.isWritten ? `${coloured('green', '✓')} ${counts}` : `Nothing was written: ${counts}`);
}
