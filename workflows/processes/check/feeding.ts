import type { EventType } from '../../domain/events.ts';
import { eventTypes } from '../../domain/evolve.ts';
import type { ProcessSnapshot } from '../../domain/process.ts';
import { clocksOf } from '../../domain/process_clocks.ts';
import { emittedBy } from '../../domain/rules/actions.ts';
import type { ActingRule, RuleActions } from '../../domain/rules/rule.ts';
import { typeOfRuleEvent } from '../../domain/rules/rule_events.ts';
import type { Stay } from '../../domain/rules/stays.ts';
import type { ClockKind } from '../../domain/ticket.ts';
import { canHold, type Known } from './coverage.ts';

/**
 * What the desk makes of an event without people: at once, by its other rules, in time, or by the
 * allocator. Rather too much than too little: what is missing here is never looked for.
 */
const consequences: { [T in EventType]?: readonly EventType[] } = {
  ticket_classified: [
    'assignment_requested',
    'approval_requested',
    'approval_withdrawn',
    'escalated',
    'sla_warning',
  ],
  fields_set: ['approval_requested', 'approval_withdrawn', 'escalated', 'sla_warning'],
  ticket_routed: [
    'ticket_unassigned',
    'escalated',
    'assignment_requested',
    'assignment_overdue',
    'sla_warning',
  ],
  escalated: [
    'ticket_routed',
    'ticket_unassigned',
    'assignment_requested',
    'pending_ended',
    'escalation_lapsed',
    'escalation_withdrawn',
    'sla_warning',
  ],
  escalation_lapsed: ['ticket_routed', 'assignment_requested', 'escalated'],
  approval_requested: ['pending_started', 'pending_ended', 'approval_reminder', 'approval_lapsed'],
  approval_withdrawn: ['pending_ended', 'assignment_requested'],
  approval_lapsed: ['approval_requested', 'pending_ended', 'ticket_resolved'],
  pending_started: ['pending_ended', 'pending_reminder', 'ticket_resolved'],
  pending_ended: ['sla_warning', 'assignment_requested', 'escalated', 'attention_required'],
  assignment_requested: ['ticket_assigned', 'assignment_overdue', 'attention_required'],
  ticket_resolved: ['ticket_closed'],
  task_added: ['task_overdue'],
  page_requested: ['paged', 'page_unanswered'],
  check_requested: ['diagnostic_step_recorded'],
  // It gives whatever commands it likes: nobody knows which before it runs.
  playbook_started: eventTypes.filter((type) => type !== 'ticket_opened'),
};

/** Of which events a stay begins. */
const beginnings: Record<Stay, readonly EventType[]> = {
  open: [],
  new: ['ticket_unassigned', 'pending_ended'],
  unassigned: ['ticket_unassigned'],
  waiting_for_agent: ['assignment_requested'],
  assigned: ['ticket_assigned', 'pending_ended'],
  in_progress: ['pending_ended'],
  handed_off: ['escalated'],
  unanswered: [],
  pending: ['pending_started'],
  resolved: ['ticket_resolved'],
};

/** What begins a clock that can begin again; with nobody's help the others begin once. */
const beginningsOf: Record<ClockKind, readonly EventType[]> = {
  first_response: [],
  next_response: [],
  resolution: [],
  total_resolution: [],
  acknowledgement: ['escalated'],
  tier_work: ['ticket_routed'],
};

/** Types of the events after which a rule may act. */
function awaited({ on }: ActingRule, process: ProcessSnapshot): readonly EventType[] {
  if ('event' in on) return [typeOfRuleEvent(on.event)];
  if ('warning' in on) return ['sla_warning'];
  // Each clock sets it off once: what begins a clock that can begin again.
  if ('clock' in on) return beginningsOf[clocksOf(process).get(on.clock)?.measures ?? 'resolution'];
  return 'in' in on ? beginnings[on.in] : [];
}

