import test from 'ava';
import fc from 'fast-check';
import { workingMsBetween } from '../../workflows/domain/calendar.ts';
import { calendarOf, elapsedAt } from '../../workflows/domain/clocks.ts';
import type { TicketEvent } from '../../workflows/domain/events.ts';
import { holds } from '../../workflows/domain/expression.ts';
import type { ExpressionField, Rules } from '../../workflows/domain/process.ts';
import { recordOf } from '../../workflows/domain/record.ts';
import {
  type Clock,
  type ClockName,
  isOpen,
  openApproval,
  type TicketState,
} from '../../workflows/domain/ticket.ts';
import { at, command, Ticket } from './desk.ts';
import { holdsInManyCases } from './many_cases.ts';
import { anyRules, someClocks } from './random_process.ts';
import { type Step, stepOfMembers } from './random_steps.ts';

/** A ticket's life under a process: both are drawn. */
const lives = fc.record({
  openedAt: fc.integer({ min: at(0, '00:00'), max: at(60, '00:00') }),
  requesterTier: fc.constantFrom('standard' as const, 'vip' as const),
  category: fc.constantFrom('vpn', null),
  rules: anyRules,
  steps: fc.array(stepOfMembers, { maxLength: 20 }),
});

interface Life {
  openedAt: number;
  requesterTier: 'standard' | 'vip';
  category: string | null;
  rules: Rules;
  steps: Step[];
}

/** Lives it, and shows the ticket and the instant after each step and what time did by then. */
function live(life: Life, see: (ticket: Ticket, now: number) => void): void {
  const { openedAt, requesterTier, category, rules, steps } = life;
  const ticket = new Ticket(openedAt, { requesterTier, category }, rules);
  let now = openedAt;
  see(ticket, now);
  for (const { afterMs, actor, name, payload } of steps) {
    now += afterMs;
    ticket.refusalOf(now, command(name, actor, payload));
    see(ticket.waitUntil(now), now);
  }
}

type Owed = Record<ClockName, number | null>;

const isWord = (event: TicketEvent) =>
  event.type === 'message_added' && event.data.visibility === 'public' && !event.data.isAutomatic;

/** What the desk owes and since when, told from the events alone. */
function owedBy(events: TicketEvent[]): Owed {
  const owed: Owed = Object.fromEntries(someClocks.map((name) => [name, null]));
  let hasAnswered = false;
  for (const event of events) {
    const { at: now, actor } = event;
    const asks = () => {
      if (hasAnswered) owed.next_response ??= now;
    };
    if (isWord(event) && actor.kind === 'requester') asks();
    if (isWord(event) && actor.kind === 'agent') {
      hasAnswered = true;
      owed.first_response = null;
      owed.next_response = null;
    }
    switch (event.type) {
      case 'ticket_opened':
        owed.first_response = now;
        owed.resolution = now;
        owed.gold_repair = now;
        owed.total_resolution = now;
        break;
      case 'ticket_routed':
        if (event.data.tier === event.data.fromTier) break;
        owed.desk_work = event.data.tier === 1 ? now : null;
        owed.experts_work = event.data.tier === 2 ? now : null;
        break;
      case 'ticket_reopened':
        if (actor.kind === 'requester') asks();
        break;
      case 'ticket_resolved':
        if (event.data.isUnfulfilled) break;
        if (actor.kind !== 'requester' || hasAnswered) {
          owed.resolution = null;
          owed.gold_repair = null;
        }
        break;
      case 'escalated':
        if (event.data.escalation.kind === 'functional') {
          owed.acknowledgement = now;
          owed.experts_answer = now;
        }
        break;
      case 'escalation_accepted':
      case 'escalation_refused':
      case 'escalation_lapsed':
      case 'escalation_withdrawn':
        owed.acknowledgement = null;
        owed.experts_answer = null;
        break;
      case 'ticket_closed':
      case 'ticket_cancelled':
      case 'merge_settled':
        for (const name of someClocks) owed[name] = null;
    }
  }
  return owed;
}

function promised(state: TicketState, name: ClockName, rules: Rules) {
  const moment = { at: state.updatedAt, rules };
  return rules.process.targets.find((one) => one.clock === name && holds(one.when, state, moment));
}

function rests(state: TicketState, name: ClockName, { process }: Rules): boolean {
  if (state.status === 'resolved' || state.status === 'merged') return true;
  const { pending } = state;
  return pending !== null && (process.pending[pending.reason]?.pauses.includes(name) ?? false);
}

test('after every step the clocks that run are those the process promises for the ticket as it is', (t) => {
  const property = fc.property(lives, (life) => {
    live(life, ({ state, events }, now) => {
      const owed = owedBy(events);
      for (const name of someClocks) {
        const found = state.clocks.filter((one) => one.name === name && one.stoppedAt === null);
        const since = owed[name] ?? null;
        const target = since === null ? undefined : promised(state, name, life.rules);
        if (!target) t.deepEqual(found, [], `${name} runs and is not promised`);
        else if (isOpen(state)) t.is(found.length, 1, `${name} is promised and does not run`);
        for (const clock of found) {
          t.is(clock.targetMs, (target?.targetMinutes ?? 0) * 60_000);
          t.is(clock.startedAt, since ?? Number.NaN);
          t.is(clock.runningSince === null, rests(state, name, life.rules));
          t.is(elapsedOf(clock, now, life.rules), workedIn(events, clock, now, life.rules));
        }
      }
    });
  });
  holdsInManyCases(t, property);
});

