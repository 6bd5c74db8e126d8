import test from 'ava';
import { allowedCommands } from '../../workflows/domain/allowed.ts';
import { addWorkingMs } from '../../workflows/domain/calendar.ts';
import type { ApprovalRule, Rules } from '../../workflows/domain/process.ts';
import { refusalText } from '../../workflows/processes/refusal_words.ts';
import {
  at,
  command,
  day,
  hour,
  lea,
  marc,
  type OpenFields,
  office,
  process,
  requester,
  rules,
  Ticket,
} from './desk.ts';

const answer = { messageId: 'm1', visibility: 'public' } as const;
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
      },
    },
  },
};

const outcomes = ({ state }: Ticket) => state.approvals.map(({ rule, outcome }) => [rule, outcome]);

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
  ticket.does(at(0, '11:00'), lea, 'approve');
  t.is(ticket.state.pending, null);
});

test('two approvals of a ticket are granted by two people', (t) => {
  const ticket = request(at(0, '09:00'), 'intranet').does(at(0, '10:00'), marc, 'approve');
  const again = ticket.refusalOf(at(0, '11:00'), command('approve', marc, { n: 2 }));
  t.deepEqual(again, { code: 'granted_another', parameters: { n: 1 } });
  t.deepEqual(
    allowedCommands(ticket.state, marc).filter((name) => /approv/i.test(name)),
    ['refuseApproval'],
    'whoever granted one may still refuse the other',
  );
  t.true(allowedCommands(ticket.state, lea).includes('approve'));
  ticket.does(at(0, '11:00'), lea, 'approve', { n: 2 });
  t.is(ticket.state.pending, null);
});

test('what somebody granted and is asked again, they may grant again', (t) => {
  const ticket = request(at(0, '09:00'), 'intranet')
    .does(at(0, '10:00'), marc, 'approve')
    .does(at(0, '10:30'), lea, 'approve')
    .does(at(0, '11:00'), lea, 'classify', { category: 'vpn' });
  ticket.does(at(0, '12:00'), lea, 'approve').does(at(0, '12:10'), marc, 'approve');
  t.deepEqual(outcomes(ticket), [
    ['manager', 'granted'],
    ['budget', 'granted'],
  ]);
});

test('a process may let one person grant several', (t) => {
  const approvals = (approving.process.approvals ?? []).map((rule) => ({
    ...rule,
    isOpenToGranters: true as const,
  }));
  const open = { ...approving, process: { ...approving.process, approvals } };
  const asked = { type: 'service_request', service: 'intranet' } as const;
  const ticket = new Ticket(at(0, '09:00'), asked, open).does(at(0, '10:00'), marc, 'approve');
  t.true(allowedCommands(ticket.state, marc).includes('approve'));
  ticket.does(at(0, '11:00'), marc, 'approve');
  t.is(ticket.state.pending, null);
});

const managed: Rules = {
  ...approving,
  process: {
    ...approving.process,
    approvals: (approving.process.approvals ?? []).map((rule, index) =>
      index === 0 ? { ...rule, managerOf: 'requester' as const } : rule,
    ),
  },
};
const asksManager = (fields: OpenFields) =>
  new Ticket(at(0, '09:00'), { type: 'service_request', ...fields }, managed);

test('an approval of a manager is asked of whoever that is when it is asked, and says so', (t) => {
  const askedOf = { managerId: 'acc-marc', deputyId: 'acc-lea' };
  const ticket = asksManager({ requesterManager: askedOf });
  t.like(ticket.last('approval_requested').data, { managerOf: 'requester', askedOf });
  const later = asksManager({ requesterManager: { managerId: null } });
  t.deepEqual(later.last('approval_requested').data.askedOf, { managerId: null });
  const change = command('classify', lea, { category: 'vpn' });
  later.act(at(0, '10:00'), { ...change, requesterManager: askedOf } as typeof change);
  t.deepEqual(later.last('approval_requested').data.askedOf, askedOf, 'by then somebody is');
  later.does(at(0, '11:00'), lea, 'classify', { category: 'printer' });
  t.deepEqual(later.last('approval_requested').data.askedOf, askedOf, 'as it was known last');
});

test('nobody is asked as a manager for what they wait for, nor stands in for one', (t) => {
  const own = asksManager({ requesterManager: { managerId: requester.id } });
  t.deepEqual(own.last('approval_requested').data.askedOf, { managerId: null });
  const deputy = asksManager({
    requesterManager: { managerId: 'acc-marc', deputyId: requester.id },
  });
  t.deepEqual(deputy.last('approval_requested').data.askedOf, { managerId: 'acc-marc' });
});

