import type { RecipientReason } from '../workflows/domain/recipients.ts';
import { grantFailures } from './mail_words.ts';

/** `ticket`: news of one ticket to one person; `digest`: of several, gathered. */
export const outgoingMailKinds = ['ticket', 'digest'] as const;
export type OutgoingMailKind = (typeof outgoingMailKinds)[number];

/** One event of a ticket, and why its reader hears of it. */
export interface OutgoingNews {
  ticketId: string;
  seq: number;
  reason: RecipientReason;
}

/** How far a mail came. */
export const outgoingMailStates = [
  /** It is to be sent, now or later. */
  'waiting',
  /** The server has taken it. */
  'sent',
  /** It will not be sent: the server said no for good, or `reason` says why. */
  'refused',
  /** The server had taken it, and a report says that it did not arrive. */
  'bounced',
  /** When it was to be written there was nothing to say any more. */
  'not_needed',
] as const;
export type OutgoingMailState = (typeof outgoingMailStates)[number];

/** Why a way out could not be used. */
export const sendingFailures = [
  'name_unknown',
  'connection_refused',
  'connection_lost',
  'no_answer_in_time',
  'certificate',
  'encryption_needed',
  'password_refused',
  /** It takes nothing from this address. */
  'sender_refused',
  /** It asks for patience. */
  'server_busy',
  'protocol',
  /** It takes none of the tokens that the mailbox's provider gives. */
  'token_refused',
  ...grantFailures,
  /** PALIER_SMTP_URL is empty. */
  'no_server',
] as const;
export type SendingFailure = (typeof sendingFailures)[number];

/** Why a mail ended without being sent, where no server said so. */
export const unsentReasons = [
  'account_closed',
  'no_address',
  /** Mail to the address came back too often. */
  'address_stopped',
  /** It is the address of a mailbox of the desk. */
  'own_address',
  /** It was put off for days. */
  'too_late',
  /** Its words could not be found, however often that was tried. */
  'not_written',
] as const;
export type UnsentReason = (typeof unsentReasons)[number];
