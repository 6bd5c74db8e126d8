import type { Logger } from 'pino';
import type { Transaction } from '../../database/connection.ts';
import { type DueMail, findDueMail, forgetMail, putMailOff } from '../../database/sign_in/mails.ts';
import { DeskKeyError } from '../../settings/desk_key.ts';
import { hourMs, secondMs } from '../../workflows/domain/durations.ts';
import { type MailerOptions, sendOne } from './sending/send_one.ts';
import { senderOf } from './sending/sender.ts';
import { signInMailText } from './sign_in_mail_text.ts';
import type { SendOutcome } from './transports/transport.ts';

export interface SignInMailerOptions extends MailerOptions {
  log: Pick<Logger, 'warn'>;
}

export interface SignInMailer {
  /** Sends what is due; each link once, though several workers look. @returns how many were sent */
  send(): Promise<number>;
}

const firstPauseMs = 10 * secondMs;

export function createSignInMailer(options: SignInMailerOptions): SignInMailer {
  const { database } = options;

  async function sendNext(trx: Transaction): Promise<'sent' | 'put off' | 'none'> {
    const mail = await findDueMail(trx);
    if (!mail) return 'none';
    const outcome = await attempt(mail, options);
    if (outcome.kind === 'sent') {
      await forgetMail(trx, mail.linkId);
      return 'sent';
    }
    await afterFailure(trx, mail, outcome, options);
    return 'put off';
  }

  return {
    async send() {
      if (!options.transports.sends(null)) return 0;
      for (let sent = 0; ; ) {
        const outcome = await database.transaction((trx) => sendNext(trx));
        if (outcome === 'none') return sent;
        if (outcome === 'sent') sent += 1;
      }
    },
  };
}

/** A link that another key sealed keeps none back that this one did: an administrator makes it anew. */
async function attempt(mail: DueMail, options: SignInMailerOptions): Promise<SendOutcome> {
  try {
    return await deliver(mail, options);
  } catch (error) {
    if (!(error instanceof DeskKeyError)) throw error;
    return { kind: 'put_off', answer: error.message };
  }
}

function deliver(mail: DueMail, options: SignInMailerOptions): Promise<SendOutcome> {
  const url = options.deskKey.open(mail.sealedUrl, `link ${mail.linkId}`);
  return sendOne(options, null, {
    from: senderOf(null, options.mailFrom),
    to: { name: mail.name, address: mail.address },
    // The same each time, should a crash fall between sending and writing down that it was sent.
    messageId: `<link.${mail.linkId}@palier>`,
    ...signInMailText(mail, url),
  });
}

/** A server that says no for good is not asked again: the administrator has the link, too. */
async function afterFailure(
  trx: Transaction,
  { linkId, attempts }: DueMail,
  { kind, answer }: SendOutcome,
  { log }: SignInMailerOptions,
): Promise<void> {
  log.warn({ linkId, answer }, 'a link to sign in was not mailed');
  if (kind === 'refused') return forgetMail(trx, linkId);
  const pauseMs = Math.min(hourMs, firstPauseMs * 2 ** Math.min(attempts, 20));
  await putMailOff(trx, linkId, { nextAt: new Date(Date.now() + pauseMs), error: answer });
}
