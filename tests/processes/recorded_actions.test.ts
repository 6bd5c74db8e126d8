import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import type { ApprovalRule, Rules } from '../../workflows/domain/process.ts';
import { replayActions } from '../../workflows/domain/timeline.ts';
import { recordedActions } from '../../workflows/processes/simulate/recorded_actions.ts';
import {
  allocator,
  at,
  command,
  lea,
  marc,
  process,
  requester,
  rules,
  Ticket,
} from '../domain/desk.ts';
import { lives } from './recorded_lives.ts';

test('what people did, read from the events and done again, gives the same events', (t) => {
  fc.assert(
    fc.property(lives, ({ events, state }) => {
      const actions = recordedActions(events, process);
      const again = replayActions(actions, rules, (_, { code }) => t.fail(code), state.updatedAt);
      t.deepEqual(again?.events, events);
    }),
    { numRuns: 300 },
  );
});

test('what time did is not read back as somebody’s act', (t) => {
  const ticket = new Ticket(at(0, '09:00')).waitUntil(at(20, '09:00'));
  t.true(ticket.types().includes('sla_breach'));
  t.deepEqual(
    recordedActions(ticket.events, process).map(({ action }) => action.name),
    ['open'],
  );
});

const commandsOf = (ticket: Ticket): string[] =>
  recordedActions(ticket.events, process).map(({ action }) => action.name);

test('a hand-off with all that comes with it is one escalation', (t) => {
  const ticket = new Ticket(at(0, '09:00'), { category: 'vpn' })
    .does(at(0, '09:10'), lea, 'accept')
    .does(at(0, '09:20'), lea, 'addDiagnosticStep', {
      stepId: 's1',
      kind: 'information',
      hasRuledOut: false,
    })
    .does(at(0, '09:21'), lea, 'addDiagnosticStep', {
      stepId: 's2',
      kind: 'test',
      hasRuledOut: true,
    })
    .does(at(0, '09:22'), lea, 'addDiagnosticStep', {
      stepId: 's3',
      kind: 'test',
      hasRuledOut: true,
    })
    .does(at(0, '09:30'), lea, 'escalate', { kind: 'functional', reason: 'more_skill' })
    .does(at(0, '09:40'), marc, 'refuseEscalation', { n: 1 });
  t.deepEqual(commandsOf(ticket), [
    'open',
    'accept',
    'addDiagnosticStep',
    'addDiagnosticStep',
    'addDiagnosticStep',
    'escalate',
    'refuseEscalation',
  ]);
});

test('an agent the allocator found is found again', (t) => {
  const ticket = new Ticket(at(0, '09:00')).does(at(0, '09:10'), allocator, 'takeAssignment', {
    decisionId: 'd',
    assignee: lea.id,
    group: 'desk',
    strategy: 'least_loaded',
    candidates: [],
  });
  const [, found] = recordedActions(ticket.events, process);
  t.like(found, { at: at(0, '09:10'), action: { name: 'takeAssignment', assignee: lea.id } });
});

test('a reply that reopens a ticket is a message, and nothing besides', (t) => {
  const ticket = new Ticket(at(0, '09:00'))
    .does(at(0, '10:00'), lea, 'resolve', { code: 'solved', noteId: 'note' })
    .does(at(0, '11:00'), requester, 'addMessage', { messageId: 'm', visibility: 'public' });
  t.is(ticket.state.status, 'new');
  t.deepEqual(commandsOf(ticket), ['open', 'resolve', 'addMessage']);
});

test('approvals are read back as they were given and refused', (t) => {
  const approval = (name: string): ApprovalRule => ({
    name,
    when: { field: 'type', in: ['service_request'] },
    approverGroup: 'core',
    refusedCode: 'no_answer',
  });
  const approving: Rules = {
    ...rules,
    process: {
      ...rules.process,
      approvals: [approval('manager'), approval('budget')],
      pending: { ...rules.process.pending, approval: rules.process.pending.supplier },
    },
  };
  const ticket = new Ticket(at(0, '09:00'), { type: 'service_request' }, approving)
    .does(at(0, '10:00'), marc, 'approve', { noteId: 'yes' })
    .does(at(0, '11:00'), marc, 'refuseApproval', { noteId: 'no' });
  t.deepEqual(commandsOf(ticket), ['open', 'approve', 'refuseApproval']);
  const again = replayActions(recordedActions(ticket.events, process), approving, () => undefined);
  t.deepEqual(again?.events, ticket.events);
});

/** As `does`, by somebody who works in these groups. */
function works(ticket: Ticket, when: number, action: ReturnType<typeof command>, group: string) {
  return ticket.act(when, { ...action, memberships: { small_desk: [group] } } as typeof action);
}

function isLivedAgain(t: ExecutionContext, { events, state }: Ticket): void {
  const actions = recordedActions(events, process);
  const again = replayActions(actions, rules, (_, { code }) => t.fail(code), state.updatedAt);
  t.deepEqual(again?.events, events);
}

const publicAnswer = { messageId: 'm', visibility: 'public' } as const;

test('an answer from a tier above takes the ticket up to nobody, and is lived again so', (t) => {
  const answer = command('addMessage', marc, publicAnswer);
  const ticket = works(new Ticket(at(0, '09:00')), at(0, '09:10'), answer, 'network');
  t.is(ticket.state.assignee, null);
  isLivedAgain(t, ticket);
});

test('a hand-off that nobody of the tier above answers is left unanswered when it is lived again', (t) => {
  const ticket = new Ticket(at(0, '09:00'), { category: 'vpn' });
  for (const kind of ['information', 'test', 'test'] as const) {
    ticket.does(at(0, '09:20'), lea, 'addDiagnosticStep', {
      stepId: kind,
      kind,
      hasRuledOut: true,
    });
  }
  const up = { kind: 'functional', reason: 'more_skill' } as const;
  works(ticket, at(0, '09:30'), command('escalate', lea, up), 'desk');
  works(ticket, at(0, '09:35'), command('addMessage', marc, publicAnswer), 'core');
  t.is(ticket.state.escalations[0]?.outcome, 'open');
  t.is(ticket.state.assignee, null);
  isLivedAgain(t, ticket.waitUntil(at(3, '09:00')));
});