function elapsedOf(clock: Clock, now: number, rules: Rules): number {
  return elapsedAt(clock, calendarOf(rules, clock.calendar), now);
}

/** The working time since its start in which the ticket did not rest, counted from the events. */
function workedIn(
  events: TicketEvent[],
  clock: Clock,
  now: number,
  { process, calendars }: Rules,
): number {
  const hours = calendars[clock.calendar];
  if (!hours) throw new Error(`no hours ${clock.calendar}`);
  const pausing = new Set<string>();
  let worked = 0;
  let position = clock.startedAt;
  const goTo = (instant: number) => {
    const to = Math.max(instant, position);
    if (pausing.size === 0) worked += workingMsBetween(hours, position, to);
    position = to;
  };
  for (const event of events) {
    goTo(event.at);
    if (event.type === 'pending_started') {
      const rule = process.pending[event.data.reason];
      if (rule?.pauses.includes(clock.name)) pausing.add('pending');
    }
    if (event.type === 'pending_ended') pausing.delete('pending');
    if (event.type === 'ticket_resolved' || event.type === 'ticket_merged') pausing.add('over');
    if (event.type === 'ticket_reopened' || event.type === 'ticket_unmerged')
      pausing.delete('over');
  }
  goTo(now);
  return worked;
}

test('met is said only of what was given, and neither met nor missed of what nobody gave', (t) => {
  const property = fc.property(lives, (life) => {
    live(life, ({ state, events }) => {
      for (const { name, outcome, stoppedAt, breachedAt } of recordOf(events).clocks) {
        t.is(outcome === 'breached', stoppedAt !== null && breachedAt !== null);
        if (outcome !== 'met') continue;
        const then = events.filter((event) => event.at === stoppedAt);
        const answers = () => then.some((one) => isWord(one) && one.actor.kind === 'agent');
        const has = (...types: TicketEvent['type'][]) => then.some((e) => types.includes(e.type));
        if (name === 'first_response') t.is(state.firstResponseAt, stoppedAt);
        if (name === 'next_response') t.true(answers());
        const isGiven = (e: TicketEvent) => e.type === 'ticket_resolved' && !e.data.isUnfulfilled;
        if (name === 'resolution' || name === 'gold_repair') t.true(then.some(isGiven));
        if (name === 'total_resolution') t.true(has('ticket_closed'));
        const isAnswer = ({ type, actor }: TicketEvent) =>
          actor.kind === 'agent' &&
          (type === 'escalation_accepted' || type === 'escalation_refused');
        if (name === 'acknowledgement' || name === 'experts_answer') t.true(then.some(isAnswer));
        if (name.endsWith('_work')) t.true(has('ticket_routed', 'ticket_closed'));
      }
    });
  });
  holdsInManyCases(t, property);
});

test('no warning comes after its breach, and none twice for one moment', (t) => {
  const property = fc.property(lives, (life) => {
    live(life, ({ events }) => {
      const over = new Set<string>();
      for (const event of events) {
        if (event.type === 'sla_breach') over.add(`${event.data.name} ${event.data.cycle}`);
        if (event.type === 'sla_warning')
          t.false(over.has(`${event.data.name} ${event.data.cycle}`));
      }
    });
  });
  holdsInManyCases(t, property);
});

test('a rule whose time has come has acted, whichever came first of its time and its condition', (t) => {
  const property = fc.property(lives, (life) => {
    live(life, ({ state, events }, now) => {
      for (const rule of life.rules.process.escalationRules) {
        const applied = events.filter(
          (one) => one.type === 'escalation_rule_applied' && one.data.rule === rule.name,
        );
        const keys = applied.map((one) => JSON.stringify(one.data));
        t.is(new Set(keys).size, keys.length, 'each rule acts once per clock');
        const clock = state.clocks.find((one) => one.name === rule.clock && one.stoppedAt === null);
        if (
          !clock ||
          !isOpen(state) ||
          !holds(rule.when, state, { at: state.updatedAt, rules: life.rules })
        )
          continue;
        if ('functional' in rule.then && (openApproval(state) || state.climbs.length > 0)) continue;
        const moment = Math.floor((clock.targetMs * rule.atPercent) / 100);
        const hasPassed =
          clock.breachedAt !== null ||
          (rule.atPercent < 100 && elapsedOf(clock, now, life.rules) >= moment);
        if (hasPassed) t.true(clock.rulesApplied.includes(rule.name), rule.name);
      }
    });
  });
  holdsInManyCases(t, property);
});

test('what is granted was granted for the ticket as it is, and what is needed is granted or asked', (t) => {
  const property = fc.property(lives, (life) => {
    live(life, ({ state }) => {
      if (!isOpen(state)) return;
      for (const rule of life.rules.process.approvals ?? []) {
        const asked = state.approvals.find((one) => one.rule === rule.name);
        const stands = asked?.outcome === 'open' || asked?.outcome === 'granted';
        const moment = { at: state.updatedAt, rules: life.rules };
        if (holds(rule.when, state, moment)) t.true(stands || openApproval(state) !== undefined);
        else if (!rule.isKept) t.false(stands);
        if (!stands || rule.isKept) continue;
        for (const [field, value] of Object.entries(asked.givenFor)) {
          const now = state[field as ExpressionField];
          t.is(now === null ? null : String(now), value, field);
        }
      }
    });
  });
  holdsInManyCases(t, property);
});
