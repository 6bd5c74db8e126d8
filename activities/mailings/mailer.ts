import { ApplicationFailure } from '@temporalio/common';
import type { SendMailOptions } from 'nodemailer';
import { openReader } from '../../analytics/reader.ts';
import { type DashboardDefinition, dashboardDefinition } from '../../dashboards/catalogue.ts';
import { escaped } from '../../dashboards/html.ts';
import { createDashboardRenderer, type DashboardRenderer } from '../../dashboards/render.ts';
import { formatInstant } from '../../dashboards/wording.ts';
import { mainAddressOf } from '../../database/accounts.ts';
import { writeDelivery } from '../../database/mailings.ts';
import { segmentNames } from '../../database/segment_names.ts';
import type { AccountRow, MailingRow } from '../../database/tables.ts';
import type { MailDelivery, MailingActivities } from '../../workflows/ports.ts';
import { ownPriorityNames } from '../../workflows/processes/index.ts';
import { ineligibleBecause } from './mailings.ts';
import { type MailerOptions, type MailOfDesk, sendOne } from './sending/send_one.ts';
import { senderOf } from './sending/sender.ts';

export interface DashboardMailerOptions extends MailerOptions {
  warehouseDir: string;
}

const words = {
  en: {
    attached: 'The attached page has the same charts with every number as a table.',
    through: 'Data through',
    why: 'You get this because your desk mails it to you. Ask its owner to stop it.',
  },
  fr: {
    attached: 'La page jointe contient les mêmes graphiques et tous les chiffres en tableaux.',
    through: 'Données jusqu’au',
    why: 'Vous recevez ce message car votre service vous l’envoie. Son responsable peut y mettre fin.',
  },
} as const;

/**
 * Sends dashboards. A recipient gets one mail a period: what was sent is written down at once, and
 * the mail's own id is the same each time, should a crash fall between the two.
 */
export function createMailer(options: DashboardMailerOptions): MailingActivities {
  const { database } = options;

  async function send(delivery: MailDelivery): Promise<void> {
    const { mailingId, accountId } = delivery;
    const mailing = await database('mailings').where('mailing_id', mailingId).first();
    const account = await database('accounts').where('account_id', accountId).first();
    if (!mailing || !account) throw never('The mailing or the account is gone');
    const address = await mainAddressOf(database, accountId);
    const reason = ineligibleBecause(account, address);
    if (reason !== null || address === undefined) throw never(String(reason));
    if (!options.transports.sends(null)) {
      throw never('No mail server is set: PALIER_SMTP_URL is empty');
    }
    const message = await drawMessage(options, mailing, { ...account, address }, delivery);
    const outcome = await sendOne(options, null, message);
    if (outcome.kind === 'sent') return;
    const text = `The mail server: ${outcome.answer}`;
    // It will say so again, whenever it is asked.
    const isForGood =
      outcome.kind === 'refused' || (outcome.kind === 'away' && outcome.failure === 'no_server');
    if (isForGood) throw never(text);
    throw ApplicationFailure.retryable(text, 'MailNotSent');
  }

  return {
    async planMailing({ mailingId, dueAt }) {
      const mailing = await database('mailings').where('mailing_id', mailingId).first();
      if (!mailing) throw never(`There is no mailing '${mailingId}'`);
      const period = periodOf(mailing, dueAt);
      const due = await database('mailing_recipients')
        .where('mailing_id', mailingId)
        .whereNotExists(
          database('mailing_deliveries')
            .whereRaw('mailing_deliveries.mailing_id = mailing_recipients.mailing_id')
            .whereRaw('mailing_deliveries.account_id = mailing_recipients.account_id')
            .where('period', period)
            .whereNotNull('sent_at'),
        )
        .orderBy('account_id');
      return { period, accountIds: due.map(({ account_id }) => account_id) };
    },

    async mailDashboard(delivery) {
      const { mailingId: mailing_id, period, accountId: account_id } = delivery;
      const key = { mailing_id, period, account_id };
      const known = await database('mailing_deliveries').where(key).first();
      if (known?.sent_at) return;
      try {
        await send(delivery);
        await writeDelivery(database, key, { sent_at: new Date(), error: null });
      } catch (error) {
        const text = error instanceof Error ? error.message : `${error}`;
        await writeDelivery(database, key, { sent_at: null, error: text });
        throw error;
      }
    },
  };
}

function never(message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, 'MailNotSent');
}

/** First date of the day, week or month in which the mailing is due, in its own zone. */
function periodOf({ every, zone }: MailingRow, dueAt: number): string {
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(dueAt);
  const date = new Date(`${today}T00:00:00Z`);
  if (every === 'week') date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
  if (every === 'month') date.setUTCDate(1);
  return date.toISOString().slice(0, 10);
}

async function drawMessage(
  options: DashboardMailerOptions,
  mailing: MailingRow,
  account: AccountRow & { address: string },
  { mailingId, period, accountId }: MailDelivery,
): Promise<MailOfDesk> {
  const dashboard = dashboardDefinition(mailing.dashboard);
  const reader = openReader({
    warehouseDir: options.warehouseDir,
    concurrency: 1,
    ownPriorities: ownPriorityNames,
  });
  const renderer = createDashboardRenderer({
    reader,
    names: (locale) => segmentNames(options.database, locale),
  });
  try {
    const drawn = await draw(renderer, dashboard, account);
    return {
      ...drawn,
      from: senderOf(null, options.mailFrom),
      to: { name: account.display_name, address: account.address },
      messageId: `<${mailingId}.${period}.${accountId}@palier>`,
    };
  } finally {
    await renderer.close();
    await reader.close();
  }
}

async function draw(
  renderer: DashboardRenderer,
  dashboard: DashboardDefinition,
  { locale }: AccountRow,
): Promise<SendMailOptions> {
  const { name } = dashboard;
  const picture = await renderer.render(name, { format: 'png', locale });
  const page = await renderer.render(name, { format: 'html', locale });
  const title = dashboard.title[locale];
  const say = words[locale];
  const { snapshot } = picture;
  const through = snapshot
    ? formatInstant(snapshot.dataThrough, snapshot.businessZone, locale, 'long')
    : '–';
  const lines = [dashboard.description[locale], `${say.through} ${through}.`, say.attached];
  return {
    subject: `${title} – ${through}`,
    text: `${[title, ...lines, say.why].join('\n\n')}\n`,
    html: `<!doctype html>
<html lang="${locale}"><body>
<h1>${escaped(title)}</h1>
<p>${lines.map(escaped).join('<br>')}</p>
<p><img src="cid:dashboard@palier" alt="${escaped(lines[0] ?? '')}" width="760"></p>
<p><small>${escaped(say.why)}</small></p>
</body></html>`,
    attachments: [
      { filename: `${name}.png`, content: picture.body, cid: 'dashboard@palier' },
      { filename: `${name}.html`, content: page.body, contentType: 'text/html; charset=utf-8' },
    ],
  };
}
