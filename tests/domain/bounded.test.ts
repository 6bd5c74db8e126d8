import test from 'ava';
import fc from 'fast-check';
import type { Action } from '../../workflows/domain/actions.ts';
import { isSameClock } from '../../workflows/domain/clock_changes.ts';
import { decide } from '../../workflows/domain/decide.ts';
import type { TicketEvent } from '../../workflows/domain/events.ts';
import { recordOf } from '../../workflows/domain/record.ts';
import {
  diagnosticStepKinds,
  latestClock,
  linksMax,
  mergedFromMax,
  openClocks,
  openEscalation,
  runbookStepsMax,
  stepCountOf,
  type TicketState,
} from '../../workflows/domain/ticket.ts';
import {
  allocator,
  at,
  command,
  hour,
  lea,
  marc,
  minute,
  openAction,
  requester,
  rules,
  Ticket,
} from './desk.ts';
import { livelyStep, type Step, step } from './random_steps.ts';

/** A ticket carries no more than this, however long it lives. */
const carriedMax = 32 * 1024;

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** Does what the desk takes, and gives the state and the events of each action. */
function* lived(actions: Iterable<[when: number, action: Action]>) {
  let state: TicketState | null = null;
  for (const [when, action] of actions) {
    const decision = decide(state, action, when, rules);
    if (decision.kind === 'refusal') continue;
    state = decision.state;
    yield { state, events: decision.events };
  }
}

function* actionsOf(openedAt: number, steps: Step[]): Generator<[number, Action]> {
  let now = openedAt;
  yield [now, openAction({ category: 'vpn' })];
  for (const { afterMs, actor, name, payload } of steps) {
    now += afterMs;
    yield [now, command(name, actor, payload)];
  }
}

const openedAt = fc.integer({ min: at(0, '00:00'), max: at(7, '00:00') });

test('a ticket of thousands of commands carries no more than 32 KB', (t) => {
  const many = fc.array(livelyStep, { minLength: 2_000, maxLength: 3_000, size: 'max' });
  fc.assert(
    fc.property(openedAt, many, (opened, steps) => {
      let eventCount = 0;
      let bytes = 0;
      for (const { state, events } of lived(actionsOf(opened, steps))) {
        eventCount += events.length;
        bytes = Math.max(bytes, bytesOf(state));
      }
      // Some close early, and hear nothing from then on: others are taken in their place.
      fc.pre(eventCount > 100);
      t.true(bytes < (carriedMax * 2) / 3, `${bytes} bytes`);
    }),
    // To shrink thousands of steps takes longer than to read them.
    { numRuns: 8, endOnFailure: true },
  );
});

function* conversation(exchanges: number): Generator<[number, Action]> {
  const opened = at(0, '09:00');
  yield [opened, openAction()];
  yield [opened + minute, command('accept', lea, {})];
  for (let n = 1; n <= exchanges; n++) {
    const when = opened + minute + n * 500;
    const actor = n % 2 === 1 ? lea : requester;
    yield [when, command('addMessage', actor, { messageId: `m${n}`, visibility: 'public' })];
  }
}

test('at message 5,000 a ticket carries and says what it did at message 10', (t) => {
  const states: number[] = [];
  const said: number[] = [];
  for (const { state, events } of lived(conversation(5_000))) {
    states.push(bytesOf(state));
    said.push(bytesOf(events));
  }
  // The index of a message is one more than its number: the ticket was opened and accepted first.
  const [early, late] = [states.slice(10, 14), states.slice(-4)].map((four) => Math.max(...four));
  t.true(Number(late) < Number(early) * 1.2, `${early} bytes, then ${late}`);
  const [before, after] = [said.slice(10, 14), said.slice(-4)].map((four) => Math.max(...four));
  t.true(Number(after) < Number(before) * 1.2, `${before} bytes, then ${after}`);
});

test('a hand-off says as much after a hundred steps as after three', (t) => {
  const climbing = (stepCount: number) => {
    const ticket = new Ticket(at(0, '09:00'));
    for (let n = 0; n < stepCount; n++) {
      const kind = n % 2 === 0 ? 'information' : 'test';
      const stepId = `s${n}`;
      ticket.does(at(0, '09:05'), lea, 'addDiagnosticStep', { stepId, kind, hasRuledOut: false });
    }
    ticket.does(at(0, '09:30'), lea, 'escalate', { kind: 'functional', reason: 'more_skill' });
    return ticket.last('escalated').data;
  };
  t.is(climbing(100).escalation.handOff?.stepCount, 100);
  t.true(bytesOf(climbing(100)) - bytesOf(climbing(5)) < 5);
});

