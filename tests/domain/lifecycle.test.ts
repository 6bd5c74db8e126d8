import test from 'ava';
import { allowedCommands } from '../../workflows/domain/allowed.ts';
import { addWorkingMs } from '../../workflows/domain/calendar.ts';
import { deadlinesOf, isFinished, nextDeadline } from '../../workflows/domain/deadlines.ts';
import { evolve } from '../../workflows/domain/evolve.ts';
import type { Rules } from '../../workflows/domain/process.ts';
import type { TicketState } from '../../workflows/domain/ticket.ts';
import {
  allocator,
  at,
  command,
  day,
  hour,
  lea,
  marc,
  office,
  requester,
  rules,
  Ticket,
} from './desk.ts';

const note = { noteId: 'note-1' };
const solved = { code: 'solved', ...note };

function withGateMet(openedAt: number): Ticket {
  const ticket = new Ticket(openedAt, { category: 'vpn' });
  ticket.does(openedAt, lea, 'accept');
  const steps = ['information', 'test', 'test'] as const;
  for (const [i, kind] of steps.entries()) {
    ticket.does(openedAt, lea, 'addDiagnosticStep', {
      stepId: `s${i}`,
      kind,
      hasRuledOut: i === 2,
    });
  }
  return ticket;
}

const offer = {
  decisionId: 'd1',
  assignee: lea.id,
  group: 'desk',
  strategy: 'least_loaded',
  candidates: [],
};

test('priority is derived from impact and urgency, and triage sends it to the category’s group', (t) => {
  const ticket = new Ticket(at(0, '09:00'), {
    category: 'routing',
    impact: 'high',
    urgency: 'medium',
  });
  t.is(ticket.state.priority, 'p2');
  t.is(ticket.state.group, 'network');
  t.is(ticket.state.tier, 2);
});

test('a fact found in the text raises the priority, and the rule that did it is named', (t) => {
  const ticket = new Ticket(at(0, '09:00'), { facts: ['outage'] });
  t.is(ticket.state.priority, 'p1');
  t.deepEqual(ticket.last('ticket_classified').data.rules, ['outage']);
});

test('a priority set by hand survives a new urgency until it is given back to the matrix', (t) => {
  const ticket = new Ticket(at(0, '09:00'), { requesterTier: 'vip' });
  t.is(ticket.state.priority, 'p2');
  ticket.does(at(0, '09:10'), lea, 'classify', { urgency: 'low' });
  t.is(ticket.state.priority, 'p2');
  ticket.does(at(0, '09:20'), lea, 'classify', { priority: null });
  t.is(ticket.state.priority, 'p4');
  t.false(ticket.state.priorityOverridden);
});

test('an unknown category is refused with the ones that exist', (t) => {
  const ticket = new Ticket(at(0, '09:00'));
  const refusal = ticket.refusalOf(at(0, '09:10'), command('classify', lea, { category: 'fax' }));
  t.deepEqual(refusal, {
    code: 'category_unknown',
    parameters: { word: 'fax', allowed: ['vpn', 'printer', 'routing'] },
  });
});

test('what every object has is no name of a process that does not have it', (t) => {
  const ticket = new Ticket(at(0, '09:00'));
  const now = at(0, '09:10');
  const group = command('assign', lea, { group: 'constructor' });
  t.is(ticket.refusalOf(now, group)?.code, 'group_unknown');
  const code = command('resolve', lea, { ...solved, code: 'constructor' });
  t.is(ticket.refusalOf(now, code)?.code, 'code_unknown');
});

test('a new ticket waits in its group’s queue, with a deadline of its own', (t) => {
  const ticket = new Ticket(at(0, '09:00'));
  t.is(ticket.state.status, 'new');
  t.is(ticket.state.waitingForAgent?.dueAt, at(0, '10:00'));
  ticket.waitUntil(at(0, '10:00'));
  t.is(ticket.last('assignment_overdue').data.nextDueAt, at(2, '10:00'));
});

