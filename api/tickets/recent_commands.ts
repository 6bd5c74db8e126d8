import { minuteMs } from '../../workflows/domain/durations.ts';

/**
 * The last event this API told its callers of, by ticket, for a minute: a read that comes before
 * the projection has caught up asks the workflow instead of showing what was before.
 */
export interface RecentCommands {
  remember(ticketId: string, seq: number): void;
  /** The sequence number a reader must see at least; 0 where nothing is known. */
  seqOf(ticketId: string): number;
}

const rememberedMs = minuteMs;
const rememberedMax = 10_000;

export function trackRecentCommands(): RecentCommands {
  const recent = new Map<string, { seq: number; at: number }>();
  return {
    remember(ticketId, seq) {
      // A repeated command is told its first answer, which is older than what came after it.
      const known = recent.get(ticketId)?.seq ?? 0;
      recent.delete(ticketId);
      recent.set(ticketId, { seq: Math.max(seq, known), at: Date.now() });
      const oldest = recent.keys().next();
      if (recent.size > rememberedMax && !oldest.done) recent.delete(oldest.value);
    },
    seqOf(ticketId) {
      const known = recent.get(ticketId);
      return known && Date.now() - known.at < rememberedMs ? known.seq : 0;
    },
  };
}