test('where nobody knows who the manager is, it is asked all the same', (t) => {
  const { data } = asksManager({}).last('approval_requested');
  t.deepEqual([data.managerOf, data.askedOf], ['requester', undefined]);
});

test('a manager who does not work on tickets decides, and a deputy for them', (t) => {
  const manager = { kind: 'requester', id: 'acc-paul' } as const;
  const ticket = asksManager({ requesterManager: { managerId: manager.id } });
  t.true(allowedCommands(ticket.state, manager).includes('approve'));
  t.false(allowedCommands(ticket.state, requester).includes('approve'));
  t.is(
    ticket.refusalOf(at(0, '10:00'), command('approve', requester, {}))?.code,
    'not_own_approval',
  );
  ticket.does(at(0, '10:00'), manager, 'approve', { n: 1 });
  t.like(ticket.state.approvals[0], { outcome: 'granted', by: manager });
  const other = asksManager({ requesterManager: { managerId: manager.id, deputyId: marc.id } });
  other.does(at(0, '10:00'), marc, 'refuseApproval', { n: 1, onBehalfOf: manager.id });
  t.like(other.state.approvals[0], { outcome: 'refused', by: marc, onBehalfOf: manager.id });
});

test('a ticket that ends is asked of nobody any more', (t) => {
  const cancelled = request(at(0, '09:00')).does(at(0, '10:00'), requester, 'cancel');
  t.deepEqual(outcomes(cancelled), [['manager', 'withdrawn']]);
  t.is(cancelled.state.withdrawn.approval[0], 1);
  const merged = request(at(0, '09:00')).does(at(0, '10:00'), lea, 'merge', { into: 'tkt-2' });
  t.deepEqual(outcomes(merged), [['manager', 'open']], 'a merge can still be undone');
  merged.waitUntil(at(0, '10:00') + 30 * day);
  t.is(merged.state.autoCloseAt, null);
  t.deepEqual(outcomes(merged), [['manager', 'withdrawn']]);
});

test('nobody approves what they asked for themselves', (t) => {
  const asker = { kind: 'agent', id: requester.id } as const;
  const ticket = request(at(0, '09:00'));
  t.is(ticket.refusalOf(at(0, '10:00'), command('approve', asker, {}))?.code, 'not_own_approval');
  t.false(allowedCommands(ticket.state, asker).includes('approve'));
});

test('nor what somebody else asked for whose ticket was merged into this one', (t) => {
  const ticket = request(at(0, '09:00'));
  const tickets = [{ ticketId: 'tkt-2', requesterId: marc.id, links: [] }];
  ticket.does(at(0, '09:10'), { kind: 'system', id: 'desk' }, 'receiveMerge', {
    ticketId: 'tkt-2',
    tickets,
    isMajor: false,
  });
  t.is(ticket.refusalOf(at(0, '10:00'), command('approve', marc, {}))?.code, 'not_own_approval');
  t.false(allowedCommands(ticket.state, marc).includes('approve'));
});

test('refused, it ends with the rule’s code and the reason stays', (t) => {
  const ticket = request(at(0, '09:00'));
  ticket.does(at(0, '10:00'), marc, 'refuseApproval', { noteId: 'note-why' });
  t.is(ticket.state.status, 'resolved');
  t.is(ticket.record().resolutions[0]?.code, 'no_answer');
  t.is(ticket.state.approvals[0]?.noteId, 'note-why');
});

test('a request that is refused had its resolution neither met nor missed', (t) => {
  for (const end of [
    (ticket: Ticket) => ticket.does(at(0, '10:00'), marc, 'refuseApproval'),
    (ticket: Ticket) => ticket.waitUntil(at(0, '09:00') + 7 * day),
  ]) {
    const ticket = end(request(at(0, '09:00')).does(at(0, '09:30'), lea, 'addMessage', answer));
    t.is(ticket.state.status, 'resolved');
    t.is(ticket.clock('resolution').outcome, null);
    ticket.waitUntil(at(0, '09:00') + 30 * day);
    t.is(ticket.state.status, 'closed');
    for (const name of ['resolution', 'total_resolution'] as const) {
      t.is(ticket.clock(name).outcome, 'cancelled', name);
    }
  }
});

