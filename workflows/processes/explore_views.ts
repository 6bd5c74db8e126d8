import { nextDeadline } from '../domain/deadlines.ts';
import { holds } from '../domain/expression.ts';
import type { Expression, ProcessSnapshot, ServiceLevelTarget } from '../domain/process.ts';
import {
  type Clock,
  type ClockName,
  openApproval,
  openClocks,
  openEscalation,
  type TicketState,
} from '../domain/ticket.ts';
import type { View } from './explore.ts';

/**
 * The parts of a ticket's state are too many for their product, so it is searched three times, each
 * time exact in some parts and blind to others. All forget identities, texts, instants and how much
 * of a target is used up; counts stop at the number from which the process treats them alike.
 *
 * - `lifecycle`: where the ticket stands, who has it, what it rests on, approvals, survey, merges.
 * - `escalation`: group, category, hand-overs, bounces, gate, management level.
 * - `clocks`: each clock's phase and warnings, and the promise that applies.
 */
export type ViewName = 'lifecycle' | 'escalation' | 'clocks';

export function viewsOf(process: ProcessSnapshot): Record<ViewName, View> {
  return {
    lifecycle: (state) => lifecycleKey(state),
    escalation: escalationView(process),
    clocks: clocksView(process),
  };
}

function lifecycleKey(state: TicketState): string {
  return [
    standing(state),
    state.type,
    state.group,
    state.workStartedAt !== null,
    state.approvals.length,
    openApproval(state)?.rule,
    openEscalation(state) !== undefined,
    state.survey?.state,
    state.autoCloseAt !== null,
    state.isMajor,
    state.links.length > 0,
    state.mergedFrom.length > 0,
    nextDeadline(state)?.kind,
  ].join();
}

/** Status, what it rests on, and whether somebody has it or it waits for somebody. */
function standing(state: TicketState): string {
  const { status, pending, assignee, waitingForAgent } = state;
  return `${status}/${pending?.reason}/${assignee !== null}/${waitingForAgent !== null}`;
}

function escalationView(process: ProcessSnapshot): View {
  const climbOf = memoized((category: string) => climb(process, category || null));
  const rules = process.escalationRules.map((rule) => rule.when);
  const clocksWithRules = new Set(process.escalationRules.map((rule) => rule.clock));
  return (state) => {
    const handOver = openEscalation(state);
    const acknowledgement = openClocks(state).find(({ name }) => name === 'acknowledgement');
    return [
      standing(state),
      state.group,
      climbOf(state.category ?? ''),
      handOver && `${handOver.fromGroup}>${handOver.toGroup}`,
      handOver?.by.kind,
      Math.min(state.bounceCount, process.bounceLimit),
      state.hierarchyLevel,
      gateKey(state, process),
      acknowledgement && phase(acknowledgement),
      openClocks(state)
        .filter(({ name }) => clocksWithRules.has(name))
        .map((clock) => rulesToCome(clock, process)),
      truths(rules, state),
    ].join();
  };
}

/** Where a category's tickets climb from each group: categories that climb alike are one. */
function climb(process: ProcessSnapshot, category: string | null): string {
  const escalation = category === null ? {} : process.categories[category]?.escalation;
  const groups = Object.values(process.groups);
  return groups
    .map((group) => escalation?.[String(group.tier + 1) as '2' | '3'] ?? group.escalatesTo)
    .join('|');
}

function gateKey(state: TicketState, process: ProcessSnapshot): string {
  const gate = process.gates.find(({ fromTier }) => fromTier === state.tier);
  if (!gate) return '';
  const done = gate.requires.map(({ kind, min }) => {
    const steps = state.diagnosticSteps.filter((step) => step.kind === kind);
    return Math.min(steps.length, min);
  });
  return done.join('+');
}

/** How many of a clock's escalation rules have not had their moment yet. */
function rulesToCome(clock: Clock, process: ProcessSnapshot): number {
  if (clock.breachedAt !== null) return 0;
  const isToCome = (percent: number) =>
    percent === 100 ||
    clock.warnings.some((warning) => warning.percent === percent && warning.firedAt === null);
  const rules = process.escalationRules.filter(({ clock: name }) => name === clock.name);
  return rules.filter(({ atPercent }) => isToCome(atPercent)).length;
}

function clocksView(process: ProcessSnapshot): View {
  const byName = Object.groupBy(process.targets, (target) => target.clock);
  const promises = Object.values(byName);
  return (state) => {
    const deadline = nextDeadline(state);
    const clock = deadline && 'clock' in deadline ? deadline.clock : '';
    return [
      standing(state),
      promises.map((targets) => promised(targets, state)),
      openClocks(state).map((one) => `${one.name}:${phase(one)}:${warningsToCome(one)}`),
      clockNamesSeen(state),
      deadline?.kind,
      clock,
    ].join();
  };
}

function promised(targets: ServiceLevelTarget[], state: TicketState): number {
  return targets.findIndex((target) => holds(target.when, state));
}

function phase(clock: Clock): string {
  const motion = clock.runningSince === null ? 'paused' : 'running';
  return clock.breachedAt === null ? motion : `${motion}!`;
}

function warningsToCome(clock: Clock): number {
  return clock.warnings.filter((warning) => warning.firedAt === null).length;
}

function clockNamesSeen(state: TicketState): string {
  const names = new Set<ClockName>(state.clocks.map((clock) => clock.name));
  return [...names].sort().join('+');
}

function truths(conditions: Expression[], state: TicketState): string {
  return conditions.map((condition) => (holds(condition, state) ? 1 : 0)).join('');
}

function memoized<V>(compute: (key: string) => V): (key: string) => V {
  const known = new Map<string, V>();
  return (key) => {
    let value = known.get(key);
    if (value === undefined) {
      value = compute(key);
      known.set(key, value);
    }
    return value;
  };
}
