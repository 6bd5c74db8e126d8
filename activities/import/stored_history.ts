import type { Database } from '../../database/connection.ts';
import { eventHash } from '../../database/ticket_rows.ts';
import type { EventBatch } from '../../workflows/ports.ts';

export interface Compared {
  /** Not stored at all, or stored up to some event: the log has gone on since. */
  fresh: EventBatch[];
  unchangedCount: number;
  /** Stored with other events. Events are append only: they stay as they are. */
  conflicting: { ticketId: string; seq: number }[];
}

/** Compares histories with what the desk has of the same tickets. */
export async function compareWithStored(
  database: Database,
  batches: EventBatch[],
): Promise<Compared> {
  const stored = await storedHashes(
    database,
    batches.map(({ ticketId }) => ticketId),
  );
  const compared: Compared = { fresh: [], unchangedCount: 0, conflicting: [] };
  for (const batch of batches) {
    const hashes = stored.get(batch.ticketId) ?? [];
    const differing = hashes.findIndex((hash, index) => {
      const event = batch.events[index];
      return event === undefined || eventHash(event) !== hash;
    });
    if (differing >= 0) {
      compared.conflicting.push({ ticketId: batch.ticketId, seq: differing + 1 });
    } else if (hashes.length === batch.events.length) {
      compared.unchangedCount += 1;
    } else {
      compared.fresh.push({ ...batch, events: batch.events.slice(hashes.length) });
    }
  }
  return compared;
}

async function storedHashes(
  database: Database,
  ticketIds: string[],
): Promise<Map<string, string[]>> {
  const rows = await database('ticket_events')
    .select('ticket_id', 'data_hash')
    .whereIn('ticket_id', ticketIds)
    .orderBy(['ticket_id', 'seq']);
  const hashes = new Map<string, string[]>();
  for (const { ticket_id, data_hash } of rows) {
    const known = hashes.get(ticket_id);
    if (known) known.push(data_hash);
    else hashes.set(ticket_id, [data_hash]);
  }
  return hashes;
}
