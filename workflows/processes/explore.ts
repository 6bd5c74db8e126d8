import type { Action } from '../domain/actions.ts';
import { decide } from '../domain/decide.ts';
import type { TicketEvent } from '../domain/events.ts';
import type { Rules } from '../domain/process.ts';
import type { Refusal } from '../domain/refusals.ts';
import type { TicketState } from '../domain/ticket.ts';
import { hoursSince, type Move, movesFrom } from './explore_moves.ts';
import { openings } from './explore_openings.ts';

/** What of a ticket's state a search tells apart: equal keys are one state to it. */
export type View = (state: TicketState) => string;

/** A real ticket that stands for all with its key: the one reached by the fewest moves. */
export interface Node {
  state: TicketState;
  parent: number | null;
  words: string;
}

export interface Edge {
  from: number;
  to: number;
  action: Action['name'];
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
  /** The core broke on a move: its invariants do not hold in this process. */
  onBroken(path: string[], error: Error): void;
}

export interface Explored {
  nodes: Node[];
  edges: Edge[];
  /** How often the core was asked. */
  decisions: number;
}

/**
 * Breadth-first search over everything that can happen to a ticket, by the real `decide` on real
 * tickets. It ends when every move from every state leads to a state whose key is known.
 *
 * @param openedAt the instants at which tickets are opened
 */
export function explore(
  rules: Rules,
  openedAt: readonly number[],
  view: View,
  watcher: Watcher,
): Explored {
  const search = new Search(rules, view, watcher);
  // Most moves are refused, and nobody reads where in the core.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    for (const at of openedAt) {
      for (const move of openings(rules.process, at)) search.take(null, move);
    }
    for (let index = 0; index < search.nodes.length; index++) {
      const { state } = search.nodes[index] as Node;
      for (const move of movesFrom(state, rules.process)) search.take(index, move);
    }
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
  const { nodes, edges, decisions } = search;
  return { nodes, edges, decisions };
}

class Search {
  readonly nodes: Node[] = [];
  readonly edges: Edge[] = [];
  decisions = 0;
  readonly #indexByKey = new Map<string, number>();
  readonly #rules: Rules;
  readonly #view: View;
  readonly #watcher: Watcher;

  constructor(rules: Rules, view: View, watcher: Watcher) {
    this.#rules = rules;
    this.#view = view;
    this.#watcher = watcher;
  }

  take(from: number | null, move: Move): void {
    const before = from === null ? null : (this.nodes[from] as Node).state;
    this.decisions += 1;
    try {
      const decision = decide(before, move.action, move.at, this.#rules);
      if (decision.kind === 'refusal') {
        if (before === null) this.#watcher.onRefusedOpening(move, decision.refusal);
        return;
      }
      const { events, state } = decision;
      if (events.length === 0) return;
      const path = () => [...this.#pathTo(from), wordsOf(move, state)];
      this.#watcher.onTransition({ before, events, after: state, move, path });
      this.#arrive(from, move, state);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.#watcher.onBroken([...this.#pathTo(from), wordsOf(move, before)], error);
    }
  }

  #arrive(from: number | null, move: Move, state: TicketState): void {
    const key = this.#view(state);
    let to = this.#indexByKey.get(key);
    if (to === undefined) {
      to = this.nodes.length;
      this.#indexByKey.set(key, to);
      this.nodes.push({ state, parent: from, words: wordsOf(move, state) });
    }
    if (from !== null && from !== to) this.edges.push({ from, to, action: move.action.name });
  }

  #pathTo(node: number | null): string[] {
    return pathTo(this.nodes, node);
  }
}

/** The moves that lead to a state, in words, from the opening on. */
export function pathTo(nodes: readonly Node[], node: number | null): string[] {
  const path: string[] = [];
  for (let index = node; index !== null; ) {
    const { words, parent } = nodes[index] as Node;
    path.unshift(words);
    index = parent;
  }
  return path;
}

function wordsOf(move: Move, state: TicketState | null): string {
  if (move.action.name !== 'timeout' || state === null) return move.words;
  return `${move.words} (${hoursSince(state.openedAt, move.at)} h after it was opened)`;
}
