import test from 'ava';
import { eventRow, ticketRow } from '../../database/ticket_rows.ts';
import { dayMs, minuteMs } from '../../workflows/domain/durations.ts';
import type { TicketEvent } from '../../workflows/domain/events.ts';
import { at, lea, Ticket, ungated } from '../domain/desk.ts';
import { check } from './checker.ts';
import { survivorsOf } from './checks/by_ticket.ts';
import { courseOf } from './checks/course.ts';
import { checkTasks } from './checks/tasks.ts';
import { DueInstants } from './due_instants.ts';
import { goodRecord, goodTickets } from './good_record.ts';
import type { Operation, OperationName } from './ledger.ts';
import type { DeskRecord, EventRow, FindingCode, WorkflowRecord } from './record.ts';

/** The checker of the fault harness finds each fault planted in a good record, and names it. */

test('on a good record nothing is found', (t) => {
  t.deepEqual(check(goodRecord()), []);
});

test('a merged ticket is followed to the ticket its survivor was merged into', (t) => {
  const into = (id: string) => [{ type: 'ticket_merged', data: { into: id } } as TicketEvent];
  const byTicket = new Map([
    ['printer', into('floor')],
    ['floor', into('building')],
    ['building', into('printer')],
    ['phone', into('exchange')],
  ]);
  t.deepEqual([...survivorsOf('printer', byTicket)], ['floor', 'building', 'printer']);
  t.deepEqual([...survivorsOf('exchange', byTicket)], []);
});

test('a ticket that waited when it was merged waits again once that is undone', (t) => {
  const ticket = new Ticket(at(0, '09:00'), {}, ungated);
  ticket.does(at(0, '09:10'), lea, 'setPending', { reason: 'supplier' });
  ticket.does(at(0, '09:20'), lea, 'merge', { into: 'tkt-survivor' });
  t.is(courseOf(ticket.events).status, 'merged');
  ticket.does(at(0, '09:30'), lea, 'unmerge');
  t.is(ticket.state.status, 'pending');
  t.is(courseOf(ticket.events).status, 'pending');
});

test('whoever comes by a merge is asked by a survey that all others have answered', (t) => {
  const dues = new DueInstants();
  const take = (type: string, data: object, actorId = 'camille') =>
    dues.take({
      seq: 1,
      type,
      at: 5,
      commandId: null,
      actor: { id: actorId },
      data,
    } as TicketEvent);
  const pauls = { tickets: [{ ticketId: 'pauls', requesterId: 'paul' }] };
  take('ticket_opened', { requesterId: 'camille' });
  take('survey_requested', { n: 1, expiresAt: 90 });
  take('satisfaction_recorded', { n: 1, score: 5 });
  t.is(dues.nearest(), null);
  take('merge_received', pauls);
  t.is(dues.nearest(), 90);
  take('merge_undone', pauls);
  t.is(dues.nearest(), null);
});

test('whoever has two tickets of which one parts is still asked for the other', (t) => {
  const desk = { kind: 'system', id: 'desk' } as const;
  const ticketId = 'tkt-second';
  const ticket = new Ticket(at(0, '09:00'), {}, ungated);
  const { requesterId } = ticket.state;
  const merged = { ticketId, isMajor: false, tickets: [{ ticketId, requesterId, links: [] }] };
  ticket
    .does(at(0, '09:10'), desk, 'receiveMerge', merged)
    .does(at(0, '09:20'), lea, 'resolve', { code: 'solved', noteId: 'n' })
    .does(at(0, '09:30'), desk, 'undoMerge', { ticketId, tickets: [ticketId] });
  const expiresAt = ticket.state.survey?.expiresAt;
  const dues = new DueInstants();
  for (const event of ticket.events) dues.take(event);
  const survey = dues.missedBefore(Number.POSITIVE_INFINITY).find(({ name }) => name === 'survey');
  t.is(survey?.at, expiresAt);
  t.truthy(expiresAt);
});

