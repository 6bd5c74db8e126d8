import { isMissing } from '../../domain/approval.ts';
import { nextDeadline } from '../../domain/deadlines.ts';
import { minuteMs } from '../../domain/durations.ts';
import type { EventData, TicketEvent } from '../../domain/events.ts';
import type { ProcessSnapshot, ProcessWarning, Rules } from '../../domain/process.ts';
import type { Refusal } from '../../domain/refusals.ts';
import {
  type ClockWarning,
  isOpen,
  lapsesAt,
  openApprovals,
  type TicketState,
} from '../../domain/ticket.ts';
import type { Transition, Watcher } from '../explore/explore.ts';
import { clockWords, type Move } from '../explore/moves.ts';
import { minutesWords } from '../process_words.ts';
import { refusalText } from '../refusal_words.ts';
import { Findings } from './finding.ts';

/** A hand-off to more skill, and the first ticket it happened to. */
export interface Climb {
  from: string;
  to: string;
  state: TicketState;
  path: string[];
}

/** Looks at every move of a search, and remembers what the process was seen to do. */
export class Inspector implements Watcher {
  readonly groupsReached = new Set<string>();
  readonly rulesFired = new Set<string>();
  readonly climbs = new Map<string, Climb>();
  onProgress: NonNullable<Watcher['onProgress']> = () => {};
  isDone: NonNullable<Watcher['isDone']> = () => false;
  readonly #rules: Rules;
  readonly #process: ProcessSnapshot;
  readonly #bounceLimit: number;
  /** Where what is wrong is kept. */
  violations = new Findings();

  /**
   * @param rules as they are searched
   * @param bounceLimit as the process has it
   */
  constructor(rules: Rules, bounceLimit: number) {
    this.#rules = rules;
    this.#process = rules.process;
    this.#bounceLimit = bounceLimit;
  }

  onTransition(transition: Transition): void {
    const { events, after, path } = transition;
    this.#inspectState(after, path);
    for (const event of events) this.#inspectEvent(event, transition);
  }

  onRefusedOpening(move: Move, refusal: Refusal): void {
    this.violations.add('opens', `A ticket cannot be opened: ${refusalText(refusal, 'en')}`, [
      move.words,
    ]);
  }

  onBroken(path: string[], error: Error): void {
    this.violations.add('core_holds', `The process breaks the desk: ${error.message}`, path);
  }

  onRestless(path: string[], events: string[]): void {
    const message = `Time alone goes on for ever: ${events.join(', ')}`;
    this.violations.add('time_settles', message, path);
  }

  #inspectState(state: TicketState, path: () => string[]): void {
    if (!isOpen(state)) return;
    if (!this.#process.groups[state.group]) {
      const message = `An open ticket belongs to '${state.group}', which is no support group`;
      this.violations.add('has_owner', message, path());
    }
    if (nextDeadline(state) === null) {
      this.violations.add('has_deadline', 'An open ticket has no next deadline', path());
    }
    this.#inspectApprovals(state, path);
  }

  /** No approval waits for ever, and none that is wanted is passed over. */
  #inspectApprovals(state: TicketState, path: () => string[]): void {
    const open = openApprovals(state);
    for (const approval of open) {
      if (lapsesAt(state, approval) !== null) continue;
      const message = `Approval ${approval.rule} waits for ever`;
      this.violations.add('approvals_end', message, path(), this.#approval(approval.rule));
    }
    const moment = { at: state.updatedAt, rules: this.#rules };
    const missing = this.#process.approvals?.find((rule) => isMissing(rule, state, moment));
    if (!missing || open.length > 0) return;
    const message = `Approval ${missing.name} is wanted, and nobody is asked for it`;
    this.violations.add('approvals_are_asked', message, path(), this.#approval(missing.name));
  }

  #approval(rule: string): string[] {
    const index = this.#process.approvals?.findIndex(({ name }) => name === rule) ?? -1;
    return index === -1 ? [] : [`approvals.${index}`];
  }

  #inspectEvent(event: TicketEvent, transition: Transition): void {
    const { after, path } = transition;
    switch (event.type) {
      case 'ticket_resolved':
        if (!this.#process.resolutionCodes[event.data.code]) {
          const message = `A ticket is resolved as '${event.data.code}', which is no resolution code`;
          this.violations.add('knows_its_codes', message, path());
        }
        return;
      case 'ticket_routed':
        this.#inspectRoute(event.data, transition);
        return;
      case 'escalation_refused':
      case 'escalation_lapsed':
        this.#inspectBounce(after, path);
        return;
      case 'escalated':
        this.#inspectEscalation(event, transition);
        return;
      case 'sla_breach':
        this.#inspectBreach(event.data, transition);
    }
  }

  /** By a rule of the process or up from it: not by a hand, nor back to where a hand had put it. */
  #inspectRoute({ cause, group }: EventData['ticket_routed'], { move }: Transition): void {
    const isByProcess = cause === 'triage' || cause === 'escalation';
    if (isByProcess && move.action.name !== 'assign') this.groupsReached.add(group);
  }

  #inspectBounce(after: TicketState, path: () => string[]): void {
    const { bounceLimit } = this.#process;
    const isTold = after.hierarchyLevel > 0;
    if (after.bounceCount < bounceLimit || isTold || !isOpen(after)) return;
    const message = `Handed back ${this.#bounceLimit} times, and no management is told`;
    const more = `and again, until it was handed back ${this.#bounceLimit} times`;
    const isAll = bounceLimit === this.#bounceLimit;
    const moves = [...path(), ...(isAll ? [] : [more])];
    this.violations.add('bounces_are_told', message, moves, ['bounceLimit']);
  }

  #inspectEscalation(event: TicketEvent & { type: 'escalated' }, transition: Transition): void {
    const { kind, by, fromGroup: from, toGroup: to } = event.data.escalation;
    if (by.kind === 'system') this.rulesFired.add(by.id.replace('rule:', ''));
    // Tickets of another category may climb on to another group from there.
    const key = `${from} ${to} ${transition.after.category}`;
    // Where people move a ticket up by hand says nothing of where the process sends it.
    const isByHand = transition.move.action.name === 'assign';
    if (kind === 'hierarchical' || isByHand || this.climbs.has(key)) return;
    this.climbs.set(key, { from, to, state: transition.after, path: transition.path() });
  }

  #inspectBreach(
    { name, cycle }: { name: string; cycle: number },
    { after, path }: Transition,
  ): void {
    const clock = after.clocks.find((one) => one.name === name && one.cycle === cycle);
    if (!clock) return;
    const given = clock.warnings.filter(({ firedAt }) => firedAt !== null);
    const warnings = this.#process.warnings.filter(({ clock: of }) => of === name);
    for (const [index, warning] of warnings.entries()) {
      if (isGiven(warning, given, clock.targetMs)) continue;
      const moment =
        'percent' in warning
          ? `at ${warning.percent} %`
          : `${minutesWords(warning.beforeMinutes)} before it`;
      const message = `The ${clockWords(name)} target is breached before its warning ${moment}`;
      this.violations.add('warns_before_breach', message, path(), [`warnings.${name}.${index}`]);
    }
  }
}

/** A notice that is not shorter than the target has no moment to be given at. */
function isGiven(warning: ProcessWarning, given: ClockWarning[], targetMs: number): boolean {
  if ('percent' in warning) {
    return given.some((one) => one.beforeMs === undefined && one.percent === warning.percent);
  }
  const beforeMs = warning.beforeMinutes * minuteMs;
  return beforeMs >= targetMs || given.some((one) => one.beforeMs === beforeMs);
}
