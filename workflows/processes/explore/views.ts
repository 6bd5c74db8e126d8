import { isMissing } from '../../domain/approval.ts';
import { hasPassed } from '../../domain/clocks.ts';
import { wasHandedUp } from '../../domain/escalation_rules.ts';
import { conditionsOf, holds } from '../../domain/expression.ts';
import { isShown, missingFieldsOf } from '../../domain/fields.ts';
import { missingForHandOff } from '../../domain/gate.ts';
import type {
  EscalationRule,
  Expression,
  ProcessClock,
  ProcessSnapshot,
  Rules,
  ServiceLevelTarget,
} from '../../domain/process.ts';
import { clocksOf } from '../../domain/process_clocks.ts';
import { owedSince } from '../../domain/promises.ts';
import {
  type Clock,
  type ClockKind,
  type ClockName,
  findOpenClock,
  isOver,
  latestClock,
  openClocks,
  openEscalation,
  stepCountOf,
  type TicketState,
} from '../../domain/ticket.ts';
import { groupAbove, tierName } from '../../domain/tiers.ts';
import { regionsOf } from '../check/coverage.ts';
import { conditionsOfFields, fieldsThatMatter, fieldsToldApart } from '../field_extent.ts';
import { leaves, subjectOf } from '../process_words.ts';
import type { View } from './explore.ts';
import { promisedWhen } from './promised.ts';
import { lastStep, rulesView, uniqueLeaves } from './rules_view.ts';
import { onceOpened } from './searched_rules.ts';

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

export function viewsOf(rules: Rules): Record<ViewName, View> {
  const asked = () => conditionsOf(onceOpened(rules.process));
  return withLife(rules, asked, {
    lifecycle: rulesView(rules, lifecycleView(rules)),
    escalation: rulesView(rules, escalationView(rules)),
    clocks: rulesView(rules, clocksView(rules)),
  });
}

/**
 * As `viewsOf`, without what nothing else asks about: `sparing.ts` says what, and why.
 *
 * @param kindOf what a group has in common with those it can be renamed into
 * @param seenBy the conditions whose outcome a view sees
 */
export function sparingViewsOf(
  rules: Rules,
  kindOf: (group: string) => string,
  seenBy: ConditionsSeen,
): Record<ViewName, View> {
  return withLife(rules, seenBy, {
    lifecycle: rulesView(rules, lifecycleView(rules, true)),
    escalation: rulesView(rules, sparingEscalationView(rules, kindOf)),
    clocks: rulesView(rules, clocksView(rules, promiseKinds(rules))),
  });
}

type ConditionsSeen = (view: ViewName) => Expression[];

/**
 * Every view tells apart what conditions say of a ticket's life, and of who and what it is about: of a
 * process that asks for none of it nothing.
 */
function withLife(
  rules: Rules,
  seenBy: ConditionsSeen,
  views: Record<ViewName, View>,
): Record<ViewName, View> {
  const told = (name: ViewName): View => {
    const { [name]: view } = views;
    const asked = uniqueLeaves(seenBy(name)).filter(
      (leaf) => !('field' in leaf || 'fact' in leaf || 'formField' in leaf),
    );
    if (asked.length === 0) return view;
    return (state) => {
      if (isOver(state)) return view(state);
      const moment = lastStep(state, rules);
      return `${view(state)} ${asked.map((leaf) => (holds(leaf, state, moment) ? 1 : 0)).join('')}`;
    };
  };
  return { lifecycle: told('lifecycle'), escalation: told('escalation'), clocks: told('clocks') };
}

