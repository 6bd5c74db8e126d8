import test from 'ava';
import type { ProcessSnapshot, Rules } from '../../workflows/domain/process.ts';
import { at, lea, marc, minute, requester, rules, Ticket, ungated } from './desk.ts';

/** The small desk, with a repair promised by contract beside the usual, and an OLA of each tier. */
const own: Pick<ProcessSnapshot, 'clocks' | 'targets'> = {
  clocks: [
    { name: 'gold_repair', measures: 'resolution' },
    { name: 'desk_work', measures: 'tier_work', tier: 'first_line' },
    { name: 'experts_work', measures: 'tier_work', tier: 'second_line' },
    { name: 'experts_answer', measures: 'acknowledgement' },
  ],
  targets: [
    ...rules.process.targets,
    {
      clock: 'gold_repair',
      when: { field: 'requesterTier', in: ['vip'] },
      targetMinutes: 300,
      calendar: 'office',
    },
    { clock: 'desk_work', when: { all: [] }, targetMinutes: 60, calendar: 'office' },
    { clock: 'experts_work', when: { all: [] }, targetMinutes: 120, calendar: 'office' },
    { clock: 'experts_answer', when: { all: [] }, targetMinutes: 30, calendar: 'office' },
  ],
};
const desk = (changes: Partial<ProcessSnapshot> = {}): Rules => ({
  ...ungated,
  process: { ...ungated.process, ...own, ...changes },
});

const openNames = ({ state }: Ticket) =>
  state.clocks.flatMap(({ name, stoppedAt }) => (stoppedAt === null ? [name] : [])).sort();

test('several clocks of one kind run side by side, each where it is promised, and one solution meets them', (t) => {
  const ticket = new Ticket(at(0, '09:00'), { requesterTier: 'vip' }, desk());
  t.true(openNames(ticket).includes('gold_repair'));
  t.true(openNames(ticket).includes('resolution'));
  t.is(ticket.clock('gold_repair').dueAt, at(0, '15:00'));
  t.is(ticket.clock('gold_repair').measures, 'resolution');
  t.is(ticket.clock('resolution').measures, undefined, 'its name says it');
  ticket.does(at(0, '10:00'), lea, 'accept');
  ticket.does(at(0, '10:30'), lea, 'addMessage', { messageId: 'm', visibility: 'public' });
  ticket.does(at(0, '11:00'), lea, 'resolve', { code: 'solved', noteId: 'n' });
  t.is(ticket.clock('gold_repair').outcome, 'met');
  t.is(ticket.clock('resolution').outcome, 'met');
  const ordinary = new Ticket(at(0, '09:00'), {}, desk());
  t.false(openNames(ordinary).includes('gold_repair'), 'no contract, no such promise');
});

test('the work at a tier is counted from when the ticket came there, and kept by its leaving', (t) => {
  const ticket = new Ticket(at(0, '09:00'), { category: 'vpn' }, desk());
  t.like(ticket.clock('desk_work'), { startedAt: at(0, '09:00'), dueAt: at(0, '10:00') });
  ticket.does(at(0, '09:20'), lea, 'accept');
  ticket.does(at(0, '09:40'), lea, 'escalate', { kind: 'functional', reason: 'more_skill' });
  t.like(ticket.clock('desk_work'), { outcome: 'met', elapsedMs: 40 * minute });
  t.like(ticket.clock('experts_work'), { startedAt: at(0, '09:40'), dueAt: at(0, '11:40') });
  ticket.does(at(0, '10:00'), marc, 'refuseEscalation', { n: 1, noteId: 'n' });
  t.like(ticket.clock('experts_work'), { outcome: 'met', elapsedMs: 20 * minute });
  t.like(ticket.clock('desk_work', 2), { startedAt: at(0, '10:00'), dueAt: at(0, '11:00') });
  ticket.waitUntil(at(0, '11:30'));
  t.is(ticket.clock('desk_work', 2).breachedAt, at(0, '11:00'));
  ticket.does(at(0, '11:40'), lea, 'escalate', { kind: 'functional', reason: 'more_skill' });
  t.is(ticket.clock('desk_work', 2).outcome, 'breached', 'left too late');
});

test('work at a tier rests as the process says, and while a ticket is resolved', (t) => {
  const pending = {
    ...rules.process.pending,
    supplier: { ...rules.process.pending.supplier, pauses: ['desk_work'] },
  };
  const ticket = new Ticket(at(0, '09:00'), {}, desk({ pending }));
  ticket.does(at(0, '09:10'), lea, 'setPending', { reason: 'supplier' });
  t.is(ticket.clock('desk_work').pausedBy, 'supplier');
  ticket.does(at(0, '11:10'), lea, 'endPending');
  t.is(ticket.clock('desk_work').dueAt, at(0, '12:00'), 'ten minutes before, fifty after');
  ticket.does(at(0, '11:20'), lea, 'accept');
  ticket.does(at(0, '11:30'), lea, 'resolve', { code: 'solved', noteId: 'n' });
  t.is(ticket.clock('desk_work').pausedBy, 'resolved');
  ticket.does(at(0, '11:40'), requester, 'close');
  t.like(ticket.clock('desk_work'), { outcome: 'met', elapsedMs: 30 * minute });
});

test('of two promises of an answer to a hand-off the first that is broken ends it, and both are settled', (t) => {
  const ticket = new Ticket(at(0, '09:00'), { category: 'vpn' }, desk());
  ticket.does(at(0, '09:10'), lea, 'accept');
  ticket.does(at(0, '10:00'), lea, 'escalate', { kind: 'functional', reason: 'more_skill' });
  ticket.waitUntil(at(0, '10:29'));
  t.is(ticket.state.group, 'network');
  ticket.waitUntil(at(0, '10:30'));
  t.is(ticket.state.group, 'desk', 'nobody answered within the half hour');
  t.is(ticket.clock('experts_answer').outcome, 'breached');
  t.is(ticket.clock('acknowledgement').outcome, 'cancelled');
});

test('a clock that another version has no more is cancelled, and one that it brings begins where it was owed', (t) => {
  const ticket = new Ticket(at(0, '09:00'), { requesterTier: 'vip' }, desk());
  const next = desk({ version: 2, hash: 'small-2', clocks: own.clocks?.slice(1) ?? [] });
  const targets = next.process.targets.filter(({ clock }) => clock !== 'gold_repair');
  ticket.act(at(0, '10:00'), {
    ...{ name: 'migrateProcess', actor: lea, commandId: 'migrate' },
    process: { ...next.process, targets },
    calendars: next.calendars,
  } as never);
  t.is(ticket.clock('gold_repair').outcome, 'cancelled');
  ticket.act(at(0, '10:30'), {
    ...{ name: 'migrateProcess', actor: lea, commandId: 'again' },
    process: desk({ version: 3, hash: 'small-3' }).process,
    calendars: next.calendars,
  } as never);
  t.like(ticket.clock('gold_repair'), { startedAt: at(0, '09:00'), dueAt: at(0, '15:00') });
});
