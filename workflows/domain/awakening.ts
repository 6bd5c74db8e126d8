import {
  type Awakening,
  awakeningsMax,
  type Pause,
  pausesMax,
  type ResolvedRest,
  type TicketState,
} from './ticket.ts';

/**
 * A word to a ticket that this one stands for ends its rest: what waits for its requester goes on, and
 * what was resolved is open again. Once the two part it is as if that word had never been there, so
 * what the rest was is kept, as long as nothing else has ended it since.
 */
type Change = Pick<TicketState, 'awakenings'>;

type IsParted = (ticket: { ticketId: string }) => boolean;

/** A word to one of the merged tickets has just ended a rest. */
export function awakenedFrom(
  { awakenings = [] }: TicketState,
  rest: Awakening['rest'],
  ticketId: string,
  at: number,
): Change {
  const awakening = { rest, words: [{ ticketId, at }], until: null };
  return { awakenings: [...awakenings, awakening].slice(-awakeningsMax) };
}

/** What a resolved ticket is, for when that comes back; undefined where it is not resolved. */
export function resolvedRestOf(state: TicketState): ResolvedRest | undefined {
  const { resolution, resolvedAt, autoCloseAt, assignee, workStartedAt, survey } = state;
  if (resolution === null || resolvedAt === null || autoCloseAt === null) return undefined;
  return { n: resolution.n, resolvedAt, autoCloseAt, assignee, workStartedAt, survey };
}

/**
 * Somebody wrote who would have ended the rest too.
 * @param ticketId the merged ticket it was said to; undefined for the ticket itself
 */
export function awakeningsHearing(
  state: TicketState,
  ticketId: string | undefined,
  at: number,
): Change {
  return changeOpen(state, (open) => {
    const { words } = open;
    if (ticketId === undefined) return ended(open, Math.max(at, words[0]?.at ?? at));
    if (words.some((word) => word.ticketId === ticketId)) return open;
    return { ...open, words: [...words, { ticketId, at }].toSorted((a, b) => a.at - b.at) };
  });
}

/** What happened would have ended the rest, whoever wrote before. */
export function awakeningsEnded(state: TicketState, at: number): Change {
  return changeOpen(state, (open) => ended(open, at));
}

/** Somebody of the desk went on with what was open again: it is theirs now. */
export function reopeningKept(state: TicketState, at: number): Change {
  return changeOpen(state, (open) => ('resolved' in open.rest ? ended(open, at) : open));
}

function ended({ rest, words }: Awakening, until: number): Awakening {
  return { rest: { cause: causeOf(rest) }, words, until };
}

/** What clocks that paused for it say. */
function causeOf(rest: Awakening['rest']): string {
  if ('cause' in rest) return rest.cause;
  return 'pending' in rest ? rest.pending.reason : 'resolved';
}

function changeOpen(
  { awakenings = [] }: TicketState,
  change: (open: Awakening) => Awakening,
): Change {
  const last = awakenings.at(-1);
  if (!last || last.until !== null) return {};
  return { awakenings: [...awakenings.slice(0, -1), change(last)] };
}

/** The rest that tickets which part ended alone, and that would still go on. */
export function restWithout(
  { awakenings = [] }: TicketState,
  isParted: IsParted,
): Awakening | undefined {
  const last = awakenings.at(-1);
  return last?.until === null && last.words.every(isParted) ? last : undefined;
}

/** What is left once tickets have parted, and how long the ticket would have rested without them. */
export function awakeningsWithout(
  state: TicketState,
  isParted: IsParted,
  at: number,
): Pick<TicketState, 'awakenings' | 'pauses'> {
  const { awakenings = [], pauses } = state;
  if (awakenings.length === 0) return { pauses };
  const left: Awakening[] = [];
  let rested = pauses;
  for (const { rest, words, until } of awakenings) {
    const others = words.filter((word) => !isParted(word));
    const from = words[0]?.at ?? at;
    const to = others[0]?.at ?? until ?? at;
    const cause = causeOf(rest);
    if (to > from) rested = restedOn(rested, { cause, from, to });
    if (others.length > 0) left.push({ rest, words: others, until });
  }
  return { awakenings: left, pauses: rested };
}

/** A rest that went on after it was ended. */
function restedOn(pauses: Pause[], more: Pause): Pause[] {
  const before = pauses.findLast(({ cause, to }) => cause === more.cause && to === more.from);
  if (!before) return [...pauses, more].slice(-pausesMax);
  return pauses.map((pause) => (pause === before ? { ...before, to: more.to } : pause));
}
