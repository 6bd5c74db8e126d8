import test from 'ava';
import { allowedCommands } from '../../workflows/domain/allowed.ts';
import { addWorkingMs } from '../../workflows/domain/calendar.ts';
import type { ApprovalRule, Rules } from '../../workflows/domain/process.ts';
import { needed, outcomeOf } from '../../workflows/domain/quorum.ts';
import { recipientsOf } from '../../workflows/domain/recipients.ts';
import type { Actor, ApprovalAnswer, Quorum } from '../../workflows/domain/ticket.ts';
import {
  at,
  command,
  hour,
  lea,
  marc,
  minute,
  type OpenFields,
  office,
  process,
  requester,
  rules,
  Ticket,
} from './desk.ts';

const everyTicket = { all: [] };
const paul: Actor = { kind: 'requester', id: 'acc-paul' };
const ines: Actor = { kind: 'requester', id: 'acc-ines' };
const wait = { reminderMinutes: [420, 840], limitMinutes: 1680, calendar: 'office' };

const rule = (name: string, of: Partial<ApprovalRule> = {}): ApprovalRule => ({
  ...{ name, when: everyTicket, approverGroup: 'core', refusedCode: 'no_answer' },
  ...{ after: [], wait },
  ...of,
});

function approving(...approvals: ApprovalRule[]): Rules {
  const { supplier } = process.pending;
  const approval = { ...supplier, pauses: ['resolution' as const] };
  const fields = {
    buyer: { kind: 'person' as const, position: 0 },
    price: { kind: 'number' as const, decimals: 0, position: 1 },
  };
  return {
    ...rules,
    process: { ...process, fields, approvals, pending: { ...process.pending, approval } },
  };
}

const asked = (approvals: ApprovalRule[], fields: OpenFields = {}) =>
  new Ticket(at(0, '09:00'), fields, approving(...approvals));

const outcomes = ({ state }: Ticket) =>
  state.approvals.map(({ n, rule: name, outcome }) => `${n} ${name} ${outcome}`);

const granted = (count: number): ApprovalAnswer[] =>
  Array.from({ length: count }, answerOf('granted'));
const refused = (count: number): ApprovalAnswer[] =>
  Array.from({ length: count }, answerOf('refused'));
function answerOf(answer: ApprovalAnswer['answer']) {
  return (_: unknown, i: number): ApprovalAnswer => ({
    answer,
    by: { kind: 'agent', id: `${answer}-${i}` },
    noteId: null,
    at: 0,
  });
}

/** [quorum, of how many, how many have to]. */
const leasts: [Quorum | undefined, number | undefined, number | undefined][] = [
  [undefined, undefined, 1],
  [2, undefined, 2],
  [2, 1, 2],
  ['majority', 1, 1],
  ['majority', 2, 2],
  ['majority', 3, 2],
  ['majority', 4, 3],
  ['majority', 5, 3],
  ['majority', 0, 1],
  ['majority', undefined, undefined],
  ['all', 3, 3],
  ['all', 1, 1],
  ['all', 0, 1],
  ['all', undefined, undefined],
];

test('how many have to grant it', (t) => {
  for (const [quorum, of, least] of leasts) t.is(needed(quorum, of), least, `${quorum} of ${of}`);
});

type Outcome = ReturnType<typeof outcomeOf>;

/** [quorum, of, yes so far, no so far, what is said, are refusals counted, outcome]. */
const decisions: [Quorum, number | undefined, number, number, 'yes' | 'no', boolean, Outcome][] = [
  [2, 3, 0, 0, 'yes', false, 'open'],
  [2, 3, 1, 0, 'yes', false, 'granted'],
  [2, 3, 1, 0, 'no', false, 'refused'],
  [2, 3, 0, 0, 'no', true, 'open'],
  [2, 3, 1, 1, 'yes', true, 'granted'],
  [2, 3, 0, 1, 'no', true, 'refused'],
  [2, 2, 0, 0, 'no', true, 'refused'],
  [2, 1, 0, 0, 'no', true, 'refused'],
  [2, undefined, 0, 5, 'no', true, 'open'],
  ['majority', 3, 1, 0, 'yes', true, 'granted'],
  ['majority', 4, 1, 0, 'yes', true, 'open'],
  ['majority', 4, 0, 1, 'no', true, 'refused'],
  ['majority', 5, 2, 1, 'no', true, 'open'],
  ['majority', 5, 2, 2, 'no', true, 'refused'],
  ['all', 3, 2, 0, 'yes', true, 'granted'],
  ['all', 3, 1, 0, 'yes', true, 'open'],
  ['all', 3, 2, 0, 'no', true, 'refused'],
  ['all', 1, 0, 0, 'yes', false, 'granted'],
];

