import test from 'ava';
import fc from 'fast-check';
import type { Action } from '../../workflows/domain/actions.ts';
import type { CompiledCalendar } from '../../workflows/domain/calendar.ts';
import { calendarOf, elapsedAt } from '../../workflows/domain/clocks.ts';
import { decide } from '../../workflows/domain/decide.ts';
import type { TicketEvent } from '../../workflows/domain/events.ts';
import { type Hours, ledgerOf } from '../../workflows/domain/ledger.ts';
import type { ProcessSnapshot, Rules } from '../../workflows/domain/process.ts';
import { recordOf } from '../../workflows/domain/record.ts';
import type { TicketState } from '../../workflows/domain/ticket.ts';
import { always, at, command, day, hour, lea, office, openAction, rules, Ticket } from './desk.ts';
import { holdsInManyCases } from './many_cases.ts';
import { anyRules } from './random_process.ts';
import { type Step, step } from './random_steps.ts';

/** A day is closed, or its hours are others: so an owner edits a calendar. */
function edited(calendar: CompiledCalendar, n: number, dayNumber: number): CompiledCalendar {
  const [from, to] = [at(dayNumber, '00:00') / 60_000, at(dayNumber + 1, '00:00') / 60_000];
  const minutes = calendar.minutes.flatMap((start, i) => {
    if (i % 2 === 1) return [];
    const end = calendar.minutes[i + 1] as number;
    return start >= from && end <= to ? [] : [start, end];
  });
  return { ...calendar, version: `${calendar.id}-${n}`, minutes };
}

/** The next version of a process, whose calendar is called otherwise from then on. */
function renamed(process: ProcessSnapshot, from: string, to: string): ProcessSnapshot {
  const text = JSON.stringify({ ...process, version: process.version + 1, hash: to });
  return JSON.parse(text.replaceAll(`"${from}"`, `"${to}"`)) as ProcessSnapshot;
}

type Change =
  | { kind: 'edit'; dayNumber: number; afterMs: number }
  | { kind: 'rename'; afterMs: number }
  | { kind: 'migrate'; targetMinutes: number; afterMs: number };

const afterMs = fc.integer({ min: 0, max: 2 * day });
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({
    kind: fc.constant('edit' as const),
    dayNumber: fc.integer({ min: 0, max: 70 }),
    afterMs,
  }),
  fc.record({ kind: fc.constant('rename' as const), afterMs }),
  fc.record({
    kind: fc.constant('migrate' as const),
    targetMinutes: fc.integer({ min: 1, max: 4000 }),
    afterMs,
  }),
);

const lives = fc.record({
  openedAt: fc.integer({ min: at(0, '00:00'), max: at(30, '00:00') }),
  rules: anyRules,
  steps: fc.array(fc.oneof({ arbitrary: step, weight: 3 }, { arbitrary: change, weight: 1 }), {
    maxLength: 20,
  }),
});

/** A ticket whose desk edits its calendars, renames them and ships versions. */
class ChangingDesk {
  state: TicketState;
  events: TicketEvent[];
  /** Every version of every calendar there was, the present one first. */
  readonly hours: Record<string, CompiledCalendar[]> = { office: [office], always: [always] };
  #rules: Rules;
  #count = 1;

  constructor(openedAt: number, deskRules: Rules) {
    const ticket = new Ticket(openedAt, openAction({ category: 'vpn' }), deskRules);
    this.state = ticket.state;
    this.events = ticket.events;
    this.#rules = deskRules;
  }

  get rules(): Rules {
    return this.#rules;
  }

