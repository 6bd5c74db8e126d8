import type { Database } from '../../database/connection.ts';
import { writeTicketContent } from '../../database/ticket_texts.ts';

/** What a ticket is about, as the API writes it before there is one. @returns its number */
export async function writesContent(
  database: Database,
  ticketId: string,
  requesterId: string,
  subject: string,
): Promise<number> {
  const stored = await writeTicketContent(database, {
    ticket_id: ticketId,
    requester_id: requesterId,
    created_by: requesterId,
    subject,
    description: 'As its subject says.',
    fingerprint: 'test',
  });
  if (!stored) throw new Error(`The content of ${ticketId} was not written`);
  return stored.number;
}
