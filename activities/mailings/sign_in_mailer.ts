import nodemailer from 'nodemailer';
import type { Logger } from 'pino';
import type { Database, Transaction } from '../../database/connection.ts';
import { type DueMail, findDueMail, forgetMail, putMailOff } from '../../database/sign_in/mails.ts';
import type { DeskKey } from '../../settings/desk_key.ts';
import { hourMs, secondMs } from '../../workflows/domain/durations.ts';
import { signInMailText } from './sign_in_mail_text.ts';

export interface SignInMailerOptions {
  database: Database;
  deskKey: DeskKey;
  smtpUrl: string | null;
  mailFrom: string;
  log: Pick<Logger, 'warn'>;
}

export interface SignInMailer {
  /** Sends what is due; each link once, though several workers look. @returns how many were sent */
  send(): Promise<number>;
}

const timeouts = {
  connectionTimeout: 10 * secondMs,
  greetingTimeout: 10 * secondMs,
  socketTimeout: 20 * secondMs,
};
const firstPauseMs = 10 * secondMs;

export function createSignInMailer(options: SignInMailerOptions): SignInMailer {
  const { database, smtpUrl } = options;

  async function sendOne(trx: Transaction, url: string): Promise<'sent' | 'put off' | 'none'> {
    const mail = await findDueMail(trx);
    if (!mail) return 'none';
    try {
      await deliver(url, mail, options);
    } catch (error) {
      await afterFailure(trx, mail, error, options);
      return 'put off';
    }
    await forgetMail(trx, mail.linkId);
    return 'sent';
  }

  return {
    async send() {
      if (smtpUrl === null) return 0;
      for (let sent = 0; ; ) {
        const outcome = await database.transaction((trx) => sendOne(trx, smtpUrl));
        if (outcome === 'none') return sent;
        if (outcome === 'sent') sent += 1;
      }
    },
  };
}

async function deliver(
  smtpUrl: string,
  mail: DueMail,
  { deskKey, mailFrom }: SignInMailerOptions,
): Promise<void> {
  const url = deskKey.open(mail.sealedUrl, `link ${mail.linkId}`);
  const transport = nodemailer.createTransport({ url: smtpUrl, ...timeouts });
  try {
    await transport.sendMail({
      from: mailFrom,
      to: { name: mail.name, address: mail.address },
      // The same each time, should a crash fall between sending and writing down that it was sent.
      messageId: `<link.${mail.linkId}@palier>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
      ...signInMailText(mail, url),
    });
  } finally {
    transport.close();
  }
}

/** A server that says no for good is not asked again: the administrator has the link, too. */
async function afterFailure(
  trx: Transaction,
  { linkId, attempts }: DueMail,
  error: unknown,
  { log }: SignInMailerOptions,
): Promise<void> {
  const { responseCode } = error as { responseCode?: number };
  log.warn({ err: error, linkId }, 'a link to sign in was not mailed');
  if (responseCode !== undefined && responseCode >= 500) return forgetMail(trx, linkId);
  const pauseMs = Math.min(hourMs, firstPauseMs * 2 ** Math.min(attempts, 20));
  const text = error instanceof Error ? error.message : String(error);
  await putMailOff(trx, linkId, { nextAt: new Date(Date.now() + pauseMs), error: text });
}
