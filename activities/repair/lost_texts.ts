import type { Database } from '../../database/connection.ts';
import { writeMessage, writeTicketContent } from '../../database/ticket_texts.ts';
import type { TicketEvent } from '../../workflows/domain/events.ts';
import type { TicketState } from '../../workflows/domain/ticket.ts';

const lostText = 'This text is lost. · Ce texte est perdu.';

/**
 * Puts words in the places of texts that a ticket's rows once had: without what it is about nobody
 * would find the ticket.
 *
 * @param fingerprint of the request that opened it
 */
export async function replaceLostTexts(
  database: Database,
  { ticketId, requesterId, channel }: TicketState,
  events: readonly TicketEvent[],
  fingerprint: string,
): Promise<void> {
  await writeTicketContent(database, {
    ticket_id: ticketId,
    requester_id: requesterId,
    subject: lostText,
    description: lostText,
    fingerprint,
    created_by: requesterId,
  });
  for (const event of events) {
    if (event.type !== 'message_added' || event.actor.kind === 'system') continue;
    // What was said on a major incident is a text of that ticket.
    if (event.data.fromTicketId !== undefined) continue;
    const { messageId, visibility } = event.data;
    await writeMessage(database, {
      message_id: messageId,
      ticket_id: ticketId,
      author_id: event.actor.id,
      visibility,
      channel,
      body: lostText,
    });
  }
}