test('the allocator’s decision counts only while the ticket waits', (t) => {
  const ticket = new Ticket(at(0, '09:00'));
  ticket.does(at(0, '09:01'), allocator, 'takeAssignment', offer);
  t.is(ticket.state.assignee, lea.id);
  t.is(ticket.state.status, 'assigned');
  const again = ticket.refusalOf(at(0, '09:02'), command('takeAssignment', allocator, offer));
  t.is(again?.code, 'not_waiting');
});

test('the assignee’s first act starts the work', (t) => {
  const ticket = new Ticket(at(0, '09:00'));
  ticket.does(at(0, '09:01'), allocator, 'takeAssignment', offer);
  ticket.does(at(0, '09:05'), lea, 'addMessage', { messageId: 'm1', visibility: 'public' });
  t.is(ticket.state.status, 'in_progress');
  t.is(ticket.state.workStartedAt, at(0, '09:05'));
});

test('an agent of another desk who answers does not become its owner', (t) => {
  const ticket = new Ticket(at(0, '09:00'));
  ticket.does(at(0, '09:01'), allocator, 'takeAssignment', offer);
  ticket.does(at(0, '09:05'), marc, 'addMessage', { messageId: 'm1', visibility: 'public' });
  t.is(ticket.state.status, 'assigned');
  t.is(ticket.state.assignee, lea.id);
});

test('a ticket leaves tier 1 only with the gate’s steps done; the refusal lists what is missing', (t) => {
  const ticket = new Ticket(at(0, '09:00'), { category: 'vpn' });
  const up = command('escalate', lea, { kind: 'functional', reason: 'more_skill' });
  const refusal = ticket.refusalOf(at(0, '09:10'), up);
  t.deepEqual(refusal, {
    code: 'gate_not_met',
    parameters: {
      tier: 'first_line',
      missing: [
        { kind: 'information', count: 1 },
        { kind: 'test', count: 2 },
      ],
    },
  });
  t.is(ticket.record().escalations.length, 0);
});

test('a hand-off carries every step done, what was ruled out and the time spent', (t) => {
  const ticket = withGateMet(at(0, '09:00'));
  ticket.does(at(0, '10:30'), lea, 'escalate', {
    kind: 'functional',
    reason: 'more_skill',
    ...note,
  });
  const handOff = ticket.record().escalations[0]?.handOff;
  t.is(ticket.state.group, 'network');
  t.is(ticket.state.assignee, null);
  const steps = ticket.events.filter((event) => event.type === 'diagnostic_step_recorded');
  t.deepEqual(
    steps.slice(0, handOff?.stepCount).map(({ data }) => [data.stepId, data.hasRuledOut]),
    [
      ['s0', false],
      ['s1', false],
      ['s2', true],
    ],
  );
  t.is(handOff?.timeAtTierMs, 1.5 * hour);
  t.is(ticket.clock('acknowledgement').dueAt, at(0, '11:30'));
});

test('the receiving tier’s first act accepts the hand-off', (t) => {
  const ticket = withGateMet(at(0, '09:00'));
  ticket.does(at(0, '10:00'), lea, 'escalate', { kind: 'functional', reason: 'more_skill' });
  ticket.does(at(0, '10:20'), marc, 'accept');
  t.is(ticket.record().escalations[0]?.outcome, 'accepted');
  t.is(ticket.clock('acknowledgement').outcome, 'met');
});

