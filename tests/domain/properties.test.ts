import test from 'ava';
import fc from 'fast-check';
import { allowedCommands } from '../../workflows/domain/allowed.ts';
import { addWorkingMs, isWorkingAt, workingMsBetween } from '../../workflows/domain/calendar.ts';
import { calendarOf, elapsedAt } from '../../workflows/domain/clocks.ts';
import { nextDeadline } from '../../workflows/domain/deadlines.ts';
import type { TicketEvent } from '../../workflows/domain/events.ts';
import { evolve } from '../../workflows/domain/evolve.ts';
import { type ClockLedger, ledgerOf } from '../../workflows/domain/ledger.ts';
import { type Clock, isOpen, type TicketState } from '../../workflows/domain/ticket.ts';
import { always, at, command, day, hour, lea, minute, office, rules, Ticket } from './desk.ts';
import { holdsInManyCases } from './many_cases.ts';
import { type Step, step } from './random_steps.ts';

const instant = fc.integer({ min: at(0, '00:00'), max: at(60, '00:00') });
const duration = fc.integer({ min: 1, max: 200 * hour });
const calendar = fc.constantFrom(office, always);

/** Lives a ticket through random steps and shows it, and the instant, after each of them. */
function live(openedAt: number, steps: Step[], see: (ticket: Ticket, now: number) => void): Ticket {
  const ticket = new Ticket(openedAt, { category: 'vpn' });
  let now = openedAt;
  see(ticket, now);
  for (const { afterMs, actor, name, payload } of steps) {
    now += afterMs;
    ticket.refusalOf(now, command(name, actor, payload));
    see(ticket, now);
  }
  return ticket;
}

const lives = fc.tuple(instant, fc.array(step, { maxLength: 25 }));

test('what is added to an instant is the working time between the two', (t) => {
  fc.assert(
    fc.property(calendar, instant, duration, (hours, from, ms) => {
      const due = addWorkingMs(hours, from, ms);
      t.is(workingMsBetween(hours, from, due), ms);
      t.true(isWorkingAt(hours, due - 1), 'the last millisecond before it was worked');
    }),
  );
});

test('working time adds up over any cut', (t) => {
  fc.assert(
    fc.property(calendar, instant, instant, instant, (hours, a, b, c) => {
      const [first, second, third] = [a, b, c].toSorted((x, y) => x - y) as [
        number,
        number,
        number,
      ];
      const whole = workingMsBetween(hours, first, third);
      const parts = workingMsBetween(hours, first, second) + workingMsBetween(hours, second, third);
      t.is(parts, whole);
    }),
  );
});

test('an open ticket always has an owner and a next deadline', (t) => {
  holdsInManyCases(
    t,
    fc.property(lives, ([openedAt, steps]) => {
      live(openedAt, steps, ({ state }) => {
        if (!isOpen(state)) return;
        t.not(state.group, '');
        t.not(nextDeadline(state), null);
      });
    }),
  );
});

test('whatever happens, a ticket left alone ends or keeps asking for attention', (t) => {
  holdsInManyCases(
    t,
    fc.property(lives, ([openedAt, steps]) => {
      const ticket = live(openedAt, steps, () => {});
      const count = ticket.events.length;
      ticket.waitUntil(Math.max(ticket.state.updatedAt, openedAt) + 90 * day);
      t.true(!isOpen(ticket.state) || ticket.events.length > count);
    }),
  );
});

test('the state is the fold of the events, in order and without a gap', (t) => {
  holdsInManyCases(
    t,
    fc.property(lives, ([openedAt, steps]) => {
      const { events, state } = live(openedAt, steps, () => {});
      t.deepEqual(events.reduce<TicketState | null>(evolve, null), state);
      t.true(events.every((event, i) => event.seq === i + 1));
      t.true(events.every((event, i) => event.at >= (events[i - 1]?.at ?? 0)));
    }),
  );
});

/** What a clock worked, told by its ledger: another way, from the events alone, to the number. */
function workedBy(clock: Clock, events: TicketEvent[], now: number): number {
  const isIt = ({ name, cycle }: ClockLedger) => name === clock.name && cycle === clock.cycle;
  return (
    ledgerOf(events, { office: [office], always: [always] }, now).find(isIt)?.elapsedMs ??
    Number.NaN
  );
}

test('elapsed and remaining make the target, and only running working time elapses', (t) => {
  holdsInManyCases(
    t,
    fc.property(lives, ([openedAt, steps]) => {
      live(openedAt, steps, ({ state, events }, now) => {
        for (const clock of state.clocks) {
          const hours = calendarOf(rules, clock.calendar);
          const elapsed = elapsedAt(clock, hours, now);
          t.is(elapsed, workedBy(clock, events, now));
          if (clock.runningSince === null || clock.breachedAt !== null || clock.dueAt === null)
            continue;
          if (clock.dueAt > now)
            t.is(workingMsBetween(hours, now, clock.dueAt), clock.targetMs - elapsed);
        }
      });
    }),
  );
});

test('a clock that runs is due, one that is paused is not, and a breach never goes away', (t) => {
  holdsInManyCases(
    t,
    fc.property(lives, ([openedAt, steps]) => {
      const breaches = new Map<string, number>();
      live(openedAt, steps, ({ state }) => {
        for (const clock of state.clocks) {
          const key = `${clock.name} ${clock.cycle}`;
          if (clock.stoppedAt === null) t.is(clock.dueAt === null, clock.runningSince === null);
          const breachedAt = breaches.get(key) ?? clock.breachedAt;
          t.is(clock.breachedAt, breachedAt);
          if (breachedAt !== null) breaches.set(key, breachedAt);
          if (clock.outcome !== null) t.is(clock.outcome === 'breached', clock.breachedAt !== null);
        }
      });
    }),
  );
});

test('a pause never brings a due date forward', (t) => {
  fc.assert(
    fc.property(
      instant,
      fc.integer({ min: 0, max: 200 }),
      duration,
      (openedAt, waitMinutes, pausedMs) => {
        const ticket = new Ticket(openedAt);
        const before = ticket.clock('resolution').dueAt ?? 0;
        const pausedAt = openedAt + waitMinutes * minute;
        ticket.does(pausedAt, lea, 'setPending', { reason: 'change' });
        ticket.does(pausedAt + pausedMs, lea, 'endPending');
        t.true((ticket.clock('resolution').dueAt ?? 0) >= before);
      },
    ),
  );
});

test('a refused command leaves the ticket as it was', (t) => {
  holdsInManyCases(
    t,
    fc.property(lives, step, ([openedAt, steps], last) => {
      const ticket = live(openedAt, steps, () => {});
      const { state, events } = ticket;
      const now = Math.max(state.updatedAt, openedAt) + last.afterMs;
      if (ticket.refusalOf(now, command(last.name, last.actor, last.payload))) {
        t.is(ticket.state, state);
        t.is(ticket.events, events);
      }
    }),
  );
});

test('nothing is offered to anybody that a merged, closed or cancelled ticket would only refuse', (t) => {
  holdsInManyCases(
    t,
    fc.property(lives, ([openedAt, steps]) => {
      const { state } = live(openedAt, steps, () => {});
      const offered = allowedCommands(state, lea);
      if (state.status === 'closed' || state.status === 'cancelled') t.deepEqual(offered, []);
    }),
  );
});
