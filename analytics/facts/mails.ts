import type { Pseudonym, Row } from './rows.ts';

export const mailTables = ['mails'] as const;

export type MailFacts = Record<(typeof mailTables)[number], Row[]>;

/** A message that came in as the desk's database has it; instants in milliseconds UTC. */
export interface SourceMail {
  mailId: number;
  mailboxId: string;
  arrivedAt: number;
  deliveredAt: number;
  storedAt: number;
  judgedAt: number | null;
  wasThereBefore: boolean;
  sizeBytes: number;
  /** Null while it waits. */
  fate: string | null;
  reason: string | null;
  ticketId: string | null;
  senderId: string | null;
  replayCount: number;
  firstMailId: number | null;
}

/** What the warehouse says of a message: nothing of who wrote what. */
export function mailFacts(mail: SourceMail, pseudonym: Pseudonym): MailFacts {
  return {
    mails: [
      {
        mail_id: mail.mailId,
        mailbox_id: mail.mailboxId,
        arrived_at: mail.arrivedAt,
        delivered_at: mail.deliveredAt,
        stored_at: mail.storedAt,
        judged_at: mail.judgedAt,
        was_there_before: mail.wasThereBefore,
        size_bytes: mail.sizeBytes,
        fate: mail.fate ?? 'waiting',
        reason: mail.reason,
        ticket_id: mail.ticketId,
        sender_hash: mail.senderId === null ? null : pseudonym(mail.senderId),
        replay_count: mail.replayCount,
        first_mail_id: mail.firstMailId,
      },
    ],
  };
}
