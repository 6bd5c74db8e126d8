import { z } from 'zod';
import { snapshotFollowed } from '../../../database/process_snapshots.ts';
import { formOf } from '../../../workflows/domain/tasks.ts';
import { lineMax } from '../../../workflows/domain/text_limits.ts';
import { taskAfterMax, taskItemsMax, taskMinutesMax } from '../../../workflows/domain/ticket.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { asked } from '../../http/expectations.ts';
import {
  descriptionText,
  instant,
  line,
  noteText,
  processWord,
  recordId,
} from '../../http/text.ts';
import { ticketNotFound } from '../errors.ts';
import { givenFields } from '../fields/given_fields.ts';
import { judgeFields } from '../fields/judge_fields.ts';
import { findTicket } from '../find_tickets.ts';
import { numberedPath, ticketPath } from '../ticket_path.ts';
import { checkAssignee } from './check_assignee.ts';
import { type NewText, reasonBody, reasonText } from './command_texts.ts';
import { type CommandCall, defineCommand } from './define_command.ts';

const taskPath = numberedPath();

const title = line(lineMax);
const description = descriptionText.nullable();
const due = {
  dueAt: instant.nullable().meta({ description: 'A date; null takes it away' }),
  withinMinutes: z.int().min(1).max(taskMinutesMax).meta({
    description:
      'So long in the hours of its group: from now, or from when it can be worked on where it waits',
  }),
};
const after = z
  .array(z.int().min(1).max(999_999))
  .max(taskAfterMax)
  .meta({ description: 'Numbers of the tasks that must have ended before it can be worked on' });
const isRequired = z
  .boolean()
  .meta({ description: 'The desk does not resolve the ticket before it has ended' });
const isShown = z
  .boolean()
  .meta({ description: 'The requester sees its title, and whether it is done' });

const isOneDue = ({ dueAt, withinMinutes }: { dueAt?: unknown; withinMinutes?: unknown }) =>
  dueAt === undefined || withinMinutes === undefined;
const twoDues = { error: asked('one_of', { words: ['dueAt', 'withinMinutes'] }) };

const newTask = z
  .strictObject({
    task: processWord.optional().meta({ description: 'One of the tasks of the process' }),
    title: title.optional(),
    description: descriptionText.optional(),
    checklist: z.array(line(lineMax)).min(1).max(taskItemsMax).optional(),
    group: processWord.optional().meta({
      description: 'That of its name in the process, where absent, or that of the ticket',
    }),
    assignee: recordId.optional(),
    dueAt: due.dueAt.optional(),
    withinMinutes: due.withinMinutes.optional(),
    after: after.optional(),
    isRequired: isRequired.optional(),
    isShown: isShown.optional(),
  })
  .refine(({ task, title }) => task !== undefined || title !== undefined, {
    error: asked('at_least_one_of', { fields: ['task', 'title'] }),
  })
  .refine(isOneDue, twoDues)
  .meta({ id: 'NewTask' });

const taskChange = z
  .strictObject({
    title: title.optional(),
    description: description.optional(),
    group: processWord.optional().meta({
      description: 'Another group: there nobody has it yet',
    }),
    checklist: z
      .array(
        z
          .strictObject({
            text: line(lineMax),
            item: z.int().min(1).max(taskItemsMax).optional().meta({
              description: 'Which item it was before: where that one is done, so is this',
            }),
          })
          .meta({ id: 'ChangedTaskItem' }),
      )
      .max(taskItemsMax)
      .optional(),
    dueAt: due.dueAt.optional(),
    withinMinutes: due.withinMinutes.optional(),
    after: after.optional(),
    isRequired: isRequired.optional(),
    isShown: isShown.optional(),
  })
  .refine((change) => Object.keys(change).length > 0, {
    error: asked('at_least_one_of', {
      fields: [
        'title',
        'description',
        'group',
        'checklist',
        'dueAt',
        'withinMinutes',
        'after',
        'isRequired',
        'isShown',
      ],
    }),
  })
  .refine(isOneDue, twoDues)
  .meta({ id: 'TaskChange' });

const taskAssignment = z
  .strictObject({
    group: processWord.optional(),
    assignee: recordId.nullable().optional().meta({
      description: 'Null, or absent: it waits in the queue of its group',
    }),
  })
  .meta({ id: 'TaskAssignment' });

const taskCompletion = z
  .strictObject({
    answers: givenFields.optional().meta({ description: 'What its form asks, by names' }),
    note: noteText.optional(),
  })
  .meta({ id: 'TaskCompletion' });

const taskText = (text: string | null | undefined): NewText =>
  text ? { kind: 'task', text } : undefined;

function dueOf({ dueAt, withinMinutes }: { dueAt?: string | null; withinMinutes?: number }) {
  return {
    ...(dueAt !== undefined && { dueAt: dueAt === null ? null : Date.parse(dueAt) }),
    ...(withinMinutes !== undefined && { withinMinutes }),
  };
}

export const addTask = defineCommand({
  name: 'addTask',
  method: 'post',
  address: '/api/tickets/{id}/tasks',
  summary: 'Adds a piece of work for a group: one of the process by its name, or any other',
  path: ticketPath,
  body: newTask,
  texts: ({ title, description, checklist }) => ({
    title: taskText(title),
    description: taskText(description),
    checklist: taskText(checklist?.join('\n')),
  }),
  before: checkAssignee,
  payload({ body, textIds }) {
    const { task, group, assignee, checklist, dueAt, withinMinutes } = body;
    return {
      ...(task !== undefined && { task }),
      titleId: textIds.title,
      descriptionId: textIds.description,
      ...(checklist && {
        checklist: { textId: textIds.checklist ?? '', itemCount: checklist.length },
      }),
      ...(group !== undefined && { group }),
      ...(assignee !== undefined && { assignee }),
      ...dueOf({ ...(dueAt !== undefined && { dueAt }), ...(withinMinutes && { withinMinutes }) }),
      ...(body.after && { after: body.after }),
      ...(body.isRequired !== undefined && { isRequired: body.isRequired }),
      ...(body.isShown !== undefined && { isShown: body.isShown }),
    };
  },
});

