import test from 'ava';
import fc from 'fast-check';
import { type ConditionSubject, holds, nextChangeAt } from '../../workflows/domain/expression.ts';
import {
  type CountName,
  countNames,
  type Expression,
  type ProcessSnapshot,
  type SpanName,
  spanNames,
} from '../../workflows/domain/process.ts';
import { factsAsked } from '../../workflows/domain/requester.ts';
import type { TicketState } from '../../workflows/domain/ticket.ts';
import { at, hour, lea, marc, minute, process, requester, rules, Ticket, ungated } from './desk.ts';
import { holdsInManyCases } from './many_cases.ts';

const isSo = (expression: Expression, ticket: ConditionSubject, now: number) =>
  holds(expression, ticket, { at: now, rules });

const span = (name: SpanName, atLeastMinutes: number, calendar?: string): Expression => ({
  span: name,
  atLeastMinutes,
  ...(calendar !== undefined && { calendar }),
});

test('a ticket is within hours from their first instant to before their last', (t) => {
  const { state } = new Ticket(at(0, '09:30'));
  const inOffice = (now: number) => isSo({ within: 'office' }, state, now);
  t.true(inOffice(at(0, '09:00')));
  t.false(inOffice(at(0, '12:00')));
  t.true(inOffice(at(0, '17:00') - 1));
  t.false(inOffice(at(0, '17:00')));
  t.false(inOffice(at(5, '10:00')), 'on a Saturday');
  t.true(isSo({ not: { within: 'office' } }, state, at(5, '10:00')));
});

test('where no instant is known, as in a form, nothing of time holds', (t) => {
  const { state } = new Ticket(at(0, '09:30'));
  t.false(holds({ within: 'always' }, state, null));
  t.false(holds(span('age', 1), state, null));
});

test('a ticket is as old as it has been there, by the clock or in hours', (t) => {
  const { state } = new Ticket(at(0, '16:00'));
  t.false(isSo(span('age', 120), state, at(0, '18:00') - 1));
  t.true(isSo(span('age', 120), state, at(0, '18:00')));
  t.false(isSo(span('age', 120, 'office'), state, at(1, '10:00') - 1));
  t.true(isSo(span('age', 120, 'office'), state, at(1, '10:00')));
});

test('a requester waits from their word to the next of the desk', (t) => {
  const ticket = new Ticket(at(0, '09:00')).does(at(0, '09:10'), lea, 'accept');
  const waits = (now: number) => isSo(span('waiting', 30), ticket.state, now);
  t.true(waits(at(0, '09:30')));
  ticket.does(at(0, '09:40'), lea, 'addMessage', { messageId: 'm1', visibility: 'public' });
  t.false(waits(at(0, '16:00')), 'the desk has answered');
  ticket.does(at(0, '10:00'), requester, 'addMessage', { messageId: 'm2', visibility: 'public' });
  t.false(waits(at(0, '10:29')));
  t.true(waits(at(0, '10:30')));
});

test('what does not last now has lasted for no time', (t) => {
  const ticket = new Ticket(at(0, '09:00'));
  const hold = (name: SpanName) => isSo(span(name, 60), ticket.state, at(0, '11:00'));
  t.true(hold('unassigned'));
  t.false(hold('pending'));
  ticket.does(at(0, '09:10'), lea, 'accept');
  ticket.does(at(0, '09:20'), lea, 'setPending', { reason: 'supplier' });
  t.false(hold('unassigned'));
  t.true(hold('pending'));
  t.true(hold('at_tier'));
});

test('what happened to a ticket is counted', (t) => {
  const ticket = new Ticket(at(0, '09:00'), { affected: ['cit-1', 'cit-2'] }, ungated);
  const count = (name: CountName) => {
    const reached = Array.from({ length: 10 }, (_, i) => i + 1).filter((atLeast) =>
      isSo({ count: name, atLeast }, ticket.state, at(1, '09:00')),
    );
    return reached.length;
  };
  t.is(count('affected'), 2);
  ticket.does(at(0, '09:10'), requester, 'addMessage', { messageId: 'm', visibility: 'public' });
  t.is(count('requester_messages'), 1);
  ticket.does(at(0, '09:20'), lea, 'escalate', { kind: 'functional', reason: 'more_skill' });
  ticket.does(at(0, '09:30'), marc, 'refuseEscalation', { n: 1 });
  ticket.does(at(0, '09:40'), lea, 'escalate', { kind: 'hierarchical', reason: 'more_skill' });
  t.deepEqual([count('hand_offs'), count('bounces'), count('escalations')], [1, 1, 2]);
  ticket.does(at(0, '09:50'), lea, 'resolve', { code: 'solved', noteId: 'n' });
  t.is(count('reopenings'), 0);
  ticket.does(at(0, '10:00'), requester, 'reopen', {});
  t.is(count('reopenings'), 1);
  ticket.does(at(0, '10:10'), lea, 'resolve', { code: 'solved', noteId: 'n' });
  t.is(count('reopenings'), 1);
});