test('tasks are warned of and overdue at the instants that their events promise', (t) => {
  const title = { titleId: 'txt-title' };
  const ticket = new Ticket(at(0, '09:00'), {}, ungated)
    .does(at(0, '09:00'), lea, 'addTask', { ...title, withinMinutes: 60 })
    .does(at(0, '09:01'), lea, 'addTask', { ...title, dueAt: at(0, '10:30') })
    .does(at(0, '09:02'), lea, 'addTask', { ...title, withinMinutes: 30, after: [1] });
  ticket.act(at(0, '09:50'), { name: 'timeout' });
  ticket
    .does(at(0, '09:55'), lea, 'changeTask', { n: 1, withinMinutes: 120 })
    .does(at(0, '10:00'), lea, 'merge', { into: 'tkt-survivor' })
    .does(at(0, '11:00'), lea, 'unmerge');
  ticket.act(at(0, '15:00'), { name: 'timeout' });
  ticket.does(at(0, '15:10'), lea, 'completeTask', { n: 1 });
  ticket.act(at(0, '17:00'), { name: 'timeout' });
  const dues = new DueInstants();
  const fired: string[] = [];
  for (const event of ticket.events) {
    t.deepEqual(dues.missedBefore(event.at), [], event.type);
    const due = dues.take(event);
    t.not(due, null, event.type);
    if (due) t.is(due.dueAt, event.at, event.type);
    if (due?.name.startsWith('task ')) fired.push(due.name);
  }
  for (const n of [1, 2, 3]) t.true(fired.includes(`task ${n} due`), fired.join());
});

function finds(
  title: string,
  codes: FindingCode | FindingCode[],
  plant: (planted: Planted) => void,
): void {
  test(title, (t) => {
    const planted = new Planted(goodRecord());
    plant(planted);
    const found = new Set(check(planted.record).map(({ code }) => code));
    t.deepEqual([...found].sort(), [codes].flat().sort());
  });
}

/** The good record, to be spoilt. */
class Planted {
  readonly record: DeskRecord;

  constructor(record: DeskRecord) {
    this.record = record;
  }

  operation(name: OperationName): Operation {
    return found(this.record.operations.find((one) => one.name === name));
  }

  workflow(ticket: keyof typeof goodTickets): WorkflowRecord {
    return found(this.record.workflows.get(goodTickets[ticket]));
  }

  row(ticket: keyof typeof goodTickets): DeskRecord['rows']['tickets'][number] {
    return found(
      this.record.rows.tickets.find(({ ticket_id }) => ticket_id === goodTickets[ticket]),
    );
  }

  event(ticket: keyof typeof goodTickets, type: TicketEvent['type']): EventRow {
    const isIt = (row: EventRow) => row.ticket_id === goodTickets[ticket] && row.type === type;
    return found(this.record.rows.events.find(isIt));
  }

  drop(row: EventRow): void {
    const { events } = this.record.rows;
    events.splice(events.indexOf(row), 1);
    this.countEvents();
  }

  /** Changes an event everywhere, as a core with a fault in it would. */
  decideOtherwise(
    ticket: keyof typeof goodTickets,
    type: TicketEvent['type'],
    change: (event: { at: number; data: Record<string, unknown> }) => void,
  ): void {
    const row = this.event(ticket, type);
    const event = this.workflow(ticket).events.find(({ seq }) => seq === row.seq);
    const told = { at: row.at.getTime(), data: row.data as Record<string, unknown> };
    change(told);
    row.at = new Date(told.at);
    Object.assign(found(event), structuredClone(told));
  }

  /** The same events once more at the end of the ticket, under the same command, everywhere. */
  doAgain(ticket: keyof typeof goodTickets, commandId: string): void {
    const { events } = this.record.rows;
    const last = found(events.findLast(({ ticket_id }) => ticket_id === goodTickets[ticket]));
    const again = events
      .filter((row) => row.command_id === commandId)
      .map((row, index) => ({
        ...structuredClone(row),
        ticket_id: goodTickets[ticket],
        seq: last.seq + 1 + index,
        at: last.at,
      }));
    events.splice(events.indexOf(last) + 1, 0, ...again);
    const workflow = this.workflow(ticket);
    for (const row of again) {
      const { seq, type, data, command_id, actor_kind: kind, actor_id: id } = row;
      const event = { seq, type, data, commandId: command_id, at: row.at.getTime() };
      workflow.events.push({ ...event, actor: { kind, id } } as TicketEvent);
    }
    this.row(ticket).last_seq += again.length;
    this.countEvents();
  }

