import type { Draft } from '../draft.ts';
import type { TicketEvent } from '../events.ts';
import { holds } from '../expression.ts';
import { type ClockName, findOpenClock, isOver, type TicketState } from '../ticket.ts';
import { act } from './actions.ts';
import {
  type ActingRule,
  ruleActor,
  ruleActsPerMinuteMax,
  ruleActsPerStepMax,
  ruleActsPerTicketMax,
} from './rule.ts';
import { isRuleEvent } from './rule_events.ts';
import { actsAt, areStoppedAt } from './standing.ts';
import { hasItsTimeCome, isLeft, keepTimes } from './times.ts';

/**
 * Lets rules act that are on the breach of a clock, before what the breach brings about ends the clock:
 * a hand-off that nobody accepted.
 */
export function applyAtBreach(draft: Draft, clock: ClockName): void {
  for (const rule of rulesOf(draft)) {
    const { on, when } = rule;
    if (!('atPercent' in on) || on.clock !== clock || !hasItsTimeCome(rule, draft.state)) continue;
    if (!isLeft(rule, draft.state) || !holds(when, draft.state, draft)) continue;
    if (isStopped(draft, rule, 0)) return;
    doAll(draft, rule);
  }
}

/**
 * Lets the rules of the process act on what a step has brought about, one after the other, until none
 * has anything to do: first those whose time has come, then by each event in order. What a rule brings
 * about others are on in turn, and never for ever: after `ruleActsPerStepMax`, or so many steps of one
 * minute that it is `ruleActsPerMinuteMax`, they stop until the minute is over, and that is an event
 * that whoever answers for the process is told of.
 *
 * @param settle holds what every step must keep, after each rule
 */
export function applyRules(draft: Draft, settle: () => void): void {
  if ((draft.rules.process.rules ?? []).length === 0) return;
  const next = { event: 0, rule: 0 };
  for (let acts = 0; ; acts++) {
    keepTimes(draft);
    const inTime = nextInTime(draft);
    const rule = inTime ?? nextByEvent(draft, next);
    if (!rule) return;
    if (isStopped(draft, rule, acts)) return;
    doAll(draft, rule, inTime ? undefined : draft.events[next.event]);
    settle();
  }
}

function rulesOf({ rules }: Draft): readonly ActingRule[] {
  return rules.process.rules ?? [];
}

/** Whether rules have acted so often that this one acts no more. */
function isStopped(draft: Draft, { name: rule }: ActingRule, acts: number): boolean {
  const { state, at } = draft;
  if (areStoppedAt(state, at)) return true;
  const isForGood = countOfActs(state) >= ruleActsPerTicketMax;
  const limit = isForGood
    ? ruleActsPerTicketMax
    : acts >= ruleActsPerStepMax
      ? ruleActsPerStepMax
      : actsAt(state, at).count >= ruleActsPerMinuteMax && ruleActsPerMinuteMax;
  if (limit === false) return false;
  draft.emit('rules_stopped', { rule, limit, ...(isForGood && { isForGood }) }, ruleActor(rule));
  return true;
}

function countOfActs({ ruleStandings = {} }: TicketState): number {
  return Object.values(ruleStandings).reduce((sum, { count }) => sum + count, 0);
}

function doAll(draft: Draft, rule: ActingRule, event?: TicketEvent): void {
  const { name } = rule;
  const actor = ruleActor(name);
  const clock = 'atPercent' in rule.on ? findOpenClock(draft.state, rule.on.clock) : undefined;
  draft.emit(
    'rule_acted',
    { rule: name, ...(clock && { name: clock.name, cycle: clock.cycle }) },
    actor,
  );
  for (const action of rule.do) {
    const refusal = act(draft, action, name, event);
    if (refusal) draft.emit('rule_refused', { rule: name, action: action.do, refusal }, actor);
  }
}

function nextInTime(draft: Draft): ActingRule | undefined {
  const { state } = draft;
  if (isOver(state)) return undefined;
  return rulesOf(draft).find(
    (rule) => hasItsTimeCome(rule, state) && isLeft(rule, state) && holds(rule.when, state, draft),
  );
}

/** The next rule that is on an event of the step; `next` is where to look from, and moves on. */
function nextByEvent(draft: Draft, next: { event: number; rule: number }): ActingRule | undefined {
  const { events } = draft;
  const rules = rulesOf(draft);
  for (; next.event < events.length; next.event++, next.rule = 0) {
    while (next.rule < rules.length) {
      const rule = rules[next.rule++] as ActingRule;
      if (!isOn(rule, draft, next.event) || !isLeft(rule, draft.state)) continue;
      if (holds(rule.when, draft.state, draft)) return rule;
    }
  }
  return undefined;
}

function isOn({ on }: ActingRule, { events }: Draft, place: number): boolean {
  const event = events[place];
  if (!event) return false;
  if ('event' in on) return isRuleEvent(on.event, event, events.slice(0, place));
  return 'warning' in on && event.type === 'sla_warning' && event.data.name === on.clock;
}
