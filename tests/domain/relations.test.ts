import test from 'ava';
import type { CommandPayload } from '../../workflows/domain/commands.ts';
import { decide } from '../../workflows/domain/decide.ts';
import type { TicketEvent } from '../../workflows/domain/events.ts';
import {
  afterDelivery,
  deliverableAtOnce,
  nextCommands,
  type OutgoingCommand,
  outgoingCommandsOf,
} from '../../workflows/domain/outgoing_commands.ts';
import type { LinkKind } from '../../workflows/domain/ticket.ts';
import { at, command, hour, lea, openAction, requester, rules, Ticket } from './desk.ts';

const other = 'tkt-00000000000000000000000002';
const third = 'tkt-00000000000000000000000003';
const news: CommandPayload['addMessage'] = { messageId: 'm1', visibility: 'public' };

/** What the ticket has told others with its last event of a type. */
function told(
  ticket: Ticket,
  type: TicketEvent['type'],
): Pick<OutgoingCommand, 'ticketId' | 'name'>[] {
  return givenAfter(ticket, type).map(({ ticketId, name }) => ({ ticketId, name }));
}

function givenAfter(ticket: Ticket, type: TicketEvent['type']): OutgoingCommand[] {
  const outgoing = outgoingCommandsOf(ticket.last(type), ticket.state);
  return nextCommands(outgoing, ticket.state, 300).commands;
}

const newsCommand: OutgoingCommand = {
  ticketId: other,
  name: 'receiveMessage',
  actor: lea,
  commandId: 'c',
  payload: { messageId: 'm1', fromTicketId: third },
};

const opened = () => new Ticket(at(0, '09:00'), { category: 'printer' });

function major(): Ticket {
  return opened()
    .does(at(0, '09:10'), lea, 'declareMajor')
    .does(at(0, '09:11'), lea, 'link', { kind: 'child', id: other })
    .does(at(0, '09:12'), lea, 'link', { kind: 'child', id: third });
}

const ends: [LinkKind, LinkKind | null][] = [
  ['related', 'related'],
  ['parent', 'child'],
  ['child', 'parent'],
  ['split_from', 'split_into'],
  ['split_into', 'split_from'],
  ['problem', null],
  ['follow_up_of', null],
];

for (const [kind, otherEnd] of ends) {
  test(`a link as ${kind} is told to the other ticket ${otherEnd ? `as ${otherEnd}` : 'by nobody'}`, (t) => {
    const ticket = opened().does(at(0, '09:05'), lea, 'link', { kind, id: other });
    const commands = givenAfter(ticket, 'ticket_linked');
    const payload = { kind: otherEnd, id: ticket.state.ticketId };
    t.deepEqual(
      commands.map(({ ticketId, name, payload }) => ({ ticketId, name, payload })),
      (otherEnd ? [{ ticketId: other, name: 'link', payload }] : []) as never,
    );
    ticket.does(at(0, '09:06'), lea, 'unlink', { kind, id: other });
    t.is(told(ticket, 'ticket_unlinked').length, otherEnd ? 1 : 0);
  });
}

test('what another ticket has told goes no further', (t) => {
  const ticket = opened();
  const [command] = outgoingCommandsOf(
    opened()
      .does(at(0, '09:05'), lea, 'link', { kind: 'related', id: other })
      .last('ticket_linked'),
    ticket.state,
  );
  ticket.does(at(0, '09:06'), (command as OutgoingCommand).actor, 'link', {
    kind: 'related',
    id: other,
  });
  t.deepEqual(told(ticket, 'ticket_linked'), []);
});

test('a merge and its undoing are told to the survivor, each under an id of its own', (t) => {
  const ticket = opened().does(at(0, '10:00'), lea, 'merge', { into: other });
  const merged = outgoingCommandsOf(ticket.last('ticket_merged'), ticket.state);
  ticket.does(at(0, '11:00'), lea, 'unmerge');
  const parted = outgoingCommandsOf(ticket.last('ticket_unmerged'), ticket.state);
  t.like(merged, [{ ticketId: other, name: 'receiveMerge' }]);
  t.like(parted, [{ ticketId: other, name: 'undoMerge' }]);
  t.not(merged[0]?.commandId, parted[0]?.commandId);
});

test('one ticket is told one thing after the other, many are told at once', (t) => {
  const to = (ticketId: string) => ({ ...(newsCommand as OutgoingCommand), ticketId });
  const commands = [other, third, other].map(to);
  t.deepEqual(deliverableAtOnce(commands, 20), [to(other), to(third)]);
  t.deepEqual(deliverableAtOnce(commands, 1), [to(other)]);
  t.deepEqual(deliverableAtOnce([], 20), []);
});

