import type { SendMailOptions } from 'nodemailer';
import type { Database } from '../../../database/connection.ts';
import type { MailboxRow } from '../../../database/tables.ts';
import type { DeskKey } from '../../../settings/desk_key.ts';
import type { SendOutcome } from '../transports/transport.ts';
import type { Transports } from '../transports/transports.ts';
import { buildMessage } from './build_message.ts';
import type { Sender } from './sender.ts';
import { signingKeyOf } from './signing.ts';

export interface MailerOptions {
  database: Database;
  deskKey: DeskKey;
  transports: Transports;
  /** The desk's own address, as From has it. */
  mailFrom: string;
}

export interface MailOfDesk extends Omit<SendMailOptions, 'from' | 'to'> {
  from: Sender;
  to: { name: string; address: string };
}

/** Sends a mail that the desk itself writes and that belongs to no ticket: one attempt. */
export async function sendOne(
  { transports, deskKey }: Pick<MailerOptions, 'transports' | 'deskKey'>,
  mailbox: MailboxRow | null,
  { from, to, headers, ...mail }: MailOfDesk,
): Promise<SendOutcome> {
  const { name, address } = from;
  const raw = await buildMessage(
    {
      ...mail,
      from: { name, address },
      to,
      headers: { 'Auto-Submitted': 'auto-generated', ...headers },
    },
    signingKeyOf(mailbox, deskKey),
  );
  return transports.of(mailbox).send({ from: address, to: to.address }, raw);
}