test('a ticket knows who asks as whoever opens it says, and what is said later', (t) => {
  const fromLyon: Expression = { requester: 'site', in: ['Lyon'] };
  const [first] = process.targets;
  if (!first) throw new Error('no target');
  const ours = { ...first, clock: 'resolution' as const, when: fromLyon, targetMinutes: 60 };
  const others = { ...ours, when: { not: fromLyon }, targetMinutes: 600 };
  const changed = { ...process, targets: [ours, others], warnings: [], escalationRules: [] };
  const ticket = new Ticket(
    at(0, '09:00'),
    { requesterFacts: { site: 'Lyon' } },
    { ...rules, process: changed },
  );
  t.is(ticket.clock('resolution').targetMs, hour);
  const people = { kind: 'system', id: 'people' } as const;
  const geneva = { facts: { site: 'Geneva' }, requesterTier: 'standard' } as const;
  ticket.does(at(0, '09:30'), people, 'renewRequester', geneva);
  t.is(ticket.clock('resolution').targetMs, 10 * hour);
  const { length } = ticket.events;
  ticket.does(at(0, '09:40'), people, 'renewRequester', geneva);
  t.is(ticket.events.length, length, 'what is known already changes nothing');
  ticket.does(at(0, '09:50'), people, 'renewRequester', { ...geneva, facts: {} });
  t.deepEqual(ticket.state.requesterFacts, {});
});

test('who waits for a ticket merged into this one is not who this one asks about', (t) => {
  const ticketId = 'another_ticket';
  const ticket = new Ticket(at(0, '09:00'), { requesterFacts: { site: 'Lyon' } });
  ticket.does(at(0, '09:10'), { kind: 'system', id: 'desk' }, 'receiveMerge', {
    ticketId,
    tickets: [{ ticketId, requesterId: 'acc-zoe', links: [] }],
    isMajor: false,
  });
  const people = { kind: 'system', id: 'people' } as const;
  ticket.act(at(0, '09:30'), {
    name: 'renewRequester',
    actor: people,
    commandId: 'moved',
    standingFor: ticketId,
    facts: { site: 'Geneva' },
    requesterTier: 'vip',
  });
  t.deepEqual(ticket.state.requesterFacts, { site: 'Lyon' });
  t.is(ticket.state.requesterTier, 'standard');
});

test('a ticket is about the devices that are marked, and what the register says of each', (t) => {
  const laptop = { kind: 'device', type: 'laptop' };
  const ticket = new Ticket(at(0, '09:00'), {
    affected: ['itm-1'],
    affectedFacts: { 'itm-1': laptop },
  });
  const isOf = (type: string) => isSo({ device: 'type', in: [type] }, ticket.state, at(0, '10:00'));
  t.true(isOf('laptop'));
  ticket.does(at(0, '09:10'), lea, 'markAffected', {
    add: ['itm-2'],
    facts: { 'itm-2': { kind: 'device', type: 'printer' }, 'itm-9': laptop },
  });
  t.true(isOf('printer'));
  ticket.does(at(0, '09:20'), lea, 'markAffected', { remove: ['itm-1'] });
  t.false(isOf('laptop'), 'it is not about that one any more, nor about one that was not marked');
});

test('a ticket knows what its agent can, of what its process asks about', (t) => {
  const rule = {
    name: 'no_vpn',
    clock: 'resolution' as const,
    atPercent: 50,
    when: { not: { assigneeHas: 'vpn' } },
    then: { functional: true as const },
  };
  const asking = { ...rules, process: { ...process, escalationRules: [rule] } };
  const skills = { [process.id]: ['vpn', 'cooking'] };
  const ticket = new Ticket(at(0, '09:00'), {}, asking);
  ticket.does(at(0, '09:10'), marc, 'assign', { assignee: lea.id, assigneeSkills: skills });
  t.deepEqual(ticket.state.assigneeSkills, ['vpn']);
  ticket.does(at(0, '09:20'), marc, 'assign', { assignee: marc.id, assigneeSkills: {} });
  t.deepEqual(ticket.state.assigneeSkills, []);
  ticket.act(at(0, '09:30'), { name: 'accept', actor: lea, commandId: 'takes', skills });
  t.true(isSo({ assigneeHas: 'vpn' }, ticket.state, at(0, '09:30')));
  const silent = new Ticket(at(0, '09:00'));
  silent.does(at(0, '09:10'), marc, 'assign', { assignee: lea.id, assigneeSkills: skills });
  t.is(silent.state.assigneeSkills, undefined, 'where the process does not ask, it carries none');
});

