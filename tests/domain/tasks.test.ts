import test from 'ava';
import type { Rules } from '../../workflows/domain/process.ts';
import { tasksOf } from '../../workflows/domain/record.ts';
import {
  countedSince,
  type FieldValues,
  openTasks,
  openTasksMax,
  type Task,
} from '../../workflows/domain/ticket.ts';
import { at, command, hour, lea, marc, minute, process, requester, rules, Ticket } from './desk.ts';

/** The small desk, with a task by name that has a form. */
const withTasks: Rules = {
  ...rules,
  process: {
    ...process,
    tasks: {
      laptop: {
        group: 'network',
        withinMinutes: 120,
        itemCount: 2,
        form: {
          serial: { position: 0, kind: 'text', maxLength: 20, lines: 'one', required: {} },
          room: { position: 1, kind: 'number', decimals: 0 },
        },
        isShown: true,
      },
    },
  },
};

const opened = () => new Ticket(at(0, '09:00'), {}, withTasks);
const title = { titleId: 'txt-title' };

function task({ state }: Ticket, n = 1): Task {
  const found = state.tasks?.find((one) => one.n === n);
  if (!found) throw new Error(`No task ${n}`);
  return found;
}

function code(ticket: Ticket, when: number, ...given: Parameters<typeof command>) {
  return ticket.refusalOf(when, command(...given))?.code;
}

test('a task by its name has the group, the hours, the checklist and the form of the process', (t) => {
  const ticket = opened().does(at(0, '11:00'), lea, 'addTask', { task: 'laptop' });
  const { group, dueAt, warnAt, itemCount, isShown, assignee } = task(ticket);
  t.deepEqual(
    { group, itemCount, isShown, assignee },
    {
      group: 'network',
      itemCount: 2,
      isShown: true,
      assignee: null,
    },
  );
  // The hour from 12:00 is none of the office.
  t.is(dueAt, at(0, '14:00'));
  t.is(warnAt, at(0, '13:30'));
});

test('what is said beside a name replaces what the process says', (t) => {
  const ticket = opened().does(at(0, '11:00'), lea, 'addTask', {
    ...{ task: 'laptop', group: 'core', dueAt: at(1, '10:00') },
    checklist: null,
  });
  const { group, dueAt, itemCount } = task(ticket);
  t.deepEqual([group, dueAt, itemCount], ['core', at(1, '10:00'), undefined]);
});

test('a task is done once its checklist is and its form says what is asked', (t) => {
  const ticket = opened().does(at(0, '09:10'), lea, 'addTask', { task: 'laptop' });
  const done = (answers: FieldValues) => command('completeTask', marc, { n: 1, answers });
  t.is(ticket.refusalOf(at(0, '09:20'), done({ serial: 'txt-1' }))?.code, 'task_items_open');
  for (const item of [1, 2]) {
    ticket.does(at(0, '09:30'), marc, 'checkTaskItem', { n: 1, item, isDone: true });
  }
  t.is(ticket.refusalOf(at(0, '09:40'), done({}))?.code, 'field_required');
  t.is(
    ticket.refusalOf(at(0, '09:40'), done({ serial: 'x', room: 1.5 }))?.code,
    'field_value_wrong',
  );
  t.is(
    ticket.refusalOf(at(0, '09:40'), done({ serial: 'x', colour: 'red' }))?.code,
    'field_unknown',
  );
  ticket.act(at(0, '09:40'), done({ serial: 'txt-1', room: 12 }));
  const { outcome, assignee, endedBy } = task(ticket);
  t.deepEqual([outcome, assignee, endedBy], ['done', marc.id, marc], 'who did it had it');
  const [told] = tasksOf(ticket.events);
  t.deepEqual(told?.answers, { serial: 'txt-1', room: 12 });
  t.is(told?.elapsedMs, 30 * minute);
});

test('an item is ticked once, can be taken back, and must be there', (t) => {
  const ticket = opened().does(at(0, '09:10'), lea, 'addTask', { task: 'laptop' });
  const tick = (item: number, isDone: boolean) =>
    ticket.does(at(0, '09:20'), lea, 'checkTaskItem', { n: 1, item, isDone });
  tick(2, true);
  tick(1, true);
  tick(1, true);
  t.deepEqual(task(ticket).checked, [1, 2]);
  tick(2, false);
  t.deepEqual(task(ticket).checked, [1]);
  t.is(ticket.events.filter(({ type }) => type === 'task_item_checked').length, 3);
  const none = { n: 1, item: 3, isDone: true };
  t.is(code(ticket, at(0, '09:30'), 'checkTaskItem', lea, none), 'task_item_unknown');
});

