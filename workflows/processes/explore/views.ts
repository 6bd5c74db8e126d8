import { isMissing } from '../../domain/approval.ts';
import { hasPassed, wasHandedUp } from '../../domain/escalation_rules.ts';
import { holds } from '../../domain/expression.ts';
import { isShown, missingFieldsOf } from '../../domain/fields.ts';
import { missingForHandOff } from '../../domain/gate.ts';
import type { EscalationRule, ProcessSnapshot, ServiceLevelTarget } from '../../domain/process.ts';
import {
  type Clock,
  findOpenClock,
  isOver,
  openClocks,
  openEscalation,
  stepCountOf,
  type TicketState,
  type Tier,
} from '../../domain/ticket.ts';
import { conditionsOfFields, fieldsThatMatter, fieldsToldApart } from '../field_extent.ts';
import { leaves } from '../process_words.ts';
import type { View } from './explore.ts';

/**
 * The parts of a ticket's state are too many for their product, so it is searched three times, each
 * time exact in some parts and blind to others. All forget identities, texts, instants and how much
 * of a target is used up; counts stop at the number from which the process treats them alike.
 *
 * - `lifecycle`: where the ticket stands, who has it, what it waits for, approvals, survey, merges.
 * - `escalation`: group, where it would climb, hand-offs, bounces, whether management was told, and
 *   which approvals and escalation rules are still to come.
 * - `clocks`: each clock's phase, the promises that apply, and whether the requester was answered.
 *
 * One ticket stands for all with its key. What matters for what can follow (gates, fields that are
 * asked for, approvals and rules to come) is therefore in every key that would otherwise hide it;
 * how much of a target is used up is not, and is made up for in `late.ts`.
 */
export type ViewName = 'lifecycle' | 'escalation' | 'clocks';

export function viewsOf(process: ProcessSnapshot): Record<ViewName, View> {
  return {
    lifecycle: lifecycleView(process),
    escalation: escalationView(process),
    clocks: clocksView(process),
  };
}

/**
 * As `viewsOf`, without what nothing else asks about: `sparing.ts` says what, and why.
 *
 * @param kindOf what a group has in common with those it can be renamed into
 */
export function sparingViewsOf(
  process: ProcessSnapshot,
  kindOf: (group: string) => string,
): Record<ViewName, View> {
  return {
    lifecycle: lifecycleView(process, true),
    escalation: sparingEscalationView(process, kindOf),
    clocks: clocksView(process, promiseKinds(process)),
  };
}

function lifecycleView(process: ProcessSnapshot, isSparing = false): View {
  const handingOver = process.escalationRules.filter(({ then }) => 'functional' in then);
  return (state) => {
    if (isSparing && isOver(state) && state.beforeMerge == null) return state.status;
    const handOff = openEscalation(state);
    // What a merge took comes back when it is undone.
    const { pending, waitingForAgent } = state.beforeMerge ?? state;
    return [
      state.status,
      pending?.reason,
      state.assignee !== null,
      waitingForAgent !== null,
      state.workStartedAt !== null,
      state.firstResponseAt !== null,
      state.tier,
      approvals(process, state),
      handOff && [handOff.toGroup === state.group, handOff.by.kind],
      handingOver.map((rule) => standing(rule, state)),
      wasHandedUp(state),
      // What its requester resolves alone leaves its clocks, and their rules, to come.
      handingOver.length > 0 && state.firstResponseAt !== null,
      gates(process, state),
      unknownFields(process, state),
      fillable(process, state),
      state.autoCloseAt !== null,
      ...(isSparing ? [] : [state.survey?.state, state.mergedFrom.length > 0]),
    ].join();
  };
}

function escalationView(process: ProcessSnapshot): View {
  return (state) => {
    if (isOver(state)) return state.status;
    const handOff = openEscalation(state);
    return [
      state.group,
      // Who made it cannot answer it.
      handOff && `${handOff.fromGroup}>${handOff.toGroup} by ${handOff.by.kind}`,
      Math.min(state.bounceCount, process.bounceLimit),
      state.hierarchyLevel > 0,
      process.escalationRules.map((rule) => isToCome(rule, state)),
      escalating(process, state),
    ].join();
  };
}

