import { eventRow, ticketRow } from '../../database/ticket_rows.ts';
import type { CommandName, CommandPayload } from '../../workflows/domain/commands.ts';
import { nextDeadline } from '../../workflows/domain/deadlines.ts';
import { dayMs } from '../../workflows/domain/durations.ts';
import type { Actor } from '../../workflows/domain/ticket.ts';
import { at, command, lea, requester, Ticket } from '../domain/desk.ts';
import { Ledger, type Operation, type OperationName, type OperationText } from './ledger.ts';
import type { DeskRecord, EventRow, WorkflowRecord } from './record.ts';

/** Of whom a planted fault is told. */
export const goodTickets = { open: '', merged: '', ended: '' };

/**
 * A desk at rest on which nothing is wrong, made by the core: a ticket that is open, one that was
 * merged into it, and one that has ended by itself.
 */
export function goodRecord(): DeskRecord {
  const ledger = new Ledger();
  const rows: DeskRecord['rows'] = {
    tickets: [],
    events: [],
    contents: [],
    messages: [],
    notes: [],
    commands: [],
    promises: [],
    alarms: [],
  };
  const tickets: Ticket[] = [];
  let keys = 0;

  const acknowledge = (
    actor: Actor,
    name: OperationName,
    texts: OperationText[],
    ticketId?: string,
  ): Operation => {
    const request = { method: 'POST', path: `/${name}`, body: undefined } as const;
    const asked = { name, request, texts, ...(ticketId !== undefined && { ticketId }) };
    return ledger.begin(actor.id, `key-${++keys}`, asked);
  };
  const answer = (operation: Operation, seq: number) => {
    const { ticketId, commandId } = operation;
    operation.answers.push({ at: 0, status: 200, ticketId, seq });
    rows.commands.push({
      command_id: commandId,
      ticket_id: ticketId,
      seq,
      intended_at: new Date(0),
    });
  };
  const opens = (when: number): Ticket => {
    const subject = `Subject ${keys}`;
    const description = `Description ${keys}`;
    const operation = acknowledge(requester, 'openTicket', [
      { kind: 'subject', text: subject },
      { kind: 'description', text: description },
    ]);
    const { ticketId, commandId } = operation;
    const ticket = new Ticket(when, { ticketId, commandId, category: 'printer' });
    rows.contents.push({ ticket_id: ticketId, subject, description });
    answer(operation, ticket.state.seq);
    tickets.push(ticket);
    return ticket;
  };
  const does = <N extends CommandName & OperationName>(
    ticket: Ticket,
    when: number,
    actor: Actor,
    name: N,
    payload: (textId: string) => CommandPayload[N],
    kind?: 'message' | 'note',
  ): Operation => {
    const { ticketId } = ticket.state;
    const text = `Text of ${name} ${keys}`;
    const operation = acknowledge(actor, name, kind ? [{ kind, text }] : [], ticketId);
    const textId = `txt-${operation.n}`;
    if (kind === 'message')
      rows.messages.push({ message_id: textId, ticket_id: ticketId, body: text });
    if (kind === 'note') rows.notes.push({ note_id: textId, ticket_id: ticketId, body: text });
    const action = { ...command(name, actor, payload(textId)), commandId: operation.commandId };
    ticket.act(when, action);
    answer(operation, ticket.state.seq);
    return operation;
  };

  const ended = opens(at(0, '09:00'));
  does(ended, at(0, '09:30'), lea, 'accept', () => ({}));
  does(ended, at(0, '10:00'), lea, 'resolve', (noteId) => ({ code: 'solved', noteId }), 'note');
  ended.waitUntil(at(0, '10:00') + 60 * dayMs);

  const open = opens(at(70, '09:00'));
  does(open, at(70, '09:10'), lea, 'accept', () => ({}));
  const said = does(
    open,
    at(70, '09:20'),
    lea,
    'addMessage',
    (messageId) => ({ messageId, visibility: 'public' }),
    'message',
  );
  // Repeated later, it got its first answer again.
  said.answers.push({ ...(said.answers[0] as Operation['answers'][number]) });
  const until = at(70, '11:00');
  does(open, at(70, '09:30'), lea, 'setPending', () => ({ reason: 'supplier', until }));
  open.waitUntil(at(71, '09:00'));

  const merged = opens(at(71, '09:30'));
  const into = open.state.ticketId;
  does(merged, at(71, '10:00'), lea, 'merge', (noteId) => ({ into, noteId }), 'note');
  const other: Actor = { kind: 'system', id: 'other_ticket' };
  const { ticketId, seq } = merged.state;
  open.act(at(71, '10:00'), {
    name: 'receiveMerge',
    actor: other,
    commandId: `${ticketId}-${seq}-${into}`,
    ticketId,
    tickets: [{ ticketId, requesterId: merged.state.requesterId, links: [] }],
    isMajor: false,
  });

  for (const ticket of tickets) {
    const { state, events } = ticket;
    rows.tickets.push({ ...ticketRow(state, 'live'), problem_id: null });
    rows.events.push(...events.map((event) => storedEvent(state.ticketId, event)));
  }
  Object.assign(goodTickets, {
    open: open.state.ticketId,
    merged: merged.state.ticketId,
    ended: ended.state.ticketId,
  });
  const eventCount = rows.events.length;
  return {
    now: at(71, '10:00'),
    wasRestored: false,
    operations: ledger.operations,
    rows,
    workflows: new Map(tickets.map((ticket) => [ticket.state.ticketId, workflowOf(ticket)])),
    warehouse: { differences: [], eventCount, deskEventCounts: [eventCount, eventCount] },
  };
}

function storedEvent(ticketId: string, event: Ticket['events'][number]): EventRow {
  return { ...eventRow(ticketId, event), data: structuredClone(event.data) };
}

function workflowOf({ state, events }: Ticket): WorkflowRecord {
  const next = nextDeadline(state);
  return {
    status: next ? 'running' : 'completed',
    state: JSON.parse(JSON.stringify(state)),
    events: structuredClone(events),
    timersAt: next ? [next.at] : [],
    openUpdates: [],
    pendingActivities: [],
    aheadMs: 0,
  };
}