test('reopened, it has every promise that the process makes, with the time that is left', (t) => {
  const ticket = request(at(0, '09:00'))
    .does(at(0, '10:00'), marc, 'refuseApproval')
    .does(at(0, '11:00'), requester, 'reopen')
    .does(at(1, '10:00'), marc, 'approve')
    .does(at(1, '10:00'), lea, 'accept');
  t.is(ticket.clock('resolution').dueAt, addWorkingMs(office, at(1, '10:00'), 14 * hour));
  t.not(ticket.clock('total_resolution').dueAt, null);
  ticket.does(at(1, '11:00'), lea, 'resolve', { code: 'solved', noteId: 'n' });
  t.is(ticket.clock('resolution').outcome, 'met');
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

/** Opened as something that needs none, and begun. */
function begun(): Ticket {
  return new Ticket(at(0, '09:00'), {}, approving).does(at(0, '09:30'), lea, 'accept');
}

const asRequest = { type: 'service_request' } as const;

test('what becomes something that needs an approval waits for it, and its agent keeps it', (t) => {
  const ticket = begun().does(at(0, '10:00'), lea, 'classify', asRequest);
  t.is(ticket.state.pending?.reason, 'approval');
  t.is(ticket.state.assignee, lea.id);
  const resolve = command('resolve', lea, { code: 'solved', noteId: 'n' });
  t.is(ticket.refusalOf(at(0, '10:01'), resolve)?.code, 'waits_for_approval');
  ticket.does(at(0, '11:00'), marc, 'approve');
  t.is(ticket.state.status, 'in_progress');
  t.is(ticket.state.assignee, lea.id);
});

test('in a queue, it leaves the queue until it is approved', (t) => {
  const ticket = new Ticket(at(0, '09:00'), {}, approving);
  ticket.does(at(0, '10:00'), lea, 'classify', asRequest);
  t.is(ticket.state.waitingForAgent, null);
  ticket.does(at(0, '11:00'), marc, 'approve');
  t.not(ticket.state.waitingForAgent, null);
});

test('waiting for somebody else, it waits for the approval instead', (t) => {
  const ticket = begun()
    .does(at(0, '10:00'), lea, 'setPending', { reason: 'supplier' })
    .does(at(0, '10:10'), lea, 'classify', asRequest);
  t.is(ticket.state.pending?.reason, 'approval');
});

test('an approval that is no longer needed is withdrawn, and the work goes on', (t) => {
  const ticket = request(at(0, '09:00')).does(at(0, '10:00'), lea, 'classify', {
    type: 'incident',
  });
  t.deepEqual(outcomes(ticket), [['manager', 'withdrawn']]);
  t.is(ticket.state.pending, null);
  t.not(ticket.state.waitingForAgent, null);
  t.is(ticket.last('pending_ended').data.cause, 'withdrawn');
  const late = command('approve', marc, { n: 1 });
  const parameters = { what: 'approval' as const, n: 1 };
  t.deepEqual(ticket.refusalOf(at(0, '10:01'), late), { code: 'already_withdrawn', parameters });
  const other = command('approve', marc, {});
  t.is(ticket.refusalOf(at(0, '10:01'), other)?.code, 'no_approval');
});

test('a grant is for what it was asked for: become that again, it is asked again', (t) => {
  const ticket = request(at(0, '09:00'))
    .does(at(0, '10:00'), marc, 'approve')
    .does(at(0, '11:00'), lea, 'classify', { type: 'incident' });
  t.deepEqual(outcomes(ticket), [['manager', 'withdrawn']]);
  ticket.does(at(0, '12:00'), lea, 'classify', asRequest);
  t.deepEqual(outcomes(ticket), [['manager', 'open']]);
  t.is(ticket.state.approvals[0]?.n, 2);
});

test('what was granted is asked again where what it was granted for has changed, and it is said why', (t) => {
  const ticket = request(at(0, '09:00'), null)
    .does(at(0, '10:00'), marc, 'approve')
    .does(at(0, '10:30'), lea, 'accept')
    .does(at(0, '11:00'), lea, 'classify', { category: 'vpn' });
  t.deepEqual(ticket.last('approval_withdrawn').data, {
    n: 1,
    changes: [{ field: 'category', was: null, is: 'vpn' }],
  });
  t.deepEqual(outcomes(ticket), [['manager', 'open']]);
  t.is(ticket.state.pending?.reason, 'approval');
  t.is(ticket.state.assignee, lea.id);
  const resolve = command('resolve', lea, { code: 'solved', noteId: 'n' });
  t.is(ticket.refusalOf(at(0, '11:01'), resolve)?.code, 'waits_for_approval');
  t.is(
    ticket.refusalOf(at(0, '11:02'), command('approve', marc, { n: 1 }))?.code,
    'already_withdrawn',
  );
  ticket.does(at(0, '11:10'), marc, 'approve', { n: 2 });
  t.is(ticket.state.status, 'in_progress');
});

test('nobody grants what has become something else while they read it', (t) => {
  const ticket = request(at(0, '09:00')).does(at(0, '10:00'), lea, 'classify', {
    category: 'printer',
  });
  t.deepEqual(outcomes(ticket), [['manager', 'open']]);
  t.is(
    ticket.refusalOf(at(0, '10:01'), command('approve', marc, { n: 1 }))?.code,
    'already_withdrawn',
  );
});

test('what an approval is not given for may change', (t) => {
  const ticket = request(at(0, '09:00'))
    .does(at(0, '10:00'), marc, 'approve')
    .does(at(0, '11:00'), lea, 'classify', { impact: 'low' });
  t.deepEqual(outcomes(ticket), [['manager', 'granted']]);
});

test('a condition says what a grant is for, and a process may say it otherwise', (t) => {
  const asked = { ...isRequest, in: ['service_request'] };
  const when = { any: [asked, { not: { field: 'priority' as const, in: ['p1'] } }] };
  const urgent = { impact: 'high', urgency: 'medium' } as const;
  const outcomeUnder = (givenFor: Pick<ApprovalRule, 'givenFor'>) => {
    const rule = { name: 'manager', when, approverGroup: 'core', refusedCode: 'no_answer' };
    const approvals = [{ ...rule, ...givenFor }];
    const desk = { ...approving, process: { ...approving.process, approvals } };
    return new Ticket(at(0, '09:00'), { type: 'service_request' }, desk)
      .does(at(0, '10:00'), marc, 'approve')
      .does(at(0, '11:00'), lea, 'classify', urgent).state.approvals[0]?.outcome;
  };
  t.is(outcomeUnder({}), 'open', 'the priority is read by its condition');
  t.is(outcomeUnder({ givenFor: ['category'] }), 'granted');
  t.is(outcomeUnder({ givenFor: ['impact'] }), 'open');
  t.is(outcomeUnder({ givenFor: [] }), 'granted');
});

test('a process may keep what it once asked for, whatever becomes of the ticket', (t) => {
  const kept: Rules = {
    ...approving,
    process: {
      ...approving.process,
      approvals: (approving.process.approvals ?? []).map((rule) => ({ ...rule, isKept: true })),
    },
  };
  const ticket = new Ticket(at(0, '09:00'), { type: 'service_request' }, kept);
  ticket.does(at(0, '10:00'), lea, 'classify', { type: 'incident' });
  t.deepEqual(outcomes(ticket), [['manager', 'open']]);
  ticket.does(at(0, '11:00'), marc, 'approve');
  ticket.does(at(0, '11:10'), lea, 'classify', asRequest);
  t.deepEqual(outcomes(ticket), [['manager', 'granted']]);
});

test('what was refused and is reopened is asked again before anybody works on it', (t) => {
  const ticket = request(at(0, '09:00'))
    .does(at(0, '10:00'), marc, 'refuseApproval')
    .does(at(0, '11:00'), requester, 'reopen');
  t.deepEqual(outcomes(ticket), [['manager', 'open']]);
  t.is(ticket.state.waitingForAgent, null);
});

test('an approval that depends on where the ticket is, is asked when it comes there', (t) => {
  const above: Rules = {
    ...approving,
    process: {
      ...approving.process,
      gates: [],
      approvals: [
        {
          name: 'costly',
          when: { field: 'tier', in: ['second_line', 'third_line'] },
          approverGroup: 'core',
          refusedCode: 'no_answer',
        },
      ],
    },
  };
  const ticket = new Ticket(at(0, '09:00'), {}, above);
  ticket.does(at(0, '10:00'), lea, 'escalate', { kind: 'functional', reason: 'more_skill' });
  t.is(ticket.state.pending?.reason, 'approval');
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
  t.is(ticket.refusalOf(at(0, '09:12'), command('approve', marc, { n: 2 })), undefined);
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
