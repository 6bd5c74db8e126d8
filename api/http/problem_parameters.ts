import type { AnalyticsParameters } from '../../analytics/errors.ts';
import type { Refusal, RefusalCode } from '../../workflows/domain/refusals.ts';
import type { DirectoryFailure } from '../federation/ldap/failures.ts';
import type { Expectation, Receipt } from './expectations.ts';
import type { Share } from './limits/shares.ts';

type Nothing = Record<never, never>;

/** One thing wrong with the input: where, what was expected, what came. */
export interface Fault {
  /** body.subject, query.limit, path.n, header.if-match */
  path: string;
  expected: Expectation;
  received: Receipt;
}

interface Faulty {
  faults: readonly Fault[];
}

/**
 * Why the API answers with other than success: a code and what it speaks of. Codes are stable, and
 * programs branch on them. The sentences are in problem_words.ts, in each language; those of what the
 * desk itself refuses (workflows/domain/refusals.ts) and of questions (analytics/errors.ts) are theirs.
 */
export interface ProblemParameters {
  /** Of somebody who has left. */
  account_closed: Nothing;
  account_erased: Nothing;
  attachments_unsent: { limitBytes: number };
  body_too_large: Faulty;
  busy: { seconds: number };
  cross_site_refused: Nothing;
  /** Conditions and lists name a customer: two of one name would be one. */
  customer_name_taken: { name: string };
  database_unavailable: Nothing;
  desk_key_missing: Nothing;
  idempotency_key_reused: Faulty;
  internal_error: Nothing;
  invalid_input: Faulty;
  /** An identity that waited for its account does so no longer. */
  link_over: Nothing;
  /** Nobody would be left to see to people and settings. */
  last_administrator: Nothing;
  /** What became of it was done, and is not done anew. */
  mail_done: { id: string };
  /** Its bytes never came: nothing can be read of it. */
  mail_not_fetched: { id: string };
  /** Its bytes came: its server is not asked for them again. */
  mail_was_fetched: { id: string };
  /** Mails came from it: what became of them stays. */
  mailbox_has_mails: { name: string };
  mail_sent: { id: string };
  /** It was said before what becomes of what was there. */
  mailbox_started: { name: string };
  /** Messages come from a server, or it is paused. */
  mailbox_takes_none: { name: string };
  /** Its server cannot be read now; `words` are the server's own. */
  mailbox_unread: { name: string; words: string };
  /** Its provider gave no token now; `words` are the provider's own. */
  mailbox_not_connected: { name: string; words: string };
  mailbox_without_oauth: { name: string };
  mailbox_without_server: { name: string };
  malformed_address: Nothing;
  malformed_body: Faulty;
  method_not_allowed: { method: string; allowed: readonly string[] };
  not_signed_in: {
    /** `other_home`: an account of the demo, on a desk that was opened without it. */
    why: 'no_credential' | 'no_bearer' | 'unknown_token' | 'session_over' | 'other_home';
  };
  /** The account that a page was opened by is not the one that is signed in. */
  other_account: Nothing;
  /** Others sign in there, and it does not answer now. */
  provider_unavailable: { provider: string };
  /** Of an API token: what it is not for, and what it is for. */
  scope_not_given: { scope: string; given: readonly string[] };
  directory_unread: { directory: string; why: DirectoryFailure };
  last_way_in: Nothing;
  /** How long ago a sign-in may be, in minutes. */
  sign_in_again: { minutes: number };
  too_many_vanished: { vanishedCount: number; knownCount: number };
  second_factor_demanded: Nothing;
  second_factor_exists: Nothing;
  second_factor_missing: Nothing;
  /** The session opens nothing but what adds one. */
  second_factor_needed: Nothing;
  /** Not by an API token. */
  session_needed: Nothing;
  person_not_erased: {
    why: 'erased_already' | 'open_tickets' | 'account_open';
    /** Numbers of those that are open. */
    tickets: readonly number[];
  };
  /** A link of the desk's owner that is wrong, used, void or expired. */
  owner_link_over: Nothing;
  share_taken: { share: Share; limit: number };
  /** A link to sign in: used, void, expired, or never one. */
  sign_in_link_over: Nothing;
  sign_in_step_over: Nothing;
  sign_in_wait: { seconds: number };
  /** Of a mail of the desk; `reopened`, where it asked about a resolution that is none any more. */
  mail_link_over: { why: 'expired' | 'account_closed' | 'reopened' };
  mail_link_unknown: Nothing;
  temporal_unavailable: Nothing;
  ticket_contradicted: Nothing;
  too_many_commands: Nothing;
  too_many_mailboxes: { limit: number };
  too_many_requests: Nothing;
  unknown_host: { host: string };
  unsupported_media_type: Faulty;
  worker_unavailable: Nothing;
  wrong_code: Nothing;
  wrong_passkey: Nothing;
  wrong_sign_in: Nothing;
}

export type ProblemCode = keyof ProblemParameters;

type Coded<Parameters> = {
  [C in keyof Parameters]: { code: C; parameters: Parameters[C] };
}[keyof Parameters];

/** What the API says of itself, without the desk's refusals and what questions end in. */
export type OwnProblem = Coded<ProblemParameters>;
export type ProblemReason = Refusal | Coded<AnalyticsParameters> | OwnProblem;
export type AnyProblemCode = RefusalCode | keyof AnalyticsParameters | ProblemCode;
