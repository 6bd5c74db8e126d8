import test from 'ava';
import { allowedCommands } from '../../workflows/domain/allowed.ts';
import { addWorkingMs } from '../../workflows/domain/calendar.ts';
import type { Rules } from '../../workflows/domain/process.ts';
import { refusalText } from '../../workflows/processes/refusal_words.ts';
import {
  at,
  command,
  day,
  hour,
  lea,
  marc,
  office,
  process,
  requester,
  rules,
  Ticket,
} from './desk.ts';

const isRequest = { field: 'type', in: ['service_request'] } as const;

/** The small desk, where a service request for the intranet needs two approvals. */
const approving: Rules = {
  ...rules,
  process: {
    ...process,
    approvals: [
      {
        name: 'manager',
        when: { ...isRequest, in: ['service_request'] },
        approverGroup: 'core',
        refusedCode: 'no_answer',
      },
      {
        name: 'budget',
        when: { field: 'service', in: ['intranet'] },
        approverGroup: 'core',
        refusedCode: 'no_answer',
      },
    ],
    pending: {
      ...process.pending,
      approval: {
        pauses: ['resolution', 'total_resolution', 'first_response'],
        reminderMinutes: [420],
        limitMinutes: 2100,
        calendar: 'office',
        then: 'resume',
      },
    },
  },
};

function request(openedAt: number, service: string | null = null): Ticket {
  return new Ticket(openedAt, { type: 'service_request', service }, approving);
}

test('a request that needs an approval waits for it, before anybody is asked to work', (t) => {
  const ticket = request(at(0, '09:00'));
  t.is(ticket.state.pending?.reason, 'approval');
  t.is(ticket.state.waitingForAgent, null);
  t.is(ticket.clock('resolution').dueAt, null);
  t.is(ticket.state.group, 'desk', 'and still has an owner');
});

test('an incident of the same process needs none', (t) => {
  t.is(new Ticket(at(0, '09:00'), {}, approving).state.approvals.length, 0);
});

test('granted, it goes to work, with all of its time', (t) => {
  const ticket = request(at(0, '09:00')).does(at(1, '10:00'), marc, 'approve');
  t.is(ticket.state.approvals[0]?.outcome, 'granted');
  t.not(ticket.state.waitingForAgent, null);
  t.is(ticket.clock('resolution').dueAt, addWorkingMs(office, at(1, '10:00'), 14 * hour));
});

test('approvals are asked one after the other', (t) => {
  const ticket = request(at(0, '09:00'), 'intranet').does(at(0, '10:00'), marc, 'approve');
  t.deepEqual(
    ticket.state.approvals.map(({ rule, outcome }) => [rule, outcome]),
    [
      ['manager', 'granted'],
      ['budget', 'open'],
    ],
  );
  ticket.does(at(0, '11:00'), marc, 'approve');
  t.is(ticket.state.pending, null);
});

test('nobody approves what they asked for themselves', (t) => {
  const asker = { kind: 'agent', id: requester.id } as const;
  const ticket = request(at(0, '09:00'));
  t.is(ticket.refusalOf(at(0, '10:00'), command('approve', asker, {}))?.code, 'not_own_approval');
  t.false(allowedCommands(ticket.state, asker).includes('approve'));
});

test('refused, it ends with the rule’s code and the reason stays', (t) => {
  const ticket = request(at(0, '09:00'));
  ticket.does(at(0, '10:00'), marc, 'refuseApproval', { noteId: 'note-why' });
  t.is(ticket.state.status, 'resolved');
  t.is(ticket.record().resolutions[0]?.code, 'no_answer');
  t.is(ticket.state.approvals[0]?.noteId, 'note-why');
});

test('undecided in time is not approved, after a reminder', (t) => {
  const ticket = request(at(0, '09:00')).waitUntil(at(0, '09:00') + 7 * day);
  t.is(ticket.state.approvals[0]?.outcome, 'lapsed');
  t.is(ticket.last('pending_reminder').data.reason, 'approval');
  t.is(ticket.state.status, 'resolved');
});

