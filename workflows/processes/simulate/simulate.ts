import { decide } from '../../domain/decide.ts';
import type { TicketEvent } from '../../domain/events.ts';
import { isValueOf } from '../../domain/fields.ts';
import type { ProcessSnapshot, Rules } from '../../domain/process.ts';
import type { Refusal, RefusalCode } from '../../domain/refusals.ts';
import type { TicketState, Tier } from '../../domain/ticket.ts';
import { advance, type DatedAction } from '../../domain/timeline.ts';
import { enteringAt, escalatingTo, withoutForms } from '../told_places.ts';
import {
  dependsOnTicket,
  onTicket,
  type RecordedAction,
  recordedActions,
} from './recorded_actions.ts';
import { type Period, RunFigures, type RunReport } from './run_figures.ts';
import type { LivedUnder } from './told_memberships.ts';

/** One ticket as it was lived: all its events, in order. */
export interface TicketHistory {
  ticketId: string;
  events: TicketEvent[];
  /** What the requester wrote, where it is known: text facts are then found anew. */
  text?: { subject: string; description: string };
}

/** A process a history is run through. */
export interface SimulatedProcess {
  /** With calendars that cover the whole history. */
  rules: Rules;
  /** Names of the text facts of this process in a text; those recorded are kept without it. */
  findFacts?: (subject: string, description: string) => string[];
  /**
   * Told what the process did not allow, ticket by ticket and in order; not what was done all the same
   * in the way it asks for.
   */
  onRefused?: (refused: RefusedAction) => void;
}

/** An action of people that a process did not allow. */
export interface RefusedAction {
  ticketId: string;
  at: number;
  command: DatedAction['action']['name'];
  refusal: Refusal;
}

export interface RefusedActions {
  code: RefusalCode;
  command: string;
  count: number;
  /** How many of them were then done in the way the process asks for. */
  adaptedCount: number;
  /** A ticket on which it happened. */
  ticketId: string;
}

export interface SimulatedRun extends RunReport {
  process: Pick<ProcessSnapshot, 'id' | 'version' | 'hash' | 'tiers'>;
  /** Actions of people that the process did not allow as they were; most first. */
  refused: RefusedActions[];
}

export interface Simulation {
  period: Period;
  ticketCount: number;
  current: SimulatedRun;
  candidate: SimulatedRun;
}

/**
 * Runs a history through the process it was lived under and through a candidate, with the same
 * core as the live desk.
 *
 * What is replayed are the actions of people at the instants they were recorded, as
 * `recordedActions` reads them; what time and the process do is decided anew by each process. So
 * the answer is to "what would have become of the same work?", not to how people would have worked
 * otherwise. An action that a process refuses changes nothing and is counted. It is done all the
 * same where people would plainly have done it in the way the process asks for: a name the process
 * does not have is left out, an unknown reason or resolution code is replaced by its first, a
 * missing field is filled in. A log says itself where its tickets began and went: they do so under
 * every process that has these groups, so that under its own a log is what the import stores.
 */
export class Simulator {
  private readonly current: Run;
  private readonly candidate: Run;
  private readonly period: Period;
  private readonly livedUnder: LivedUnder;
  private ticketCount = 0;

  constructor(
    processes: { current: SimulatedProcess; candidate: SimulatedProcess },
    period: Period,
  ) {
    this.period = period;
    this.livedUnder = processes.current.rules.process;
    this.current = new Run(processes.current, period);
    this.candidate = new Run(processes.candidate, period);
  }

  add(history: TicketHistory): void {
    const actions = recordedActions(history.events, this.livedUnder);
    this.ticketCount += 1;
    this.current.live(actions, history);
    this.candidate.live(actions, history);
  }

  finish(): Simulation {
    const { period, ticketCount } = this;
    return {
      period,
      ticketCount,
      current: this.current.finish(),
      candidate: this.candidate.finish(),
    };
  }
}

/** A name, a code and a field at most stand in the way of one action. */
const triesMax = 4;

/** A history going through one process. */
class Run {
  private readonly process: SimulatedProcess;
  private readonly toMs: number;
  private readonly figures: RunFigures;
  private readonly refused = new Map<string, RefusedActions>();
  private ticketId = '';
  private toldGroup: string | null = null;

  constructor(process: SimulatedProcess, period: Period) {
    this.process = process;
    this.toMs = period.toMs;
    this.figures = new RunFigures(period);
  }

  live(actions: readonly RecordedAction[], history: TicketHistory): void {
    let state: TicketState | null = null;
    this.ticketId = history.ticketId;
    for (const { at, action, toldGroup } of actions) {
      this.toldGroup = toldGroup;
      if (action.name === 'open') {
        state = this.attempt(state, { ...action, facts: this.factsOf(action, history) }, at);
      } else if (state !== null) {
        // What time did before may be what the action is about.
        if (dependsOnTicket(action)) state = this.passTime(state, at - 1);
        state = this.attempt(state, onTicket(action, state), at);
      }
    }
    if (state !== null) this.figures.end(this.passTime(state, this.toMs));
  }

  private attempt(
    state: TicketState | null,
    action: DatedAction['action'],
    at: number,
  ): TicketState | null {
    const rules = this.rulesFor(state, action);
    let attempt: DatedAction['action'] | undefined = this.told(action, state?.tier ?? 1);
    for (let tries = 0; attempt && tries < triesMax; tries++) {
      const decision = decide(state, attempt, at, rules);
      if (decision.kind === 'events') {
        this.figures.add(decision.events);
        return decision.state;
      }
      const { refusal } = decision;
      const other = adapted(attempt, refusal, rules);
      if (!other) this.tell(attempt, refusal, at);
      this.count(attempt, refusal.code, other !== undefined);
      attempt = other;
    }
    return state;
  }

