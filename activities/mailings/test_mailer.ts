import nodemailer from 'nodemailer';
import { mainAddressOf } from '../../database/accounts.ts';
import type { Database, Transaction } from '../../database/connection.ts';
import { readDeskProfile } from '../../database/desk_profile.ts';
import {
  type DueTestMail,
  findDueTestMail,
  settleTestMail,
  type TestMailOutcome,
} from '../../database/test_mails.ts';
import { secondMs } from '../../workflows/domain/durations.ts';
import type { SignInMailerOptions } from './sign_in_mailer.ts';

type Options = Pick<SignInMailerOptions, 'database' | 'smtpUrl' | 'mailFrom'>;

const timeouts = {
  connectionTimeout: 10 * secondMs,
  greetingTimeout: 10 * secondMs,
  socketTimeout: 20 * secondMs,
};
/** So many characters of an answer are kept. */
const answerMax = 1_000;

const words = {
  en: {
    subject: (desk: string) => `Test mail from ${desk}`,
    text: (name: string, desk: string) =>
      `Hello ${name},\n\nyou asked ${desk} for a test mail. This is it: the desk can send mail.\n`,
  },
  fr: {
    subject: (desk: string) => `Message d’essai de ${desk}`,
    text: (name: string, desk: string) =>
      `Bonjour ${name},\n\nvous avez demandé un message d’essai à ${desk}. Le voici : le centre de services peut envoyer du courrier.\n`,
  },
};

/**
 * Sends the test mails that are asked for, each once: whoever asked looks on, and what the server
 * says is written down as it says it. @returns how many were tried
 */
export async function sendTestMails(options: Options): Promise<number> {
  for (let tried = 0; ; tried += 1) {
    const isTried = await options.database.transaction(async (trx) => {
      const mail = await findDueTestMail(trx);
      if (!mail) return false;
      await settleTestMail(trx, mail.account_id, await outcomeOf(trx, mail, options));
      return true;
    });
    if (!isTried) return tried;
  }
}

async function outcomeOf(
  trx: Transaction,
  mail: DueTestMail,
  { smtpUrl, mailFrom }: Options,
): Promise<TestMailOutcome> {
  if (smtpUrl === null) return { error: 'no_server', answer: null };
  const address = await mainAddressOf(trx as Database, mail.account_id);
  if (address === undefined) return { error: 'no_address', answer: null };
  const { name: desk } = await readDeskProfile(trx);
  const say = words[mail.locale];
  const transport = nodemailer.createTransport({ url: smtpUrl, ...timeouts });
  try {
    const { response } = await transport.sendMail({
      from: mailFrom,
      to: { name: mail.display_name, address },
      messageId: `<test.${mail.request_id}@palier>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
      subject: say.subject(desk),
      text: say.text(mail.display_name, desk),
    });
    return { error: null, answer: kept(response) };
  } catch (error) {
    const { response, message } = error as { response?: string; message?: string };
    if (response !== undefined) return { error: 'refused', answer: kept(response) };
    return { error: 'unreachable', answer: kept(message ?? String(error)) };
  } finally {
    transport.close();
  }
}

function kept(text: string): string {
  return text.slice(0, answerMax).toWellFormed().replaceAll('\u0000', '\uFFFD');
}
