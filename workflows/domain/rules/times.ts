import { addWorkingMs, horizonOf } from '../calendar.ts';
import { calendarOf, hasPassed } from '../clocks.ts';
import type { Draft } from '../draft.ts';
import { minuteMs } from '../durations.ts';
import { couldHoldInTime, holds, nextHoldingAt } from '../expression.ts';
import type { ProcessSnapshot } from '../process.ts';
import { findOpenClock, isOpen, isOver, type TicketState } from '../ticket.ts';
import { nextClosing, nextOpening } from './hours.ts';
import { type ActingRule, type RuleStanding, ruleActor } from './rule.ts';
import { staySince } from './stays.ts';

/**
 * What time has to do with rules: when that of each comes, noted on the ticket so that it wakes then.
 * Where it has come and the condition does not hold, the instant at which time alone makes it hold is
 * noted as well.
 */

/** So many openings of a calendar are looked through for one at which a condition holds. */
const openingsAhead = 50;

type TimedRule = ActingRule & {
  on: Extract<ActingRule['on'], { in: unknown } | { opens: unknown } | { closes: unknown }>;
};

type ClockRule = ActingRule & { on: { atPercent: number } };

/** What is noted of a rule that waits. */
type Noted = Pick<RuleStanding, 'since' | 'dueAt' | 'looksAt'>;

function isTimed(rule: ActingRule): rule is TimedRule {
  return !('event' in rule.on) && !('clock' in rule.on);
}

function isOfClock(rule: ActingRule): rule is ClockRule {
  return 'atPercent' in rule.on;
}

/** Whether it may still act on this ticket, whatever it is on. */
export function isLeft({ name, once }: ActingRule, { ruleStandings }: TicketState): boolean {
  return once !== 'ticket' || (ruleStandings?.[name]?.count ?? 0) === 0;
}

/** Whether what it is on has come in time, and it has not acted for that. */
export function hasItsTimeCome({ on, name }: ActingRule, state: TicketState): boolean {
  if ('atPercent' in on) {
    const clock = findOpenClock(state, on.clock);
    if (!clock || !isOpen(state) || clock.rulesApplied.includes(name)) return false;
    return hasPassed(on.atPercent, clock);
  }
  if ('event' in on || 'clock' in on) return false;
  return hasCome(state.ruleStandings?.[name]);
}

/** The time that it waited for is now, and it has not acted. */
function hasCome(standing: RuleStanding | undefined): boolean {
  return standing?.since !== undefined && standing.dueAt === null && !standing.hasActed;
}

/** Notes for each rule that waits for a time when that is, where it is another than was noted. */
export function keepTimes(draft: Draft): void {
  for (const rule of draft.rules.process.rules ?? []) {
    const noted = draft.state.ruleStandings?.[rule.name];
    const now = timesOf(draft, rule, noted);
    if (now && !isSame(now, noted)) note(draft, rule.name, now);
  }
}

function isSame(one: Noted, other: Noted | undefined): boolean {
  return one.since === other?.since && one.dueAt === other?.dueAt && one.looksAt === other?.looksAt;
}

function note(draft: Draft, rule: string, { since, dueAt, looksAt }: Noted): void {
  const times = { since: since ?? null, dueAt: dueAt ?? null };
  draft.emit(
    'rule_timed',
    { rule, ...times, ...(looksAt !== undefined && { looksAt }) },
    ruleActor(rule),
  );
}

/** What a rule waits for as the ticket is now; undefined where nothing of it is to be noted. */
function timesOf(draft: Draft, rule: ActingRule, noted?: RuleStanding): Noted | undefined {
  if (isOfClock(rule)) return lookedAt(draft, rule, {});
  if (!isTimed(rule)) return undefined;
  const { state } = draft;
  if (isOver(state) || !isLeft(rule, state)) return {};
  return 'in' in rule.on
    ? timesInStay(draft, rule, staySince(state, rule.on.in), noted)
    : timesOfHours(draft, rule, noted);
}

function timesInStay(
  draft: Draft,
  rule: TimedRule,
  stay: number | 'now' | null,
  noted?: RuleStanding,
): Noted | undefined {
  if (stay === null) return {};
  const { at } = draft;
  const isNoted = noted?.since !== undefined && (stay === 'now' || stay === noted.since);
  const since = isNoted ? (noted.since as number) : stay === 'now' ? at : stay;
  if (isNoted && noted.hasActed) return undefined;
  if (isNoted && noted.dueAt === null) return lookedAt(draft, rule, { since, dueAt: null });
  const dueAt = dueInStay(draft, rule, since);
  if (isNoted && noted.dueAt === dueAt) return undefined;
  return dueAt > at ? { since, dueAt } : lookedAt(draft, rule, { since, dueAt: null });
}

