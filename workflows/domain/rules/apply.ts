import { addWorkingMs, horizonOf } from '../calendar.ts';
import { calendarOf, hasPassed } from '../clocks.ts';
import type { Draft } from '../draft.ts';
import { minuteMs } from '../durations.ts';
import { holds } from '../expression.ts';
import { findOpenClock, isOpen, isOver, type TicketState } from '../ticket.ts';
import { act } from './actions.ts';
import { nextClosing, nextOpening } from './hours.ts';
import {
  type ActingRule,
  type RuleStanding,
  ruleActor,
  ruleActsPerStepMax,
  ruleActsPerTicketMax,
} from './rule.ts';
import { isRuleEvent } from './rule_events.ts';
import { staySince } from './stays.ts';

/**
 * Lets the rules of the process act on what a step has brought about, one after the other, until none
 * has anything to do: first those whose time has come, then by each event in order. What a rule brings
 * about others are on in turn, and never for ever: after `ruleActsPerStepMax` they stop, and that is an
 * event that whoever answers for the process is told of.
 *
 * @param settle holds what every step must keep, after each rule
 */
export function applyRules(draft: Draft, settle: () => void): void {
  if ((draft.rules.process.rules ?? []).length === 0) return;
  const next = { event: 0, rule: 0 };
  for (let acts = 0; ; acts++) {
    keepTimes(draft);
    const rule = nextInTime(draft) ?? nextByEvent(draft, next);
    if (!rule) return;
    if (isStopped(draft, rule, acts)) return;
    doAll(draft, rule);
    settle();
  }
}

function rulesOf({ rules }: Draft): readonly ActingRule[] {
  return rules.process.rules ?? [];
}

/** Whether rules have acted so often that this one acts no more. */
function isStopped(draft: Draft, { name: rule }: ActingRule, acts: number): boolean {
  const { state } = draft;
  if (state.areRulesStopped) return true;
  const isForGood = countOfActs(state) >= ruleActsPerTicketMax;
  if (acts < ruleActsPerStepMax && !isForGood) return false;
  const limit = isForGood ? ruleActsPerTicketMax : ruleActsPerStepMax;
  draft.emit('rules_stopped', { rule, limit, ...(isForGood && { isForGood }) }, ruleActor(rule));
  return true;
}

function countOfActs({ ruleStandings = {} }: TicketState): number {
  return Object.values(ruleStandings).reduce((sum, { count }) => sum + count, 0);
}

function doAll(draft: Draft, rule: ActingRule): void {
  const { name } = rule;
  const actor = ruleActor(name);
  const clock = 'atPercent' in rule.on ? findOpenClock(draft.state, rule.on.clock) : undefined;
  draft.emit(
    'rule_acted',
    { rule: name, ...(clock && { name: clock.name, cycle: clock.cycle }) },
    actor,
  );
  for (const action of rule.do) {
    const refusal = act(draft, action, name);
    if (refusal) draft.emit('rule_refused', { rule: name, action: action.do, refusal }, actor);
  }
}

/** Whether it may still act on this ticket, whatever it is on. */
function isLeft({ name, once }: ActingRule, { ruleStandings }: TicketState): boolean {
  return once !== 'ticket' || (ruleStandings?.[name]?.count ?? 0) === 0;
}

function nextInTime(draft: Draft): ActingRule | undefined {
  const { state } = draft;
  if (isOver(state)) return undefined;
  return rulesOf(draft).find(
    (rule) => hasItsTimeCome(rule, state) && isLeft(rule, state) && holds(rule.when, state, draft),
  );
}

/** Whether what it is on has come in time, and it has not acted for that. */
export function hasItsTimeCome({ on, name }: ActingRule, state: TicketState): boolean {
  if ('atPercent' in on) {
    const clock = findOpenClock(state, on.clock);
    if (!clock || !isOpen(state) || clock.rulesApplied.includes(name)) return false;
    return hasPassed(on.atPercent, clock);
  }
  if ('event' in on || 'clock' in on) return false;
  const standing = state.ruleStandings?.[name];
  return standing?.dueAt === null && !standing.hasActed;
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

/** Notes for each rule that waits for a time when that is, once the ticket has come to wait for it. */
function keepTimes(draft: Draft): void {
  for (const rule of rulesOf(draft)) {
    if (!isTimed(rule)) continue;
    const { state, at } = draft;
    const standing = state.ruleStandings?.[rule.name];
    const since = waitsSince(draft, rule);
    if (since === null) {
      if (standing?.since === undefined) continue;
      draft.emit('rule_timed', { rule: rule.name, since, dueAt: null }, ruleActor(rule.name));
      continue;
    }
    if (!isMissed(draft, rule, standing) && isNoted(since, rule, standing)) continue;
    const from = since === 'now' ? at : since;
    const dueAt = dueFrom(draft, rule, from);
    if (dueAt === undefined) continue;
    const ahead = dueAt > at ? dueAt : null;
    draft.emit('rule_timed', { rule: rule.name, since: from, dueAt: ahead }, ruleActor(rule.name));
  }
}

type TimedRule = ActingRule & {
  on: Extract<ActingRule['on'], { in: unknown } | { opens: unknown } | { closes: unknown }>;
};

function isTimed(rule: ActingRule): rule is TimedRule {
  return !('event' in rule.on) && !('clock' in rule.on);
}

/** Since when the ticket has been waiting for a rule's time; null where it does not. */
function waitsSince(draft: Draft, rule: TimedRule): number | 'now' | null {
  const { state, rules } = draft;
  if (isOver(state) || !isLeft(rule, state)) return null;
  if ('in' in rule.on) return staySince(state, rule.on.in);
  const standing = state.ruleStandings?.[rule.name];
  if (hasCome(standing) && holds(rule.when, state, draft)) return 'now';
  // Nobody waits for an opening that would come to nothing.
  const at = dueFrom(draft, rule, draft.at) ?? draft.at;
  return isOpen(state) && holds(rule.when, state, { at, rules }) ? 'now' : null;
}

/** The time that it waited for is now, and it has not acted. */
function hasCome(standing: RuleStanding | undefined): boolean {
  return standing?.since !== undefined && standing.dueAt === null && !standing.hasActed;
}

/** An opening at which its condition did not hold is gone: the next one is waited for. */
function isMissed(
  draft: Draft,
  { on, when }: TimedRule,
  standing: RuleStanding | undefined,
): boolean {
  return !('in' in on) && hasCome(standing) && !holds(when, draft.state, draft);
}

function isNoted(since: number | 'now', { on }: TimedRule, standing?: RuleStanding): boolean {
  if (standing?.since === undefined) return false;
  if (!('in' in on)) return !standing.hasActed;
  return since === 'now' || since === standing.since;
}

function dueFrom(draft: Draft, { on }: TimedRule, from: number): number | undefined {
  if ('opens' in on) return nextOpening(calendarOf(draft.rules, on.opens), draft.at);
  if ('closes' in on) return nextClosing(calendarOf(draft.rules, on.closes), draft.at);
  const calendar = calendarOf(draft.rules, on.calendar);
  return Math.min(addWorkingMs(calendar, from, on.afterMinutes * minuteMs), horizonOf(calendar));
}

/** The time that a rule waited for has come: it acts then, or once its condition holds. */
export function ruleTimeCame(draft: Draft, rule: string): void {
  const since = draft.state.ruleStandings?.[rule]?.since;
  if (since !== undefined) {
    draft.emit('rule_timed', { rule, since, dueAt: null }, ruleActor(rule));
  }
}
