import { addWorkingMs, type CompiledCalendar, laterBy, workingMsBetween } from './calendar.ts';
import { calendarOf } from './clocks.ts';
import type { CommandPayload } from './commands.ts';
import { refuseFarAhead } from './dates.ts';
import type { Draft } from './draft.ts';
import { minuteMs } from './durations.ts';
import type { TaskDue } from './events.ts';
import { checkFields, isShown, kindsOf } from './fields.ts';
import type { CompiledField, TaskTemplate } from './process.ts';
import { Refused } from './refusals.ts';
import {
  blockersOf,
  type FieldValue,
  isEnded,
  isOpen,
  openTasks,
  openTasksMax,
  type Task,
  type TicketState,
} from './ticket.ts';

/**
 * Work on a ticket that groups do beside its owner: each task has a group, maybe an agent, a due
 * date in its group's hours, others it comes after, a checklist and, where the process says so, a form.
 *
 * Its time begins when it can be worked on. A ticket that is resolved keeps its tasks; once it is
 * over for good what is open is cancelled. A merged ticket's rest until the merge is final, or
 * undone: then the hours between are given back.
 */

/** Share of a task's time that is used up when it is told that it will be due. */
const warningPercent = 75;

export function addTask(draft: Draft, payload: CommandPayload['addTask']): void {
  const { state } = draft;
  if (openTasks(state).length >= openTasksMax) {
    throw new Refused('too_many_tasks', { limit: openTasksMax });
  }
  const template = payload.task === undefined ? undefined : templateOf(draft, payload.task);
  const group = payload.group ?? template?.group ?? state.group;
  const n = (state.taskCount ?? 0) + 1;
  const after = checkedAfter(state, n, payload.after ?? []);
  const withinMs = withinOf(payload, template);
  const calendar = template?.calendar ?? groupCalendar(draft, group);
  const waits = openTasks(state).some((other) => after.includes(other.n));
  const due = dueFrom(draft, { n, calendar, withinMs, dueAt: payload.dueAt ?? null, waits });
  const { descriptionId, checklist, run } = payload;
  const itemCount = checklist === undefined ? template?.itemCount : checklist?.itemCount;
  draft.emit('task_added', {
    ...due,
    ...(payload.task !== undefined && { name: payload.task }),
    titleId: payload.titleId ?? null,
    ...(descriptionId && { descriptionId }),
    ...(checklist && { checklistId: checklist.textId }),
    ...(itemCount && { itemCount }),
    group,
    assignee: payload.assignee ?? null,
    ...(after.length > 0 && { after }),
    openedAt: waits ? null : draft.at,
    calendar,
    ...((payload.isRequired ?? template?.isRequired) && { isRequired: true as const }),
    ...((payload.isShown ?? template?.isShown) && { isShown: true as const }),
    ...(run && { run }),
  });
}

function templateOf(draft: Draft, name: string): TaskTemplate {
  const { tasks = {} } = draft.rules.process;
  const template = Object.hasOwn(tasks, name) ? tasks[name] : undefined;
  if (template) return template;
  throw new Refused('task_unknown', { word: name, allowed: Object.keys(tasks) });
}

/** Of a task that the process names; none where another version has none any more. */
export function formOf(
  { tasks = {} }: Draft['rules']['process'],
  { name }: Pick<Task, 'name'>,
): Record<string, CompiledField> {
  return (name !== undefined && Object.hasOwn(tasks, name) && tasks[name]?.form) || {};
}

function groupCalendar(draft: Draft, group: string): string {
  const { groups } = draft.rules.process;
  const known = Object.hasOwn(groups, group) ? groups[group] : undefined;
  if (known) return known.calendar;
  throw new Refused('group_unknown', { word: group, allowed: Object.keys(groups) });
}

/** The one it began with or, where another version has none of that name, what would be now. */
function calendarNow(draft: Draft, { calendar, name, group }: Task): string {
  const { process, calendars } = draft.rules;
  if (Object.hasOwn(calendars, calendar)) return calendar;
  const { tasks = {} } = process;
  const template = name !== undefined && Object.hasOwn(tasks, name) ? tasks[name] : undefined;
  return template?.calendar ?? groupCalendar(draft, group);
}

function hoursOf(draft: Draft, task: Task): CompiledCalendar {
  return calendarOf(draft.rules, calendarNow(draft, task));
}