test('what an approval comes to by each answer', (t) => {
  for (const [quorum, of, yes, no, said, isCounted, outcome] of decisions) {
    const answers = [...granted(yes), ...refused(no)];
    const approval = {
      n: 1,
      quorum,
      answers,
      ...(isCounted && { areRefusalsCounted: true as const }),
    };
    const found = outcomeOf(approval, said === 'yes' ? 'granted' : 'refused', of);
    t.is(found, outcome, `${quorum} of ${of}, ${yes} yes, ${no} no, then ${said}`);
  }
});

test('of an unknown number nobody is the half', (t) => {
  const ticket = asked([rule('board', { quorum: 'majority' })]);
  const code = ticket.refusalOf(at(0, '10:00'), command('approve', lea, { n: 1 }))?.code;
  t.is(code, 'approvers_unknown');
  ticket
    .does(at(0, '10:01'), lea, 'approve', { n: 1, of: 2 })
    .does(at(0, '10:02'), marc, 'approve', { n: 1 });
  t.deepEqual(outcomes(ticket), ['1 board granted'], 'then it is as it was known last');
});

test('two say yes, each for themselves, and it is kept what each said', (t) => {
  const ticket = asked([rule('board', { quorum: 2 })]);
  ticket.does(at(0, '10:00'), lea, 'approve', { n: 1, noteId: 'why-1', of: 3 });
  t.is(ticket.state.status, 'pending');
  t.like(ticket.last('approval_answered').data, { n: 1, answer: 'granted', noteId: 'why-1' });
  const twice = ticket.refusalOf(at(0, '10:01'), command('approve', lea, { n: 1 }));
  t.deepEqual(twice, { code: 'already_answered', parameters: { n: 1 } });
  t.is(
    ticket.refusalOf(at(0, '10:01'), command('refuseApproval', lea, { n: 1 }))?.code,
    'already_answered',
  );
  t.false(allowedCommands(ticket.state, lea).includes('approve'));
  t.true(allowedCommands(ticket.state, marc).includes('approve'));
  ticket.does(at(0, '11:00'), marc, 'approve', { n: 1, of: 3 });
  t.deepEqual(outcomes(ticket), ['1 board granted']);
  t.deepEqual(
    ticket.state.approvals[0]?.answers?.map(({ by }) => by.id),
    [lea.id, marc.id],
  );
  t.is(ticket.state.pending, null);
});

test('one refusal ends it for all; where they are counted, the quorum decides', (t) => {
  const one = asked([rule('board', { quorum: 2 })]);
  one.does(at(0, '10:00'), lea, 'refuseApproval', { n: 1, of: 3 });
  t.deepEqual([outcomes(one), one.state.status], [['1 board refused'], 'resolved']);
  const counted = asked([rule('board', { quorum: 2, areRefusalsCounted: true })]);
  counted
    .does(at(0, '10:00'), lea, 'refuseApproval', { n: 1, of: 3 })
    .does(at(0, '10:10'), marc, 'approve', { n: 1, of: 3 });
  t.is(counted.state.status, 'pending');
  counted.does(at(0, '10:20'), paul, 'approve', { n: 1, of: 3 });
  t.deepEqual(outcomes(counted), ['1 board granted']);
});

