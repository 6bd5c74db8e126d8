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

/** With whom a mailbox signs in by OAuth 2.0. */
export const mailProviders = ['microsoft', 'google', 'other'] as const;
export type MailProvider = (typeof mailProviders)[number];

/** What the desk does with a mailbox: reads it, sends by its server, or sends by Microsoft Graph. */
export const mailPermissions = ['imap', 'smtp', 'graph'] as const;
export type MailPermission = (typeof mailPermissions)[number];

/** What an access token opens: the servers of mail, or Microsoft Graph. */
export type MailAudience = 'mail' | 'graph';

/** Why there is no token for a mailbox. */
export const grantFailures = [
  /** Nobody has consented yet, or the provider takes it no more. */
  'consent_needed',
  /** A new token was given and lost before it was written down; the provider takes the old one no more. */
  'token_lost',
  /** It does not know the client, or its secret, or does not grant what it asks for. */
  'client_refused',
  /** It did not answer, or answered what nobody can use. */
  'provider_unreachable',
  /** The desk cannot open what it keeps: it was sealed by another key. */
  'secret_unreadable',
] as const;
export type GrantFailure = (typeof grantFailures)[number];

/** Why an attempt to connect a mailbox failed, beside those. */
export const connectFailures = [
  ...grantFailures,
  /** Somebody went away, or their directory does not let them consent. */
  'consent_refused',
  /** Another account signed in than the mailbox's. */
  'other_account',
  /** The provider does not say who signed in. */
  'account_unknown',
  /** Less was consented to than the mailbox needs. */
  'scope_missing',
  /** The provider gave nothing to go on with once the first token is over. */
  'no_refresh_token',
] as const;
export type ConnectFailure = (typeof connectFailures)[number];

/** Why a mailbox's server could not be read. */
export const mailboxFailures = [
  ...grantFailures,
  /** It lets nobody in with the token it was shown, though the provider has just given it. */
  'token_refused',
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
] as const;
export type MailboxFailure = (typeof mailboxFailures)[number];