function withinOf(
  { dueAt, withinMinutes }: Pick<CommandPayload['addTask'], 'dueAt' | 'withinMinutes'>,
  template: TaskTemplate | undefined,
): number | undefined {
  if (dueAt) return undefined;
  const minutes = withinMinutes === undefined ? template?.withinMinutes : withinMinutes;
  return minutes ? minutes * minuteMs : undefined;
}

interface Due {
  n: number;
  calendar: string;
  withinMs: number | undefined;
  /** A date that people set. */
  dueAt: number | null;
  /** It cannot be worked on yet. */
  waits: boolean;
}

/** When a task is due whose time begins now. @throws Refused where people set a date that is none. */
function dueFrom(draft: Draft, { n, calendar, withinMs, dueAt, waits }: Due): TaskDue {
  const hours = calendarOf(draft.rules, calendar);
  if (dueAt !== null) {
    if (dueAt <= draft.at) throw new Refused('due_in_past');
    refuseFarAhead(draft.at, dueAt);
    return { n, dueAt, warnAt: warnAtOf(hours, draft.at, dueAt) };
  }
  if (withinMs === undefined) return { n, dueAt: null, warnAt: null };
  const due = addWorkingMs(hours, draft.at, withinMs);
  refuseFarAhead(draft.at, due);
  // What waits is due so long after it begins.
  if (waits) return { n, withinMs, dueAt: null, warnAt: null };
  return { n, withinMs, dueAt: due, warnAt: warnAtOf(hours, draft.at, due) };
}

/** Null where it would not precede the due date. */
function warnAtOf(hours: CompiledCalendar, from: number, dueAt: number): number | null {
  const ms = Math.floor((workingMsBetween(hours, from, dueAt) * warningPercent) / 100);
  const at = addWorkingMs(hours, from, ms);
  return ms > 0 && at < dueAt ? at : null;
}

/** @throws Refused where one of them never was, or the task would wait for itself */
function checkedAfter(state: TicketState, n: number, after: readonly number[]): number[] {
  const count = state.taskCount ?? 0;
  for (const other of after) {
    if (other < 1 || (other > count && other !== n))
      throw new Refused('task_not_found', { n: other });
    if (other === n || waitsFor(state, other, n)) throw new Refused('task_after_itself', { n });
  }
  return [...new Set(after)];
}

/** Whether a task comes after another, by way of others too. */
function waitsFor(state: TicketState, n: number, other: number, seen = new Set<number>()): boolean {
  if (seen.has(n)) return false;
  seen.add(n);
  const { after = [] } = openTasks(state).find((task) => task.n === n) ?? {};
  return after.some((before) => before === other || waitsFor(state, before, other, seen));
}

function openTask(state: TicketState, n: number): Task {
  const task = (state.tasks ?? []).find((one) => one.n === n);
  if (task?.outcome === 'open') return task;
  if (task) throw new Refused('task_ended', { n, outcome: task.outcome });
  throw new Refused('task_not_found', { n });
}

function workableTask(state: TicketState, n: number): Task {
  const task = openTask(state, n);
  const after = blockersOf(state, task);
  if (after.length > 0) throw new Refused('task_blocked', { n, after });
  return task;
}

/** Gives it to an agent, or to another group; back to its queue where neither is named. */
export function assignTask(draft: Draft, payload: CommandPayload['assignTask']): void {
  const { n } = payload;
  const task = openTask(draft.state, n);
  const group = payload.group ?? task.group;
  if (group !== task.group) groupCalendar(draft, group);
  const assignee = payload.assignee ?? null;
  if (group === task.group && assignee === task.assignee) return;
  draft.emit('task_assigned', {
    n,
    assignee,
    fromAssignee: task.assignee,
    group,
    fromGroup: task.group,
    cause: assignee === draft.actor.id ? 'self' : 'manual',
  });
}

/** Whoever has left has no tasks any more: they wait in the queues of their groups. */
export function releaseTasks(draft: Draft, agent: string): void {
  for (const { n, group, assignee } of openTasks(draft.state)) {
    if (assignee !== agent) continue;
    draft.emit('task_assigned', {
      ...{ n, assignee: null, fromAssignee: agent, group, fromGroup: group },
      cause: 'left',
    });
  }
}

export function checkTaskItem(draft: Draft, payload: CommandPayload['checkTaskItem']): void {
  const { n, item, isDone } = payload;
  const { itemCount = 0, checked = [] } = workableTask(draft.state, n);
  if (item < 1 || item > itemCount) throw new Refused('task_item_unknown', { n, item, itemCount });
  if (checked.includes(item) !== isDone) draft.emit('task_item_checked', { n, item, isDone });
}