  private tell({ name }: DatedAction['action'], refusal: Refusal, at: number): void {
    const { ticketId } = this;
    this.process.onRefused?.({ ticketId, at, command: name, refusal });
  }

  /** A log says where its tickets began and went; where the process has that group, they do. */
  private rulesFor(state: TicketState | null, action: DatedAction['action']): Rules {
    const { rules } = this.process;
    const to = this.toldGroup;
    if (action.name === 'open') {
      const unasked = withoutForms(rules);
      return to === null ? unasked : enteringAt(unasked, to, action.category ?? null);
    }
    if (to === null) return rules;
    if (action.name !== 'escalate' || state === null) return rules;
    return escalatingTo(rules, state.group, to, state.category);
  }

  /** Where a log says that it went, it went there, whoever had accepted it. */
  private told(action: DatedAction['action'], tier: Tier): DatedAction['action'] {
    if (action.name !== 'escalate' || this.toldGroup === null) return action;
    const told = this.process.rules.process.groups[this.toldGroup];
    return told && told.tier > tier ? { ...action, toGroup: this.toldGroup } : action;
  }

  private passTime(state: TicketState, until: number): TicketState {
    const later = advance(state, until, this.process.rules);
    if (later.events.length > 0) this.figures.add(later.events);
    return later.state;
  }

  finish(): SimulatedRun {
    const { id, version, hash, tiers } = this.process.rules.process;
    const refused = [...this.refused.values()].sort((a, b) => b.count - a.count);
    return { process: { id, version, hash, tiers }, ...this.figures.report(), refused };
  }

  private factsOf(open: { facts?: string[] }, { text }: TicketHistory): string[] {
    const { findFacts } = this.process;
    return (text && findFacts?.(text.subject, text.description)) ?? open.facts ?? [];
  }

  private count(action: DatedAction['action'], code: RefusalCode, isAdapted: boolean): void {
    const key = `${code} ${action.name}`;
    const counted = this.refused.get(key) ?? {
      code,
      command: action.name,
      count: 0,
      adaptedCount: 0,
      ticketId: this.ticketId,
    };
    counted.count += 1;
    if (isAdapted) counted.adaptedCount += 1;
    this.refused.set(key, counted);
  }
}

function without<A extends DatedAction['action']>(action: A, key: string): A {
  return Object.fromEntries(Object.entries(action).filter(([name]) => name !== key)) as A;
}

/** The action done in the way the process asks for, where there is no doubt what that is. */
function adapted(
  action: DatedAction['action'],
  refusal: Refusal,
  { process }: Rules,
): DatedAction['action'] | undefined {
  const { code } = refusal;
  switch (action.name) {
    case 'open':
    case 'classify':
      if (code === 'category_unknown') return { ...action, category: null };
      if (code === 'service_unknown') return { ...action, service: null };
      if (code === 'impact_unknown') return without(action, 'impact');
      if (code === 'urgency_unknown') return without(action, 'urgency');
      if (code === 'priority_unknown') return without(action, 'priority');
      return action.name === 'open' ? withKnownFields(action, refusal, process) : undefined;
    case 'escalate': {
      const [reason] = process.escalationReasons;
      return code === 'reason_unknown' && reason !== undefined ? { ...action, reason } : undefined;
    }
    case 'resolve': {
      const known = process.resolutionCodes[action.code]
        ? action.code
        : Object.keys(process.resolutionCodes)[0];
      const isOurs = code === 'code_unknown' || code === 'field_required';
      return isOurs && known !== undefined ? { ...filledIn(action), code: known } : undefined;
    }
    case 'approve':
    case 'refuseApproval': {
      // Another process asks others, or in another order: it is said of what it asks first.
      const { n, ...answer } = action;
      const isOther = code === 'not_the_open_approval' || code === 'already_decided';
      return n !== undefined && isOther ? answer : undefined;
    }
    default:
      return undefined;
  }
}

/** What was said of fields, as far as this process asks for them of such a ticket. */
function withKnownFields(
  action: Extract<DatedAction['action'], { name: 'open' }>,
  refusal: Refusal,
  { fields: defined = {} }: ProcessSnapshot,
): DatedAction['action'] | undefined {
  const { fields = {}, ...open } = action;
  const { code } = refusal;
  const isHidden = (name: string) =>
    code === 'field_not_shown' && refusal.parameters.field === name;
  if (code !== 'field_unknown' && code !== 'field_value_wrong' && code !== 'field_not_shown') {
    return undefined;
  }
  const known = Object.entries(fields).filter(([name, value]) => {
    const field = defined[name];
    return field && isValueOf(field, value) && !isHidden(name);
  });
  return { ...open, fields: Object.fromEntries(known) };
}

/** Stands in for a text that was not asked for when the history was lived. */
const notRecorded = 'not-recorded';

function filledIn(action: Extract<DatedAction['action'], { name: 'resolve' }>) {
  const { noteId, rootCauseId, articleId } = action;
  return {
    ...action,
    noteId: noteId ?? notRecorded,
    rootCauseId: rootCauseId ?? notRecorded,
    articleId: articleId ?? notRecorded,
  };
}