test('whoever stands in for two counts once, and for each where the process says so', (t) => {
  const forPaul = { n: 1, of: 3, onBehalfOf: paul.id };
  const forInes = { n: 1, of: 3, onBehalfOf: ines.id };
  const once = asked([rule('board', { quorum: 2 })]).does(at(0, '10:00'), lea, 'approve', forPaul);
  t.like(once.last('approval_answered').data, { onBehalfOf: paul.id });
  t.is(once.refusalOf(at(0, '10:01'), command('approve', lea, forInes))?.code, 'already_answered');
  t.is(
    once.refusalOf(at(0, '10:01'), command('approve', paul, { n: 1, of: 3 }))?.code,
    'already_answered',
    'whoever was spoken for is heard',
  );
  const each = asked([rule('board', { quorum: 2, isCountedBySeat: true })]);
  each.does(at(0, '10:00'), lea, 'approve', forPaul);
  t.is(each.refusalOf(at(0, '10:01'), command('approve', lea, forPaul))?.code, 'already_answered');
  each.does(at(0, '10:02'), lea, 'approve', forInes);
  t.deepEqual(outcomes(each), ['1 board granted']);
});

test('nobody stands in for whoever waits for it', (t) => {
  const ticket = asked([rule('board')]);
  const own = command('approve', lea, { n: 1, onBehalfOf: requester.id });
  t.is(ticket.refusalOf(at(0, '10:00'), own)?.code, 'not_own_approval');
});

test('several are asked at once, and the work begins after the last of them', (t) => {
  const ticket = asked([rule('manager'), rule('budget', { quorum: 2 })]);
  t.deepEqual(outcomes(ticket), ['1 manager open', '2 budget open']);
  t.is(ticket.types().filter((type) => type === 'pending_started').length, 1, 'it waits once');
  ticket.does(at(0, '10:00'), lea, 'approve', { n: 2, of: 2 });
  ticket.does(at(0, '10:10'), marc, 'approve', { n: 1 });
  t.is(ticket.state.waitingForAgent, null);
  const both = ticket.refusalOf(at(0, '10:20'), command('approve', marc, { n: 2, of: 2 }));
  t.deepEqual(both, { code: 'granted_another', parameters: { n: 1 } });
  ticket.does(at(0, '10:30'), paul, 'approve', { n: 2, of: 2 });
  t.deepEqual(outcomes(ticket), ['1 manager granted', '2 budget granted']);
  t.not(ticket.state.waitingForAgent, null);
});

test('who said yes to one of several, which is not decided yet, grants no other', (t) => {
  const ticket = asked([rule('manager'), rule('budget', { quorum: 2 })]);
  ticket.does(at(0, '10:00'), lea, 'approve', { n: 2, of: 2 });
  const other = ticket.refusalOf(at(0, '10:10'), command('approve', lea, { n: 1 }));
  t.deepEqual(other, { code: 'granted_another', parameters: { n: 2 } });
});

test('a chain is asked one after the other, beside what is not of it', (t) => {
  const ticket = asked([
    rule('manager'),
    rule('finance', { after: ['manager'] }),
    rule('security'),
  ]);
  t.deepEqual(outcomes(ticket), ['1 manager open', '2 security open']);
  const early = ticket.refusalOf(at(0, '09:30'), command('approve', paul, { n: 3 }));
  t.is(early?.code, 'not_the_open_approval');
  ticket.does(at(0, '10:00'), lea, 'approve', { n: 1 });
  t.deepEqual(outcomes(ticket), ['1 manager granted', '2 security open', '3 finance open']);
});

test('what comes after is asked at once where what it comes after is not needed', (t) => {
  const never = { any: [] };
  const ticket = asked([rule('manager', { when: never }), rule('finance', { after: ['manager'] })]);
  t.deepEqual(outcomes(ticket), ['1 finance open']);
});