test('while it waits, nobody can go around the approval', (t) => {
  const ticket = request(at(0, '09:00'));
  for (const action of [
    command('assign', lea, { assignee: lea.id }),
    command('accept', lea, {}),
    command('endPending', lea, {}),
    command('setPending', lea, { reason: 'supplier' }),
    command('resolve', lea, { code: 'solved', noteId: 'n' }),
    command('escalate', lea, { kind: 'functional', reason: 'more_skill' }),
  ]) {
    t.is(ticket.refusalOf(at(0, '10:00'), action)?.code, 'waits_for_approval', action.name);
  }
  ticket.does(at(0, '10:00'), requester, 'cancel');
  t.is(ticket.state.status, 'cancelled');
});

test('a link is carried by both ends, once', (t) => {
  const ticket = new Ticket(at(0, '09:00'));
  const parent = { kind: 'parent', id: 'tkt-00000000000000000000000002' } as const;
  ticket.does(at(0, '10:00'), lea, 'link', parent);
  t.is(ticket.refusalOf(at(0, '10:01'), command('link', lea, parent))?.code, 'already_linked');
  ticket.does(at(0, '10:02'), lea, 'unlink', parent);
  t.deepEqual(ticket.state.links, []);
  t.is(ticket.refusalOf(at(0, '10:03'), command('unlink', lea, parent))?.code, 'not_linked');
});

test('a major incident is declared by an agent, once', (t) => {
  const ticket = new Ticket(at(0, '09:00')).does(at(0, '09:05'), lea, 'declareMajor');
  t.true(ticket.state.isMajor);
  t.is(ticket.refusalOf(at(0, '09:06'), command('declareMajor', lea, {}))?.code, 'already_major');
  ticket.does(at(0, '10:00'), lea, 'withdrawMajor');
  t.false(ticket.state.isMajor);
});

test('who is told of a breach at night is told in the morning', (t) => {
  const [first, ...rest] = process.escalationRules.toReversed();
  if (!first) throw new Error('no rule');
  const loud: Rules = {
    ...rules,
    process: {
      ...process,
      escalationRules: [...rest, { ...first, notify: ['team_lead'] }],
      notificationCalendar: 'office',
    },
  };
  const urgent = { impact: 'high', urgency: 'high' } as const;
  const byNight = new Ticket(at(0, '20:00'), urgent, loud).waitUntil(at(1, '02:00'));
  t.is(byNight.last('notification_requested').at, at(1, '00:00'));
  t.is(byNight.last('notification_requested').data.sendAt, at(1, '09:00'));
  const byDay = new Ticket(at(0, '09:00'), urgent, loud).waitUntil(at(0, '15:00'));
  t.is(byDay.last('notification_requested').data.sendAt, at(0, '13:00'));
});

test('a decision about another approval than the one that is open is refused', (t) => {
  const ticket = request(at(0, '09:00'), 'intranet');
  ticket.does(at(0, '09:10'), lea, 'approve', { n: 1 });
  const late = command('refuseApproval', marc, { n: 1 });
  t.is(ticket.refusalOf(at(0, '09:11'), late)?.code, 'already_decided');
  t.is(ticket.refusalOf(at(0, '09:12'), command('approve', lea, { n: 2 })), undefined);
});

test('an approval that was not asked yet is not one that was decided', (t) => {
  const ticket = request(at(0, '09:00'), 'intranet');
  const early = ticket.refusalOf(at(0, '09:10'), command('approve', lea, { n: 2 }));
  t.deepEqual(early, { code: 'not_the_open_approval', parameters: { n: 2, openN: 1 } });
  if (!early) return;
  t.is(refusalText(early, 'en'), 'Approval 2 is not the one the ticket waits for: that is 1.');
  t.is(
    refusalText(early, 'fr'),
    'L’approbation 2 n’est pas celle que le ticket attend\u00a0: c’est la 1.',
  );
});
