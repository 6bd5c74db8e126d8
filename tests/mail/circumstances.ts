import type { Circumstances, KnownMessage, NamedTicket } from '../../api/mail/judging/fate.ts';
import type { MessageIdentity } from '../../api/mail/reading/mail.ts';

/** Nothing is known, and nothing stands against a mail. */
export function circumstancesWith(changed: Partial<Circumstances> = {}): Circumstances {
  return {
    ownAddresses: ['desk@example.com', 'it@example.com'],
    ownDesk: 'desk-of-example',
    ownLists: ['desk@example.com', 'desk.example.com'],
    replyAddressTicketId: null,
    known: [],
    tickets: {},
    authenticity: { verdict: 'none', policy: null, by: 'nobody', words: '' },
    sentOfLate: { toAddress: 0, toDomain: 0 },
    openedByAddressOfLate: 0,
    limits: {
      toAddressMax: 5,
      toDomainMax: 50,
      openedByAddressMax: 20,
      attachmentBytesMax: 25_000_000,
    },
    ...changed,
  };
}

export function ticketWith(changed: Partial<NamedTicket> = {}): NamedTicket {
  return { ticketId: 'tkt-a', mergedFrom: null, standing: 'open', isParticipant: true, ...changed };
}

export function knownWith(
  messageId: MessageIdentity,
  changed: Partial<KnownMessage> = {},
): KnownMessage {
  return {
    messageId,
    ticketId: 'tkt-a',
    subject: 'The printer on floor 2',
    isOurs: true,
    ...changed,
  };
}
