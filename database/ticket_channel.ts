/** Readers listen here; the payload is `{"ticketId": …, "seq": …}` of the last event. */
export const ticketChannel = 'palier_ticket';

export function ticketPayload({ ticketId, seq }: { ticketId: string; seq: number }): string {
  return JSON.stringify({ ticketId, seq });
}
