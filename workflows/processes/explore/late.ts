import { workingMsBetween } from '../../domain/calendar.ts';
import { calendarOf, momentOf, schedule } from '../../domain/clocks.ts';
import { deadlinesOf } from '../../domain/deadlines.ts';
import { conditionsOf, nextChangeAt } from '../../domain/expression.ts';
import type { EscalationRule, Rules } from '../../domain/process.ts';
import { type Clock, isOver, openClocks, type TicketState } from '../../domain/ticket.ts';
import { clockWords, type Move, movesFrom } from './moves.ts';
import { onceOpened } from './searched_rules.ts';

/**
 * A state of a search stands for tickets at any point of their clocks' lives, and the one ticket
 * that is looked at is early. So each clock that rules wait for is also tried late: as if its next
 * moment, and as if its breach, came before everything else. That is more than can happen to some
 * tickets, which makes what is proved no weaker.
 *
 * What is due at an instant comes after what people do at that instant. Mostly they could as well have
 * come a moment before; but where they take the ticket from the desk, its clocks pause, and a rule that
 * hands it over and has just come to its time waits until it is there again. That is tried as well.
 */
export function* lateMoves(state: TicketState, rules: Rules): Generator<Move> {
  const { escalationRules } = rules.process;
  const acting = (rules.process.rules ?? []).flatMap(({ on }) => ('clock' in on ? [on.clock] : []));
  const awaited = new Set([...escalationRules.map(({ clock }) => clock), ...acting]);
  for (const clock of openClocks(state)) {
    if (!awaited.has(clock.name) || clock.runningSince === null || clock.breachedAt !== null)
      continue;
    yield* beforeOthers(clock, state, rules);
    const handingOver = escalationRules.filter(
      ({ clock: name, then }) => name === clock.name && 'functional' in then,
    );
    if (handingOver.length > 0) yield* atItsInstant(clock, handingOver, state, rules);
  }
}

/**
 * What people do at the next instant at which time alone makes a condition another. What is looked up
 * at steps is looked up then. Of a process that asks for no time there is none.
 */
export function* movesInTime(state: TicketState, rules: Rules): Generator<Move> {
  const instants = conditionsOf(onceOpened(rules.process)).flatMap(
    (when) => nextChangeAt(when, state, rules, state.updatedAt) ?? [],
  );
  if (instants.length === 0 || isOver(state)) return;
  const at = Math.min(...instants);
  for (const move of movesFrom(state, rules)) {
    yield { ...move, words: `some time later, ${move.words}`, at };
  }
}

function* beforeOthers(clock: Clock, state: TicketState, rules: Rules): Generator<Move> {
  const others = deadlinesOf(state).filter(
    (one) => !('clock' in one && one.clock === clock.name && one.cycle === clock.cycle),
  );
  const at = Math.min(...others.map((one) => one.at)) - 1;
  if (at < state.updatedAt) return;
  const [next, ...later] = momentsOf(clock);
  for (const moment of [next, later.at(-1)]) {
    if (!moment || moment.at <= at) continue;
    const words = `late, ${moment.words}`;
    const instead = withClock(state, brought(clock, moment.usedMs, at, rules));
    yield { words, action: { name: 'timeout' }, at, instead };
  }
}

function* atItsInstant(
  clock: Clock,
  handingOver: EscalationRule[],
  state: TicketState,
  rules: Rules,
): Generator<Move> {
  const at = state.updatedAt;
  const percents = handingOver.map(({ atPercent }) => atPercent);
  const moments = momentsOf(clock).filter(({ percent }) => percents.includes(percent));
  for (const { words, usedMs, percent } of moments) {
    if (percent === 100) continue;
    const instead = withClock(state, brought(clock, usedMs, at, rules));
    for (const { words: leaves, action } of movesFrom(state, rules)) {
      if (action.name !== 'merge' && action.name !== 'resolve') continue;
      yield { words: `at the instant of ${words}, ${leaves}`, action, at, instead };
    }
  }
}

interface Moment {
  at: number;
  /** Of the target; 100 is the breach. */
  percent: number;
  /** Working time used up by then. */
  usedMs: number;
  words: string;
}

/** What the clock comes to, in order: its warnings, and its breach. */
function momentsOf({ name, warnings, targetMs, dueAt }: Clock): Moment[] {
  const target = `the ${clockWords(name)} target`;
  const ahead = warnings.flatMap((warning) => {
    const { at, percent } = warning;
    return at === null ? [] : [{ at, percent, usedMs: momentOf(warning, targetMs) }];
  });
  return [
    ...ahead
      .sort((a, b) => a.usedMs - b.usedMs)
      .map((moment) => ({ ...moment, words: `${moment.percent} % of ${target}` })),
    { at: dueAt as number, percent: 100, usedMs: targetMs, words: `the breach of ${target}` },
  ];
}

/** The clock of a ticket that has used up so much of its target at an instant. */
function brought(clock: Clock, usedMs: number, at: number, rules: Rules): Clock {
  const calendar = calendarOf(rules, clock.calendar);
  const elapsedMs = usedMs - workingMsBetween(calendar, clock.runningSince as number, at);
  return { ...clock, elapsedMs, ...schedule({ ...clock, elapsedMs: usedMs }, calendar, at) };
}

function withClock(state: TicketState, clock: Clock): TicketState {
  const clocks = state.clocks.map((one) =>
    one.name === clock.name && one.cycle === clock.cycle ? clock : one,
  );
  return { ...state, clocks };
}
