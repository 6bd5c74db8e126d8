/** APIs tell each other here who is at which ticket; the payload is of api/tickets/presence/presences.ts. */
export const presenceChannel = 'palier_presence';