  private countEvents(): void {
    const { length } = this.record.rows.events;
    this.record.warehouse = {
      differences: [],
      eventCount: length,
      deskEventCounts: [length, length],
    };
  }
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The good record does not have it');
  return value;
}

finds(
  'an acknowledged command without an event',
  ['lost', 'gap', 'row_missing', 'deadline_early'],
  (planted) => {
    const { commandId } = planted.operation('setPending');
    for (const row of planted.record.rows.events.filter((one) => one.command_id === commandId)) {
      planted.drop(row);
    }
  },
);

finds('an acknowledged command that no ticket knows', 'lost', ({ record }) => {
  const [first] = record.operations;
  record.operations.push({ ...found(first), n: 99, commandId: 'cmd-unheard', texts: [] });
});

// It lies amid what its command did, which then seems to have been done in two parts.
finds(
  'an event that is in no row',
  ['gap', 'row_missing', 'deadline_early', 'done_twice'],
  (planted) => {
    planted.drop(planted.event('ended', 'survey_requested'));
  },
);

finds(
  'the last event of a ticket that is in no row',
  ['row_missing', 'row_differs', 'one_sided'],
  (planted) => {
    planted.drop(planted.event('open', 'merge_received'));
  },
);

finds('an event that is in no history', 'row_unknown', (planted) => {
  const { events } = planted.workflow('open');
  events.splice(
    events.findIndex(({ type }) => type === 'message_added'),
    1,
  );
});

finds('a row of an event that was edited', 'row_differs', (planted) => {
  Object.assign(planted.event('ended', 'ticket_resolved').data as object, { byTier: 3 });
});

finds(
  'two histories that tell an event otherwise',
  ['history_contradicts_itself', 'row_differs'],
  (planted) => {
    const { events } = planted.workflow('open');
    const event = found(events.find(({ type }) => type === 'message_added'));
    events.push({ ...structuredClone(event), commandId: 'cmd-other' });
  },
);

finds('an event twice under two numbers', ['done_twice', 'gap'], (planted) => {
  planted.doAgain('open', planted.operation('addMessage').commandId);
  const last = found(
    planted.record.rows.events.findLast(({ ticket_id }) => ticket_id === goodTickets.open),
  );
  last.seq += 1;
  found(planted.workflow('open').events.at(-1)).seq += 1;
  planted.row('open').last_seq += 1;
});

finds('a key that was done twice', 'done_twice', (planted) => {
  planted.doAgain('open', planted.operation('addMessage').commandId);
});

finds('a message that is on two tickets', 'done_twice', (planted) => {
  planted.doAgain('merged', planted.operation('addMessage').commandId);
});

finds('a command that was done on another ticket', 'lost', (planted) => {
  planted.operation('setPending').ticketId = goodTickets.ended;
});

finds('a command that was refused and done', 'done_though_refused', (planted) => {
  planted.operation('setPending').answers = [{ at: 0, status: 409, code: 'ticket_over' }];
});

finds(
  'a command for which there was no room, and that was done',
  'done_though_refused',
  (planted) => {
    Object.assign(planted.operation('setPending'), { answers: [], busyCount: 2 });
  },
);

finds('a key that got another answer later', 'other_answer', (planted) => {
  planted.operation('addMessage').answers.push({ at: 1, status: 409, code: 'ticket_over' });
});

finds('a key that got another ticket later', 'other_answer', (planted) => {
  const { answers } = planted.operation('addMessage');
  answers.push({ ...found(answers[0]), ticketId: goodTickets.ended });
});

finds('an answer that does not show what was done', 'answer_behind', (planted) => {
  const [answer] = planted.operation('addMessage').answers;
  found(answer).seq = 1;
});

finds('a text that is lost', 'text_lost', ({ record }) => {
  record.rows.messages.pop();
});

