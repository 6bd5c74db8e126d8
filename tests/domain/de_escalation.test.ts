import test from 'ava';
import { at, command, lea, marc, process, rules, Ticket } from './desk.ts';

const openGates = { ...rules, process: { ...process, gates: [] } };
const down = command('escalate', marc, { kind: 'downward', noteId: 'why' });

/** Handed over by Léa of tier 1 to tier 2. */
function climbed(): Ticket {
  return new Ticket(at(0, '09:00'), { category: 'vpn' }, openGates)
    .does(at(0, '09:05'), lea, 'accept')
    .does(at(0, '09:10'), lea, 'escalate', { kind: 'functional', reason: 'more_skill' });
}

test('a ticket goes back down on purpose, with why, to the group and agent it came from', (t) => {
  const ticket = climbed().does(at(0, '09:20'), marc, 'accept').act(at(0, '10:00'), down);
  t.like(ticket.last('ticket_routed').data, {
    group: 'desk',
    tier: 1,
    fromGroup: 'network',
    fromTier: 2,
    cause: 'de_escalation',
    noteId: 'why',
  });
  t.is(ticket.state.assignee, null);
  t.is(ticket.state.waitingForAgent?.preferredAgent, lea.id);
  t.is(ticket.state.bounceCount, 0, 'the work was done: nothing bounced');
  t.is(ticket.clock('acknowledgement').outcome, 'met');
});

test('sent down before anybody accepted it, the hand-off is refused and counts as a bounce', (t) => {
  const ticket = climbed().act(at(0, '09:20'), down);
  t.is(ticket.record().escalations[0]?.outcome, 'refused');
  t.is(ticket.state.bounceCount, 1);
  t.is(ticket.last('ticket_routed').data.cause, 'refusal');
});

test('a ticket is not sent down without saying why, nor from where nobody handed it over', (t) => {
  const ticket = climbed().does(at(0, '09:20'), marc, 'accept');
  const silent = command('escalate', marc, { kind: 'downward' });
  t.like(ticket.refusalOf(at(0, '10:00'), silent), { parameters: { missing: ['note'] } });
  const entered = new Ticket(at(0, '09:00'), { category: 'routing' }, openGates);
  t.is(entered.refusalOf(at(0, '10:00'), down)?.code, 'no_lower_tier');
});

test('what waited for somebody goes on once it is sent down', (t) => {
  const ticket = climbed()
    .does(at(0, '09:20'), marc, 'accept')
    .does(at(0, '09:30'), marc, 'setPending', { reason: 'requester' })
    .act(at(0, '10:30'), down);
  t.is(ticket.state.pending, null);
  t.not(ticket.clock('resolution').dueAt, null);
});
