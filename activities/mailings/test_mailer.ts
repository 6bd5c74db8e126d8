import { mainAddressOf } from '../../database/accounts.ts';
import type { Database, Transaction } from '../../database/connection.ts';
import { readDeskProfile } from '../../database/desk_profile.ts';
import {
  type DueTestMail,
  findDueTestMail,
  settleTestMail,
  type TestMailOutcome,
} from '../../database/test_mails.ts';
import { type MailerOptions, sendOne } from './sending/send_one.ts';
import { senderOf } from './sending/sender.ts';

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
export async function sendTestMails(options: MailerOptions): Promise<number> {
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
  options: MailerOptions,
): Promise<TestMailOutcome> {
  const mailbox =
    mail.mailbox_id === null
      ? null
      : ((await trx('mailboxes').where('mailbox_id', mail.mailbox_id).first()) ?? null);
  if (!options.transports.sends(mailbox)) return { error: 'no_server', answer: null };
  const address = await mainAddressOf(trx as Database, mail.account_id);
  if (address === undefined) return { error: 'no_address', answer: null };
  const { name: desk } = await readDeskProfile(trx);
  const say = words[mail.locale];
  const outcome = await sendOne(options, mailbox, {
    from: senderOf(mailbox, options.mailFrom),
    to: { name: mail.display_name, address },
    messageId: `<test.${mail.request_id}@palier>`,
    subject: say.subject(desk),
    text: say.text(mail.display_name, desk),
  });
  if (outcome.kind === 'sent') return { error: null, answer: outcome.answer };
  const hasAnswered = /^\d{3}[ -]/.test(outcome.answer);
  return { error: hasAnswered ? 'refused' : 'unreachable', answer: outcome.answer };
}