function lifecycleView(rules: Rules, isSparing = false): View {
  const { process } = rules;
  const handingOver = process.escalationRules.filter(({ then }) => 'functional' in then);
  const standings = handingOver.map((rule) => standingOf(process, rule));
  const begins = beginnings(
    rules,
    handingOver.map(({ clock }) => clock),
    isSparing,
  );
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
      approvals(rules, state),
      handOff && [handOff.toGroup === state.group, handOff.by.kind],
      standings.map((standing) => standing(state)),
      begins(state),
      wasHandedUp(state),
      // What its requester resolves alone leaves its clocks, and their rules, to come.
      handingOver.length > 0 && state.firstResponseAt !== null,
      gates(rules, state),
      unknownFields(rules, state),
      fillable(process, state),
      state.autoCloseAt !== null,
      ...(isSparing ? [] : [state.survey?.state, state.mergedFrom.length > 0]),
    ].join();
  };
}

function escalationView(rules: Rules): View {
  const { process } = rules;
  const ahead = outlooks(process);
  const toldLevel = toldLevels(process);
  const escalating = escalatingView(rules);
  return (state) => {
    if (isOver(state)) return state.status;
    const handOff = openEscalation(state);
    return [
      state.group,
      // Who made it cannot answer it.
      handOff && `${handOff.fromGroup}>${handOff.toGroup} by ${handOff.by.kind}`,
      Math.min(state.bounceCount, process.bounceLimit),
      toldLevel(state),
      ahead.map(({ outlook }) => outlook(state)),
      escalating(state),
    ].join();
  };
}

function sparingEscalationView(rules: Rules, kindOf: (group: string) => string): View {
  const { process } = rules;
  const ahead = outlooks(process);
  const toldLevel = toldLevels(process);
  const escalating = escalatingView(rules, true);
  return (state) => {
    if (isOver(state)) return state.status;
    const { group, hierarchyLevel, bounceCount } = state;
    const handOff = openEscalation(state);
    return [
      kindOf(group),
      handOff && `${kindOf(handOff.fromGroup)}>${kindOf(handOff.toGroup)}`,
      handOff?.fromGroup === group,
      hierarchyLevel > 0 ? `told ${toldLevel(state)}` : Math.min(bounceCount, process.bounceLimit),
      ahead.map(({ rule, outlook }) => tellsMore(rule, state, process) && outlook(state)),
      escalating(state),
    ].join();
  };
}

/** What both escalation views tell apart. */
function escalatingView(rules: Rules, isSparing = false): View {
  const { process } = rules;
  const awaited = process.escalationRules.map(({ clock }) => clock);
  const acknowledging = namesMeasuring(process, ['acknowledgement']);
  const begins = beginnings(rules, [...awaited, ...acknowledging], isSparing);
  return (state) => {
    return [
      state.status === 'resolved',
      state.firstResponseAt !== null,
      groupAbove(process, state),
      gates(rules, state),
      unknownFields(rules, state),
      fillable(process, state),
      acknowledging.map((name) => phaseOf(name, state)).join('+'),
      approvals(rules, state),
      begins(state),
    ].join();
  };
}

/** What begins again and again: the requester's next word, the next hand-off, work at a tier. */
const beginningAgain: readonly ClockKind[] = ['next_response', 'acknowledgement', 'tier_work'];

function namesMeasuring(process: ProcessSnapshot, kinds: readonly ClockKind[]): ClockName[] {
  const clocks = [...clocksOf(process).values()];
  return clocks.flatMap(({ name, measures }) => (kinds.includes(measures) ? [name] : []));
}

function phaseOf(name: ClockName, state: TicketState): string {
  const clock = findOpenClock(state, name);
  return clock ? phase(clock) : '';
}

/**
 * Whether those of the clocks that can begin later are promised then: what their conditions ask about,
 * but for where the ticket stands, since it will stand elsewhere. A promise that every ticket has
 * tells nothing apart.
 */
function beginnings(rules: Rules, awaited: readonly ClockName[], isSparing: boolean): View {
  const { process } = rules;
  const conditions = (name: ClockName) =>
    isSparing ? [promisedWhen(process, name)] : targetsOf(process, name).map(({ when }) => when);
  const asked = namesMeasuring(process, beginningAgain)
    .filter((name) => awaited.includes(name) && isPromisedToSome(process, name))
    .flatMap((name) => leaves(conditions(name)))
    .filter((leaf) => !('field' in leaf && (leaf.field === 'tier' || leaf.field === 'group')));
  return (state) => asked.map((leaf) => holds(leaf, state, lastStep(state, rules))).join('+');
}