/** Done: its checklist is, and its form says what was asked. Whoever does what nobody has, had it. */
export function completeTask(draft: Draft, payload: CommandPayload['completeTask']): void {
  const { n, answers = {}, noteId = null } = payload;
  const task = workableTask(draft.state, n);
  const count = (task.itemCount ?? 0) - (task.checked?.length ?? 0);
  if (count > 0) throw new Refused('task_items_open', { n, count });
  const fields = formOf(draft.rules.process, task);
  checkFields({ fields }, answers);
  const missing = Object.entries(fields).flatMap(([name, field]) =>
    field.required && isShown(field, draft.state) && answers[name] === undefined ? [name] : [],
  );
  if (missing.length > 0) throw new Refused('field_required', { step: 'completeTask', missing });
  const { actor } = draft;
  if (task.assignee === null && actor.kind === 'agent') {
    assignTask(draft, { n, assignee: actor.id });
  }
  draft.emit('task_completed', {
    n,
    noteId,
    elapsedMs: elapsedOf(draft, task),
    ...(Object.keys(answers).length > 0 && answersOf(fields, answers)),
    ...(task.run && { run: task.run }),
  });
}

function answersOf(fields: Record<string, CompiledField>, answers: Record<string, FieldValue>) {
  return { answers, kinds: kindsOf({ fields }, answers) };
}

/** In its hours, since it could be worked on. */
function elapsedOf(draft: Draft, task: Task): number {
  const { openedAt } = task;
  return openedAt === null ? 0 : workingMsBetween(hoursOf(draft, task), openedAt, draft.at);
}

export function cancelTask(draft: Draft, { n, noteId = null }: CommandPayload['cancelTask']): void {
  const { run } = openTask(draft.state, n);
  draft.emit('task_cancelled', { n, cause: 'manual', noteId, ...(run && { run }) });
}

/** Not done after all. Its time begins anew, whatever it once came after. */
export function reopenTask(draft: Draft, { n, noteId = null }: CommandPayload['reopenTask']): void {
  const { state } = draft;
  const task = (state.tasks ?? []).find((one) => one.n === n);
  if (!task) throw new Refused('task_not_found', { n });
  if (task.outcome === 'open') throw new Refused('task_still_open', { n });
  if (openTasks(state).length >= openTasksMax) {
    throw new Refused('too_many_tasks', { limit: openTasksMax });
  }
  const { withinMs } = task;
  const calendar = calendarNow(draft, task);
  // A date that has passed is none any more.
  const dueAt = withinMs === undefined && (task.dueAt ?? 0) > draft.at ? task.dueAt : null;
  const due = dueFrom(draft, { n, calendar, withinMs, dueAt, waits: false });
  draft.emit('task_reopened', { ...due, noteId });
}

export function changeTask(draft: Draft, payload: CommandPayload['changeTask']): void {
  const { n, titleId, descriptionId, dueAt, withinMinutes, isRequired, isShown: isSeen } = payload;
  const after = payload.after && checkedAfter(draft.state, n, payload.after);
  const checklist = changedChecklist(openTask(draft.state, n), payload);
  const { group } = payload;
  if (group !== undefined && group !== openTask(draft.state, n).group) {
    assignTask(draft, { n, group });
  }
  const task = openTask(draft.state, n);
  const isDueChanged = dueAt !== undefined || withinMinutes !== undefined;
  const withinMs = withinOf(payload, undefined);
  const waits = task.openedAt === null;
  const change = {
    ...(titleId && { titleId }),
    ...(descriptionId !== undefined && { descriptionId }),
    ...checklist,
    ...(after && { after }),
    ...(isRequired !== undefined && isRequired !== (task.isRequired ?? false) && { isRequired }),
    ...(isSeen !== undefined && isSeen !== (task.isShown ?? false) && { isShown: isSeen }),
  };
  if (isDueChanged) {
    const calendar = calendarNow(draft, task);
    const { n: _, ...due } = dueFrom(draft, { n, calendar, withinMs, dueAt: dueAt ?? null, waits });
    const isAnew = withinMs !== undefined && !waits && task.openedAt !== draft.at;
    const since = isAnew && { countedFrom: draft.at };
    draft.emit('task_changed', { n, ...change, due: { ...due, ...since } });
  } else if (Object.keys(change).length > 0) draft.emit('task_changed', { n, ...change });
}

