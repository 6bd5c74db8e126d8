import { z } from 'zod';
import { tasksOf } from '../../../workflows/domain/record.ts';
import { definitionFollowed } from '../../../workflows/processes/index.ts';
import { fieldOf } from '../../../workflows/processes/tasks.ts';
import { withItemNames } from '../../configuration_items/named_items.ts';
import { withDatabase } from '../../http/database.ts';
import { defineOperation } from '../../http/operation.ts';
import { flag, pageQuery } from '../../http/parameters.ts';
import { processWord } from '../../http/text.ts';
import { shownValue } from '../fields/field_view.ts';
import { minutes } from '../parts.ts';
import { findRecordPage } from '../record/find_record.ts';
import { notesOf } from '../texts.ts';
import { ticketPath } from '../ticket_path.ts';
import { getVisible } from '../tickets.ts';
import {
  listedTaskPage,
  type RecordedTask,
  recordedTaskPage,
  taskCounts,
  taskScopes,
} from './contract.ts';
import { countTasks as counted, findTasks } from './find_tasks.ts';
import { type TaskParts, taskView, textIdsOfTask } from './task_view.ts';

const taskQuery = pageQuery.extend({
  scope: z.enum(taskScopes).optional().meta({
    description:
      'Those of the caller, those of nobody yet in their groups, all in their groups (where absent), or of the desk',
  }),
  group: processWord.optional(),
  isOverdue: flag.optional(),
  isReady: flag.optional().meta({ description: 'Those that can be worked on, or those that wait' }),
});

export const listTasks = defineOperation({
  id: 'listTasks',
  method: 'get',
  address: '/api/tasks',
  summary: 'Open tasks of the caller and their groups, what is due first comes first',
  tag: 'Tickets',
  query: taskQuery,
  answers: { 200: { description: 'A page of tasks', schema: listedTaskPage } },
  async handle({ account, query }, dependencies) {
    return { status: 200, body: await findTasks(dependencies, account, query) };
  },
});

export const countTasks = defineOperation({
  id: 'countTasks',
  method: 'get',
  address: '/api/task-counts',
  summary: 'How many open tasks the caller has, and how many wait in their groups',
  tag: 'Tickets',
  answers: { 200: { description: 'The counts', schema: taskCounts } },
  async handle({ account }, { database }) {
    return { status: 200, body: await counted(database, account) };
  },
});

export const listTicketTasks = defineOperation({
  id: 'listTicketTasks',
  method: 'get',
  address: '/api/tickets/{id}/tasks',
  summary: 'Every task there was on a ticket with what was said when it was done, the latest first',
  tag: 'Tickets',
  path: ticketPath,
  query: pageQuery,
  answers: { 200: { description: 'A page of tasks', schema: recordedTaskPage } },
  async handle({ account, path, query }, dependencies) {
    const { database, accounts } = dependencies;
    const { state } = await getVisible(path.id, account, dependencies);
    const { processId = '', processVersion = 0 } = state ?? {};
    const page = await findRecordPage(database, path.id, 'tasks', query);
    const tasks = tasksOf(page.events).toReversed();
    const named = tasks.flatMap(({ addedBy, endedBy, assignee, answers }) => [
      ...[addedBy, endedBy ?? []].flat().flatMap(({ kind, id }) => (kind === 'system' ? [] : [id])),
      ...[assignee ?? []].flat(),
      ...wordsIn(answers),
    ]);
    const textIds = tasks.flatMap((task) => [...textIdsOfTask(task), ...wordsIn(task.answers)]);
    const [names, texts] = await Promise.all([
      accounts.namesOf(named).then((known) => withItemNames(database, known, named)),
      withDatabase(() => notesOf(database, textIds)),
    ]);
    const followed = { processId, processVersion, tasks: state?.tasks ?? [] };
    const known = { state: followed, names, texts };
    const items = tasks.map((task) => ({
      task: taskView(task, known, { account, now: Date.now() }),
      answers: answersOf(task, known, account.locale),
      elapsedMinutes: task.elapsedMs === undefined ? null : minutes(task.elapsedMs),
    }));
    return { status: 200, body: { items, next: page.next } };
  },
});

type RecordedTaskState = ReturnType<typeof tasksOf>[number];

/** Which of them are ids of texts and people only the form knows: the others are no ids of any. */
function wordsIn(answers: RecordedTaskState['answers'] = {}): string[] {
  return Object.values(answers).filter((value) => typeof value === 'string');
}

/** As people read them, in the order of the form. */
function answersOf(
  { name, answers = {} }: RecordedTaskState,
  { state, names, texts }: TaskParts,
  locale: 'en' | 'fr',
): RecordedTask['answers'] {
  const { tasks = {} } = definitionFollowed(state) ?? {};
  const form = (name !== undefined && Object.hasOwn(tasks, name) && tasks[name]?.form) || {};
  return Object.entries(form).flatMap(([field, definition]) => {
    const value = answers[field];
    if (value === undefined) return [];
    const shown = shownValue(fieldOf(definition), value, { names, texts }, locale);
    return [{ name: field, title: definition.title[locale], shown }];
  });
}
