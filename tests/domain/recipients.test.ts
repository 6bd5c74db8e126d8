import test from 'ava';
import fc from 'fast-check';
import type { EventType } from '../../workflows/domain/events.ts';
import { evolve } from '../../workflows/domain/evolve.ts';
import type { Expression, Rules } from '../../workflows/domain/process.ts';
import {
  agentReasons,
  type Recipient,
  recipientsOf,
  requesterReasons,
} from '../../workflows/domain/recipients.ts';
import { copiedOf, requestersOf, type TicketState } from '../../workflows/domain/ticket.ts';
import { allocator, at, command, lea, marc, process, requester, rules, Ticket } from './desk.ts';
import { livelyStep } from './random_steps.ts';

/** Whom each event of a ticket's life is told to, in words: `reason: whom`. */
function told(ticket: Ticket): { type: EventType; recipients: Recipient[]; words: string[] }[] {
  let state: TicketState | null = null;
  return ticket.events.map((event) => {
    state = evolve(state, event);
    const recipients = recipientsOf(event, state);
    const words = recipients.map(({ to, reason }) => {
      const whom = to.kind === 'management' ? `level ${to.level}` : `${to.kind} ${to.id}`;
      return `${reason}: ${whom}`;
    });
    return { type: event.type, recipients, words };
  });
}

/** What was told since the ticket had `seq` events. */
function since(ticket: Ticket, seq: number): string[] {
  return told(ticket)
    .slice(seq)
    .flatMap(({ words }) => words);
}

function openTicket(deskRules: Rules = rules): Ticket {
  return new Ticket(at(0, '09:00'), {}, deskRules);
}

/** Assigned to Léa, who works on it. */
function inHand(): Ticket {
  return openTicket().does(at(0, '09:05'), lea, 'accept');
}

test('that a ticket was opened its requester alone is told, whoever opened it', (t) => {
  t.deepEqual(since(openTicket(), 0), ['received: account acc-camille']);
  const logged = new Ticket(at(0, '09:00'), { actor: lea });
  t.deepEqual(since(logged, 0), ['received: account acc-camille']);
});

test('an agent is told of a ticket that somebody else gives them', (t) => {
  const ticket = openTicket().does(at(0, '09:05'), marc, 'assign', { assignee: lea.id });
  t.deepEqual(since(ticket, 1), ['assigned: account acc-lea']);
});

test('of two who take a ticket at once, the one who no longer has it is told', (t) => {
  const ticket = inHand();
  const { seq } = ticket.state;
  ticket.does(at(0, '09:05'), marc, 'accept');
  t.is(ticket.state.assignee, marc.id);
  t.deepEqual(since(ticket, seq), ['taken_over: account acc-lea']);
});

test('an agent is told of a ticket that the allocator gives them', (t) => {
  const ticket = openTicket().does(at(0, '09:05'), allocator, 'takeAssignment', {
    decisionId: 'd1',
    assignee: lea.id,
    group: 'desk',
    strategy: 'least_loaded',
    candidates: [],
  });
  t.deepEqual(since(ticket, 1), ['assigned: account acc-lea']);
});

test('nobody is told of what they did themselves', (t) => {
  t.deepEqual(since(inHand(), 1), []);
});

test('what the requester writes is told to the agent who has the ticket', (t) => {
  const ticket = inHand();
  const { seq } = ticket.state;
  ticket.does(at(0, '10:00'), requester, 'addMessage', { messageId: 'm1', visibility: 'public' });
  t.deepEqual(since(ticket, seq), ['requester_wrote: account acc-lea']);
});

test('where nobody has the ticket, its group is told what the requester writes', (t) => {
  const ticket = openTicket().does(at(0, '09:10'), requester, 'addMessage', {
    messageId: 'm1',
    visibility: 'public',
  });
  t.deepEqual(since(ticket, 1), ['requester_wrote: group desk']);
});

test('an answer of the desk is told to the requester; a note inside and an automatic reply to nobody', (t) => {
  const ticket = inHand();
  const { seq } = ticket.state;
  ticket
    .does(at(0, '10:00'), lea, 'addMessage', { messageId: 'm1', visibility: 'public' })
    .does(at(0, '10:01'), lea, 'addMessage', { messageId: 'm2', visibility: 'internal' })
    .does(at(0, '10:02'), requester, 'addMessage', {
      messageId: 'm3',
      visibility: 'public',
      isAutomatic: true,
    });
  t.deepEqual(since(ticket, seq), ['answered: account acc-camille']);
});