test('a ticket whose survivor could not be told is on its own again, with its clocks', (t) => {
  const ticket = opened().does(at(0, '10:00'), lea, 'merge', { into: other });
  const [command] = outgoingCommandsOf(ticket.last('ticket_merged'), ticket.state);
  t.is(afterDelivery(command as OutgoingCommand, { outcome: 'delivered', by: other }), null);
  const back = afterDelivery(command as OutgoingCommand, { outcome: 'gone', by: other });
  ticket.act(at(0, '10:01'), back as NonNullable<typeof back>);
  t.is(ticket.state.status, 'new');
  t.not(ticket.clock('resolution').dueAt, null);
});

test('a link the other ticket refuses is taken back; one to a ticket that is over stands', (t) => {
  const ticket = opened().does(at(0, '10:00'), lea, 'link', { kind: 'child', id: other });
  const [command] = outgoingCommandsOf(ticket.last('ticket_linked'), ticket.state) as [
    OutgoingCommand,
  ];
  t.is(afterDelivery(command, { outcome: 'gone', by: other }), null);
  const back = afterDelivery(command, { outcome: 'refused', by: other });
  ticket.act(at(0, '10:01'), back as NonNullable<typeof back>);
  t.deepEqual(ticket.state.links, []);
});

test('a parent has children and no parent; a child has one parent and no children', (t) => {
  const link = (kind: LinkKind, id: string) => command('link', lea, { kind, id });
  const parent = opened().act(at(0, '09:05'), link('child', other));
  t.is(parent.refusalOf(at(0, '09:06'), link('parent', third))?.code, 'one_level_only');
  t.is(parent.refusalOf(at(0, '09:06'), link('child', third)), undefined);
  const child = opened().act(at(0, '09:05'), link('parent', other));
  t.is(child.refusalOf(at(0, '09:06'), link('parent', third))?.code, 'one_level_only');
  t.is(child.refusalOf(at(0, '09:06'), link('child', third))?.code, 'one_level_only');
});

test('what an agent says on a major incident is told to everybody who reported it', (t) => {
  const ticket = major().does(at(0, '09:30'), lea, 'addMessage', news);
  t.deepEqual(told(ticket, 'message_added'), [
    { ticketId: other, name: 'receiveMessage' },
    { ticketId: third, name: 'receiveMessage' },
  ]);
});

test('notes, the requester’s words and messages on an ordinary parent stay where they are', (t) => {
  const note = { ...news, visibility: 'internal' } as const;
  t.deepEqual(told(major().does(at(0, '09:30'), lea, 'addMessage', note), 'message_added'), []);
  t.deepEqual(
    told(major().does(at(0, '09:30'), requester, 'addMessage', news), 'message_added'),
    [],
  );
  const ordinary = major().does(at(0, '09:20'), lea, 'withdrawMajor');
  t.deepEqual(told(ordinary.does(at(0, '09:30'), lea, 'addMessage', news), 'message_added'), []);
});

test('news of a major incident answers the requester and begins no work', (t) => {
  const child = opened().does(at(0, '09:30'), lea, 'receiveMessage', {
    messageId: 'm1',
    fromTicketId: other,
  });
  t.is(child.clock('first_response').outcome, 'met');
  t.is(child.state.firstResponseAt, at(0, '09:30'));
  t.is(child.state.status, 'new');
  t.deepEqual(told(child, 'message_added'), []);
});

test('the children of a ticket are resolved with it where its agent says so', (t) => {
  const solved = { code: 'solved', noteId: 'note-1' };
  const alone = major().does(at(0, '11:00'), lea, 'resolve', solved);
  t.deepEqual(told(alone, 'ticket_resolved'), []);
  const all = major().does(at(0, '11:00'), lea, 'resolve', { ...solved, isForChildren: true });
  t.deepEqual(told(all, 'ticket_resolved'), [
    { ticketId: other, name: 'resolve' },
    { ticketId: third, name: 'resolve' },
  ]);
  const childless = command('resolve', lea, { ...solved, isForChildren: true });
  t.is(opened().refusalOf(at(0, '11:00'), childless)?.code, 'no_children');
});

test('a ticket opened with a link tells the other end that it is there', (t) => {
  const split = new Ticket(at(0, '09:00'), { links: [{ kind: 'split_from', id: other }] });
  t.deepEqual(split.state.links, [{ kind: 'split_from', id: other }]);
  t.deepEqual(told(split, 'ticket_linked'), [{ ticketId: other, name: 'link' }]);
  const itself = openAction({ links: [{ kind: 'related', id: openAction().ticketId }] });
  t.is(decide(null, itself, at(0, '09:00'), rules).kind, 'refusal');
});

test('what an agent writes to management is kept with the escalation', (t) => {
  const ticket = opened().does(at(0, '09:00') + hour, lea, 'escalate', {
    kind: 'hierarchical',
    reason: 'more_skill',
    noteId: 'note-9',
  });
  t.is(ticket.record().escalations[0]?.noteId, 'note-9');
});
