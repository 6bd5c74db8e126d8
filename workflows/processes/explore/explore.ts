import type { Action } from '../../domain/actions.ts';
import { horizonOf } from '../../domain/calendar.ts';
import { type Deadline, deadlineKinds, deadlinesOf } from '../../domain/deadlines.ts';
import { decide } from '../../domain/decide.ts';
import type { Decision } from '../../domain/draft.ts';
import type { EventType, TicketEvent } from '../../domain/events.ts';
import type { ProcessSnapshot, Rules } from '../../domain/process.ts';
import { clocksOf } from '../../domain/process_clocks.ts';
import type { Refusal } from '../../domain/refusals.ts';
import type { TicketState } from '../../domain/ticket.ts';
import { advance } from '../../domain/timeline.ts';
import { lateMoves, movesInTime } from './late.ts';
import { hoursSince, type Move, movesFrom, timePasses } from './moves.ts';
import { openings } from './openings.ts';

/** What of a ticket's state a search tells apart: equal keys are one state to it. */
export type View = (state: TicketState) => string;

/** Whether a search makes a move that people have, or leaves it out. */
export type IsTried = (move: Move, state: TicketState) => boolean;

/** A real ticket, and how it came about. */
export interface Visit {
  state: TicketState;
  /** The state of the search it belongs to: a place in `Explored.states`. */
  index: number;
  /** Null for a ticket that has just been opened. */
  from: Visit | null;
  /** The move by which it came about. */
  move: Move;
  /** Deadlines since people last did anything, those that only ask people to look left out. */
  deadlinesInARow: number;
  /** Whether the last deadline only asked people to look. */
  isAsked: boolean;
}

/** Who leads where, by what: three columns of equal length, since there are many. */
interface Edges {
  from: number[];
  to: number[];
  action: Action['name'][];
}

/** One move as it took place, for whoever watches the search. */
export interface Transition {
  before: TicketState | null;
  events: TicketEvent[];
  after: TicketState;
  move: Move;
  /** The moves up to and including this one, in words. */
  path(): string[];
}

export interface Watcher {
  onTransition(transition: Transition): void;
  /** An opening was refused, although it names only what the process has. */
  onRefusedOpening(move: Move, refusal: Refusal): void;
  /** Time alone still changes a ticket after very many deadlines. */
  onRestless(path: string[], events: EventType[]): void;
  /** The core broke on a move: its invariants do not hold in this process. */
  onBroken(path: string[], error: Error): void;
  /** Every now and then: how far the search has come. */
  onProgress?(states: number, decisions: number): void;
  /** Nothing more is asked of the search: it ends before it has seen everything. */
  isDone?(): boolean;
}

export interface Explored {
  /** For each key the ticket that was met first: none is reached by fewer moves. */
  states: Visit[];
  edges: Edges;
  /** How often the core was asked. */
  decisions: number;
  /** Moves on which the core broke. */
  brokenMoves: number;
  /** Whether everything was seen: no move broke the core, and nobody had enough before. */
  isComplete: boolean;
}

/** After so many the process is broken enough, and the search ends. */
const brokenMovesMax = 20;
const decisionsPerProgress = 5_000;
/** What may go on for ever on a ticket nobody touches: it asks people to look, again and again. */
const standing: readonly Deadline['kind'][] = ['attention', 'assignment_overdue'];
const askingTypes: readonly EventType[] = ['attention_required', 'assignment_overdue'];

/** An opening of a ticket, and what the core made of it. */
export interface Opened {
  move: Move;
  outcome: Decision | Error;
}

/** Every opening, decided once: searches of the same process begin with the same tickets. */
export function openAll(rules: Rules, openedAt: readonly number[]): Opened[] {
  return withoutTraces(() =>
    openedAt
      .flatMap((at) => [...openings(rules.process, at)])
      .map((move) => ({ move, outcome: outcomeOf(null, move, rules) })),
  );
}