const idOf = (n: number) => `tkt-${String(n).padStart(26, '0')}`;

test('a ticket takes so many links and merged tickets, and refuses another in words', (t) => {
  const ticket = new Ticket(at(0, '09:00'), { category: 'printer' });
  for (let n = 2; n < linksMax + 2; n++) {
    ticket.does(at(0, '09:10'), lea, 'link', { kind: 'follow_up_of', id: idOf(n) });
  }
  const another = command('link', lea, { kind: 'child', id: idOf(9_999) });
  t.deepEqual(ticket.refusalOf(at(0, '09:20'), another), {
    code: 'too_many_links',
    parameters: { limit: linksMax },
  });
  const twinOf = (n: number) =>
    command('receiveMerge', allocator, {
      ticketId: idOf(n),
      tickets: [{ ticketId: idOf(n), requesterId: `acc-${'x'.repeat(26)}`, links: [] }],
      isMajor: false,
    });
  for (let n = linksMax + 2; n < linksMax + mergedFromMax + 2; n++) {
    ticket.act(at(0, '09:30'), twinOf(n));
  }
  const twin = twinOf(9_999);
  t.deepEqual(ticket.refusalOf(at(0, '09:40'), twin), {
    code: 'too_many_merged',
    parameters: { limit: mergedFromMax },
  });
  for (let n = 0; n < runbookStepsMax * 2; n++) {
    const runbookStep = `step_${'x'.repeat(50)}_${n}`;
    const payload = { stepId: 's', kind: 'test', runbookStep, hasRuledOut: true } as const;
    ticket.does(at(0, '09:50'), lea, 'addDiagnosticStep', payload);
  }
  t.true(bytesOf(ticket.state) < carriedMax, `${bytesOf(ticket.state)} bytes`);

  ticket.does(at(0, '10:00'), lea, 'unlink', { kind: 'follow_up_of', id: idOf(2) });
  ticket.act(at(0, '10:10'), another);
  t.is(ticket.state.links.length, linksMax, 'one that was taken back makes room');
});

test('after a thousand hand-offs a ticket still finds its way back down', (t) => {
  const ticket = new Ticket(at(0, '09:00'), { category: 'printer' });
  let when = at(0, '09:00');
  for (let n = 1; n <= 1_000; n++) {
    when += minute;
    const escalate = command('escalate', lea, { kind: 'functional', reason: 'more_skill' });
    if (ticket.refusalOf(when, escalate)?.code === 'gate_not_met') {
      for (const kind of ['information', 'test', 'test'] as const) {
        const step = { stepId: `s${n}`, kind, hasRuledOut: false };
        ticket.does(when, lea, 'addDiagnosticStep', step);
      }
      ticket.act(when, escalate);
    }
    ticket.does(when, marc, 'acceptEscalation', { n: ticket.state.escalationCount });
    ticket.does(when, marc, 'escalate', { kind: 'downward', noteId: 'note' });
    t.is(ticket.state.group, 'desk');
  }
  const past = command('acceptEscalation', marc, { n: 7 });
  t.is(ticket.refusalOf(when, past)?.code, 'already_decided');
  const never = command('acceptEscalation', marc, { n: 5_000 });
  t.is(ticket.refusalOf(when, never)?.code, 'no_escalation');
  t.true(bytesOf(ticket.state) < carriedMax / 4);
});

test('what a ticket carries is what its events tell of what runs, broke and was last', (t) => {
  const lives = fc.tuple(openedAt, fc.array(fc.oneof(step, livelyStep), { maxLength: 60 }));
  fc.assert(
    fc.property(lives, ([opened, steps]) => {
      const events: TicketEvent[] = [];
      let last: TicketState | undefined;
      for (const one of lived(actionsOf(opened, steps))) {
        events.push(...one.events);
        last = one.state;
      }
      const state = last as TicketState;
      const { clocks, escalations, resolutions } = recordOf(events);
      const isOpen = ({ stoppedAt }: { stoppedAt: number | null }) => stoppedAt === null;
      t.deepEqual(openClocks(state), clocks.filter(isOpen));
      for (const name of new Set(clocks.map((clock) => clock.name))) {
        t.deepEqual(
          latestClock(state, name),
          clocks.findLast((clock) => clock.name === name),
        );
      }
      t.is(state.breachCount, clocks.filter(({ breachedAt }) => breachedAt !== null).length);
      t.deepEqual(
        openEscalation(state),
        escalations.find(({ outcome }) => outcome === 'open'),
      );
      t.is(state.escalationCount, escalations.length);
      t.deepEqual(state.resolution, resolutions.at(-1) ?? null);
      for (const kind of diagnosticStepKinds) {
        const isOfKind = (event: TicketEvent) =>
          event.type === 'diagnostic_step_recorded' && event.data.kind === kind;
        t.is(stepCountOf(state, kind), events.filter(isOfKind).length);
      }
      t.deepEqual(
        state.climbs.at(-1)?.fromGroup,
        escalations.findLast(({ kind }) => kind === 'functional')?.fromGroup,
      );
    }),
  );
});

