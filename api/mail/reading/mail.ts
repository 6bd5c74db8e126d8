/**
 * What a message says, read from its bytes. Nothing here is believed yet: `judge` decides what
 * becomes of it. Plain data throughout, so that it crosses a thread, and a workflow where it must.
 */

/**
 * Who a message is, by its Message-ID: `rfc822:` and the id without its angle brackets, its domain in
 * lower case (RFC 5322 §3.6.4 leaves the left side as it is written). Two messages with one identity are one.
 */
export type MessageIdentity = `rfc822:${string}`;

/** A mailbox somewhere, as a header names it. */
export interface MailAddress {
  /** The name beside it, decoded; empty where there is none. */
  name: string;
  /** `local@domain`, the domain in lower case and as it travels (punycode stays punycode). */
  address: string;
}

export const fromProblems = [
  /** There is no From at all, or an empty one. */
  'missing',
  /** Several, in one header or in several: which is meant nobody can say. */
  'several',
  /** Something is there that is no address. */
  'unreadable',
] as const;
export type FromProblem = (typeof fromProblems)[number];

export interface MailAttachment {
  /** As it may be shown and saved: no path, no control characters, never empty. */
  name: string;
  /** What the message calls it, lower case, without parameters. Whoever serves it looks for himself. */
  contentType: string;
  content: Uint8Array<ArrayBuffer>;
  /** Its Content-ID without angle brackets; null where it has none. */
  cid: string | null;
  /** It is shown in the HTML, by its cid: not one of the files that were attached. */
  isInline: boolean;
}

/** The text as a reader wants it at first sight. Joined in order the blocks are the whole text, line by line. */
export interface FoldedText {
  /** What was written now, with answers between quotes where they stand. */
  visible: string;
  /** What was quoted of earlier messages, its introduction (`Le … a écrit :`) with it. */
  quoted: string;
  /** What stands below `-- `, and what a program puts there (`Envoyé de mon iPhone`). */
  signature: string;
  blocks: FoldedBlock[];
}

export interface FoldedBlock {
  kind: 'visible' | 'quoted' | 'signature';
  /** Whole lines, without the line break behind the last. */
  text: string;
}

/** An invitation to an event, or an answer to one (RFC 5546). */
export interface CalendarMark {
  kind: 'calendar';
  /** `REQUEST`, `REPLY`, `CANCEL` …, in capitals; null where it says none. */
  method: string | null;
  title: string;
  /** Milliseconds since 1970; null where it cannot be read. */
  startAt: number | null;
  endAt: number | null;
  /** Days without an hour: `startAt` is midnight UTC of the first one. */
  isWholeDay: boolean;
  location: string;
  organiser: MailAddress | null;
}

/** What a message is beside its text, said where it is shown. None of these was checked or opened here. */
export type ShownAs =
  /** Its signature is not checked by the reader: `authenticity` says what is known of the sender. */
  | { kind: 'signed'; by: 'smime' | 'pgp' }
  /** The text is inside and nobody here can read it; the encrypted part is an attachment. */
  | { kind: 'encrypted'; by: 'smime' | 'pgp' }
  | CalendarMark
  /** Outlook's own format; what is in it could not be opened where `isOpened` is false. */
  | { kind: 'tnef'; isOpened: boolean }
  /** Other messages that are attached, each an `.eml`. */
  | { kind: 'nested_messages'; count: number };

/** What a server tells of a message that it could not deliver, or did (RFC 3464). */
export interface DeliveryReport {
  /** The message that it is about; null where the report does not say. */
  originalMessageId: MessageIdentity | null;
  recipients: DeliveryOutcome[];
}

export interface DeliveryOutcome {
  address: string;
  action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';
  /** RFC 3463, `5.1.1`; null where it is not given. */
  status: string | null;
  /** What the other server said, in its words; empty where it said nothing. */
  diagnostic: string;
}