test('a promise by the hours in which a ticket is opened is made as it is opened', (t) => {
  const byNight: Expression = { not: { within: 'office' } };
  const [first] = process.targets;
  if (!first) throw new Error('no target');
  const night = { ...first, clock: 'resolution' as const, when: byNight, targetMinutes: 60 };
  const day = { ...night, when: { within: 'office' }, targetMinutes: 600 };
  const targets = [{ ...night, calendar: 'always' }, day];
  const byHours = { ...rules, process: { ...process, targets, warnings: [], escalationRules: [] } };
  const targetOf = (openedAt: number) =>
    new Ticket(openedAt, {}, byHours).clock('resolution').targetMs;
  t.is(targetOf(at(0, '10:00')), 10 * hour);
  t.is(targetOf(at(0, '03:00')), hour);
});

test('a triage rule asks about the hours in which the ticket is opened', (t) => {
  const triage: ProcessSnapshot['triage'] = [
    { name: 'at night', when: { not: { within: 'office' } }, set: { group: 'core' } },
  ];
  const nightly = { ...rules, process: { ...process, triage } };
  t.is(new Ticket(at(0, '03:00'), {}, nightly).state.group, 'core');
  t.is(new Ticket(at(0, '10:00'), {}, nightly).state.group, 'desk');
});

test('time alone changes nothing but what looks at it', (t) => {
  const { state } = new Ticket(at(0, '09:00'));
  const next = (expression: Expression, now: number) => nextChangeAt(expression, state, rules, now);
  t.is(next({ field: 'priority', in: ['p1'] }, at(0, '09:00')), null);
  t.is(next({ within: 'office' }, at(0, '09:00')), at(0, '12:00'));
  t.is(next({ not: { within: 'office' } }, at(0, '17:00')), at(1, '09:00'));
  t.is(next(span('age', 90), at(0, '09:00')), at(0, '10:30'));
  t.is(next(span('age', 90), at(0, '10:30')), null, 'it will never be younger');
  t.is(next(span('pending', 90), at(0, '10:30')), null);
  const either = { any: [span('age', 240, 'office'), { within: 'office' }] };
  t.is(next(either, at(0, '12:00')), at(0, '13:00'));
  t.is(next(either, at(0, '13:00')), at(0, '14:00'));
});

const leaf: fc.Arbitrary<Expression> = fc.oneof(
  fc.constantFrom<Expression>({ within: 'office' }, { within: 'always' }),
  fc
    .record({
      span: fc.constantFrom(...spanNames),
      atLeastMinutes: fc.integer({ min: 1, max: 4000 }),
      calendar: fc.constantFrom('office', 'always', undefined),
    })
    .map(({ calendar, ...one }): Expression => ({ ...one, ...(calendar && { calendar }) })),
  fc
    .record({ count: fc.constantFrom(...countNames), atLeast: fc.integer({ min: 1, max: 3 }) })
    .map((one): Expression => one),
);
const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 3 },
    leaf,
    tie('expression').map((not): Expression => ({ not })),
    fc.array(tie('expression'), { maxLength: 3 }).map((all): Expression => ({ all })),
    fc.array(tie('expression'), { maxLength: 3 }).map((any): Expression => ({ any })),
  ),
}));

test('before the next change of a condition it is what it is now', (t) => {
  const openedAt = at(0, '09:30');
  const states: TicketState[] = [
    new Ticket(openedAt).state,
    new Ticket(openedAt)
      .does(at(0, '09:40'), lea, 'accept')
      .does(at(0, '10:00'), lea, 'setPending', { reason: 'requester' }).state,
  ];
  const property = fc.property(
    fc.constantFrom(...states),
    expression,
    fc.integer({ min: 0, max: 10 * 24 * 60 }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    (state, condition, minutes, share) => {
      const now = openedAt + minutes * minute;
      const next = nextChangeAt(condition, state, rules, now);
      const until = next ?? now + 30 * 24 * hour;
      const between = now + Math.floor((until - 1 - now) * share);
      t.true(until > now);
      for (const then of [between, until - 1]) {
        t.is(isSo(condition, state, then), isSo(condition, state, now));
      }
    },
  );
  holdsInManyCases(t, property);
});

test('a ticket carries of whoever asks the words that its process names, and no other', (t) => {
  const when: Expression = { not: { requester: 'site', in: ['Lyon', 'Geneva'] } };
  const asking = { ...process, gates: [{ fromTier: 'first_line', when, requires: [] }] };
  const known = { site: 'Lyon', department: 'Accounts', customer: 'North' };
  t.deepEqual(factsAsked(asking, known), { site: 'Lyon' });
  t.deepEqual(factsAsked(asking, { ...known, site: 'Nora’s home' }), {});
});
