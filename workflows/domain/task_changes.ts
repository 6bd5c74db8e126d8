import type { EventData, EventType } from './events.ts';
import { keysOf } from './keys.ts';
import type { Actor, Task } from './ticket.ts';

/** How each event changes a task: the ticket's state and its record are folded alike. */

/** Types of the events that change a task. */
export const taskChangeTypes = [
  'task_assigned',
  'task_opened',
  'task_item_checked',
  'task_changed',
  'task_rescheduled',
  'task_warned',
  'task_overdue',
  'task_completed',
  'task_cancelled',
  'task_reopened',
] as const satisfies readonly EventType[];

export type TaskChangeType = (typeof taskChangeTypes)[number];

interface Of<T extends EventType> {
  type: T;
  at: number;
  actor: Actor;
  data: EventData[T];
}

/** An event as far as it changes a task. */
export type TaskChange = { [T in TaskChangeType]: Of<T> }[TaskChangeType];

type Change = { [K in keyof Task]?: Task[K] | undefined };

const taskChanges: { [T in TaskChangeType]: (task: Task, event: Of<T>) => Change } = {
  task_assigned: (_task, { data }) => ({ assignee: data.assignee, group: data.group }),
  task_opened: (_task, { data, at }) => ({ ...dueOf(data), openedAt: at, countedFrom: undefined }),
  task_item_checked: ({ checked = [] }, { data }) => {
    const others = checked.filter((item) => item !== data.item);
    return { checked: data.isDone ? [...others, data.item].sort((a, b) => a - b) : others };
  },
  task_changed: (task, { data }) => {
    const { titleId, descriptionId, after, isRequired, isShown, due } = data;
    return {
      ...(titleId !== undefined && { titleId }),
      ...(descriptionId !== undefined && { descriptionId: descriptionId ?? undefined }),
      ...checklistAfter(task, data),
      ...(after && { after }),
      ...(isRequired !== undefined && { isRequired: isRequired || undefined }),
      ...(isShown !== undefined && { isShown: isShown || undefined }),
      // A date that people set is none that the hours give.
      ...(due && { ...due, withinMs: due.withinMs, countedFrom: due.countedFrom }),
    };
  },
  task_rescheduled: ({ countedFrom }, { data }) => ({
    ...dueOf(data),
    countedFrom: data.countedFrom ?? countedFrom,
  }),
  task_warned: () => ({ warnAt: null }),
  task_overdue: (_task, { at }) => ({ overdueAt: at, warnAt: null }),
  task_completed: (_task, event) => endedBy(event, 'done'),
  task_cancelled: (_task, event) => endedBy(event, 'cancelled'),
  task_reopened: (_task, { data, at }) => ({
    ...dueOf(data),
    openedAt: at,
    countedFrom: undefined,
    outcome: 'open',
    endedAt: undefined,
    endedBy: undefined,
    noteId: undefined,
  }),
};

function dueOf({ dueAt, warnAt }: Pick<Task, 'dueAt' | 'warnAt'>) {
  return { dueAt, warnAt };
}

/** An item that was there before is done as it was. */
function checklistAfter(
  { checked = [] }: Task,
  { checklistItems: items, checklistId }: EventData['task_changed'],
): Change {
  if (!items) return {};
  const done = items.flatMap((before, i) =>
    before !== null && checked.includes(before) ? [i + 1] : [],
  );
  return {
    checklistId: checklistId ?? undefined,
    itemCount: items.length || undefined,
    checked: done.length > 0 ? done : undefined,
  };
}

function endedBy(
  { data, at, actor }: Of<'task_completed'> | Of<'task_cancelled'>,
  outcome: Task['outcome'],
): Change {
  return { outcome, endedAt: at, endedBy: actor, noteId: data.noteId, warnAt: null };
}

/** The task as it begins. */
export function taskBegun({ data, at, actor }: Omit<Of<'task_added'>, 'type'>): Task {
  return { ...data, addedBy: actor, addedAt: at, outcome: 'open' };
}

/** The task after an event that changes it. */
export function taskAfter(task: Task, event: TaskChange): Task {
  const change = taskChanges[event.type] as (task: Task, event: TaskChange) => Change;
  const next = { ...task, ...change(task, event) } as Task;
  for (const key of keysOf(next)) if (next[key] === undefined) delete next[key];
  return next;
}