/** Everything in a message that says a machine wrote it. */
export interface AutomaticSigns {
  /** Auto-Submitted (RFC 3834) in lower case without parameters; null where it is absent or `no`. */
  autoSubmitted: string | null;
  /** Precedence, lower case: `bulk`, `list`, `junk`, `auto_reply`; null where it is absent. */
  precedence: string | null;
  /** The names of the List-* headers that are there, lower case. */
  listHeaders: string[];
  /** The mailing lists it came by, lower case: their List-Ids, or where there is none the addresses of List-Post. */
  lists: string[];
  deliveryReport: DeliveryReport | null;
  /** A complaint about a message, machine to machine (RFC 5965). */
  isAbuseReport: boolean;
  /** It tells that a message was read (RFC 8098). */
  isReadReceipt: boolean;
  /** Somebody is away; `because` is the header or the words that say so. A guess. */
  outOfOffice: { because: string } | null;
  /** Return-Path is `<>`: a server wrote it. */
  hasEmptyReturnPath: boolean;
  /** Values of X-Auto-Response-Suppress, lower case. It asks us not to answer; it does not say that the mail is automatic. */
  responseSuppressed: string[];
  /** A desk of this kind sent it: the value of `X-Palier-Desk`. */
  sentByDesk: string | null;
}

export const readingProblemCodes = [
  /** Bigger than what is read: the headers alone are here. */
  'too_large',
  'too_many_parts',
  'too_deep',
  'too_many_headers',
  /** The reader was ended: it took too long, or too much memory. The headers alone are here. */
  'too_slow',
  'too_much_memory',
  /** The reader itself failed. The headers alone are here, or nothing. */
  'failed',
  'message_id_missing',
  'message_id_repeated',
  'date_unreadable',
  'from_missing',
  'from_several',
  'from_unreadable',
  'charset_unknown',
  'charset_wrong',
  'structure_broken',
  'html_too_complex',
  'html_cut',
  'text_cut',
  'attachment_renamed',
  'tnef_not_opened',
  'calendar_unreadable',
] as const;
export type ReadingProblemCode = (typeof readingProblemCodes)[number];

export interface ReadingProblem {
  code: ReadingProblemCode;
  /** What was found and what was made of it, in English, for whoever administers a mailbox. */
  words: string;
}

/** A message, read. Every field is there whatever was in the bytes. */
export interface ReadMail {
  /** Null where the message has none, as one in five real ones. */
  messageId: MessageIdentity | null;
  inReplyTo: MessageIdentity[];
  /** In the order of the header, the nearest last. */
  references: MessageIdentity[];
  /** Null exactly where `fromProblem` says why. */
  from: MailAddress | null;
  fromProblem: FromProblem | null;
  sender: MailAddress | null;
  replyTo: MailAddress[];
  to: MailAddress[];
  cc: MailAddress[];
  /** Delivered-To, X-Original-To, Envelope-To: where the server put it, nearest first. */
  deliveredTo: string[];
  /** Decoded, one line, trimmed; empty where there is none. */
  subject: string;
  /** The header's Date in milliseconds since 1970, as the sender's clock had it; null without one. */
  sentAt: number | null;
  /** The whole plain text, of the HTML where there is no other. Lines end in `\n`. */
  text: string;
  folded: FoldedText;
  /** Cleaned; no picture of another server; pictures of the message by `cid:`. Null without HTML. */
  html: string | null;
  /** Addresses of those pictures, by the number at their place: see `withRemotePictures`. */
  remotePictures: string[];
  attachments: MailAttachment[];
  shownAs: ShownAs[];
  automatic: AutomaticSigns;
  /** Values of Authentication-Results as they stand, topmost first. */
  authenticationResults: string[];
  problems: ReadingProblem[];
}

/** What one message may cost. What is over it is told as a problem. */
export interface ReadingLimits {
  bytesMax: number;
  partsMax: number;
  /** Multiparts within multiparts. */
  depthMax: number;
  headerBytesMax: number;
  /** Of the plain text, in UTF-16 units. */
  textLengthMax: number;
  htmlLengthMax: number;
  timeoutMs: number;
  /** Of the reader's own heap. */
  memoryMegabytesMax: number;
}

/** Reads messages off the event loop, one at a time and in the order of the calls. */
export interface MailReader {
  /** @returns what the message says; bad input is told in `problems`, it never throws because of it */
  readMail(raw: Uint8Array): Promise<ReadMail>;
  /** Ends the reader's thread. What is being read is answered with the problem `failed`. */
  close(): Promise<void>;
}