test('a refusal ends what was asked beside it, and what was to come', (t) => {
  const ticket = asked([
    rule('manager'),
    rule('finance', { after: ['manager'] }),
    rule('security'),
  ]).does(at(0, '10:00'), lea, 'refuseApproval', { n: 1, noteId: 'no' });
  t.deepEqual(outcomes(ticket), ['1 manager refused', '2 security withdrawn']);
  t.is(ticket.state.status, 'resolved');
  t.is(
    ticket.refusalOf(at(0, '10:01'), command('approve', marc, { n: 2 }))?.code,
    'already_withdrawn',
  );
  ticket.does(at(0, '11:00'), requester, 'reopen');
  t.deepEqual(outcomes(ticket), ['3 manager open', '4 security open']);
});

test('an approval reminds those who have not answered, and lapses at its own deadline', (t) => {
  const ticket = asked([
    rule('board', { quorum: 2 }),
    rule('manager', { wait: { ...wait, limitMinutes: 420 } }),
  ]);
  const [board, manager] = ticket.state.approvals;
  t.is(board?.endsAt, addWorkingMs(office, at(0, '09:00'), 1680 * minute));
  t.is(manager?.endsAt, addWorkingMs(office, at(0, '09:00'), 7 * hour));
  ticket
    .does(at(0, '10:00'), lea, 'approve', { n: 1, of: 3 })
    .does(at(0, '10:10'), marc, 'approve', { n: 2 });
  const { seq } = ticket.state;
  ticket.waitUntil(at(1, '09:00'));
  const reminder = ticket.last('approval_reminder');
  t.deepEqual([reminder.data, reminder.seq > seq], [{ n: 1, count: 1 }, true]);
  const [told] = recipientsOf(reminder, ticket.state);
  t.like(told, { to: { kind: 'approvers', id: 'core' }, reason: 'approval_requested' });
  t.true(told?.except.includes(lea.id), 'who has answered is not reminded');
  t.true(told?.except.includes(requester.id));
  ticket.waitUntil((board?.endsAt ?? 0) + 1);
  t.deepEqual(outcomes(ticket), ['1 board lapsed', '2 manager granted']);
  t.is(ticket.state.status, 'resolved');
});

test('where nobody decides, others are asked, who begin anew', (t) => {
  const next = [{ approverGroup: 'network', quorum: 2 }, { approverGroup: 'desk' }];
  const ticket = asked([rule('board', { quorum: 2, next })]);
  ticket.does(at(0, '10:00'), lea, 'approve', { n: 1, of: 3 });
  const end = ticket.state.approvals[0]?.endsAt ?? 0;
  ticket.waitUntil(end + 1);
  t.like(ticket.last('approval_lapsed').data, { n: 1, isPassedOn: true });
  t.deepEqual(outcomes(ticket), ['2 board open']);
  t.like(ticket.state.approvals[0], { approverGroup: 'network', turn: 1, requestedAt: end });
  t.is(ticket.state.approvals[0]?.answers, undefined, 'a decision is for one asking');
  t.is(ticket.state.status, 'pending');
  ticket.does(end + hour, lea, 'approve', { n: 2, of: 2 });
  ticket.waitUntil((ticket.state.approvals[0]?.endsAt ?? 0) + 1);
  t.like(ticket.state.approvals[0], { n: 3, approverGroup: 'desk', turn: 2 });
  ticket.waitUntil((ticket.state.approvals[0]?.endsAt ?? 0) + 1);
  t.deepEqual([outcomes(ticket), ticket.state.status], [['3 board lapsed'], 'resolved']);
});

test('what was said is void where what it was said of becomes another, and stays in the events', (t) => {
  const ticket = asked([rule('board', { quorum: 2 }), rule('manager', { givenFor: ['impact'] })]);
  ticket.does(at(0, '10:00'), lea, 'approve', { n: 1, of: 3, noteId: 'yes' });
  ticket.does(at(0, '10:10'), marc, 'classify', { category: 'vpn' });
  t.deepEqual(outcomes(ticket), ['2 manager open', '3 board open']);
  t.deepEqual(ticket.last('approval_withdrawn').data, {
    n: 1,
    changes: [{ field: 'category', was: null, is: 'vpn' }],
  });
  t.is(ticket.last('approval_withdrawn').actor.id, marc.id);
  t.is(ticket.last('approval_answered').data.noteId, 'yes');
  t.is(
    ticket.refusalOf(at(0, '10:11'), command('approve', paul, { n: 1 }))?.code,
    'already_withdrawn',
  );
  ticket.does(at(0, '10:20'), lea, 'approve', { n: 3, of: 3 });
  t.is(ticket.state.pending?.reason, 'approval', 'the yes to the first asking is none to this');
});