function broughtAbout({ do: actions }: ActingRule): Set<EventType> {
  const found = new Set(actions.flatMap((action) => emittedBy(action.do)));
  for (const type of found) for (const next of consequences[type] ?? []) found.add(next);
  return found;
}

/** Actions that bring about nothing that anything else turns on: they tell somebody. */
const telling: readonly string[] = ['notify', 'note', 'webhook'];

/** What of a ticket rules set, beside fields of the process. */
type Classified = Omit<RuleActions['set'], 'fields'>;

function classifiedBy({ do: actions }: ActingRule): [string, string | null][] {
  return actions.flatMap((action) => {
    if (action.do !== 'set') return [];
    const { do: _, fields: _fields, ...set } = action;
    return Object.entries(set satisfies Classified);
  });
}

/** What becomes another by what a rule sets: the priority follows from impact and urgency. */
function changedBy(rule: ActingRule): string[] {
  const names = classifiedBy(rule).map(([name]) => name);
  const isRated = names.includes('impact') || names.includes('urgency');
  return isRated ? [...names, 'priority'] : names;
}

/**
 * What a rule leaves a ticket as until the next rule looks at it. That is known only of a rule that does
 * nothing else: what it sets may be refused, and then what it does besides happens to a ticket as it was;
 * and only of what no other rule sets, which could do so in between. Rules that act once on a ticket
 * come between but once.
 */
function leavesAs(rule: ActingRule, rules: readonly ActingRule[]): Known {
  const changing = rule.do.filter((action) => !telling.includes(action.do));
  if (changing.length !== 1 || changing[0]?.do !== 'set') return new Map();
  const others = rules.filter((other) => other !== rule);
  const set = classifiedBy(rule);
  const isRated = set.some(([name]) => name === 'impact' || name === 'urgency');
  const isLeft = ([name]: [string, string | null]) =>
    (name !== 'priority' || !isRated) && !others.some((other) => changedBy(other).includes(name));
  return new Map(set.filter(isLeft));
}

/**
 * The rules that could make each other act, again and again, with nobody's help: those of circles in
 * which each can bring about what the next is on, and may leave a ticket for which the next one's
 * condition can hold, as far as that is sure. A rule that acts once on a ticket is in none.
 */
export function feedingRules(process: ProcessSnapshot): ActingRule[][] {
  const rules = (process.rules ?? []).filter(({ once }) => once !== 'ticket');
  const next = new Map(
    rules.map((rule) => {
      const types = broughtAbout(rule);
      const known = leavesAs(rule, rules);
      const isNext = (other: ActingRule) =>
        awaited(other, process).some((type) => types.has(type)) &&
        canHold(process, [other.when], { known, isPossible: () => true });
      return [rule, rules.filter(isNext)] as const;
    }),
  );
  const reached = new Map(rules.map((rule) => [rule, reachedFrom(rule, next)]));
  const inCircles = rules.filter((rule) => reached.get(rule)?.has(rule));
  const circles: ActingRule[][] = [];
  for (const rule of inCircles) {
    if (circles.some((circle) => circle.includes(rule))) continue;
    circles.push(
      inCircles.filter((other) => reached.get(rule)?.has(other) && reached.get(other)?.has(rule)),
    );
  }
  return circles;
}

function reachedFrom(start: ActingRule, next: ReadonlyMap<ActingRule, ActingRule[]>) {
  const reached = new Set(next.get(start));
  for (const rule of reached) for (const further of next.get(rule) ?? []) reached.add(further);
  return reached;
}

/** The process without rules that only tell: whatever can happen to a ticket happens without them. */
export function withoutTellingRules(process: ProcessSnapshot): ProcessSnapshot {
  const { rules, ...others } = process;
  if (!rules) return process;
  const left = rules.filter((rule) => rule.do.some((action) => !telling.includes(action.do)));
  return left.length === 0 ? others : { ...others, rules: left };
}
