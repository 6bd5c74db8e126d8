import type { SendingFailure } from '../../../database/outgoing_mail_words.ts';

/** Whom a server hands a message to, and whom it tells where it cannot (RFC 5321: MAIL FROM, RCPT TO). */
export interface MailEnvelope {
  /** Reports of what did not arrive come here: the mailbox itself, or its like. */
  from: string;
  to: string;
}

/** What became of one attempt. `answer` is what the server said, or the system where it said nothing. */
export type SendOutcome =
  /** The server has taken it, and answers for it from now on. */
  | { kind: 'sent'; answer: string }
  /** It will say so again, whenever this message is sent to this address. */
  | { kind: 'refused'; answer: string }
  /** It takes this message not now; others it may take. */
  | { kind: 'put_off'; answer: string }
  /** Nothing can go this way now: everything that goes by it waits, so long at least where it says so. */
  | { kind: 'away'; failure: SendingFailure; answer: string; retryAfterMs?: number }
  /** It was cut off when the server had the whole message, and may have taken it. */
  | { kind: 'unknown'; answer: string };

/**
 * A way by which mail leaves: SMTP, or the interface of a provider. It is kept open and asked by several
 * at once; whoever made it closes it. It never throws: what goes wrong is an outcome.
 */
export interface MailTransport {
  /** @param raw the whole message as RFC 5322 has it, signed where it is to be signed */
  send(envelope: MailEnvelope, raw: Buffer): Promise<SendOutcome>;
  close(): void;
}