/** What the core makes of a move, or how it broke. */
function outcomeOf(before: TicketState | null, move: Move, rules: Rules): Decision | Error {
  try {
    return decide(before, move.action, move.at, rules);
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}

/** Most moves are refused, and nobody reads where in the core. */
function withoutTraces<T>(run: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return run();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/**
 * Breadth-first search over everything that can happen to a ticket, by the real `decide` on real
 * tickets. From every state each move people have is made once, and time is let pass, deadline after
 * deadline, until nothing more comes of it. The search ends when all that leads to known keys.
 *
 * @param opened the tickets with which it begins: `openAll` of the same rules
 * @param isTried every move where it is left out
 */
export function explore(
  rules: Rules,
  opened: readonly Opened[],
  view: View,
  watcher: Watcher,
  isTried: IsTried = () => true,
): Explored {
  const search = new Search(rules, view, watcher, isTried);
  withoutTraces(() => {
    for (const { move, outcome } of opened) search.see(null, move, outcome);
    search.run();
  });
  const { states, edges, decisions, brokenMoves } = search;
  const isComplete = brokenMoves === 0 && !watcher.isDone?.();
  return { states, edges, decisions, brokenMoves, isComplete };
}

class Search {
  readonly states: Visit[] = [];
  readonly edges: Edges = { from: [], to: [], action: [] };
  decisions = 0;
  brokenMoves = 0;
  /** Reached by as few moves as possible, and by one more: what was looked at is let go. */
  #now: Visit[] = [];
  #then: Visit[] = [];
  readonly #indexByKey = new Map<string, number>();
  readonly #rules: Rules;
  readonly #view: View;
  readonly #watcher: Watcher;
  readonly #isTried: IsTried;
  readonly #knownUntil: number;
  readonly #deadlinesMax: number;

  constructor(rules: Rules, view: View, watcher: Watcher, isTried: IsTried) {
    this.#rules = rules;
    this.#view = view;
    this.#watcher = watcher;
    this.#isTried = isTried;
    this.#deadlinesMax = deadlinesMaxOf(rules.process);
    this.#knownUntil = Math.min(...Object.values(rules.calendars).map(horizonOf));
  }

  run(): void {
    for (let visit = this.#next(); visit; visit = this.#next()) {
      if (this.brokenMoves >= brokenMovesMax || this.#watcher.isDone?.()) return;
      this.#letTimePass(visit);
      // A ticket whose key is known is here only to let time pass on it: its namesake has moved.
      if (this.states[visit.index] !== visit) continue;
      for (const move of movesFrom(visit.state, this.#rules)) {
        if (this.#isTried(move, visit.state)) this.take(visit, move);
      }
      for (const move of movesInTime(visit.state, this.#rules)) {
        if (move.at < this.#knownUntil && this.#isTried(move, visit.state)) this.take(visit, move);
      }
      for (const move of lateMoves(visit.state, this.#rules)) {
        if (this.#isTried(move, visit.state)) this.take(visit, move);
      }
    }
  }

  #next(): Visit | undefined {
    if (this.#now.length === 0) {
      this.#now = this.#then.reverse();
      this.#then = [];
    }
    return this.#now.pop();
  }

  #letTimePass(visit: Visit): void {
    const ahead = deadlinesOf(visit.state);
    const next = visit.isAsked ? ahead.find(({ kind }) => !standing.includes(kind)) : ahead[0];
    if (!next || next.at >= this.#knownUntil) return;
    if (visit.deadlinesInARow < this.#deadlinesMax) {
      this.take(visit, timePasses(next));
      return;
    }
    const path = restlessPath(visit, this.#deadlinesMax);
    this.#watcher.onRestless(path, eventsAhead(visit.state, this.#rules, this.#deadlinesMax));
  }

  /** Makes a move on the ticket of a visit, or on the other one that the move names. */
  take(from: Visit, move: Move): void {
    this.see(from, move, outcomeOf(move.instead ?? from.state, move, this.#rules));
  }

  /** What became of a move. */
  see(from: Visit | null, move: Move, outcome: Decision | Error): void {
    const before = move.instead ?? from?.state ?? null;
    this.decisions += 1;
    if (this.decisions % decisionsPerProgress === 0) {
      this.#watcher.onProgress?.(this.states.length, this.decisions);
    }
    try {
      if (outcome instanceof Error) throw outcome;
      if (outcome.kind === 'refusal') {
        if (before === null) this.#watcher.onRefusedOpening(move, outcome.refusal);
        return;
      }
      const { events, state } = outcome;
      if (events.length === 0) return;
      const path = () => [...pathTo(from), wordsOf(move, state)];
      this.#watcher.onTransition({ before, events, after: state, move, path });
      this.#arrive(from, move, state, events);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.brokenMoves += 1;
      this.#watcher.onBroken([...pathTo(from), wordsOf(move, before)], error);
    }
  }

  #arrive(from: Visit | null, move: Move, state: TicketState, events: TicketEvent[]): void {
    const key = this.#view(state);
    const isTime = move.action.name === 'timeout';
    const known = this.#indexByKey.get(key);
    const index = known ?? this.states.length;
    const isAsked = isTime && events.every(({ type }) => askingTypes.includes(type));
    const before = from?.deadlinesInARow ?? 0;
    const deadlinesInARow = !isTime ? 0 : isAsked ? before : before + 1;
    const visit = { state, index, from, move, deadlinesInARow, isAsked };
    if (known === undefined) {
      this.#indexByKey.set(key, index);
      this.states.push(visit);
    }
    const isAsItIs = move.instead === undefined;
    if (known === undefined || (isTime && isAsItIs)) this.#then.push(visit);
    if (from === null || from.index === index) return;
    this.edges.from.push(from.index);
    this.edges.to.push(index);
    this.edges.action.push(move.action.name);
  }
}

/**
 * More deadlines in a row than a ticket can have: each reminder, and each warning and breach of each
 * clock once in every group. With more than that, deadlines feed each other.
 */
function deadlinesMaxOf(process: ProcessSnapshot): number {
  const { warnings, escalationRules, pending, groups, rules = [] } = process;
  // Each rule has its time in each of its stays, and its clock's.
  const moments =
    warnings.length + escalationRules.length + clocksOf(process).size + 4 * rules.length;
  const reminders = Object.values(pending).map(({ reminderMinutes }) => reminderMinutes.length);
  const others = deadlineKinds.length + Math.max(...reminders);
  return moments * (Object.keys(groups).length + 1) + others;
}

/** The moves of people that set time going. */
function restlessPath(visit: Visit, count: number): string[] {
  let start: Visit = visit;
  while (start.from !== null && start.deadlinesInARow > 0) start = start.from;
  return [...pathTo(start), `time passes, ${count} deadlines in a row`];
}

function eventsAhead(state: TicketState, rules: Rules, ahead: number): EventType[] {
  const types = new Set<EventType>();
  let current = state;
  for (let count = 0; count < ahead; count++) {
    const at = deadlinesOf(current)[0]?.at ?? current.updatedAt;
    const step = advance(current, at, rules);
    current = step.state;
    for (const { type } of step.events) types.add(type);
  }
  return [...types];
}

/** The moves that lead to a ticket, in words, from its opening on. */
export function pathTo(visit: Visit | null): string[] {
  const path: string[] = [];
  for (let one = visit; one !== null; one = one.from) path.unshift(wordsOf(one.move, one.state));
  return path;
}

function wordsOf(move: Move, state: TicketState | null): string {
  if (move.action.name !== 'timeout' || state === null) return move.words;
  return `${move.words} (${hoursSince(state.openedAt, move.at)} h after it was opened)`;
}
