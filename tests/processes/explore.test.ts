import test from 'ava';
import fc from 'fast-check';
import { nextDeadline } from '../../workflows/domain/deadlines.ts';
import { decide } from '../../workflows/domain/decide.ts';
import type { TicketState } from '../../workflows/domain/ticket.ts';
import {
  explore,
  openAll,
  pathTo,
  type Watcher,
} from '../../workflows/processes/explore/explore.ts';
import { lateMoves } from '../../workflows/processes/explore/late.ts';
import { type Move, movesFrom, timePasses } from '../../workflows/processes/explore/moves.ts';
import { openings } from '../../workflows/processes/explore/openings.ts';
import { type ViewName, viewsOf } from '../../workflows/processes/explore/views.ts';
import { at, rules } from '../domain/desk.ts';
import { holdsInManyCases } from '../domain/many_cases.ts';

const openedAt = [at(0, '10:00'), at(5, '20:00')];
const nobody: Watcher = {
  onTransition() {},
  onRefusedOpening() {},
  onRestless() {},
  onBroken() {},
};
const firstMoves = openedAt.flatMap((instant) => [...openings(rules.process, instant)]);

/** The keys of every state the search found in a view. */
function keysOf(view: ViewName): Set<string> {
  const keyOf = viewsOf(rules)[view];
  const { states } = explore(rules, openAll(rules, openedAt), keyOf, nobody);
  return new Set(states.map(({ state }) => keyOf(state)));
}

/**
 * What can happen next; time is as likely as everything people can do together. They act in the
 * millisecond of the last change, or in that in which something is due.
 */
function nextMove(state: TicketState, choice: number): Move | undefined {
  const deadline = nextDeadline(state);
  if (deadline && choice % 2 === 0) return timePasses(deadline);
  const moves = [...movesFrom(state, rules)];
  const move = moves[(choice >> 2) % moves.length];
  const isOnTime = (choice >> 1) % 2 === 0;
  return move && deadline && isOnTime ? { ...move, at: Math.max(move.at, deadline.at) } : move;
}

function* liveAtRandom(opening: number, choices: number[]): Generator<TicketState> {
  let state: TicketState | null = null;
  const moves = [firstMoves[opening % firstMoves.length], ...choices];
  for (const choice of moves) {
    const move: Move | undefined =
      typeof choice === 'number' && state ? nextMove(state, choice) : (choice as Move);
    if (!move) return;
    const decision = decide(state, move.action, move.at, rules);
    if (decision.kind === 'refusal') continue;
    state = decision.state;
    yield state;
  }
}

for (const view of ['lifecycle', 'escalation', 'clocks'] as const) {
  test(`a ticket that lives at random is never in a state the ${view} search has not seen`, (t) => {
    const keyOf = viewsOf(rules)[view];
    const known = keysOf(view);
    const life = fc.tuple(fc.nat(), fc.array(fc.nat(), { minLength: 10, maxLength: 40 }));
    const property = fc.property(life, ([opening, choices]) => {
      for (const state of liveAtRandom(opening, choices)) {
        if (!known.has(keyOf(state))) throw new Error(`Not seen: ${keyOf(state)}`);
      }
    });
    holdsInManyCases(t, property);
    t.pass();
  });
}

test('the moves told of a state, made again, lead to it', (t) => {
  const keyOf = viewsOf(rules).escalation;
  const { states } = explore(rules, openAll(rules, openedAt), keyOf, nobody);
  for (const visit of states) {
    const words = pathTo(visit);
    t.is(words.length, depthOf(visit));
    if (visit.from === null) continue;
    const moves = [...movesFrom(visit.from.state, rules)];
    const deadline = nextDeadline(visit.from.state);
    if (deadline) moves.push(timePasses(deadline));
    moves.push(...lateMoves(visit.from.state, rules));
    const results = moves
      .filter((move) => visit.move.words === move.words)
      .map((move) =>
        decide(move.instead ?? visit.from?.state ?? null, move.action, move.at, rules),
      );
    t.true(results.some((one) => one.kind === 'events' && keyOf(one.state) === keyOf(visit.state)));
  }
});

function depthOf(visit: { from: unknown }): number {
  const { from } = visit as { from: { from: unknown } | null };
  return from === null ? 1 : 1 + depthOf(from);
}
