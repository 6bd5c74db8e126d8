import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { askForTestMail, findTestMail } from '../../database/test_mails.ts';
import { CliError } from '../cli_error.ts';
import { idOf } from '../desk/person.ts';
import { until } from '../desk/until.ts';
import { withDeskDatabase } from './process/desk_database.ts';

/** `palier test-mail`: whether the desk can send mail, by what the mail server says. */
export function register(program: Command): void {
  program
    .command('test-mail')
    .description('mail somebody a test, and print what the mail server says')
    .argument('<person>', 'an address or the id of an account: the mail goes to its main address')
    .action(testMail);
}

async function testMail(person: string): Promise<void> {
  const mail = await withDeskDatabase('test mail', async (database) => {
    const accountId = await idOf(database, person);
    await askForTestMail(database, accountId, `cmd-${randomUUID()}`);
    return until(
      () => findTestMail(database, accountId),
      (seen) => seen?.status !== 'pending',
    );
  });
  if (mail?.status === 'sent') {
    process.stdout.write(`${mail.answer}\n`);
    return;
  }
  const [what, advice] = failures[mail?.error ?? 'pending'];
  throw new CliError(what, { advice: mail?.answer ?? advice });
}

const failures = {
  pending: ['Nobody has sent it yet', 'Is the worker of the desk running?'],
  no_server: ['No mail server is set', 'Give PALIER_SMTP_URL to the worker, and start it again.'],
  no_address: ['The account has no mail address', 'palier people change --addresses'],
  refused: ['The mail server refused it', ''],
  unreachable: ['The mail server did not answer', ''],
} as const;
