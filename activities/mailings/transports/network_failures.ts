import type { SendingFailure } from '../../../database/outgoing_mail_words.ts';

/** Why nobody was reached, by Node's code of it, whatever is spoken there. */
export const networkFailures: Record<string, SendingFailure> = {
  ECONNREFUSED: 'connection_refused',
  EHOSTUNREACH: 'connection_refused',
  ENETUNREACH: 'connection_refused',
  ENOTFOUND: 'name_unknown',
  EAI_AGAIN: 'name_unknown',
};
