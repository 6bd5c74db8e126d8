import type { Database } from '../../../database/connection.ts';
import type { OutgoingMailKind, OutgoingNews } from '../../../database/outgoing_mail_words.ts';
import type { DeskKey } from '../../../settings/desk_key.ts';

/** A mail that is to be written now. */
export interface MailToCompose {
  mailId: string;
  kind: OutgoingMailKind;
  accountId: string;
  /** Null for a digest. */
  ticketId: string | null;
  /** The mailbox it is sent from; null for the desk's own address. */
  mailboxId: string | null;
  /** What it tells, the oldest first. */
  news: readonly OutgoingNews[];
}

export interface ComposingContext {
  deskKey: DeskKey;
  /** Where people reach the desk, without a slash at its end; null where nobody has said it: then no mail has a link. */
  deskUrl: string | null;
  /** Whether an answer to this mail comes back to its ticket. */
  isAnswerable: boolean;
}

export interface ComposedAttachment {
  filename: string;
  contentType: string;
  content: Buffer;
  /** Where the HTML shows it, by `cid:`. */
  cid?: string;
}

/** The words of a mail. Headers, address and signature are the sender's matter. */
export interface ComposedMail {
  /**
   * For kind `ticket` the same in all mails of a ticket, or clients make two conversations of them: the ticket's
   * own subject, without its number and without `Re:`, which the sender puts before it.
   */
  subject: string;
  text: string;
  html: string;
  attachments: readonly ComposedAttachment[];
  /** BCP 47, as `Content-Language` says it. */
  language: string;
  /**
   * The name of the agent whose own words it carries; null where the desk itself tells something. A mail of
   * somebody bears their name in From where the mailbox says so, and is not marked as sent by a machine.
   */
  author: string | null;
}

/**
 * Finds the words of a mail in the database as it stands now, in its reader's language.
 * @returns null where there is nothing to say any more: what it tells was erased, merged away or is none of
 *   the reader's business now. The mail ends as `not_needed`
 * @throws where the database cannot be read: it is tried again
 */
export type Compose = (
  database: Database,
  mail: MailToCompose,
  context: ComposingContext,
) => Promise<ComposedMail | null>;