test('a price that was granted may become less, and more is asked again', (t) => {
  const ticket = asked([rule('budget', { givenFor: ['price'], givenUpTo: ['price'] })], {
    fields: { price: 900 },
  });
  ticket.does(at(0, '10:00'), lea, 'approve', { n: 1 });
  ticket.does(at(0, '10:10'), marc, 'setFields', { fields: { price: 800 } });
  t.deepEqual(outcomes(ticket), ['1 budget granted']);
  ticket.does(at(0, '10:20'), marc, 'setFields', { fields: { price: 900 } });
  t.deepEqual(outcomes(ticket), ['1 budget granted'], 'as much as was granted');
  ticket.does(at(0, '10:30'), marc, 'setFields', { fields: { price: 1000 } });
  t.deepEqual(outcomes(ticket), ['2 budget open']);
  ticket.does(at(0, '10:40'), lea, 'approve', { n: 2 });
  ticket.does(at(0, '10:50'), marc, 'setFields', { fields: { price: null } });
  t.deepEqual(outcomes(ticket), ['3 budget open'], 'of no price nobody knows that it is less');
});

test('the person whom a field names decides, and another is asked anew', (t) => {
  const ticket = asked([rule('buyer', { personIn: 'buyer' })], { fields: { buyer: paul.id } });
  const requested = ticket.last('approval_requested');
  t.deepEqual(requested.data.askedOf, { managerId: paul.id });
  const [told] = recipientsOf(requested, ticket.state);
  t.deepEqual(told?.to, { kind: 'approvers', id: 'core', person: { of: paul.id, levels: 0 } });
  ticket.does(at(0, '10:00'), paul, 'approve', { n: 1 });
  ticket.does(at(0, '11:00'), lea, 'setFields', { fields: { buyer: ines.id } });
  t.deepEqual(outcomes(ticket), ['2 buyer open']);
  ticket.does(at(0, '11:10'), lea, 'setFields', { fields: { buyer: requester.id } });
  t.deepEqual(ticket.last('approval_requested').data.askedOf, { managerId: null });
});

test('of a manager’s manager nobody is named before it is decided', (t) => {
  const ticket = asked([rule('director', { managerOf: 'manager' })], {
    requesterManager: { managerId: paul.id },
  });
  t.is(ticket.last('approval_requested').data.askedOf, undefined);
  const [told] = recipientsOf(ticket.last('approval_requested'), ticket.state);
  t.deepEqual(told?.to, { kind: 'approvers', id: 'core', person: { of: requester.id, levels: 2 } });
});

test('a merge stops the deadlines of approvals, and its undo gives back what was left of them', (t) => {
  const ticket = asked([rule('board', { quorum: 2 })]);
  const before = ticket.state.approvals[0]?.endsAt ?? 0;
  ticket
    .does(at(0, '10:00'), lea, 'merge', { into: 'tkt-2' })
    .does(at(1, '10:00'), lea, 'unmerge', {});
  t.is(ticket.state.approvals[0]?.endsAt, addWorkingMs(office, before, 7 * hour));
  t.is(ticket.state.approvals[0]?.reminders?.length, 2);
});

test('another version that asks another quorum asks anew', (t) => {
  const ticket = asked([rule('board', { quorum: 2 })]);
  ticket.does(at(0, '10:00'), lea, 'approve', { n: 1, of: 3 });
  const next = approving(rule('board', { quorum: 3 }));
  ticket.does(at(0, '11:00'), lea, 'migrateProcess', {
    process: { ...next.process, version: 2 },
    calendars: next.calendars,
  });
  t.deepEqual(outcomes(ticket), ['2 board open']);
  t.like(ticket.state.approvals[0], { quorum: 3 });
});
