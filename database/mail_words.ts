/** What can become of a message: of these it has one, and no other. */
export const mailFates = [
  'ticket',
  'message',
  'note',
  'follow_up',
  'parked',
  'refused',
  'bounce',
  /** The same message was delivered before: what became of that one stands for it. */
  'duplicate',
  /** It was there before the mailbox was to be read, and was left alone. */
  'skipped',
] as const;
export type MailFate = (typeof mailFates)[number];

/** Why a mailbox's server could not be read. */
export const mailboxFailures = [
  'name_unknown',
  'connection_refused',
  'connection_lost',
  'no_answer_in_time',
  'certificate',
  /** It asks for encryption before it takes a password. */
  'encryption_needed',
  'password_refused',
  /** It would not let anybody in now, whatever the password. */
  'server_busy',
  'folder_missing',
  /** It lists a message and does not give it. */
  'message_not_given',
  'protocol',
  /** The desk cannot open the password: it was sealed by another key. */
  'secret_unreadable',
] as const;
export type MailboxFailure = (typeof mailboxFailures)[number];