/** Each item was at most one of those there are. */
function changedChecklist(
  { n, itemCount = 0 }: Task,
  { checklistItems: items, checklistId = null }: CommandPayload['changeTask'],
) {
  if (!items) return {};
  const before = items.filter((item) => item !== null);
  const unknown = before.find(
    (item, i) => item < 1 || item > itemCount || before.indexOf(item) !== i,
  );
  if (unknown !== undefined) {
    throw new Refused('task_item_unknown', { n, item: unknown, itemCount });
  }
  return { checklistId: items.length > 0 ? checklistId : null, checklistItems: items };
}

/** What the process or people want done before the ticket is resolved holds the desk up. */
export function refuseWithOpenTasks({ state, actor }: Draft): void {
  if (actor.kind === 'requester') return;
  const numbers = openTasks(state).flatMap(({ n, isRequired }) => (isRequired ? [n] : []));
  if (numbers.length > 0) throw new Refused('tasks_open', { numbers });
}

/** Those that somebody works on or should; none of a ticket that is followed on another. */
export function tasksAtWork(state: TicketState): Task[] {
  if (!state.tasks || !(isOpen(state) || state.status === 'resolved')) return [];
  return openTasks(state);
}

export function taskWarned(draft: Draft, { n }: { n: number }): void {
  const { dueAt } = openTask(draft.state, n);
  draft.emit('task_warned', { n, dueAt: dueAt ?? draft.at });
}

export function taskDue(draft: Draft, { n }: { n: number }): void {
  draft.emit('task_overdue', { n, dueAt: openTask(draft.state, n).dueAt ?? draft.at });
}

/**
 * Opens what waits for nothing any more, and cancels what is open once the ticket has ended for good.
 * It is looked at after each step, whatever ended a task.
 */
export function reviewTasks(draft: Draft): void {
  if (!draft.state.tasks) return;
  if (isEnded(draft.state)) {
    for (const { n, run } of openTasks(draft.state)) {
      draft.emit('task_cancelled', {
        ...{ n, cause: 'ticket_ended', noteId: null },
        ...(run && { run }),
      });
    }
    return;
  }
  for (const task of tasksAtWork(draft.state)) {
    if (task.openedAt !== null || blockersOf(draft.state, task).length > 0) continue;
    const { n, withinMs, dueAt } = task;
    const calendar = calendarNow(draft, task);
    draft.emit('task_opened', {
      n,
      ...(withinMs === undefined
        ? { dueAt, warnAt: task.warnAt }
        : dueFrom(draft, { n, calendar, withinMs, dueAt: null, waits: false })),
    });
  }
}

/** Counts the hours of the tasks that are not overdue anew, under another version of their calendars. */
export function rescheduleTasks(draft: Draft, calendars: Record<string, CompiledCalendar>): void {
  for (const task of openTasks(draft.state)) {
    const hours = calendars[calendarNow(draft, task)];
    const { n, withinMs, openedAt, countedFrom: since = openedAt, warnAt, overdueAt } = task;
    if (!hours || withinMs === undefined || since === null || overdueAt !== undefined) continue;
    const dueAt = Math.max(draft.at, addWorkingMs(hours, since, withinMs));
    if (dueAt === task.dueAt) continue;
    const warning = warnAt === null ? null : warnAtOf(hours, since, dueAt);
    draft.emit('task_rescheduled', { n, dueAt, warnAt: warning && Math.max(draft.at, warning) });
  }
}

/** After a merge was undone what is due by the hours has as much of its time left as it had. */
export function resumeTasks(draft: Draft, since: number): void {
  for (const task of openTasks(draft.state)) {
    const { n, withinMs, openedAt, countedFrom = openedAt, dueAt, warnAt, overdueAt } = task;
    if (withinMs === undefined || dueAt === null || overdueAt !== undefined) continue;
    const hours = hoursOf(draft, task);
    const later = (at: number) => laterBy(hours, at, since, draft.at);
    const restedMs = workingMsBetween(hours, since, draft.at);
    if (restedMs === 0) continue;
    draft.emit('task_rescheduled', {
      ...{ n, dueAt: later(dueAt), warnAt: warnAt && later(warnAt) },
      ...(countedFrom !== null && { countedFrom: addWorkingMs(hours, countedFrom, restedMs) }),
    });
  }
}
