import type { Action } from '../../domain/actions.ts';
import type { CommandPayload } from '../../domain/commands.ts';
import { decide } from '../../domain/decide.ts';
import { missingForHandOff } from '../../domain/gate.ts';
import type { Rules } from '../../domain/process.ts';
import { isOver, overStatuses, type Status, type TicketState } from '../../domain/ticket.ts';
import { type Explored, pathTo, type Visit } from '../explore/explore.ts';
import { movesFrom } from '../explore/moves.ts';
import type { Findings } from './finding.ts';
import type { Climb } from './inspector.ts';

/** From every state there is a way to the end, and one on which the ticket is solved. */
export function checkEnds({ states, edges }: Explored, violations: Findings): void {
  const isEnd =
    (...statuses: Status[]) =>
    (visit: Visit) =>
      statuses.includes(visit.state.status);
  const solving = (action: Action['name']) => action !== 'cancel' && action !== 'merge';
  const ends = reaching(states, edges, isEnd(...overStatuses), () => true);
  const solved = reaching(states, edges, isEnd('closed'), solving);
  const firstOutside = (reached: Set<number>) =>
    states.findIndex(({ state }, index) => !isOver(state) && !reached.has(index));
  const pathOf = (index: number) => pathTo(states[index] as Visit);
  const stuck = firstOutside(ends);
  if (stuck !== -1) {
    violations.add('can_end', 'A ticket can never end from here', pathOf(stuck));
    return;
  }
  const unsolvable = firstOutside(solved);
  if (unsolvable === -1) return;
  const message = 'A ticket can only be cancelled or merged away from here, never solved';
  violations.add('can_end', message, pathOf(unsolvable));
}

/** The states from which some end is reached by the moves that count. */
function reaching(
  states: readonly Visit[],
  edges: Explored['edges'],
  isEnd: (visit: Visit) => boolean,
  counts: (action: Action['name']) => boolean,
): Set<number> {
  const sources = new Map<number, number[]>();
  edges.to.forEach((to, index) => {
    if (!counts(edges.action[index] as Action['name'])) return;
    const from = edges.from[index] as number;
    const known = sources.get(to);
    if (known) known.push(from);
    else sources.set(to, [from]);
  });
  const reached = new Set<number>();
  const open = states.flatMap((visit, index) => (isEnd(visit) ? [index] : []));
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (reached.has(index)) continue;
    reached.add(index);
    open.push(...(sources.get(index) ?? []));
  }
  return reached;
}

/** No hand-off leads, by hand-offs alone, back to the group it came from: no bounce counts there. */
export function checkClimbs(climbs: Iterable<Climb>, rules: Rules, violations: Findings): void {
  for (const climb of climbs) {
    const more = climbFrom(climb.state, climb.from, rules);
    if (more === null) continue;
    const message = `Escalations lead from ${climb.from} back to ${climb.from} and no bounce is counted`;
    violations.add('climbs_end', message, [...climb.path, ...more]);
  }
}

const climbMovesMax = 200;

/** The moves by which a ticket is escalated on until it belongs to `group`, if it ever does. */
function climbFrom(start: TicketState, group: string, rules: Rules): string[] | null {
  const words: string[] = [];
  let state = start;
  while (state.group !== group && words.length < climbMovesMax) {
    const step = firstAccepted(state, rules);
    if (!step) return null;
    state = step.state;
    words.push(step.words);
  }
  return state.group === group ? words : null;
}

/** Escalates, or else does what is still asked for before: the gate's steps, and taking it over. */
function firstAccepted(state: TicketState, rules: Rules) {
  for (const { action, words, at } of movesFrom(state, rules)) {
    const isClimb = action.name === 'escalate' && action.kind === 'functional';
    const isStep = action.name === 'addDiagnosticStep' && isMissing(state, action, rules);
    if (!isClimb && !isStep && action.name !== 'acceptEscalation') continue;
    const decision = decide(state, action, at, rules);
    if (decision.kind === 'events') return { state: decision.state, words };
  }
  return null;
}

type Step = CommandPayload['addDiagnosticStep'];

function isMissing(state: TicketState, { kind, runbookStep }: Step, rules: Rules): boolean {
  return missingForHandOff(state, { at: state.updatedAt, rules }).some((one) =>
    'kind' in one ? one.kind === kind : one.runbookStep === runbookStep,
  );
}
