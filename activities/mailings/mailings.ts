import { randomUUID } from 'node:crypto';
import { type Client, ScheduleNotFoundError, ScheduleOverlapPolicy } from '@temporalio/client';
import { getDashboard } from '../../dashboards/catalogue.ts';
import type { Database } from '../../database/connection.ts';
import type { AccountRow, MailingRow } from '../../database/tables.ts';
import { exportTaskQueue, mailingScheduleId } from '../../workflows/ids.ts';

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

const readers: readonly AccountRow['role'][] = ['agent', 'owner', 'analyst'];

/** Why an account is not sent dashboards, or null. */
export function whyNot(account: Pick<AccountRow, 'role' | 'is_active' | 'email'>): string | null {
  if (!account.is_active) return 'the account is closed';
  if (!readers.includes(account.role)) return `a ${account.role} may not see dashboards`;
  return account.email === null ? 'the account has no e-mail address' : null;
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
  getDashboard(dashboard);
  const accountIds = await findRecipients(database, recipients);
  const mailingId = randomUUID();
  const schedule = client.schedule;
  await database.transaction(async (transaction) => {
    await transaction('mailings').insert({ mailing_id: mailingId, dashboard, every, hour, zone });
    await transaction('mailing_recipients').insert(
      accountIds.map((account_id) => ({ mailing_id: mailingId, account_id })),
    );
    // Last: without a Schedule there is no mailing.
    await schedule.create({
      scheduleId: mailingScheduleId(mailingId),
      spec: { calendars: [{ hour, minute: 0, ...days[every] }], timezone: zone },
      policies: { overlap: ScheduleOverlapPolicy.BUFFER_ONE, catchupWindow: '1 day' },
      action: {
        type: 'startWorkflow',
        workflowType: 'dashboardMailWorkflow',
        workflowId: mailingScheduleId(mailingId),
        taskQueue: exportTaskQueue,
        args: [mailingId],
      },
    });
  });
  return mailingId;
}

const days = {
  day: {},
  week: { dayOfWeek: 'MONDAY' },
  month: { dayOfMonth: 1 },
} as const satisfies Record<MailingRow['every'], object>;

async function findRecipients(database: Database, emails: string[]): Promise<string[]> {
  if (emails.length === 0) throw new MailingError('A mailing needs a recipient');
  const accounts = await database('accounts').whereIn('email', emails);
  return emails.map((email) => {
    const account = accounts.find((one) => one.email === email);
    if (!account) throw new MailingError(`No account has the address ${email}`);
    const reason = whyNot(account);
    if (reason !== null) throw new MailingError(`${email} is not sent dashboards: ${reason}`);
    return account.account_id;
  });
}

export async function listMailings(database: Database): Promise<KnownMailing[]> {
  const mailings = await database('mailings').orderBy('created_at');
  return Promise.all(
    mailings.map(async ({ mailing_id: mailingId, dashboard, every, hour, zone }) => {
      const recipients = await database('mailing_recipients')
        .join('accounts', 'accounts.account_id', 'mailing_recipients.account_id')
        .where('mailing_recipients.mailing_id', mailingId)
        .orderBy('accounts.email')
        .select('accounts.email');
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
        recipients: recipients.map(({ email }) => String(email)),
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
  await withSchedule(mailingId, () =>
    client.schedule
      .getHandle(mailingScheduleId(mailingId))
      .trigger(ScheduleOverlapPolicy.BUFFER_ONE),
  );
}

/** @throws MailingError where there is no such mailing. */
export async function removeMailing(
  database: Database,
  client: Client,
  mailingId: string,
): Promise<void> {
  await withSchedule(mailingId, () =>
    client.schedule.getHandle(mailingScheduleId(mailingId)).delete(),
  );
  await database('mailings').where('mailing_id', mailingId).delete();
}

async function withSchedule(mailingId: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
    throw new MailingError(`There is no mailing '${mailingId}'`, { cause: error });
  }
}