test('the requester is reminded of what the ticket waits for', (t) => {
  const ticket = inHand().does(at(0, '10:00'), lea, 'setPending', { reason: 'requester' });
  const { seq } = ticket.state;
  ticket.waitUntil(at(2, '10:00'));
  t.deepEqual(since(ticket, seq), ['warned: account acc-lea', 'reminder: account acc-camille']);
});

test('a resolution is told to the requester, and what they undo of it to the agent', (t) => {
  const ticket = inHand();
  let { seq } = ticket.state;
  ticket.does(at(0, '10:00'), lea, 'resolve', { code: 'solved', noteId: 'n1' });
  t.deepEqual(since(ticket, seq), ['resolved: account acc-camille']);
  seq = ticket.state.seq;
  ticket.does(at(0, '11:00'), requester, 'reopen', {});
  t.deepEqual(since(ticket, seq), ['reopened: account acc-lea']);
});

test('a message that reopens a ticket is told once', (t) => {
  const ticket = inHand().does(at(0, '10:00'), lea, 'resolve', { code: 'solved', noteId: 'n1' });
  const { seq } = ticket.state;
  ticket.does(at(0, '11:00'), requester, 'addMessage', { messageId: 'm1', visibility: 'public' });
  t.is(ticket.state.status, 'new');
  t.deepEqual(since(ticket, seq), ['requester_wrote: account acc-lea']);
});

test('a requester who resolves the ticket alone is not told of it', (t) => {
  const ticket = inHand();
  const { seq } = ticket.state;
  ticket.does(at(0, '10:00'), requester, 'resolve', { code: 'solved_by_requester' });
  t.deepEqual(since(ticket, seq), []);
});

test('what the desk cancels is told to the requester, and to those in copy', (t) => {
  const ticket = inHand().does(at(0, '09:20'), lea, 'addCopy', { accountId: 'acc-paul' });
  const { seq } = ticket.state;
  ticket.does(at(0, '10:00'), lea, 'cancel', {});
  t.deepEqual(since(ticket, seq), ['cancelled: account acc-camille', 'copied: account acc-paul']);
});

test('that a ticket is put on hold is told to its requester, unless it waits for an approval', (t) => {
  const ticket = inHand();
  const { seq } = ticket.state;
  ticket.does(at(0, '10:00'), lea, 'setPending', { reason: 'supplier' });
  t.deepEqual(since(ticket, seq), ['put_on_hold: account acc-camille']);
});

test('what the requester cancels is told to the agent who has it', (t) => {
  const ticket = inHand();
  const { seq } = ticket.state;
  ticket.does(at(0, '10:00'), requester, 'cancel', {});
  t.deepEqual(since(ticket, seq), ['cancelled: account acc-lea']);
});

test('a hand-off is told to the group that receives it, without the agent who made it', (t) => {
  const ticket = inHand();
  for (const [n, kind] of (['information', 'test', 'test'] as const).entries()) {
    const stepId = `s${n}`;
    ticket.does(at(0, '09:10'), lea, 'addDiagnosticStep', { stepId, kind, hasRuledOut: false });
  }
  const { seq } = ticket.state;
  ticket.does(at(0, '10:00'), lea, 'escalate', { kind: 'functional', reason: 'more_skill' });
  t.deepEqual(since(ticket, seq), ['handed_off: group network']);
  const recipients = told(ticket).flatMap((one) => one.recipients);
  t.deepEqual(recipients.at(-1)?.except, [lea.id]);
});

test('a hand-off that is refused, or not accepted in time, is told to the group it comes back to', (t) => {
  const handedOff = () => {
    const ticket = inHand();
    for (const [n, kind] of (['information', 'test', 'test'] as const).entries()) {
      const stepId = `s${n}`;
      ticket.does(at(0, '09:10'), lea, 'addDiagnosticStep', { stepId, kind, hasRuledOut: false });
    }
    return ticket.does(at(0, '10:00'), lea, 'escalate', {
      kind: 'functional',
      reason: 'more_skill',
    });
  };
  const refused = handedOff();
  const { seq } = refused.state;
  refused.does(at(0, '10:05'), marc, 'refuseEscalation', { n: 1, noteId: 'n1' });
  t.true(since(refused, seq).includes('handed_back: group desk'));

  const lapsed = handedOff().waitUntil(at(3, '10:00'));
  t.true(since(lapsed, seq).includes('handed_back: group desk'));
});

test('what is escalated to management is told to that level', (t) => {
  const ticket = inHand();
  const { seq } = ticket.state;
  ticket.does(at(0, '10:00'), lea, 'escalate', { kind: 'hierarchical', reason: 'more_skill' });
  t.deepEqual(since(ticket, seq), ['escalated: level 1']);
});

