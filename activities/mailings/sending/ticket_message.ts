import type { SendMailOptions } from 'nodemailer';
import { replyAddressOf } from '../../../database/signed_addresses.ts';
import type { ComposedMail } from '../compose/contract.ts';
import type { Sender } from './sender.ts';
import { domainOf } from './signing.ts';
import type { Thread } from './thread.ts';

/** What the headers of a mail are made of beside its words. */
export interface MessageParts {
  messageId: string;
  sender: Sender;
  to: { name: string; address: string };
  /** To which answers come: the one that its reader knows. */
  ticketId: string | null;
  thread: Thread | null;
  /** By what another way into this desk knows it again. */
  deskMark: string;
  mailKey: Uint8Array;
  /** Where one click ends mails like it (RFC 8058); null where they are not to be ended. */
  unsubscribeUrl: string | null;
}

/** A mail with its words and all its headers. */
export function messageOf(composed: ComposedMail, parts: MessageParts): SendMailOptions {
  const { subject, text, html, attachments, author } = composed;
  const { messageId, sender, to, thread, ticketId } = parts;
  const replyTo = replyAddress(parts);
  return {
    from: { name: senderName(sender, author), address: sender.address },
    to,
    ...(replyTo && { replyTo: { name: sender.name, address: replyTo } }),
    messageId: `<${messageId}>`,
    ...(thread?.inReplyTo && { inReplyTo: `<${thread.inReplyTo}>` }),
    ...(thread && { references: thread.references.map((id) => `<${id}>`) }),
    subject: thread?.inReplyTo ? replySubject(subject) : subject,
    text,
    html,
    attachments: attachments.map((one) => ({ ...one })),
    headers: {
      'Content-Language': composed.language,
      'X-Palier-Desk': parts.deskMark,
      ...machineHeaders(author !== null),
      ...listHeaders(parts, ticketId === null ? 'digest' : 'followed'),
    },
  };
}

/**
 * RFC 3834: what nobody wrote is `auto-generated`, and no program answers it. What an agent wrote is theirs,
 * however it travels, so it bears no such mark: programs put marked mail aside, and other desks take none of
 * it. Programs of Exchange are asked not to answer either (MS-OXCMAIL 2.2.3.2.14): an absence is of use
 * to whoever wrote, so an agent is told of it. Reports of what did not arrive (NDR) are never put down.
 */
function machineHeaders(isWritten: boolean): Record<string, string> {
  return isWritten
    ? { 'X-Auto-Response-Suppress': 'DR, RN, NRN, AutoReply' }
    : {
        'Auto-Submitted': 'auto-generated',
        'X-Auto-Response-Suppress': 'DR, RN, NRN, OOF, AutoReply',
      };
}

/** RFC 2919 and 8058, of what a reader may have less of: digests, and news of what they only follow. */
function listHeaders({ unsubscribeUrl, sender }: MessageParts, list: string) {
  if (unsubscribeUrl === null) return {};
  return {
    'List-Id': `<${list}.${domainOf(sender.address)}>`,
    'List-Unsubscribe': `<${unsubscribeUrl}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  };
}

function senderName({ name, mailbox }: Sender, author: string | null): string {
  return author !== null && mailbox?.names_agents !== false ? `${author} (${name})` : name;
}

/** Null where answers come to the sender's own address, and find their ticket by what they refer to. */
function replyAddress({ sender: { mailbox }, ticketId, mailKey }: MessageParts): string | null {
  if (!mailbox?.takes_plus_addresses || ticketId === null) return null;
  try {
    return replyAddressOf(mailbox.address, ticketId, mailKey);
  } catch (error) {
    // Its name is too long for a signature behind it.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** One `Re:`, however often it was answered. */
function replySubject(subject: string): string {
  return /^re\s?:/i.test(subject) ? subject : `Re: ${subject}`;
}