test('a clock that breached is told of until the next of its name breaches too', (t) => {
  const ticket = new Ticket(at(0, '09:00'), {}).does(at(0, '09:10'), lea, 'accept');
  const says = (when: number, actor: typeof lea) =>
    ticket.does(when, actor, 'addMessage', { messageId: 'm', visibility: 'public' });
  says(at(0, '09:20'), lea);
  const replies = () =>
    ticket.state.clocks
      .filter(({ name }) => name === 'next_response')
      .map(({ cycle, outcome }) => [cycle, outcome]);
  let when = at(0, '09:20');
  const exchange = (afterMs: number) => {
    when += minute;
    says(when, requester);
    when += afterMs;
    says(when, lea);
  };
  exchange(minute);
  exchange(40 * hour);
  exchange(minute);
  exchange(minute);
  t.deepEqual(replies(), [
    [2, 'breached'],
    [4, 'met'],
  ]);
  exchange(40 * hour);
  exchange(minute);
  t.deepEqual(replies(), [
    [5, 'breached'],
    [6, 'met'],
  ]);
  t.is(ticket.state.breachCount, ticket.record().clocks.filter((one) => one.breachedAt).length);
});

/** The conversation of a ticket that has been going on for long, one exchange a minute. */
function longTicket(): { ticket: Ticket; now: number } {
  const ticket = new Ticket(at(0, '09:00')).does(at(0, '09:00'), lea, 'accept');
  let now = at(0, '09:00');
  for (let n = 1; n <= 400; n++) {
    now += 5_000;
    const visibility = 'public';
    ticket.does(now, n % 2 === 0 ? requester : lea, 'addMessage', {
      messageId: `m${n}`,
      visibility,
    });
  }
  return { ticket, now };
}

test('the undo of a merge gives a long ticket back every clock that it took', (t) => {
  const { ticket, now } = longTicket();
  const before = openClocks(ticket.state).map(({ name, cycle }) => [name, cycle]);
  const { stepCounts, resolution, breachCount } = ticket.state;
  ticket.does(now, lea, 'merge', { into: idOf(2) });
  t.true(openClocks(ticket.state).every(({ runningSince }) => runningSince === null));
  ticket.does(now + minute, lea, 'unmerge');
  const clocks = openClocks(ticket.state);
  t.deepEqual(
    clocks.map(({ name, cycle }) => [name, cycle]),
    before,
  );
  t.true(clocks.every(({ runningSince }) => runningSince === now + minute));
  t.like(ticket.state, { stepCounts, resolution, breachCount });
  const told = ticket.record().clocks.filter(({ stoppedAt }) => stoppedAt === null);
  t.deepEqual(clocks, told);
});

test('a long ticket that goes over to another version settles what runs, and only that', (t) => {
  const { ticket, now } = longTicket();
  const stopped = ticket.record().clocks.filter(({ stoppedAt }) => stoppedAt !== null);
  const targets = new Map(openClocks(ticket.state).map(({ name, targetMs }) => [name, targetMs]));
  const process = {
    ...rules.process,
    version: rules.process.version + 1,
    targets: rules.process.targets
      .filter(({ clock }) => clock !== 'next_response')
      .map((target) => ({ ...target, targetMinutes: target.targetMinutes * 2 })),
  };
  const { calendars } = rules;
  ticket.act(now, command('migrateProcess', allocator, { process, calendars }));
  const { clocks } = ticket.record();
  const before = clocks.filter((clock) => stopped.some((one) => isSameClock(one, clock)));
  t.deepEqual(before, stopped);
  t.is(latestClock(ticket.state, 'next_response')?.outcome, 'cancelled');
  for (const clock of openClocks(ticket.state)) {
    t.is(clock.targetMs, 2 * Number(targets.get(clock.name)));
  }
});