/** A rule that tells several kinds of people of a late answer, outside the office's hours. */
const telling: Rules = {
  ...rules,
  process: {
    ...process,
    notificationCalendar: 'office',
    escalationRules: [
      {
        name: 'late',
        clock: 'first_response',
        atPercent: 100,
        when: { all: [] },
        then: { hierarchical: 1 },
        notify: ['group', 'assignee', 'duty_manager'],
      },
    ],
  },
};

test('a rule tells the ticket’s group, its agent and the roles it names, once quiet hours are over', (t) => {
  const ticket = new Ticket(at(0, '20:00'), { impact: 'high', urgency: 'high' }, telling);
  ticket.does(at(0, '20:01'), lea, 'accept').waitUntil(at(0, '21:00'));
  const [rule] = told(ticket).filter(({ type }) => type === 'notification_requested');
  t.deepEqual(rule?.words, [
    'rule: group desk',
    'rule: account acc-lea',
    'rule: group duty_manager',
  ]);
  t.true(rule?.recipients.every((recipient) => recipient.at === at(1, '09:00')));
  const [escalated] = told(ticket).filter(({ type }) => type === 'escalated');
  t.deepEqual(escalated?.words, ['escalated: level 1']);
  t.is(escalated?.recipients[0]?.at, at(0, '20:15'), 'management is told at once');
});

test('where nobody has the ticket, a rule that names its agent tells nobody for it', (t) => {
  const ticket = openTicket(telling).waitUntil(at(0, '11:00'));
  const [rule] = told(ticket).filter(({ type }) => type === 'notification_requested');
  t.deepEqual(rule?.words, ['rule: group desk', 'rule: group duty_manager']);
});

test('a rule that names the owner tells who has the ticket, or its group where nobody has it', (t) => {
  const rule = { ...telling.process.escalationRules[0], notify: ['owner'] };
  const owned = { ...telling, process: { ...telling.process, escalationRules: [rule] } } as Rules;
  const toldBy = (ticket: Ticket) =>
    told(ticket).find(({ type }) => type === 'notification_requested')?.words;
  t.deepEqual(toldBy(openTicket(owned).waitUntil(at(0, '11:00'))), ['rule: group desk']);
  const urgent = { impact: 'high', urgency: 'high' } as const;
  const taken = new Ticket(at(0, '20:00'), urgent, owned).does(at(0, '20:01'), lea, 'accept');
  t.deepEqual(toldBy(taken.waitUntil(at(0, '21:00'))), ['rule: account acc-lea']);
});

test('an approval is asked of its group, without whoever asks for it', (t) => {
  const asking: Rules = {
    ...rules,
    process: {
      ...process,
      pending: { ...process.pending, approval: { ...process.pending.change, pauses: [] } },
      approvals: [
        { name: 'budget', when: { all: [] }, approverGroup: 'managers', refusedCode: 'no_answer' },
      ],
    },
  };
  const ticket = new Ticket(at(0, '09:00'), { actor: lea }, asking);
  const [asked] = told(ticket).filter(({ type }) => type === 'approval_requested');
  t.deepEqual(asked?.words, ['approval_requested: approvers managers']);
  t.deepEqual(asked?.recipients[0]?.except, [lea.id, requester.id]);
  const { seq } = ticket.state;
  ticket.does(at(0, '10:00'), marc, 'approve', { n: 1 });
  t.deepEqual(since(ticket, seq), ['approved: account acc-camille']);
});

test('a ticket that waits too long in its queue is told to the group', (t) => {
  const ticket = openTicket().waitUntil(at(0, '10:00'));
  t.deepEqual(since(ticket, 1), ['assignment_overdue: group desk']);
});

test('when somebody must look, the agent is told; management too once it was involved', (t) => {
  const quiet: Rules = {
    ...rules,
    process: { ...process, targets: [], escalationRules: [] },
  };
  const ticket = openTicket(quiet).does(at(0, '09:05'), lea, 'accept');
  t.deepEqual(since(ticket.waitUntil(at(2, '09:05')), 1), ['attention_required: account acc-lea']);
  const { seq } = ticket.state;
  ticket
    .does(at(2, '09:10'), lea, 'escalate', { kind: 'hierarchical', reason: 'more_skill' })
    .waitUntil(at(4, '09:05'));
  t.deepEqual(since(ticket, seq), [
    'escalated: level 1',
    'attention_required: account acc-lea',
    'attention_required: level 1',
  ]);
});

/** Agents write notes all day: among random commands they would be too rare to prove anything. */
const internalNote = fc.constantFrom(lea, marc).map((actor) => ({
  afterMs: 1000,
  actor,
  name: 'addMessage' as const,
  payload: {
    messageId: 'message',
    visibility: 'internal' as const,
    isAutomatic: false,
    mentionedAgents: [],
  },
}));
const livelyOrNote = fc.oneof({ weight: 3, arbitrary: livelyStep }, internalNote);