export const changeTask = defineCommand({
  name: 'changeTask',
  method: 'patch',
  address: '/api/tickets/{id}/tasks/{n}',
  summary:
    'Changes what a task says, whose it is, its checklist, when it is due, and what it comes after',
  path: taskPath,
  body: taskChange,
  texts: ({ title, description, checklist = [] }) => ({
    title: taskText(title),
    description: taskText(description),
    checklist: taskText(checklist.map(({ text }) => text).join('\n')),
  }),
  payload: ({ path, body, textIds }) => ({
    n: path.n,
    ...(textIds.title !== null && { titleId: textIds.title }),
    ...(body.description !== undefined && { descriptionId: textIds.description }),
    ...(body.group !== undefined && { group: body.group }),
    ...(body.checklist && {
      checklistId: textIds.checklist,
      checklistItems: body.checklist.map(({ item }) => item ?? null),
    }),
    ...dueOf({
      ...(body.dueAt !== undefined && { dueAt: body.dueAt }),
      ...(body.withinMinutes && { withinMinutes: body.withinMinutes }),
    }),
    ...(body.after && { after: body.after }),
    ...(body.isRequired !== undefined && { isRequired: body.isRequired }),
    ...(body.isShown !== undefined && { isShown: body.isShown }),
  }),
});

export const assignTask = defineCommand({
  name: 'assignTask',
  method: 'put',
  address: '/api/tickets/{id}/tasks/{n}/assignment',
  summary: 'Gives a task to an agent or to another group, or back to the queue of its own',
  path: taskPath,
  body: taskAssignment,
  before: checkAssignee,
  payload: ({ path, body: { group, assignee } }) => ({
    n: path.n,
    ...(group !== undefined && { group }),
    ...(assignee !== undefined && { assignee }),
  }),
});

export const checkTaskItem = defineCommand({
  name: 'checkTaskItem',
  method: 'put',
  address: '/api/tickets/{id}/tasks/{n}/items/{item}',
  summary: 'Ticks an item of the checklist of a task, or takes the tick away',
  path: z.strictObject({ ...taskPath.shape, item: taskPath.shape.n }),
  body: z.strictObject({ isDone: z.boolean() }).meta({ id: 'TaskItem' }),
  payload: ({ path: { n, item }, body: { isDone } }) => ({ n, item, isDone }),
});

export const completeTask = defineCommand({
  name: 'completeTask',
  method: 'put',
  address: '/api/tickets/{id}/tasks/{n}/completion',
  summary: 'Says that a task is done, with what its form asks',
  path: taskPath,
  body: taskCompletion,
  hasOptionalBody: true,
  async texts({ answers = {}, note }, call, dependencies) {
    const texts = await answerTexts(call, answers, dependencies);
    const rows = Object.entries(texts).map(([name, text]): [string, NewText] => [
      name,
      { kind: 'field', text },
    ]);
    return { [noteRole]: reasonText(note), ...Object.fromEntries(rows) } as Record<string, NewText>;
  },
  payload({ path, body: { answers = {} }, textIds }) {
    const named = Object.entries(answers).map(([name, value]) => [name, textIds[name] ?? value]);
    return {
      n: path.n,
      noteId: textIds[noteRole] ?? null,
      ...(named.length > 0 && { answers: Object.fromEntries(named) }),
    };
  },
});

/** No field of a form is called so. */
const noteRole = 'the note';

type Answers = NonNullable<z.infer<typeof taskCompletion>['answers']>;

/** Judges what the form of a task says. @throws ApiError 400 naming each value that is none of its field's */
async function answerTexts(
  { account, path }: CommandCall<{ id: string; n: number }>,
  answers: Answers,
  dependencies: ApiDependencies,
): Promise<Record<string, string>> {
  if (Object.keys(answers).length === 0) return {};
  const ticket = await findTicket(dependencies.database, account, path.id);
  if (!ticket?.state) throw ticketNotFound(path.id);
  const task = ticket.state.tasks?.find(({ n }) => n === path.n);
  // The ticket itself says that there is none.
  if (!task) return {};
  const process = await snapshotFollowed(dependencies.database, ticket.state);
  const form = process ? formOf(process, task) : {};
  return (await judgeFields(form, answers, 'body.answers', account, dependencies)).texts;
}

export const cancelTask = defineCommand({
  name: 'cancelTask',
  method: 'put',
  address: '/api/tickets/{id}/tasks/{n}/cancellation',
  summary: 'Says that a task is not needed any more',
  path: taskPath,
  body: reasonBody,
  hasOptionalBody: true,
  texts: ({ reason }) => ({ reason: reasonText(reason) }),
  payload: ({ path, textIds }) => ({ n: path.n, noteId: textIds.reason }),
});

export const reopenTask = defineCommand({
  name: 'reopenTask',
  method: 'delete',
  address: '/api/tickets/{id}/tasks/{n}/completion',
  summary: 'Opens a task again that was done or cancelled',
  path: taskPath,
  body: reasonBody,
  hasOptionalBody: true,
  texts: ({ reason }) => ({ reason: reasonText(reason) }),
  payload: ({ path, textIds }) => ({ n: path.n, noteId: textIds.reason }),
});