finds('a subject that is lost', 'text_lost', ({ record }) => {
  found(record.rows.contents[0]).subject = 'Something else';
});

finds('a text that is there twice', 'text_twice', ({ record }) => {
  record.rows.messages.push({ ...found(record.rows.messages[0]), message_id: 'txt-again' });
});

finds('a text that its event does not name', 'text_changed', ({ record }) => {
  found(record.rows.messages[0]).message_id = 'txt-other';
});

finds('a row that says otherwise than its workflow', 'state_differs', (planted) => {
  planted.row('open').state.bounceCount = 7;
});

finds('a column that says otherwise than the events', 'row_differs', (planted) => {
  planted.row('open').assignee_id = 'acc-nobody';
});

finds('a row that names another group’s tasks than its events', 'row_differs', (planted) => {
  planted.row('open').task_group_ids = ['network'];
});

test('the tasks of a row are those of its events, and none is left on a ticket that is over', (t) => {
  const title = { titleId: 'txt' };
  const ticket = new Ticket(at(0, '09:00'), {}, ungated)
    .does(at(0, '09:10'), lea, 'addTask', { ...title, group: 'network', assignee: lea.id })
    .does(at(0, '09:10'), lea, 'addTask', title)
    .does(at(0, '09:20'), lea, 'completeTask', { n: 2 });
  const found = (row: object) =>
    checkTasks({
      rows: {
        ...goodRecord().rows,
        tickets: [{ ...ticketRow(ticket.state, 'live'), problem_id: null, ...row }],
        events: ticket.events.map((event) => eventRow(ticket.state.ticketId, event) as EventRow),
      },
    }).map(({ text }) => text);
  t.deepEqual(found({}), []);
  t.is(found({ task_agent_ids: [] }).length, 1);
  ticket.does(at(0, '09:30'), lea, 'reopenTask', { n: 2 });
  t.deepEqual(found({}), []);
  t.is(found({ task_group_ids: ['network'] }).length, 1);
  ticket.does(at(0, '09:40'), lea, 'cancel');
  t.deepEqual(found({}), []);
});

finds('a workflow that does not answer', 'state_differs', (planted) => {
  planted.workflow('open').state = null;
});

finds('an open ticket without an owner', ['no_owner', 'row_differs'], (planted) => {
  planted.row('open').group_id = '';
});

finds('an open ticket without a next deadline', ['no_deadline', 'row_differs'], (planted) => {
  const { events } = planted.record.rows;
  for (const row of [...events].filter(({ ticket_id }) => ticket_id === goodTickets.open)) {
    if (/clock_|sla_|attention_|assignment_|pending_/.test(row.type)) {
      row.type = 'history_noted';
      row.data = {};
    }
  }
  const workflow = planted.workflow('open');
  workflow.events = planted.record.rows.events
    .filter(({ ticket_id }) => ticket_id === goodTickets.open)
    .map(({ seq, type, at, actor_kind: kind, actor_id: id, command_id: commandId, data }) => {
      return { seq, type, at: at.getTime(), actor: { kind, id }, commandId, data } as TicketEvent;
    });
  planted.operation('setPending').name = 'accept';
});

finds('a row without the next deadline', 'row_differs', (planted) => {
  planted.row('open').next_deadline_at = null;
});

finds('a ticket without a timer', 'no_timer', (planted) => {
  planted.workflow('open').timersAt = [];
});

finds('a timer that is set too late', 'no_timer', (planted) => {
  const workflow = planted.workflow('open');
  workflow.timersAt = workflow.timersAt.map((at) => at + minuteMs);
});

finds('a ticket without a workflow', ['workflow_missing', 'row_unknown'], ({ record }) => {
  record.workflows.delete(goodTickets.open);
});

test('after a restore, a ticket that had ended needs its rows alone', (t) => {
  const record = { ...goodRecord(), wasRestored: true };
  record.workflows.delete(goodTickets.ended);
  t.deepEqual(check(record), []);
});