function isPromisedToSome(process: ProcessSnapshot, name: ClockName): boolean {
  const regions = regionsOf(process, name);
  return regions.some(({ target }) => target) && regions.some(({ target }) => !target);
}

function targetsOf({ targets }: ProcessSnapshot, name: ClockName): ServiceLevelTarget[] {
  return targets.filter(({ clock }) => clock === name);
}

function clocksView(rules: Rules, kindOf?: PromiseKinds): View {
  const { process } = rules;
  const byClock = [...Map.groupBy(process.targets, (target) => target.clock).values()];
  const comingBack = [...clocksOf(process).values()].filter(({ name }) =>
    isPromisedToSome(process, name),
  );
  return (state) => {
    if (isOver(state)) return state.status;
    return [
      state.status === 'resolved',
      state.pending?.reason,
      state.firstResponseAt !== null,
      state.tier,
      gates(rules, state, tierName(process, state.tier)),
      unknownFields(rules, state),
      fillable(process, state),
      kindOf ? kindOf(state) : byClock.map((targets) => promised(targets, state, rules)),
      // Which of them began first says nothing of what comes.
      openClocks(state)
        .map((clock) => `${clock.name}:${phase(clock)}`)
        .sort(),
      comingBack.filter((clock) => isGoneAndBroken(clock, state, process)).map(({ name }) => name),
    ].join();
  };
}

/** Whether a promise that was broken has gone, and what it is about is owed: it comes back broken. */
function isGoneAndBroken(of: ProcessClock, state: TicketState, process: ProcessSnapshot): boolean {
  const clock = latestClock(state, of.name);
  if (!clock || clock.stoppedAt === null || clock.breachedAt === null) return false;
  return clock.startedAt === owedSince(state, of, process);
}

/** How far each requirement of the gates is met, of one tier or of all, and what one asks for now. */
function gates(rules: Rules, state: TicketState, tier?: string): string {
  const { process } = rules;
  if (process.gates.length === 0) return '';
  const relevant = process.gates.filter(({ fromTier }) => (tier ?? fromTier) === fromTier);
  const done = relevant.flatMap(({ requires }) =>
    requires.map(({ kind, min }) => Math.min(stepCountOf(state, kind), min)),
  );
  const isPlain = relevant.every(({ when, runbook }) => !when && !runbook);
  if (isPlain) return done.join('+');
  const missing = missingForHandOff(state, lastStep(state, rules)).map((one) =>
    'kind' in one ? one.kind : one.runbookStep,
  );
  return [...done, ...missing, ...state.runbookSteps].join('+');
}

/** What of a ticket a process asks for or would ask for if it became another, and is not known. */
function unknownFields(rules: Rules, state: TicketState): string {
  const { requiredFields = [], fields = {}, tiers } = rules.process;
  const steps = ['escalate', 'setPending', 'resolve'] as const;
  const asked = steps.flatMap((step) => missingFieldsOf({ fields, tiers }, state, step));
  return requiredFields
    .map(({ when, fields }) => {
      const unknown = fields.filter((field) => state[field] === null);
      return unknown.length === 0
        ? ''
        : `${unknown.join('+')} ${holds(when, state, lastStep(state, rules))}`;
    })
    .concat(asked)
    .join();
}

/** What is asked, what is granted, and what would be asked once those before it are granted. */
function approvals(rules: Rules, state: TicketState): string {
  const { approvals: asked = [] } = rules.process;
  return asked
    .map((rule) => {
      if (isMissing(rule, state, lastStep(state, rules))) return `${rule.name} missing`;
      const last = state.approvals.find((one) => one.rule === rule.name);
      if (last?.outcome === 'granted') return `${rule.name} granted`;
      if (last?.outcome !== 'open') return '';
      const { turn = 0, answers = [] } = last;
      const said = answers.map(({ answer }) => answer).sort();
      return [rule.name, 'open', turn, ...said].join(' ');
    })
    .join('+');
}