test('over random lives nobody of the requesters’ side is told of an internal note, and each is told on one side', (t) => {
  let noteCount = 0;
  fc.assert(
    fc.property(fc.array(livelyOrNote, { minLength: 20, maxLength: 80 }), (steps) => {
      const ticket = openTicket();
      let now = at(0, '09:00');
      for (const { afterMs, actor, name, payload } of steps) {
        now += afterMs;
        ticket.refusalOf(now, command(name, actor, payload));
      }
      let state: TicketState | null = null;
      for (const event of ticket.events) {
        state = evolve(state, event);
        const recipients = recipientsOf(event, state);
        for (const { side, reason, to } of recipients) {
          const reasons: readonly string[] = side === 'agents' ? agentReasons : requesterReasons;
          t.true(reasons.includes(reason), `${reason} is told to ${side}`);
          if (event.type !== 'message_added' || event.data.visibility !== 'internal') continue;
          noteCount += 1;
          const outside = [...requestersOf(state), ...copiedOf(state)];
          t.is(side, 'agents');
          t.false(to.kind === 'account' && outside.includes(to.id));
        }
      }
    }),
    { numRuns: 200 },
  );
  t.true(noteCount > 20, 'notes were told');
});

test('a warning tells whoever has the ticket, or its group, where no rule is on it', (t) => {
  const warned = (deskRules: Rules) => {
    const ticket = openTicket(deskRules).waitUntil(at(0, '16:59'));
    return told(ticket).flatMap(({ type, words }) => (type === 'sla_warning' ? words : []));
  };
  t.deepEqual(warned(rules), ['warned: group desk']);
  const acting = (when: Expression) => [
    {
      ...{ name: 'early', on: { clock: 'first_response', atPercent: 75 } as const, when },
      do: [{ do: 'tag' as const, add: ['late'] }],
    },
  ];
  const withRule = (when: Expression): Rules => ({
    ...rules,
    process: { ...process, rules: acting(when) },
  });
  t.deepEqual(warned(withRule({ all: [] })), [], 'the rule says who is told');
  t.deepEqual(warned(withRule({ any: [] })), ['warned: group desk'], 'of a ticket that it is for');
});

test('whoever answers for the process is told that its rules were stopped', (t) => {
  const set = (name: string, priority: 'p1' | 'p2', other: string) => ({
    ...{
      name,
      on: { event: 'classified' as const },
      when: { field: 'priority' as const, in: [other] },
    },
    do: [{ do: 'set' as const, priority }],
  });
  const both = [set('up', 'p1', 'p2'), set('down', 'p2', 'p1')];
  const ticket = openTicket({ ...rules, process: { ...process, rules: both } });
  ticket.does(at(0, '10:30'), lea, 'classify', { priority: 'p1' });
  t.deepEqual(
    told(ticket).flatMap(({ type, words }) => (type === 'rules_stopped' ? words : [])),
    ['rule: level 1'],
  );
});

test('of a task its agent or its group is told, and of its end whoever added it', (t) => {
  const title = { titleId: 'txt-title' };
  const ticket = new Ticket(at(0, '09:00'));
  const before = () => ticket.events.length;
  let count = before();
  const toldBy = () => {
    const told = since(ticket, count).filter((one) => one.startsWith('task_'));
    count = before();
    return told;
  };
  ticket.does(at(0, '09:10'), lea, 'addTask', { ...title, group: 'network', withinMinutes: 60 });
  t.deepEqual(toldBy(), ['task_waiting: group network']);
  ticket.does(at(0, '09:15'), marc, 'assignTask', { n: 1, assignee: marc.id });
  t.deepEqual(toldBy(), [], 'nobody is told what they do themselves');
  ticket.waitUntil(at(0, '10:30'));
  t.deepEqual(toldBy(), [`task_due: account ${marc.id}`, `task_due: account ${marc.id}`]);
  ticket.does(at(0, '10:40'), lea, 'addTask', { ...title, assignee: marc.id, after: [1] });
  t.deepEqual(toldBy(), [], 'it cannot be worked on yet');
  ticket.does(at(0, '10:50'), marc, 'completeTask', { n: 1 });
  t.deepEqual(toldBy(), [`task_ended: account ${lea.id}`]);
  ticket.does(at(0, '11:00'), lea, 'cancelTask', { n: 2 });
  t.deepEqual(toldBy(), [`task_ended: account ${marc.id}`]);
});
