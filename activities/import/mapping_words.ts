import { ticketTypes } from '../../workflows/domain/ticket.ts';
import { emptyHistory } from '../../workflows/processes/history.ts';
import { findProcess } from '../../workflows/processes/index.ts';
import {
  impactsOf,
  namesOf,
  offeredReasonsOf,
  prioritiesOf,
  tiersOf,
  urgenciesOf,
} from '../../workflows/processes/own_words.ts';
import type { Mapping } from './mapping.ts';

/** Fields of which a log may say no more than a few words, all known before. */
export type ClosedField = 'type' | 'impact' | 'urgency' | 'priority' | 'tier';

/** What each of these may be: words of the desk's process, or those that the mapping names. */
export function closedWords({ process }: Pick<Mapping, 'process'>): Record<ClosedField, string[]> {
  const own = typeof process === 'string' ? (findProcess(process) ?? {}) : process;
  return {
    type: [...ticketTypes],
    impact: namesOf(impactsOf(own)),
    urgency: namesOf(urgenciesOf(own)),
    priority: namesOf(prioritiesOf(own)),
    tier: namesOf(tiersOf(own)),
  };
}

/** What tickets of the log may wait for. */
export function pendingWords({ process }: Pick<Mapping, 'process'>): string[] {
  if (typeof process === 'string') {
    return namesOf(offeredReasonsOf(findProcess(process) ?? emptyHistory));
  }
  return [...namesOf(offeredReasonsOf(emptyHistory)), ...Object.keys(process.pendingReasons)];
}