test('a refused hand-off goes back to its agent’s group; too many bounces reach management', (t) => {
  const ticket = withGateMet(at(0, '09:00'));
  ticket.does(at(0, '09:10'), lea, 'escalate', { kind: 'functional', reason: 'more_skill' });
  ticket.does(at(0, '09:20'), marc, 'refuseEscalation', { n: 1 });
  t.is(ticket.state.group, 'desk');
  t.is(ticket.state.waitingForAgent?.preferredAgent, lea.id);
  t.is(ticket.state.hierarchyLevel, 0);
  ticket.does(at(0, '09:30'), lea, 'escalate', { kind: 'functional', reason: 'more_skill' });
  ticket.does(at(0, '09:40'), marc, 'refuseEscalation', { n: 2 });
  t.is(ticket.state.bounceCount, 2);
  t.is(ticket.state.hierarchyLevel, 1);
  const twice = ticket.refusalOf(at(0, '09:50'), command('refuseEscalation', marc, { n: 2 }));
  t.is(twice?.code, 'already_decided');
});

test('a hand-off nobody accepted in time goes back, and its promise is broken', (t) => {
  const ticket = withGateMet(at(0, '09:00'));
  ticket.does(at(0, '10:00'), lea, 'escalate', { kind: 'functional', reason: 'more_skill' });
  ticket.waitUntil(at(0, '11:00'));
  t.is(ticket.state.group, 'desk');
  t.is(ticket.record().escalations[0]?.outcome, 'lapsed');
  t.is(ticket.clock('acknowledgement').outcome, 'breached');
});

test('what tier 1 did not solve in its time goes up by itself, saying what was not done', (t) => {
  const ticket = new Ticket(at(0, '09:00')).waitUntil(at(1, '13:30'));
  const escalation = ticket.record().escalations[0];
  t.is(escalation?.at, addWorkingMs(office, at(0, '09:00'), 14 * hour * 0.75));
  t.deepEqual(escalation?.by, { kind: 'system', id: 'rule:first_line_time' });
  t.is(escalation?.handOff?.missing.length, 2);
});

test('the top tier has nobody above it', (t) => {
  const ticket = withGateMet(at(0, '09:00'));
  ticket.does(at(0, '09:05'), lea, 'assign', { group: 'core' });
  const up = command('escalate', lea, { kind: 'functional', reason: 'more_skill' });
  t.is(ticket.refusalOf(at(0, '09:10'), up)?.code, 'no_higher_tier');
});

test('management is told level by level and the assignee stays', (t) => {
  const ticket = withGateMet(at(0, '09:00'));
  const tell = { kind: 'hierarchical', reason: 'more_skill' } as const;
  ticket.does(at(0, '09:10'), lea, 'escalate', tell).does(at(0, '09:20'), lea, 'escalate', tell);
  t.is(ticket.state.hierarchyLevel, 2);
  t.is(ticket.state.assignee, lea.id);
  t.is(ticket.refusalOf(at(0, '09:30'), command('escalate', lea, tell))?.code, 'no_higher_level');
});

test('the requester is reminded twice, then the ticket is resolved for want of an answer', (t) => {
  const ticket = new Ticket(at(0, '09:00'));
  ticket.does(at(0, '09:00'), lea, 'setPending', { reason: 'requester' });
  ticket.waitUntil(at(7, '17:00'));
  t.is(ticket.events.filter((event) => event.type === 'pending_reminder').length, 2);
  t.is(ticket.state.status, 'resolved');
  t.is(ticket.record().resolutions[0]?.code, 'no_answer');
});

test('an answer of the requester ends the waiting for them', (t) => {
  const ticket = new Ticket(at(0, '09:00'));
  ticket.does(at(0, '09:30'), lea, 'setPending', { reason: 'requester' });
  ticket.does(at(0, '10:30'), requester, 'addMessage', { messageId: 'm1', visibility: 'public' });
  t.is(ticket.last('pending_ended').data.cause, 'requester_message');
  t.not(ticket.state.status, 'pending');
});

test('a resolution needs what its code asks for', (t) => {
  const ticket = new Ticket(at(0, '09:00'));
  const refusal = ticket.refusalOf(at(0, '09:10'), command('resolve', lea, { code: 'solved' }));
  t.like(refusal, { code: 'field_required', parameters: { missing: ['note'] } });
});