test('a task that comes after another opens when that ends, and its time begins then', (t) => {
  const ticket = opened()
    .does(at(0, '09:10'), lea, 'addTask', title)
    .does(at(0, '09:10'), lea, 'addTask', { ...title, withinMinutes: 60, after: [1] });
  t.is(task(ticket, 2).openedAt, null);
  t.is(task(ticket, 2).dueAt, null);
  t.is(code(ticket, at(0, '09:20'), 'completeTask', lea, { n: 2 }), 'task_blocked');
  ticket.does(at(0, '10:00'), lea, 'cancelTask', { n: 1 });
  t.is(task(ticket, 2).openedAt, at(0, '10:00'));
  t.is(task(ticket, 2).dueAt, at(0, '11:00'));
});

test('no task waits for itself, by however many others', (t) => {
  const ticket = opened()
    .does(at(0, '09:10'), lea, 'addTask', title)
    .does(at(0, '09:10'), lea, 'addTask', { ...title, after: [1] })
    .does(at(0, '09:10'), lea, 'addTask', { ...title, after: [2] });
  const circle = { n: 1, after: [3] };
  t.is(code(ticket, at(0, '09:20'), 'changeTask', lea, circle), 'task_after_itself');
  t.is(code(ticket, at(0, '09:20'), 'changeTask', lea, { n: 1, after: [9] }), 'task_not_found');
  t.is(code(ticket, at(0, '09:20'), 'addTask', lea, { ...title, after: [4] }), 'task_after_itself');
});

test('what is due is warned of, then overdue once, at its own instants', (t) => {
  const ticket = opened().does(at(0, '09:00'), lea, 'addTask', { ...title, withinMinutes: 120 });
  ticket.waitUntil(at(0, '16:00'));
  const warned = ticket.last('task_warned');
  const overdue = ticket.last('task_overdue');
  t.deepEqual([warned.at, overdue.at], [at(0, '10:30'), at(0, '11:00')]);
  ticket.waitUntil(at(3, '16:00'));
  t.is(ticket.events.filter(({ type }) => type === 'task_overdue').length, 1);
});

test('the desk does not resolve a ticket with a required task that is open; its requester does', (t) => {
  const required = { ...title, isRequired: true };
  const resolve = { code: 'solved', noteId: 'note' };
  const ticket = opened().does(at(0, '09:10'), lea, 'addTask', required);
  t.is(code(ticket, at(0, '09:20'), 'resolve', lea, resolve), 'tasks_open');
  ticket.does(at(0, '09:30'), lea, 'completeTask', { n: 1 });
  ticket.does(at(0, '09:40'), lea, 'resolve', resolve);
  const another = opened().does(at(0, '09:10'), lea, 'addTask', required);
  another.does(at(0, '09:20'), requester, 'resolve', { code: 'solved_by_requester' });
  t.is(another.state.status, 'resolved');
  t.is(task(another).outcome, 'open', 'work goes on after a resolution');
});

test('what is open when a ticket ends for good is cancelled, and its playbook hears of it', (t) => {
  const run = { id: 'run-1', step: 'order' };
  const closed = opened()
    .does(at(0, '09:10'), lea, 'addTask', { ...title, run })
    .does(at(0, '09:20'), lea, 'resolve', { code: 'solved', noteId: 'note' })
    .does(at(0, '09:30'), requester, 'close');
  t.deepEqual(closed.last('task_cancelled').data, {
    ...{ n: 1, cause: 'ticket_ended', noteId: null },
    run,
  });
  const cancelled = opened()
    .does(at(0, '09:10'), lea, 'addTask', title)
    .does(at(0, '09:20'), requester, 'cancel');
  t.is(task(cancelled).outcome, 'cancelled');
  const done = opened()
    .does(at(0, '09:10'), lea, 'addTask', { ...title, run })
    .does(at(0, '09:20'), lea, 'completeTask', { n: 1 });
  t.deepEqual(done.last('task_completed').data.run, run);
});

test('tasks rest while their ticket is merged, get their hours back, and end once it is final', (t) => {
  const into = 'tkt-00000000000000000000000002';
  const merged = () =>
    opened()
      .does(at(0, '09:00'), lea, 'addTask', { ...title, withinMinutes: 120 })
      .does(at(0, '10:00'), lea, 'merge', { into });
  const undone = merged().does(at(0, '15:00'), lea, 'unmerge');
  t.is(task(undone).overdueAt, undefined);
  t.is(task(undone).dueAt, at(0, '16:00'));
  const final = merged().waitUntil(at(30, '09:00'));
  t.is(task(final).outcome, 'cancelled');
  t.false(final.types().includes('task_overdue'));
});

