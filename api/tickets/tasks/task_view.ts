import { blockersOf, type Task, type TicketState } from '../../../workflows/domain/ticket.ts';
import { definitionFollowed } from '../../../workflows/processes/index.ts';
import { seesInternals } from '../../http/viewer.ts';
import type * as shown from '../contract.ts';
import {
  groupRefOf,
  iso,
  isoOrNull,
  minutes,
  personOf,
  type TicketParts,
  textOf,
  type Viewpoint,
} from '../parts.ts';

/** Ids of the texts that a task's view shows. */
export function textIdsOfTask(task: Task): string[] {
  const { titleId, descriptionId, checklistId, noteId } = task;
  return [titleId, descriptionId, checklistId, noteId].filter((id) => typeof id === 'string');
}

export type TaskParts = Pick<TicketParts, 'names' | 'texts'> & {
  state: Pick<TicketState, 'processId' | 'processVersion' | 'tasks'>;
};

/** The tasks that the reader may know of: those who serve know all. */
export function taskViews(parts: TaskParts, viewpoint: Viewpoint): shown.Task[] {
  const { tasks = [] } = parts.state;
  if (seesInternals(viewpoint.account)) {
    return tasks.map((task) => taskView(task, parts, viewpoint));
  }
  return tasks
    .filter(({ isShown }) => isShown)
    .map((task) => requesterView(taskView(task, parts, viewpoint)));
}

/** That it is done, and when: by whom, how and what for is the desk's own. */
function requesterView(task: shown.Task): shown.Task {
  return {
    ...task,
    ...{ description: null, items: [], note: null, after: [], waitsFor: [] },
    ...{ assignee: null, endedBy: null, addedBy: { id: '', name: null } },
    ...{ dueAt: null, withinMinutes: null, isOverdue: false, isRequired: false },
  };
}

export function taskView(task: Task, parts: TaskParts, viewpoint: Viewpoint): shown.Task {
  const { state, names, texts } = parts;
  const { assignee, addedBy, endedBy, withinMs } = task;
  return {
    n: task.n,
    name: task.name ?? null,
    title: titleOfTask(task, parts, viewpoint),
    description: descriptionOf(task, parts, viewpoint),
    items: itemsOf(task, parts, viewpoint),
    group: groupRefOf(state.processId, task.group, viewpoint),
    assignee: assignee === null ? null : personOf(assignee, names),
    addedBy: actorOf(addedBy, names),
    addedAt: iso(task.addedAt),
    openedAt: isoOrNull(task.openedAt),
    after: task.after ?? [],
    waitsFor: task.outcome === 'open' ? blockersOf(state, task) : [],
    dueAt: isoOrNull(task.dueAt),
    withinMinutes: withinMs === undefined ? null : minutes(withinMs),
    isOverdue: task.overdueAt !== undefined,
    isRequired: task.isRequired ?? false,
    isShown: task.isShown ?? false,
    outcome: task.outcome,
    endedAt: isoOrNull(task.endedAt ?? null),
    endedBy: endedBy ? actorOf(endedBy, names) : null,
    note: textOf(task.noteId ?? null, texts),
  };
}

function actorOf({ kind, id }: Task['addedBy'], names: TaskParts['names']): shown.Person {
  return kind === 'system' ? { id, name: null } : personOf(id, names);
}

function definitionOf({ name }: Task, { state }: TaskParts) {
  const { tasks = {} } = definitionFollowed(state) ?? {};
  return name !== undefined && Object.hasOwn(tasks, name) ? tasks[name] : undefined;
}

/** What was written of it, or what the process calls it. */
function titleOfTask(task: Task, parts: TaskParts, { account }: Viewpoint): string | null {
  if (task.titleId !== null) return textOf(task.titleId, parts.texts);
  return (
    definitionOf(task, parts)?.title[account.locale] ?? task.name?.replaceAll('_', ' ') ?? null
  );
}

function descriptionOf(task: Task, parts: TaskParts, { account }: Viewpoint): string | null {
  if (task.descriptionId !== undefined) return textOf(task.descriptionId, parts.texts);
  return definitionOf(task, parts)?.description?.[account.locale] ?? null;
}

function itemsOf(task: Task, parts: TaskParts, { account }: Viewpoint): shown.Task['items'] {
  const { itemCount = 0, checked = [], checklistId } = task;
  const words =
    checklistId === undefined
      ? (definitionOf(task, parts)?.checklist ?? []).map((item) => item[account.locale])
      : (textOf(checklistId, parts.texts)?.split('\n') ?? []);
  return Array.from({ length: itemCount }, (_, i) => ({
    n: i + 1,
    text: words[i] ?? null,
    isDone: checked.includes(i + 1),
  }));
}