test('a resolved ticket closes by itself at the end of its reopen window', (t) => {
  const ticket = new Ticket(at(0, '09:00'));
  ticket.does(at(0, '10:00'), lea, 'resolve', solved).waitUntil(at(30, '00:00'));
  t.is(ticket.state.status, 'closed');
  t.is(ticket.state.closedAt, addWorkingMs(office, at(0, '10:00'), 35 * hour));
});

test('a closed ticket refuses every command of people', (t) => {
  const ticket = new Ticket(at(0, '09:00'));
  ticket.does(at(0, '10:00'), lea, 'resolve', solved).does(at(0, '11:00'), requester, 'close');
  for (const action of [
    command('addMessage', lea, { messageId: 'm', visibility: 'public' }),
    command('reopen', requester, {}),
    command('classify', lea, { urgency: 'low' }),
    command('resolve', lea, solved),
  ]) {
    t.is(ticket.refusalOf(at(0, '12:00'), action)?.code, 'ticket_over');
  }
});

test('a reopened ticket asks for its own agent first', (t) => {
  const ticket = new Ticket(at(0, '09:00')).does(at(0, '09:10'), lea, 'accept');
  ticket.does(at(0, '10:00'), lea, 'resolve', solved).does(at(1, '10:00'), requester, 'reopen');
  t.is(ticket.state.status, 'new');
  t.is(ticket.state.waitingForAgent?.preferredAgent, lea.id);
  t.is(ticket.record().resolutions[0]?.reopenedAt, at(1, '10:00'));
});

test('a message on a resolved ticket reopens it; an automatic one does not', (t) => {
  const ticket = new Ticket(at(0, '09:00')).does(at(0, '10:00'), lea, 'resolve', solved);
  const message = { messageId: 'm1', visibility: 'public' } as const;
  ticket.does(at(0, '11:00'), requester, 'addMessage', { ...message, isAutomatic: true });
  t.is(ticket.state.status, 'resolved');
  ticket.does(at(0, '12:00'), requester, 'addMessage', message);
  t.is(ticket.state.status, 'new');
});

test('a survey is asked per resolution, void on reopening, and answered once by the requester', (t) => {
  const ticket = new Ticket(at(0, '09:00')).does(at(0, '10:00'), lea, 'resolve', solved);
  ticket.does(at(0, '11:00'), requester, 'reopen');
  t.is(ticket.state.survey?.state, 'cancelled');
  ticket.does(at(0, '12:00'), lea, 'resolve', solved);
  t.is(ticket.state.survey?.n, 2);
  const rate = command('recordSatisfaction', lea, { score: 5 });
  t.is(ticket.refusalOf(at(0, '12:30'), rate)?.code, 'only_requester');
  ticket.does(at(0, '13:00'), requester, 'recordSatisfaction', { score: 4 });
  const again = command('recordSatisfaction', requester, { score: 1 });
  t.is(ticket.refusalOf(at(0, '13:30'), again)?.code, 'no_survey');
  t.is(ticket.state.survey?.score, 4);
});

test('satisfaction can be told after the ticket closed, until the survey expires', (t) => {
  const ticket = new Ticket(at(0, '09:00')).does(at(0, '10:00'), lea, 'resolve', solved);
  ticket.waitUntil(at(10, '00:00'));
  t.is(ticket.state.status, 'closed');
  t.false(isFinished(ticket.state));
  ticket.does(at(10, '08:00'), requester, 'recordSatisfaction', { score: 2 });
  t.true(isFinished(ticket.state));
});

test('an unanswered survey expires and then the ticket is finished', (t) => {
  const ticket = new Ticket(at(0, '09:00')).does(at(0, '10:00'), lea, 'resolve', solved);
  ticket.waitUntil(at(0, '10:00') + 14 * day);
  t.is(ticket.state.survey?.state, 'expired');
  t.true(isFinished(ticket.state));
});