function sparingEscalationView(process: ProcessSnapshot, kindOf: (group: string) => string): View {
  return (state) => {
    if (isOver(state)) return state.status;
    const { group, hierarchyLevel, bounceCount } = state;
    const handOff = openEscalation(state);
    return [
      kindOf(group),
      handOff && `${kindOf(handOff.fromGroup)}>${kindOf(handOff.toGroup)}`,
      handOff?.fromGroup === group,
      hierarchyLevel > 0 || Math.min(bounceCount, process.bounceLimit),
      process.escalationRules.map(
        (rule) => isToCome(rule, state) && tellsMore(rule, state, process),
      ),
      escalating(process, state),
    ].join();
  };
}

/** What both escalation views tell apart. */
function escalating(process: ProcessSnapshot, state: TicketState): string {
  const acknowledgement = findOpenClock(state, 'acknowledgement');
  return [
    state.status === 'resolved',
    state.firstResponseAt !== null,
    groupAbove(state, process),
    gates(process, state),
    unknownFields(process, state),
    fillable(process, state),
    acknowledgement && phase(acknowledgement),
    approvals(process, state),
    beginsAgain(process, state),
  ].join();
}

/** Whether the next word of the requester begins a clock that a rule waits for. */
function beginsAgain({ escalationRules, targets }: ProcessSnapshot, state: TicketState): boolean {
  return (
    escalationRules.some(({ clock }) => clock === 'next_response') &&
    targets.some(({ clock, when }) => clock === 'next_response' && holds(when, state))
  );
}

function clocksView(process: ProcessSnapshot, kindOf?: PromiseKinds): View {
  const byClock = Object.values(Object.groupBy(process.targets, (target) => target.clock));
  return (state) => {
    if (isOver(state)) return state.status;
    return [
      state.status === 'resolved',
      state.pending?.reason,
      state.firstResponseAt !== null,
      state.tier,
      gates(process, state, state.tier),
      unknownFields(process, state),
      fillable(process, state),
      kindOf ? kindOf(state) : byClock.map((targets) => promised(targets, state)),
      openClocks(state).map((clock) => `${clock.name}:${phase(clock)}`),
    ].join();
  };
}

/** Where the ticket would climb now: categories that climb alike from here are one. */
function groupAbove({ category, group, tier }: TicketState, process: ProcessSnapshot) {
  const escalation = category === null ? undefined : process.categories[category]?.escalation;
  return escalation?.[String(tier + 1) as '2' | '3'] ?? process.groups[group]?.escalatesTo;
}

/** How far each requirement of the gates is met, of one tier or of all, and what one asks for now. */
function gates(process: ProcessSnapshot, state: TicketState, tier?: Tier): string {
  if (process.gates.length === 0) return '';
  const relevant = process.gates.filter(({ fromTier }) => (tier ?? fromTier) === fromTier);
  const done = relevant.flatMap(({ requires }) =>
    requires.map(({ kind, min }) => Math.min(stepCountOf(state, kind), min)),
  );
  const isPlain = relevant.every(({ when, runbook }) => !when && !runbook);
  if (isPlain) return done.join('+');
  const missing = missingForHandOff(state, process).map((one) =>
    'kind' in one ? one.kind : one.runbookStep,
  );
  return [...done, ...missing, ...state.runbookSteps].join('+');
}

/** What of a ticket a process asks for or would ask for if it became another, and is not known. */
function unknownFields(
  { requiredFields = [], fields = {} }: ProcessSnapshot,
  state: TicketState,
): string {
  const steps = ['escalate', 'setPending', 'resolve'] as const;
  const asked = steps.flatMap((step) => missingFieldsOf({ fields }, state, step));
  return requiredFields
    .map(({ when, fields }) => {
      const unknown = fields.filter((field) => state[field] === null);
      return unknown.length === 0 ? '' : `${unknown.join('+')} ${holds(when, state)}`;
    })
    .concat(asked)
    .join();
}