finds(
  'after a restore, a ticket that goes on without a workflow',
  'workflow_missing',
  ({ record }) => {
    record.wasRestored = true;
    record.workflows.delete(goodTickets.open);
  },
);

test('what a history told before it was repaired does not count', (t) => {
  const record = repairedRecord();
  const workflow = found(record.workflows.get(goodTickets.open));
  found(workflow.events[3]).actor.id = 'acc-of-another-past';
  t.deepEqual(check(record), []);
});

test('what it tells since counts', (t) => {
  const record = repairedRecord();
  found(record.workflows.get(goodTickets.open)?.events.at(-1)).actor.id = 'acc-of-another-past';
  t.deepEqual(
    check(record).map(({ code }) => code),
    ['row_differs'],
  );
});

/** The good record, once its open ticket was brought together with its rows. */
function repairedRecord(): DeskRecord {
  const record = goodRecord();
  const { tickets, events } = record.rows;
  const row = found(tickets.find(({ ticket_id }) => ticket_id === goodTickets.open));
  const workflow = found(record.workflows.get(goodTickets.open));
  const last = found(workflow.events.at(-1));
  const data = { cause: 'rows_ahead', restoredCount: 2, lostCount: 0 };
  const repair = { ...last, seq: last.seq + 1, type: 'history_repaired', data } as TicketEvent;
  workflow.events.push(repair);
  const { ticket_id, actor_kind, actor_id, command_id, at } = found(
    events.find((one) => one.ticket_id === goodTickets.open && one.seq === last.seq),
  );
  const { seq, type } = repair;
  events.push({ ticket_id, seq, type, at, actor_kind, actor_id, command_id, data });
  events.sort((a, b) => (a.ticket_id < b.ticket_id ? -1 : 1) || a.seq - b.seq);
  row.last_seq = seq;
  const { length } = events;
  record.warehouse = { differences: [], eventCount: length, deskEventCounts: [length, length] };
  return record;
}

for (const status of ['failed', 'terminated', 'completed'] as const) {
  finds(`an open ticket whose workflow is ${status}`, 'workflow_ended', (planted) => {
    planted.workflow('open').status = status;
  });
}

finds('a deadline that came late', ['deadline_late', 'deadline_missed'], (planted) => {
  planted.decideOtherwise('ended', 'survey_expired', (event) => {
    event.at += minuteMs;
  });
});

finds('a deadline that came early', 'deadline_early', (planted) => {
  planted.decideOtherwise('ended', 'survey_expired', (event) => {
    event.at -= minuteMs;
  });
});

const unpromised: FindingCode[] = ['deadline_early', 'deadline_missed', 'no_timer', 'row_differs'];
finds('a deadline that nothing had promised', unpromised, (planted) => {
  planted.decideOtherwise('open', 'sla_warning', (event) => {
    event.data.percent = 99;
  });
});

finds('a deadline that was passed over', 'deadline_missed', (planted) => {
  planted.record.now += 30 * dayMs;
});

finds(
  'a ticket merged into one that knows nothing of it',
  ['one_sided', 'row_differs', 'row_missing'],
  (planted) => {
    planted.drop(planted.event('open', 'merge_received'));
  },
);

finds('a command that another ticket has not taken yet', 'unfinished', (planted) => {
  planted.workflow('open').pendingActivities.push('deliverCommand (attempt 3)');
});

finds('an update that was never answered', 'unfinished', (planted) => {
  planted.workflow('open').openUpdates.push('cmd-1');
});

finds('a command that was done and is still an intent', 'unfinished', ({ record }) => {
  found(record.rows.commands[0]).seq = null;
});

finds('a promise of a problem that nobody kept', 'unfinished', ({ record }) => {
  record.rows.promises.push('outgoing commands b-1');
});

finds('an alarm', 'alarm', ({ record }) => {
  record.rows.alarms.push('event_gap of tkt-1');
});

finds('a warehouse that a rebuild would change', 'warehouse_differs', ({ record }) => {
  record.warehouse.differences.push('tickets');
});

finds('a warehouse that lacks events', 'warehouse_differs', ({ record }) => {
  record.warehouse.eventCount -= 1;
});
