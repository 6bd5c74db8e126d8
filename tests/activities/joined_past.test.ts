import test from 'ava';
import { diagnose, fold } from '../../activities/repair/diagnosis.ts';
import { type JoinedPast, joinPasts } from '../../activities/repair/joined_past.ts';
import type { ToldHistory } from '../../activities/repair/told_history.ts';
import type { StoredTicket } from '../../database/stored_ticket.ts';
import { eventHash } from '../../database/ticket_rows.ts';
import { decide } from '../../workflows/domain/decide.ts';
import type { TicketEvent } from '../../workflows/domain/events.ts';
import type { TicketState } from '../../workflows/domain/ticket.ts';
import type { HeldTicket } from '../../workflows/messages.ts';
import { at, lea, requester, rules, Ticket } from '../domain/desk.ts';

const ticketOf = () =>
  new Ticket(at(0, '09:00'))
    .does(at(0, '09:05'), lea, 'accept')
    .does(at(0, '09:10'), lea, 'addMessage', { messageId: 'm1', visibility: 'public' })
    .does(at(0, '09:20'), requester, 'addMessage', { messageId: 'm2', visibility: 'public' });

/** Rows with these events; those of `altered` say something else than they did. */
function rowsWith(events: readonly TicketEvent[], altered: readonly number[] = []): StoredTicket {
  return {
    ticketId: 'tkt',
    number: 1,
    row: undefined,
    events: events.map((event) => ({
      event: altered.includes(event.seq) ? { ...event, at: event.at + 1 } : event,
      hash: eventHash(event),
      isAltered: altered.includes(event.seq),
    })),
  };
}

function holds({ state }: { state: TicketState }, outbox: TicketEvent[] = []): HeldTicket {
  const nothing = { pumpedSeq: 0, isParked: false, outgoing: [], recentCommands: [] };
  return { state, outbox, ...nothing };
}

const tells = (events: readonly TicketEvent[] = [], commands: ToldHistory['commands'] = []) => ({
  events: new Map(events.map((event) => [event.seq, event])),
  commands,
  open: undefined,
});

function joins(...given: Parameters<typeof joinPasts>): JoinedPast {
  const joined = joinPasts(...given);
  if (!joined) throw new Error('There is no past');
  return joined;
}

/** What rows come to once the repair is written in them, and what the ticket is. */
function afterRepair({ events, state, isTold, lost }: JoinedPast, stored: StoredTicket) {
  const repair = { cause: 'rows_behind', restoredCount: 0, lostCount: lost.length } as const;
  const by = { actor: lea, commandId: 'repair' };
  const action = { name: 'repair', ...repair, tellsTicket: !isTold, ...by } as const;
  const decision = decide(state, action, at(0, '09:30'), rules);
  if (decision.kind === 'refusal') throw new Error(decision.refusal.code);
  const written = new Map(stored.events.map(({ event }) => [event.seq, event]));
  const rows = events.map((event) => written.get(event.seq) ?? event);
  return { rows: fold([...rows, ...decision.events]), ticket: decision.state };
}

test('rows get what Temporal has; a ticket gets what rows have', (t) => {
  const { events, state } = ticketOf();
  const behind = joins(rowsWith(events.slice(0, 4)), holds({ state }), tells(events));
  t.deepEqual(behind.missing, events.slice(4));
  t.like(behind, { newToTicket: 0, lost: [], isTold: true, state });

  const old = fold(events.slice(0, 4)) as TicketState;
  const ahead = joins(rowsWith(events), holds({ state: old }), tells());
  t.deepEqual(ahead.missing, []);
  t.like(ahead, { newToTicket: events.length - 4, lost: [], isTold: true, state });
});

test('events that nobody has are noted as lost, and the repair tells where the ticket stands', (t) => {
  const { events, state } = ticketOf();
  const stored = rowsWith(events.slice(0, 4));
  const joined = joins(stored, holds({ state }), tells(events.slice(-1)));
  t.deepEqual(
    joined.lost,
    events.slice(4, -1).map(({ seq }) => seq),
  );
  t.false(joined.isTold);
  const { rows, ticket } = afterRepair(joined, stored);
  t.deepEqual(rows, ticket);
  t.is(ticket.requesterMessageCount, state.requesterMessageCount);
});

test('a ticket of which no event is left begins as it is known now', (t) => {
  const { events, state } = ticketOf();
  const stored = rowsWith([]);
  const joined = joins(stored, holds({ state }), tells());
  t.is(joined.events.length, events.length);
  t.like(joined.events[0], { type: 'ticket_opened', at: state.openedAt });
  const { rows, ticket } = afterRepair(joined, stored);
  t.deepEqual(rows, ticket);
  t.is(joinPasts(stored, undefined, tells()), null);
});

test('where both went on by themselves, rows stay, and the ticket’s own commands come again', (t) => {
  const shared = ticketOf();
  const ours = ticketOf().does(at(0, '09:30'), lea, 'setPending', { reason: 'supplier' });
  const theirs = ticketOf().does(at(0, '09:40'), lea, 'resolve', { code: 'solved', noteId: 'n1' });
  const outbox = theirs.events.slice(shared.events.length);
  const command = (commandId: string, seq: number) => ({
    name: 'resolve' as const,
    message: { code: 'solved', noteId: 'n1', commandId, fingerprint: 'f', actor: lea },
    seq,
  });
  const written = ours.events.at(-1)?.commandId ?? '';
  const told = tells(outbox, [
    command('before', shared.state.seq),
    command('only-here', theirs.state.seq),
    command(written, theirs.state.seq),
  ]);
  const joined = joins(rowsWith(ours.events), holds(theirs, outbox), told);
  t.is(joined.agreedSeq, shared.state.seq);
  t.like(joined, { state: ours.state, missing: [], lost: [] });
  t.deepEqual(
    joined.commands.map(({ message }) => message.commandId),
    ['only-here'],
  );
  t.is(
    diagnose(rowsWith(ours.events), { run: 'running', held: holds(theirs, outbox) })?.kind,
    'parted',
  );
});

test('an altered event does not alter the ticket, and is answered for once it was repaired', (t) => {
  const ticket = ticketOf();
  const stored = rowsWith(ticket.events, [4]);
  const joined = joins(stored, holds(ticket), tells(ticket.events));
  t.deepEqual(joined.altered, [4]);
  t.deepEqual(joined.state, ticket.state);
  const { rows, ticket: after } = afterRepair(joined, stored);
  t.deepEqual(rows, after);
});

test('events that are missing inside of a log come from Temporal, or the row tells for them', (t) => {
  const { events, state } = ticketOf();
  const holed = rowsWith(events.filter(({ seq }) => seq !== 3));
  t.deepEqual(joins(holed, undefined, tells(events)).missing, [events[2]]);
  const row = { state, last_seq: state.seq, origin: 'live' } as StoredTicket['row'];
  const joined = joins({ ...holed, row }, undefined, tells());
  t.deepEqual(joined.lost, [3]);
  t.deepEqual(joined.state, state);
});
