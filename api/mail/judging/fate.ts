import type { MessageIdentity, ReadMail } from '../reading/mail.ts';

/** Why a message waits for a person. */
export const parkingReasons = [
  // It costs too much, or nobody can read it.
  'too_large',
  'attachment_too_large',
  'too_many_parts',
  'too_slow',
  'unreadable',
  'empty',
  // Who wrote it is not known, or not proven.
  'sender_missing',
  'sender_unreadable',
  'sender_unproven',
  // A machine wrote it.
  'auto_submitted',
  'out_of_office',
  'bulk',
  'mailing_list',
  'delivery_report',
  'delivery_delayed',
  'abuse_report',
  'read_receipt',
  'calendar_reply',
  // It goes round in circles.
  'own_message',
  'own_address',
  'other_desk',
  'too_many_from_address',
  // Where it belongs is gone.
  'ticket_erased',
  'ticket_over',
  'reference_ambiguous',
] as const;
export type ParkingReason = (typeof parkingReasons)[number];

/** Why a message is not taken. Its bytes are kept as all others. */
export const refusalReasons = ['several_senders', 'sender_forged'] as const;
export type RefusalReason = (typeof refusalReasons)[number];

/** Why a message on a ticket is kept as an untrusted note. */
export const noteReasons = ['sender_not_of_thread', 'sender_unproven_in_thread'] as const;
export type NoteReason = (typeof noteReasons)[number];

/** Why nobody is sent an acknowledgement. */
export const withholdingReasons = [
  'response_suppressed',
  'sender_not_proven',
  'many_to_address',
  'many_to_domain',
  'no_reply_address',
] as const;
export type WithholdingReason = (typeof withholdingReasons)[number];

/** By what a message was found to belong to a ticket. */
export const threadEvidences = [
  'reply_address',
  'own_message_id',
  'in_reply_to',
  'references',
] as const;
export type ThreadEvidence = (typeof threadEvidences)[number];

/** Every code that a fate may give as its reason. Each has words in both languages. */
export const reasonCodes = [
  ...parkingReasons,
  ...refusalReasons,
  ...noteReasons,
  ...withholdingReasons,
] as const;
export type ReasonCode = (typeof reasonCodes)[number];

/** The one thing that becomes of a message. */
export type Fate =
  /** A new ticket. An acknowledgement is due where `withheld` is null; else it says why not. */
  | { kind: 'ticket'; withheld: WithholdingReason | null }
  /** What a participant says on a ticket; on the survivor where that one was merged. */
  | { kind: 'message'; ticketId: string; by: ThreadEvidence }
  /** On a ticket, seen by agents alone: whoever wrote it does not belong there, or may be another. */
  | { kind: 'note'; ticketId: string; by: ThreadEvidence; reason: NoteReason }
  /** A new ticket that follows one that is closed. */
  | {
      kind: 'follow_up';
      ticketId: string;
      by: ThreadEvidence;
      withheld: WithholdingReason | null;
    }
  /** It waits for a person, who may give it another fate. `ticketId` where it belongs to one. */
  | { kind: 'parked'; reason: ParkingReason; ticketId: string | null }
  | { kind: 'refused'; reason: RefusalReason }
  /** A message of ours did not arrive. */
  | {
      kind: 'bounce';
      ticketId: string;
      outgoing: MessageIdentity;
      /** Whom it did not reach; null where the report does not say. */
      recipient: string | null;
      /** RFC 3463, `5.1.1`; null where it is not given. */
      status: string | null;
      diagnostic: string;
    };

/**
 * How a ticket stands that a message names. Of one that was merged the caller gives the survivor's
 * id and standing, and says in `mergedFrom` which was named.
 */
export interface NamedTicket {
  ticketId: string;
  mergedFrom: string | null;
  /**
   * `open`: it takes messages, one that is resolved and may be reopened with it. `closed`: what comes
   * is a new ticket that follows it. `over`: cancelled, or merged in a circle. `erased`: its texts are gone.
   */
  standing: 'open' | 'resolved' | 'closed' | 'over' | 'erased';
  /** The mail's From belongs to a participant: requester, follower, one in copy, an agent of the desk. */
  isParticipant: boolean;
}

/** A message that the desk knows, and that the mail names or claims to be: see `namedBy`. */
export interface KnownMessage {
  messageId: MessageIdentity;
  /** The ticket it belongs to, as it was sent: what became of that one is in `tickets`. */
  ticketId: string;
  /** As it was sent, with its `Re:`. */
  subject: string;
  /** We sent it, and its signature is ours. */
  isOurs: boolean;
}

/** What is known of who truly sent a message. */
export interface Authenticity {
  /**
   * `pass`: the domain of From vouches for it (DMARC). `fail`: it has a policy, and the message does
   * not meet it. `none`: it says nothing, or nobody asked. `error`: it could not be asked now.
   */
  verdict: 'pass' | 'fail' | 'none' | 'error';
  /** What the domain asks for where it fails; null where it has no policy. */
  policy: 'none' | 'quarantine' | 'reject' | null;
  /** Who says so: a server of ours in Authentication-Results, or our own check. */
  by: 'own_server' | 'own_check' | 'nobody';
  /** In English, for the page of the message. */
  words: string;
}

/** Acknowledgements and news that were sent of late, in the window that the mailbox sets. */
export interface SentOfLate {
  /** To the address of From, and to its domain. */
  toAddress: number;
  toDomain: number;
}

export interface JudgingLimits {
  /** From so many on no acknowledgement is sent, and nothing is reopened. */
  toAddressMax: number;
  toDomainMax: number;
  /** From so many tickets on that one address opened, its next waits for a person. */
  openedByAddressMax: number;
  /** Of one attachment, in bytes. */
  attachmentBytesMax: number;
}

/** Everything `judge` knows beside the mail. The caller reads it, at one instant. */
export interface Circumstances {
  /** The addresses of all mailboxes of the desk, lower case, without what stands behind `+`. */
  ownAddresses: readonly string[];
  /** The value of `X-Palier-Desk` that this desk sends. */
  ownDesk: string;
  /** Ids and addresses of mailing lists by which people write to the mailbox, lower case. */
  ownLists: readonly string[];
  /** The ticket of a signed reply address of ours among the recipients, its signature checked. */
  replyAddressTicketId: string | null;
  known: readonly KnownMessage[];
  /** By the id that the mail names, of every ticket in `known` and of `replyAddressTicketId`. */
  tickets: Readonly<Record<string, NamedTicket>>;
  authenticity: Authenticity;
  sentOfLate: SentOfLate;
  /** Tickets that mails from this address opened or reopened, in the same window. */
  openedByAddressOfLate: number;
  limits: JudgingLimits;
}

/** What becomes of a mail: the same mail in the same circumstances always has the same fate. */
export type Judge = (mail: ReadMail, circumstances: Circumstances) => Fate;