test('the tasks of an agent who has left wait in the queues of their groups', (t) => {
  const ticket = opened()
    .does(at(0, '09:10'), lea, 'addTask', { ...title, group: 'network', assignee: marc.id })
    .does(at(0, '09:10'), lea, 'addTask', { ...title, assignee: lea.id });
  const allocator = { kind: 'system', id: 'allocator' } as const;
  ticket.does(at(0, '09:20'), allocator, 'release', { assignee: marc.id, preferredAgent: null });
  t.deepEqual(
    openTasks(ticket.state).map(({ group, assignee }) => [group, assignee]),
    [
      ['network', null],
      ['desk', lea.id],
    ],
  );
});

test('a task that was done is opened again, and its time begins anew', (t) => {
  const ticket = opened()
    .does(at(0, '09:00'), lea, 'addTask', { ...title, withinMinutes: 60 })
    .does(at(0, '09:30'), lea, 'completeTask', { n: 1, noteId: 'txt-note' });
  t.is(code(ticket, at(0, '09:40'), 'completeTask', lea, { n: 1 }), 'task_ended');
  ticket.does(at(1, '09:00'), lea, 'reopenTask', { n: 1 });
  const { outcome, dueAt, endedAt, noteId } = task(ticket);
  t.deepEqual([outcome, dueAt, endedAt, noteId], ['open', at(1, '10:00'), undefined, undefined]);
});

test('a ticket has so many open tasks at most, and forgets those that ended long ago', (t) => {
  const ticket = opened();
  for (let n = 1; n <= openTasksMax; n++) ticket.does(at(0, '09:10'), lea, 'addTask', title);
  t.is(code(ticket, at(0, '09:20'), 'addTask', lea, title), 'too_many_tasks');
  for (let n = 1; n <= openTasksMax; n++) {
    ticket.does(at(0, '09:30') + n, lea, 'completeTask', { n });
  }
  t.deepEqual(
    ticket.state.tasks?.map(({ n }) => n),
    [11, 12, 13, 14, 15, 16, 17, 18, 19, 20],
  );
  ticket.does(at(0, '10:30'), lea, 'addTask', title);
  t.is(ticket.state.tasks?.at(-1)?.n, openTasksMax + 1);
  t.is(code(ticket, at(0, '10:40'), 'reopenTask', lea, { n: 1 }), 'task_not_found');
  t.is(tasksOf(ticket.events).length, openTasksMax + 1);
});

test('another version without the group or the name of an open task is refused, with both', (t) => {
  const ticket = opened().does(at(0, '09:10'), lea, 'addTask', { task: 'laptop' });
  const { network: _, ...groups } = process.groups;
  const next = { ...process, version: 2, groups };
  const to = command('migrateProcess', lea, { process: next, calendars: rules.calendars });
  t.deepEqual(ticket.refusalOf(at(0, '09:20'), to)?.parameters, {
    ...{ process: process.id, version: 2 },
    missing: [
      { what: 'group', word: 'network' },
      { what: 'task', word: 'laptop' },
    ],
  });
});

test('other hours move what is due by them, and no date that people set', (t) => {
  const ticket = opened()
    .does(at(0, '11:00'), lea, 'addTask', { ...title, withinMinutes: 120 })
    .does(at(0, '11:00'), lea, 'addTask', { ...title, dueAt: at(0, '14:00') });
  const always = rules.calendars.always as NonNullable<typeof rules.calendars.always>;
  const office = { ...always, id: 'office', version: 'office-2' };
  ticket.act(at(0, '11:30'), {
    name: 'replaceCalendars',
    calendars: { office },
    cause: 'calendar',
  });
  t.is(task(ticket, 1).dueAt, at(0, '13:00'));
  t.is(task(ticket, 2).dueAt, at(0, '14:00'));
  t.is(at(0, '13:00') - at(0, '11:00'), 2 * hour);
});

test('a task is given to another group while it is open: there nobody has it yet', (t) => {
  const ticket = opened()
    .does(at(0, '09:00'), lea, 'addTask', { ...title, assignee: lea.id })
    .does(at(0, '09:10'), lea, 'changeTask', { n: 1, group: 'network', titleId: 'txt-other' });
  const { group, assignee, titleId } = task(ticket);
  t.deepEqual([group, assignee, titleId], ['network', null, 'txt-other']);
  t.is(code(ticket, at(0, '09:20'), 'changeTask', lea, { n: 1, group: 'nobody' }), 'group_unknown');
});