test('a merge can be undone with every clock as it was; after the window it is final', (t) => {
  const ticket = new Ticket(at(0, '09:00')).does(at(0, '09:10'), lea, 'accept');
  const into = { into: 'tkt-00000000000000000000000002' };
  ticket.does(at(0, '10:00'), lea, 'merge', into);
  t.is(nextDeadline(ticket.state)?.kind, 'merge_final', 'a merged ticket runs no clock');
  ticket.does(at(0, '11:00'), lea, 'unmerge');
  t.is(ticket.state.status, 'in_progress');
  t.is(ticket.clock('resolution').elapsedMs, hour);
  t.is(ticket.clock('resolution').dueAt, addWorkingMs(office, at(0, '11:00'), 13 * hour));
  ticket.does(at(0, '12:00'), lea, 'merge', into).waitUntil(at(30, '00:00'));
  t.true(isFinished(ticket.state));
  t.is(ticket.refusalOf(at(30, '09:00'), command('unmerge', lea, {}))?.code, 'not_merged');
});

test('a broken promise with nothing else due still makes somebody look, again and again', (t) => {
  const ticket = withGateMet(at(0, '09:00'));
  ticket.does(at(0, '09:20'), lea, 'assign', { group: 'core', assignee: marc.id });
  ticket.does(at(0, '09:30'), marc, 'accept');
  ticket.waitUntil(at(60, '09:00'));
  const looks = ticket.events.filter((event) => event.type === 'attention_required');
  t.true(looks.length > 5);
  t.not(nextDeadline(ticket.state), null);
});

test('the state is the fold of the events', (t) => {
  const ticket = withGateMet(at(0, '09:00'));
  ticket.does(at(0, '10:00'), lea, 'escalate', { kind: 'functional', reason: 'more_skill' });
  ticket.does(at(0, '10:10'), marc, 'accept').does(at(0, '11:00'), marc, 'resolve', solved);
  ticket.does(at(0, '12:00'), requester, 'reopen').waitUntil(at(20, '00:00'));
  const folded = ticket.events.reduce<TicketState | null>(evolve, null);
  t.deepEqual(folded, ticket.state);
  t.deepEqual(JSON.parse(JSON.stringify(folded)), folded, 'plain JSON');
});

test('deadlines are told nearest first and a warning precedes its breach', (t) => {
  const deadlines = deadlinesOf(new Ticket(at(0, '09:00')).state);
  t.deepEqual(
    deadlines.map((deadline) => deadline.at),
    deadlines.map((d) => d.at).toSorted((a, b) => a - b),
  );
});

test('what is offered to a person is what the core would hear from them', (t) => {
  const ticket = new Ticket(at(0, '09:00'));
  t.deepEqual(allowedCommands(ticket.state, requester), ['addMessage', 'resolve', 'cancel']);
  ticket.does(at(0, '10:00'), lea, 'resolve', solved);
  t.deepEqual(allowedCommands(ticket.state, requester), [
    'addMessage',
    'reopen',
    'close',
    'recordSatisfaction',
  ]);
});

test('a rule that hands a ticket on when nobody answered leaves the next group its own time', (t) => {
  const climbing: Rules = {
    ...rules,
    process: {
      ...rules.process,
      gates: [],
      escalationRules: [
        {
          name: 'nobody_answered',
          clock: 'acknowledgement',
          atPercent: 100,
          when: { all: [] },
          then: { functional: true },
        },
      ],
    },
  };
  const ticket = new Ticket(at(0, '09:00'), { category: 'vpn' }, climbing)
    .does(at(0, '10:00'), lea, 'escalate', { kind: 'functional', reason: 'more_skill' })
    .waitUntil(at(0, '11:00'));
  t.is(ticket.state.group, 'core');
  t.is(ticket.record().escalations[1]?.outcome, 'open');
  t.is(ticket.clock('acknowledgement', 2).dueAt, at(0, '12:00'));
  ticket.waitUntil(at(0, '13:00'));
  t.is(ticket.state.group, 'network', 'and only then it goes back');
});