/** What is asked, what is granted, and what would be asked once those before it are granted. */
function approvals({ approvals: rules = [] }: ProcessSnapshot, state: TicketState): string {
  return rules
    .map((rule) => {
      if (isMissing(rule, state)) return `${rule.name} missing`;
      const outcome = state.approvals.find((one) => one.rule === rule.name)?.outcome;
      return outcome === 'open' || outcome === 'granted' ? `${rule.name} ${outcome}` : '';
    })
    .join('+');
}

/** Of a rule that is to come: whether it waits for its time, or for its condition alone. */
function standing(rule: EscalationRule, state: TicketState): string {
  const clock = findOpenClock(state, rule.clock);
  if (!clock || clock.rulesApplied.includes(rule.name)) return '';
  return hasPassed(rule.atPercent, clock) ? 'passed' : 'ahead';
}

/** Whether a clock that runs or is paused may still set off the rule. */
function isToCome({ clock: name, name: rule }: EscalationRule, state: TicketState): boolean {
  return findOpenClock(state, name)?.rulesApplied.includes(rule) === false;
}

/** Which fields, of those that matter, can be filled in now, and which can be cleared. */
function fillable(process: ProcessSnapshot, state: TicketState): string {
  const told = fieldsToldApart(process);
  return [...fieldsThatMatter(process).keys()]
    .map((name) => {
      const field = process.fields?.[name];
      const shown = field !== undefined && isShown(field, state);
      const isKnown = state.fields?.[name] !== undefined;
      // What is only approved for becomes another from nothing as well as from a value.
      return told.has(name) ? [shown, isKnown] : shown || isKnown;
    })
    .join();
}

/** Whether a rule, should it come, would do more than tell management what it knows. */
function tellsMore(
  { then }: EscalationRule,
  { hierarchyLevel }: TicketState,
  { hierarchyLevels }: ProcessSnapshot,
): boolean {
  return 'functional' in then || Math.min(then.hierarchical, hierarchyLevels) > hierarchyLevel;
}

type PromiseKinds = (state: TicketState) => string;

/**
 * What is promised, but for how long: which promises there are, which of them is the shorter, and
 * which are counted in the same hours; and what rules ask about whoever has them.
 */
function promiseKinds(process: ProcessSnapshot): PromiseKinds {
  const { targets, escalationRules, approvals = [], requiredFields = [] } = process;
  const promisedBy = new Set(leaves(targets.map(({ when }) => when)).map(askedOf));
  const rules = [...escalationRules, ...approvals, ...requiredFields];
  const conditions = [...rules.map(({ when }) => when), ...conditionsOfFields(process)];
  const asked = leaves(conditions).filter((leaf) => promisedBy.has(askedOf(leaf)));
  const byClock = Object.values(Object.groupBy(targets, (target) => target.clock));
  const known = new Map<string, string>();
  return (state) => {
    const places = byClock.map((some) => promised(some, state));
    const key = places.join();
    const kind = known.get(key) ?? rankOf(byClock.map((some, i) => some[places[i] as number]));
    known.set(key, kind);
    return `${kind} ${asked.map((leaf) => holds(leaf, state))}`;
  };
}

function askedOf(leaf: ReturnType<typeof leaves>[number]): string {
  if ('formField' in leaf) return `formField ${leaf.formField}`;
  return 'fact' in leaf ? leaf.fact : leaf.field;
}

function rankOf(targets: readonly (ServiceLevelTarget | undefined)[]): string {
  const found = targets.filter((target) => target !== undefined);
  const lengths = [...new Set(found.map((one) => one.targetMinutes))].sort((a, b) => a - b);
  const hours = [...new Set(found.map((one) => one.calendar))];
  return targets
    .map((one) => one && `${lengths.indexOf(one.targetMinutes)}/${hours.indexOf(one.calendar)}`)
    .join();
}

function promised(targets: ServiceLevelTarget[], state: TicketState): number {
  return targets.findIndex((target) => holds(target.when, state));
}

function phase(clock: Clock): string {
  const motion = clock.runningSince === null ? 'paused' : 'running';
  return clock.breachedAt === null ? motion : `${motion}!`;
}
