import type { Client } from '@temporalio/client';
import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  createMailing,
  type KnownMailing,
  listMailings,
  type Mailing,
  MailingError,
  removeMailing,
  sendMailingNow,
} from '../../activities/mailings/mailings.ts';
import { defaultBusinessZone } from '../../analytics/export.ts';
import type { Database } from '../../database/connection.ts';
import { CliError } from '../cli_error.ts';
import { withDeskTemporal } from '../desk/desk_temporal.ts';
import { asCliError } from '../desk/warehouse_location.ts';
import { withDeskDatabase } from './process/desk_database.ts';

interface MailOptions {
  to: string[];
  every: Mailing['every'];
  hour: number;
  zone: string;
}

/** Below `palier dashboards`: who gets one by mail, and when. */
export function registerMailings(dashboards: Command): void {
  dashboards
    .command('mail')
    .description('send a dashboard by mail, again and again')
    .argument('<name>', 'the dashboard')
    .requiredOption('--to <emails...>', 'addresses of accounts that may see it')
    .addOption(
      new Option('--every <period>', 'each day, on Mondays, or on the first of each month')
        .choices(['day', 'week', 'month'])
        .default('week'),
    )
    .option('--hour <hour>', 'hour of the day, 0 to 23', readHour, 7)
    .option('--zone <zone>', 'IANA time zone of the hour', defaultBusinessZone)
    .action(mail);
  dashboards
    .command('mailings')
    .description('list the mailings, when each was last sent, and what went wrong')
    .action(list);
  dashboards
    .command('mail-now')
    .description('send what is due in this period to those who have not had it')
    .argument('<mailing>', 'id of the mailing')
    .action((id: string) => withDeskTemporal((client) => asked(() => sendMailingNow(client, id))));
  dashboards
    .command('unmail')
    .description('end a mailing')
    .argument('<mailing>', 'id of the mailing')
    .action((id: string) =>
      withDesk((database, client) => asked(() => removeMailing(database, client, id))),
    );
}

async function mail(dashboard: string, { to, ...when }: MailOptions): Promise<void> {
  checkZone(when.zone);
  const mailing = { dashboard, recipients: to, ...when };
  const id = await withDesk((database, client) =>
    asked(() => createMailing(database, client, mailing)),
  );
  process.stdout.write(`${id}\n`);
}

async function list(): Promise<void> {
  const mailings = await withDeskDatabase('mailings', listMailings);
  for (const mailing of mailings) process.stdout.write(`${mailingLines(mailing).join('\n')}\n`);
}

function mailingLines(mailing: KnownMailing): string[] {
  const { mailingId, dashboard, every, hour, zone, recipients, lastSentAt, lastErrors } = mailing;
  const last = lastSentAt ? `last sent ${lastSentAt.toISOString()}` : 'not sent yet';
  return [
    `${mailingId}\t${dashboard}\tevery ${every} at ${hour}:00 ${zone}\t${recipients.join(', ')}\t${last}`,
    ...lastErrors.map((error) => `  ✗ ${error}`),
  ];
}

function asked<T>(work: () => Promise<T>): Promise<T> {
  return asCliError(async () => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof MailingError)) throw error;
      throw new CliError(error.message, { cause: error, exitCode: 2 });
    }
  });
}

function withDesk<T>(work: (database: Database, client: Client) => Promise<T>): Promise<T> {
  return withDeskDatabase('mailings', (database) =>
    withDeskTemporal((client) => work(database, client)),
  );
}

function readHour(text: string): number {
  if (/^\d{1,2}$/.test(text) && Number(text) <= 23) return Number(text);
  throw new InvalidArgumentError('Expected an hour from 0 to 23.');
}

function checkZone(zone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
  } catch (cause) {
    const message = `Zone '${zone}' is not a time zone: expected an IANA name such as Europe/Paris`;
    throw new CliError(message, { cause, exitCode: 2 });
  }
}