/** How a rule stands to what its clock measures: whether it waits for its time, for its condition, or acted. */
type Standing = '' | 'ahead' | 'passed' | 'spent' | 'unpromised';

/**
 * How a rule stands, as long as what its clock measures is owed. Where a promise can go it can come
 * back, with what it has set off: then what is spent is not as what was never promised.
 */
function standingOf(
  process: ProcessSnapshot,
  { clock: name, name: rule, atPercent }: EscalationRule,
): (state: TicketState) => Standing {
  const comesBack = isPromisedToSome(process, name);
  const of = clocksOf(process).get(name);
  return (state) => {
    const since = of ? owedSince(state, of, process) : null;
    const clock = since === null ? undefined : latestClock(state, name);
    const isPromised = clock !== undefined && clock.startedAt === since;
    if (isPromised && clock.rulesApplied.includes(rule)) return comesBack ? 'spent' : '';
    if (isPromised && clock.stoppedAt === null) {
      return hasPassed(atPercent, clock) ? 'passed' : 'ahead';
    }
    return since !== null && comesBack ? 'unpromised' : '';
  };
}

/** How each rule stands, whether or not its time has come. */
function outlooks(process: ProcessSnapshot) {
  return process.escalationRules.map((rule) => {
    const standing = standingOf(process, rule);
    const outlook = (state: TicketState): Standing => {
      const stands = standing(state);
      return stands === 'passed' ? 'ahead' : stands;
    };
    return { rule, outlook };
  });
}

/** How far management was told, up to the furthest that a rule tells it. */
function toldLevels({ escalationRules }: ProcessSnapshot): (state: TicketState) => number {
  const told = escalationRules.map(({ then }) => ('hierarchical' in then ? then.hierarchical : 1));
  const furthest = Math.max(1, ...told);
  return ({ hierarchyLevel }) => Math.min(hierarchyLevel, furthest);
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
function promiseKinds(rules: Rules): PromiseKinds {
  const { targets, escalationRules, approvals = [], requiredFields = [] } = rules.process;
  const promisedBy = new Set(leaves(targets.map(({ when }) => when)).map(subjectOf));
  const asking = [...escalationRules, ...approvals, ...requiredFields];
  const conditions = [...asking.map(({ when }) => when), ...conditionsOfFields(rules.process)];
  const asked = leaves(conditions).filter((leaf) => promisedBy.has(subjectOf(leaf)));
  const byClock = [...Map.groupBy(targets, (target) => target.clock).values()];
  const known = new Map<string, string>();
  return (state) => {
    const places = byClock.map((some) => promised(some, state, rules));
    const key = places.join();
    const kind = known.get(key) ?? rankOf(byClock.map((some, i) => some[places[i] as number]));
    known.set(key, kind);
    return `${kind} ${asked.map((leaf) => holds(leaf, state, lastStep(state, rules)))}`;
  };
}

function rankOf(targets: readonly (ServiceLevelTarget | undefined)[]): string {
  const found = targets.filter((target) => target !== undefined);
  const lengths = [...new Set(found.map((one) => one.targetMinutes))].sort((a, b) => a - b);
  const hours = [...new Set(found.map((one) => one.calendar))];
  return targets
    .map((one) => one && `${lengths.indexOf(one.targetMinutes)}/${hours.indexOf(one.calendar)}`)
    .join();
}

function promised(targets: ServiceLevelTarget[], state: TicketState, rules: Rules): number {
  const moment = lastStep(state, rules);
  return targets.findIndex((target) => holds(target.when, state, moment));
}

function phase(clock: Clock): string {
  const motion = clock.runningSince === null ? 'paused' : 'running';
  return clock.breachedAt === null ? motion : `${motion}!`;
}