  act(now: number, action: Action): boolean {
    const decision = decide(this.state, action, now, this.#rules);
    if (decision.kind === 'refusal') return false;
    this.state = decision.state;
    this.events.push(...decision.events);
    return true;
  }

  change(now: number, one: Change): void {
    this.#count += 1;
    const n = this.#count;
    const { process, calendars } = this.#rules;
    if (one.kind === 'edit') {
      const [id] = process.calendars as [string];
      const next = edited(calendarOf(this.#rules, id), n, one.dayNumber);
      const replaced = { ...calendars, [id]: next };
      if (this.act(now, { name: 'replaceCalendars', calendars: replaced, cause: 'calendar' }))
        this.#follow({ process, calendars: replaced });
      return;
    }
    if (one.kind === 'migrate') {
      const targets = process.targets.map((target) => ({
        ...target,
        targetMinutes: one.targetMinutes,
      }));
      this.#migrate(now, {
        process: { ...process, targets, version: process.version + 1, hash: `hash-${n}` },
        calendars,
      });
      return;
    }
    const [id, other] = process.calendars as [string, string];
    const name = `office_${n}`;
    const moved = { ...calendarOf(this.#rules, id), id: name, version: `${name}-1` };
    this.#migrate(now, {
      process: renamed(process, id, name),
      calendars: { [name]: moved, [other]: calendarOf(this.#rules, other) },
    });
  }

  #migrate(now: number, to: Rules): void {
    const isDone = this.act(now, command('migrateProcess', lea, to));
    if (isDone) this.#follow(to);
  }

  #follow(next: Rules): void {
    this.#rules = next;
    for (const calendar of Object.values(next.calendars)) {
      const { id, version } = calendar;
      const known = this.hours[id] ?? [];
      this.hours[id] = [calendar, ...known.filter((one) => one.version !== version)];
    }
  }

  live(now: number, one: Step | Change): void {
    if ('kind' in one) this.change(now, one);
    else this.act(now, command(one.name, one.actor, one.payload));
  }
}

test('the ledger says what the clocks counted, whatever became of their hours', (t) => {
  const property = fc.property(lives, ({ openedAt, rules: drawn, steps }) => {
    const desk = new ChangingDesk(openedAt, drawn);
    let now = openedAt;
    for (const one of steps) {
      now += one.afterMs;
      desk.live(now, one);
      desk.act(now, { name: 'timeout' });
      const ledgers = ledgerOf(desk.events, desk.hours, now);
      const { clocks } = recordOf(desk.events);
      t.is(ledgers.length, clocks.length);
      for (const [i, clock] of clocks.entries()) {
        const ledger = ledgers[i];
        if (!ledger) throw new Error('a clock without its ledger');
        const elapsedMs =
          clock.runningSince === null
            ? clock.elapsedMs
            : elapsedAt(clock, calendarOf(desk.rules, clock.calendar), now);
        t.is(ledger.elapsedMs, elapsedMs);
        t.is(ledger.targetMs, clock.targetMs);
        t.is(ledger.calendar, clock.calendar);
        t.is(ledger.outcome, clock.outcome);
        t.is(ledger.breachedAt, clock.breachedAt);
        if (clock.breachedAt === null && clock.stoppedAt === null) t.is(ledger.dueAt, clock.dueAt);
        const sum = ledger.intervals.reduce((ms, interval) => ms + interval.elapsedMs, 0);
        t.is(sum, elapsedMs, 'the stretches add up');
      }
    }
  });
  holdsInManyCases(t, property);
});

test('the ledger never fails, even where nobody knows the hours any more', (t) => {
  const nothing: Hours = {};
  const property = fc.property(lives, ({ openedAt, rules: drawn, steps }) => {
    const desk = new ChangingDesk(openedAt, drawn);
    let now = openedAt;
    for (const one of steps) {
      now += one.afterMs;
      desk.live(now, one);
    }
    const { clocks } = recordOf(desk.events);
    for (const [i, ledger] of ledgerOf(desk.events, nothing, now).entries()) {
      t.is(ledger.elapsedMs, clocks[i]?.elapsedMs ?? Number.NaN);
    }
  });
  holdsInManyCases(t, property);
});

test('a day that is closed after a ticket worked in it leaves what was counted', (t) => {
  const ticket = new Ticket(at(0, '09:00'));
  ticket.does(at(0, '09:04'), lea, 'setPending', { reason: 'requester' });
  const closed = edited(office, 2, 0);
  const [, resolution] = ledgerOf(
    ticket.events,
    { office: [closed], always: [always] },
    at(0, '12:00'),
  );
  t.is(resolution?.elapsedMs, (4 * hour) / 60);
  t.deepEqual(
    resolution?.intervals.map(({ kind, elapsedMs }) => [kind, elapsedMs]),
    [
      ['counted', (4 * hour) / 60],
      ['paused', 0],
    ],
  );
  const [, withBoth] = ledgerOf(ticket.events, { office: [closed, office] }, at(0, '12:00'));
  t.deepEqual(
    withBoth?.intervals.map(({ kind }) => kind),
    ['running', 'paused'],
  );
  t.is(rules.calendars.office, office);
});