test('what was ticked stays ticked where the checklist becomes another', (t) => {
  const ticket = opened()
    .does(at(0, '09:00'), lea, 'addTask', { task: 'laptop' })
    .does(at(0, '09:10'), lea, 'checkTaskItem', { n: 1, item: 2, isDone: true });
  const change = (...checklistItems: (number | null)[]) =>
    ({ n: 1, checklistId: 'txt-list', checklistItems }) as const;
  for (const wrong of [change(3), change(2, 2), change(0)]) {
    t.is(code(ticket, at(0, '09:20'), 'changeTask', lea, wrong), 'task_item_unknown');
  }
  ticket.does(at(0, '09:20'), lea, 'changeTask', change(2, null, 1));
  const { checklistId, itemCount, checked } = task(ticket);
  t.deepEqual([checklistId, itemCount, checked], ['txt-list', 3, [1]]);
  ticket.does(at(0, '09:30'), lea, 'changeTask', { n: 1, checklistItems: [] });
  t.false('itemCount' in task(ticket));
  t.false('checked' in task(ticket));
});

test('other hours leave what was said of a due date since it began', (t) => {
  const always = rules.calendars.always as NonNullable<typeof rules.calendars.always>;
  const calendars = { office: { ...always, id: 'office', version: 'office-2' } };
  const ticket = opened()
    .does(at(0, '09:00'), lea, 'addTask', { ...title, withinMinutes: 60 })
    .does(at(0, '09:50'), lea, 'changeTask', { n: 1, withinMinutes: 180 });
  // The lunch hour is none of the office.
  t.is(task(ticket).dueAt, at(0, '13:50'));
  ticket.act(at(0, '10:00'), { name: 'replaceCalendars', calendars, cause: 'calendar' });
  t.is(task(ticket).dueAt, at(0, '12:50'));
  ticket
    .does(at(0, '10:10'), lea, 'completeTask', { n: 1 })
    .does(at(0, '10:20'), lea, 'reopenTask', { n: 1 });
  t.is(task(ticket).countedFrom, undefined);
  t.is(task(ticket).dueAt, at(0, '14:20'));
});

test('other hours leave what an undone merge gave back', (t) => {
  const into = 'tkt-00000000000000000000000002';
  const ticket = opened()
    .does(at(0, '09:00'), lea, 'addTask', { ...title, withinMinutes: 120 })
    .does(at(0, '10:00'), lea, 'merge', { into })
    .does(at(0, '15:00'), lea, 'unmerge');
  t.is(task(ticket).dueAt, at(0, '16:00'));
  // The same hours, as they are fetched again before what they know runs out.
  const office = {
    ...(rules.calendars.office as typeof rules.calendars.always),
    version: 'office-2',
  };
  ticket.act(at(0, '15:10'), {
    name: 'replaceCalendars',
    calendars: { office } as typeof rules.calendars,
    cause: 'horizon',
  });
  t.is(task(ticket).dueAt, at(0, '16:00'));
});

test('hours are fetched back to where the oldest open task began, and the oldest clock', (t) => {
  const since = ({ state }: Ticket) => countedSince(state, at(1, '09:00'));
  const ticket = opened().does(at(0, '09:10'), lea, 'addTask', title);
  t.is(since(ticket), at(0, '09:00'));
  ticket.state.clocks = [];
  t.is(since(ticket), at(0, '09:10'));
  ticket.does(at(0, '09:30'), lea, 'completeTask', { n: 1 });
  ticket.state.clocks = [];
  t.is(since(ticket), at(1, '09:00'));
});

test('a task goes on in its hours, whatever another version calls them', (t) => {
  const { office = never(), ...others } = withTasks.calendars;
  const text = JSON.stringify({ ...withTasks.process, version: 2, hash: 'small-2' });
  const renamed: Rules = {
    process: JSON.parse(text.replaceAll('"office"', '"counter"')),
    calendars: { ...others, counter: { ...office, id: 'counter', version: 'counter-1' } },
  };
  const ticket = opened()
    .does(at(0, '09:00'), lea, 'addTask', { ...title, withinMinutes: 60 })
    .does(at(0, '09:00'), lea, 'addTask', { ...title, withinMinutes: 60, after: [1] })
    .act(at(0, '09:10'), command('migrateProcess', lea, renamed));
  t.is(task(ticket).dueAt, at(0, '10:00'), 'as it was promised');
  ticket.does(at(0, '09:20'), lea, 'changeTask', { n: 1, withinMinutes: 120 });
  t.is(task(ticket).dueAt, at(0, '11:20'));
  ticket.does(at(0, '09:30'), lea, 'completeTask', { n: 1 });
  t.is(task(ticket, 2).dueAt, at(0, '10:30'), 'what came after it');
  ticket.does(at(0, '09:40'), lea, 'reopenTask', { n: 1 });
  t.is(task(ticket).dueAt, at(0, '11:40'));
});

function never(): never {
  throw new Error('the small desk has an office');
}
