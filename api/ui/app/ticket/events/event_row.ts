import type { TimelineEvent } from '../../../../contract.ts';
import type { Drawing } from '../../design/icon.tsx';

export type TimelineEventType = TimelineEvent['type'];

/** An event as a sentence. */
export interface EventWords {
  icon: Drawing;
  words: string;
  /** The record it speaks of. */
  other?: { id: string; number: number | null; subject: string | null };
  tone?: 'late' | 'soon';
  /** Bookkeeping: shown when all steps are asked for. */
  isMinor?: boolean;
  /** What somebody wrote with it: a reason, a note, a comment. */
  notes?: readonly (string | null | undefined)[];
}

/** What is said of each type of event. `actor` is the name of who did it; words are its process's. */
export type EventRows = {
  [T in TimelineEventType]: (
    event: TimelineEvent<T>,
    actor: string,
    processId: string,
  ) => EventWords;
};
