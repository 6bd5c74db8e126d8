import { z } from 'zod';
import { pageOf } from '../../http/page_contract.ts';
import { priority } from '../../http/words.ts';
import { person, task, ticketField } from '../contract.ts';

/** Whose tasks: those of the caller, of nobody yet in their groups, of all in their groups, of the desk. */
export const taskScopes = ['mine', 'queue', 'groups', 'all'] as const;

/** An open task with what its group needs to know of its ticket. */
export const listedTask = z
  .strictObject({
    ticket: z.strictObject({
      id: z.string(),
      number: z.int(),
      subject: z.string(),
      process: z.strictObject({ id: z.string(), version: z.int() }),
      priority,
      requester: person,
    }),
    task,
  })
  .meta({ id: 'ListedTask' });

export const listedTaskPage = pageOf('ListedTaskPage', listedTask);

export const taskCounts = z
  .strictObject({
    mine: z.int(),
    queue: z.int().meta({ description: 'Of nobody yet, in the groups of the caller' }),
    overdue: z.int().meta({ description: 'Of both, those that are overdue' }),
  })
  .meta({ id: 'TaskCounts' });

/** A task with what was said when it was done. */
export const recordedTask = z
  .strictObject({
    task,
    answers: z.array(ticketField.pick({ name: true, title: true, shown: true })),
    elapsedMinutes: z
      .number()
      .nullable()
      .meta({ description: 'From when it could be worked on to when it was done, in its hours' }),
  })
  .meta({ id: 'RecordedTask' });

export const recordedTaskPage = pageOf('RecordedTaskPage', recordedTask);

export type TaskScope = (typeof taskScopes)[number];
export type ListedTask = z.infer<typeof listedTask>;
export type ListedTaskPage = z.infer<typeof listedTaskPage>;
export type TaskCounts = z.infer<typeof taskCounts>;
export type RecordedTask = z.infer<typeof recordedTask>;
