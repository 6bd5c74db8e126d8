import { deadlinesOf } from '../../domain/deadlines.ts';
import type { ProcessSnapshot } from '../../domain/process.ts';
import { type Clock, openClocks, type TicketState } from '../../domain/ticket.ts';
import { clockWords, type Move } from './moves.ts';

/**
 * A state of a search stands for tickets at any point of their clocks' lives, and the one ticket
 * that is looked at is early. So each clock that rules wait for is also tried late: as if its next
 * moment, and as if its breach, came before everything else. That is more than can happen to some
 * tickets, which makes what is proved no weaker.
 */
export function* lateMoves(state: TicketState, process: ProcessSnapshot): Generator<Move> {
  const awaited = new Set(process.escalationRules.map(({ clock }) => clock));
  for (const clock of openClocks(state)) {
    if (!awaited.has(clock.name) || clock.runningSince === null || clock.breachedAt !== null)
      continue;
    const others = deadlinesOf(state).filter(
      (one) => !('clock' in one && one.clock === clock.name && one.cycle === clock.cycle),
    );
    const at = Math.min(...others.map((one) => one.at)) - 1;
    for (const [moment, words] of momentsOf(clock)) {
      if (moment <= at || at < state.updatedAt) continue;
      const instead = {
        ...state,
        clocks: state.clocks.map((one) => (one === clock ? brought(one, moment - at) : one)),
      };
      yield { words: `late, ${words}`, action: { name: 'timeout' }, at, instead };
    }
  }
}

function momentsOf(clock: Clock): [at: number, words: string][] {
  const name = `the ${clockWords(clock.name)} target`;
  const warnings = clock.warnings.filter(({ at }) => at !== null);
  const next = warnings.sort((a, b) => Number(a.at) - Number(b.at))[0];
  const breach: [number, string] = [clock.dueAt as number, `${name} is breached`];
  return next ? [[next.at as number, `${next.percent} % of ${name}`], breach] : [breach];
}

/** The clock with so much less time left. */
function brought(clock: Clock, byMs: number): Clock {
  return {
    ...clock,
    dueAt: (clock.dueAt as number) - byMs,
    warnings: clock.warnings.map((one) => (one.at === null ? one : { ...one, at: one.at - byMs })),
  };
}
