import { randomUUID } from 'node:crypto';
import { type Client, ScheduleNotFoundError, ScheduleOverlapPolicy } from '@temporalio/client';
import { dashboardDefinition } from '../../dashboards/catalogue.ts';
import type { AuditBy } from '../../database/audit.ts';
import type { Database } from '../../database/connection.ts';
import { deleteMailing, insertMailing } from '../../database/mailings.ts';
import { deskRoles, type Role } from '../../database/roles.ts';
import type { AccountRow, MailingRow } from '../../database/tables.ts';
import { mailingScheduleId, ticketTaskQueue } from '../../workflows/ids.ts';

/** A dashboard that some accounts get by mail. */
export interface Mailing {
  dashboard: string;
  /** Sent on each day, on Mondays, or on the first of each month. */
  every: 'day' | 'week' | 'month';
  /** Hour of the day, 0 to 23, in `zone`. */
  hour: number;
  zone: string;
  /** E-mail addresses of accounts that may see dashboards. */
  recipients: string[];
}

export interface KnownMailing extends Mailing {
  mailingId: string;
  lastSentAt: Date | null;
  /** What kept somebody from the last mail, with whom. */
  lastErrors: string[];
}

/** A mailing that cannot be made, in words for who asked for it. */
export class MailingError extends Error {
  override readonly name = 'MailingError';
}

/** Mailings are made and ended on the command line. */
const by: AuditBy = { program: 'cli' };

const readers: readonly Role[] = [...deskRoles, 'analyst'];

/** Why an account is not sent dashboards, or null. */
export function ineligibleBecause(
  account: Pick<AccountRow, 'roles' | 'is_active'>,
  address: string | undefined,
): string | null {
  if (!account.is_active) return 'the account is closed';
  if (!account.roles.some((role) => readers.includes(role))) {
    return `the role of ${account.roles.join(', ')} may not see dashboards`;
  }
  return address === undefined ? 'the account has no e-mail address' : null;
}

/**
 * Keeps a mailing and its Schedule. @returns its id.
 * @throws MailingError naming the recipient at fault; AnalyticsError `unknown_dashboard`
 */
export async function createMailing(
  database: Database,
  client: Client,
  mailing: Mailing,
): Promise<string> {
  const { dashboard, every, hour, zone, recipients } = mailing;
  dashboardDefinition(dashboard);
  const accountIds = await findRecipients(database, recipients);
  const mailingId = randomUUID();
  const row = { mailing_id: mailingId, dashboard, every, hour, zone };
  await insertMailing(database, row, accountIds, by);
  try {
    await createSchedule(client, mailingId, mailing);
  } catch (error) {
    // Without a Schedule there is no mailing.
    await deleteMailing(database, mailingId, by);
    throw error;
  }
  return mailingId;
}

async function createSchedule(
  client: Client,
  mailingId: string,
  { every, hour, zone }: Mailing,
): Promise<void> {
  await client.schedule.create({
    scheduleId: mailingScheduleId(mailingId),
    spec: { calendars: [{ hour, minute: 0, ...days[every] }], timezone: zone },
    policies: { overlap: ScheduleOverlapPolicy.BUFFER_ONE, catchupWindow: '1 day' },
    action: {
      type: 'startWorkflow',
      workflowType: 'dashboardMailWorkflow',
      workflowId: mailingScheduleId(mailingId),
      taskQueue: ticketTaskQueue,
      args: [mailingId],
    },
  });
}

const days = {
  day: {},
  week: { dayOfWeek: 'MONDAY' },
  month: { dayOfMonth: 1 },
} as const satisfies Record<MailingRow['every'], object>;

async function findRecipients(database: Database, emails: string[]): Promise<string[]> {
  if (emails.length === 0) throw new MailingError('A mailing needs a recipient');
  const accounts = await database('mail_addresses')
    .join('accounts', 'accounts.account_id', 'mail_addresses.account_id')
    .whereIn(
      'address',
      emails.map((email) => email.toLowerCase()),
    )
    .select('address', 'accounts.*');
  return emails.map((email) => {
    const account = accounts.find((one) => one.address === email.toLowerCase());
    if (!account) throw new MailingError(`No account has the address ${email}`);
    const reason = ineligibleBecause(account, account.address);
    if (reason !== null) throw new MailingError(`${email} is not sent dashboards: ${reason}`);
    return account.account_id;
  });
}

export async function listMailings(database: Database): Promise<KnownMailing[]> {
  const mailings = await database('mailings').orderBy('created_at');
  return Promise.all(
    mailings.map(async ({ mailing_id: mailingId, dashboard, every, hour, zone }) => {
      const recipients = await database('mailing_recipients')
        .join('mail_addresses', 'mail_addresses.account_id', 'mailing_recipients.account_id')
        .where({ mailing_id: mailingId, is_main: true })
        .orderBy('address')
        .pluck<string[]>('address');
      const deliveries = await database('mailing_deliveries')
        .where('mailing_id', mailingId)
        .orderBy('period', 'desc');
      const last = deliveries.filter(({ period }) => +period === +(deliveries[0]?.period ?? 0));
      const sent = deliveries.flatMap(({ sent_at }) => (sent_at ? [sent_at] : []));
      return {
        mailingId,
        dashboard,
        every,
        hour,
        zone,
        recipients,
        lastSentAt: sent[0] ?? null,
        lastErrors: last.flatMap(({ account_id, error }) =>
          error === null ? [] : [`${account_id}: ${error}`],
        ),
      };
    }),
  );
}

/** Sends what is due now and has not been sent. @throws MailingError where there is no such mailing. */
export async function sendMailingNow(client: Client, mailingId: string): Promise<void> {
  const schedule = client.schedule.getHandle(mailingScheduleId(mailingId));
  try {
    await schedule.trigger(ScheduleOverlapPolicy.BUFFER_ONE);
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) throw unknownMailing(mailingId, error);
    throw error;
  }
}

/** @throws MailingError where there is no such mailing. */
export async function removeMailing(
  database: Database,
  client: Client,
  mailingId: string,
): Promise<void> {
  try {
    await client.schedule.getHandle(mailingScheduleId(mailingId)).delete();
  } catch (error) {
    // It may have been made without its Schedule, by a process that ended in between.
    if (!(error instanceof ScheduleNotFoundError)) throw error;
  }
  if (!(await deleteMailing(database, mailingId, by))) throw unknownMailing(mailingId);
}

function unknownMailing(mailingId: string, cause?: unknown): MailingError {
  return new MailingError(`There is no mailing '${mailingId}'`, { cause });
}
