import { nextDeadline } from '../domain/deadlines.ts';
import { holds } from '../domain/expression.ts';
import type { EscalationRule, ProcessSnapshot, ServiceLevelTarget } from '../domain/process.ts';
import {
  type Clock,
  findOpenClock,
  isOver,
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
 * - `escalation`: group, where it would climb, hand-overs, bounces, gate, management level, and
 *   which rules that hand over are still to come.
 * - `clocks`: each clock's phase and warnings, the promises that apply, and what is due next.
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
    state.group,
    state.workStartedAt !== null,
    state.approvals.length,
    openApproval(state)?.rule,
    openEscalation(state) !== undefined,
    state.survey?.state,
    state.autoCloseAt !== null,
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
  const climbing = process.escalationRules.filter(({ then }) => 'functional' in then);
  return (state) => {
    if (isOver(state)) return state.status;
    const handOver = openEscalation(state);
    const acknowledgement = openClocks(state).find(({ name }) => name === 'acknowledgement');
    return [
      state.status === 'resolved',
      state.group,
      groupAbove(state, process),
      handOver && `${handOver.fromGroup}>${handOver.toGroup}`,
      Math.min(state.bounceCount, process.bounceLimit),
      state.hierarchyLevel,
      gateKey(state, process),
      acknowledgement && phase(acknowledgement),
      climbing.map((rule) => isToCome(rule, state) && holds(rule.when, state)),
    ].join();
  };
}

/** Where the ticket would climb now: categories that climb alike from here are one. */
function groupAbove({ category, group, tier }: TicketState, process: ProcessSnapshot) {
  const escalation = category === null ? undefined : process.categories[category]?.escalation;
  return escalation?.[String(tier + 1) as '2' | '3'] ?? process.groups[group]?.escalatesTo;
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

/** Whether a rule's moment lies ahead on a clock that runs or rests. */
function isToCome({ clock: name, atPercent }: EscalationRule, state: TicketState): boolean {
  const clock = findOpenClock(state, name);
  if (!clock || clock.breachedAt !== null) return false;
  const warning = clock.warnings.find(({ percent }) => percent === atPercent);
  return atPercent === 100 || warning?.firedAt === null;
}

function clocksView(process: ProcessSnapshot): View {
  const byName = Object.groupBy(process.targets, (target) => target.clock);
  const promises = Object.values(byName);
  return (state) => {
    if (isOver(state)) return `${state.status} ${nextDeadline(state)?.kind}`;
    const deadline = nextDeadline(state);
    const clock = deadline && 'clock' in deadline ? deadline.clock : '';
    return [
      state.pending?.reason,
      state.status === 'resolved',
      promises.map((targets) => promised(targets, state)),
      openClocks(state).map((one) => `${one.name}:${phase(one)}:${warningsToCome(one)}`),
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