function dueInStay(draft: Draft, { on }: TimedRule, since: number): number {
  if (!('in' in on)) throw new Error('A rule of hours is not due in a stay');
  const calendar = calendarOf(draft.rules, on.calendar);
  return Math.min(addWorkingMs(calendar, since, on.afterMinutes * minuteMs), horizonOf(calendar));
}

/** Adds when its condition comes to hold, where only that is missing. */
function lookedAt(draft: Draft, rule: ActingRule, times: Noted): Noted {
  const { state, at, rules } = draft;
  const isAwaited = isOfClock(rule) ? hasItsTimeCome(rule, state) && isLeft(rule, state) : true;
  if (!isAwaited || holds(rule.when, state, draft)) return times;
  const looksAt = nextHoldingAt(rule.when, state, rules, at);
  return looksAt === null ? times : { ...times, looksAt };
}

/**
 * The next opening or closing at which its condition holds. Nobody waits for one that would come to
 * nothing, and one at which it did not hold is gone.
 */
function timesOfHours(draft: Draft, rule: TimedRule, noted?: RuleStanding): Noted | undefined {
  const { state, at, rules } = draft;
  if (hasCome(noted) && holds(rule.when, state, draft)) return undefined;
  // It is due at this very instant, after whatever else is.
  if (noted?.dueAt === at) return undefined;
  if (!isOpen(state) || !couldHoldInTime(rule.when, state)) return {};
  let opening: number | undefined = at;
  for (let ahead = 0; ahead < openingsAhead; ahead++) {
    opening = openingAfter(draft, rule, opening);
    if (opening === undefined) return isWaiting(noted) ? {} : undefined;
    if (!holds(rule.when, state, { at: opening, rules })) continue;
    return { since: isWaiting(noted) ? (noted?.since ?? at) : at, dueAt: opening };
  }
  return { looksAt: opening };
}

function isWaiting(noted: RuleStanding | undefined): boolean {
  return typeof noted?.dueAt === 'number';
}

function openingAfter(draft: Draft, { on }: TimedRule, at: number): number | undefined {
  if ('opens' in on) return nextOpening(calendarOf(draft.rules, on.opens), at);
  return 'closes' in on ? nextClosing(calendarOf(draft.rules, on.closes), at) : undefined;
}

/** The time that a rule waited for has come: it acts then, or once its condition holds. */
export function ruleTimeCame(draft: Draft, rule: string): void {
  const since = draft.state.ruleStandings?.[rule]?.since;
  if (since !== undefined) note(draft, rule, { since, dueAt: null });
}

/** Time may have made its condition hold: the rules are looked at as after every step. */
export function ruleLooks(draft: Draft, rule: string): void {
  const { since, dueAt = null } = draft.state.ruleStandings?.[rule] ?? {};
  note(draft, rule, { ...(since !== undefined && { since }), dueAt });
}

/**
 * Under other hours what rules wait for comes at another time. What has come by now takes place as the
 * next deadline.
 */
export function rescheduleRules(draft: Draft): void {
  const { at } = draft;
  for (const rule of draft.rules.process.rules ?? []) {
    const noted = draft.state.ruleStandings?.[rule.name];
    const times = timesOf(draft, rule, noted);
    if (!times) continue;
    const isDueNow = times.dueAt === null && typeof noted?.dueAt === 'number';
    const now = isDueNow ? { since: times.since as number, dueAt: at } : times;
    const isHolding =
      now.looksAt === undefined &&
      hasItsTimeCome(rule, draft.state) &&
      isLeft(rule, draft.state) &&
      holds(rule.when, draft.state, draft);
    const looked = isHolding ? { ...now, looksAt: at } : now;
    if (!isSame(looked, noted)) note(draft, rule.name, looked);
  }
}

/** What of the ticket's rules a version does not have. */
export function rulesWithoutPlace(
  { ruleStandings = {} }: TicketState,
  { rules = [] }: ProcessSnapshot,
): string[] {
  return Object.keys(ruleStandings).filter((name) => !rules.some((rule) => rule.name === name));
}

/**
 * Notes anew what the rules of a version wait for that wait for something else than those of the
 * version before: so long in another state, or longer in the same one.
 */
export function followRules(draft: Draft, before: ProcessSnapshot): void {
  for (const rule of draft.rules.process.rules ?? []) {
    const old = before.rules?.find(({ name }) => name === rule.name);
    const standing = draft.state.ruleStandings?.[rule.name];
    if (!old || standing?.since === undefined) continue;
    if (JSON.stringify(old.on) === JSON.stringify(rule.on)) continue;
    const isSameStay = 'in' in old.on && 'in' in rule.on && old.on.in === rule.on.in;
    if (!isSameStay) note(draft, rule.name, {});
    else if (!standing.hasActed) {
      const { since } = standing;
      const dueAt = dueInStay(draft, rule as TimedRule, since);
      note(draft, rule.name, { since, dueAt: dueAt > draft.at ? dueAt : null });
    }
  }
}
