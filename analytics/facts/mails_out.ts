import type { Pseudonym, Row } from './rows.ts';

export const outgoingMailTables = ['mails_out'] as const;

export type OutgoingMailFacts = Record<(typeof outgoingMailTables)[number], Row[]>;

/** A mail that the desk owes somebody as its database has it; instants in milliseconds UTC. */
export interface SourceOutgoingMail {
  mailId: number;
  kind: string;
  /** Of all it tells, each once, in any order. */
  reasons: readonly string[];
  newsCount: number;
  mailboxId: string | null;
  ticketId: string | null;
  accountId: string;
  state: string;
  reason: string | null;
  createdAt: number;
  dueAt: number;
  sentAt: number | null;
  bouncedAt: number | null;
  bounceStatus: string | null;
  attempts: number;
  isMaybeSentTwice: boolean;
}

/** What the warehouse says of a mail that goes out: nothing of who is told what. */
export function outgoingMailFacts(
  mail: SourceOutgoingMail,
  pseudonym: Pseudonym,
): OutgoingMailFacts {
  return {
    mails_out: [
      {
        outgoing_mail_id: mail.mailId,
        kind: mail.kind,
        reasons: mail.reasons.length === 0 ? null : mail.reasons.toSorted().join(', '),
        news_count: mail.newsCount,
        mailbox_id: mail.mailboxId,
        ticket_id: mail.ticketId,
        recipient_hash: pseudonym(mail.accountId),
        state: mail.state,
        reason: mail.reason,
        created_at: mail.createdAt,
        due_at: mail.dueAt,
        sent_at: mail.sentAt,
        bounced_at: mail.bouncedAt,
        bounce_status: mail.bounceStatus,
        attempts: mail.attempts,
        is_maybe_sent_twice: mail.isMaybeSentTwice,
      },
    ],
  };
}
