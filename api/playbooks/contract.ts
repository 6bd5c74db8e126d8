import { z } from 'zod';
import { runStatuses, stepKinds, stepStatuses } from '../../workflows/playbooks/port.ts';
import { asked } from '../http/expectations.ts';
import { listOf, pageOf } from '../http/page_contract.ts';
import { cursor, limit } from '../http/parameters.ts';
import { instant, line, processWord, storable } from '../http/text.ts';

const title = z.strictObject({ en: z.string(), fr: z.string() });

export const inputField = z
  .strictObject({
    name: z.string(),
    kind: z.enum(['text', 'choice', 'number', 'date', 'boolean']),
    title,
    isOptional: z.boolean(),
    options: z.array(z.strictObject({ name: z.string(), title })).nullable(),
    min: z.number().nullable(),
    max: z.number().nullable(),
  })
  .meta({ id: 'PlaybookInputField' });

export const playbook = z
  .strictObject({
    name: z.string(),
    version: z.int(),
    title,
    input: z.array(inputField),
    file: z.string(),
  })
  .meta({ id: 'Playbook' });
export const playbookList = listOf('PlaybookList', playbook);

const runProblem = z
  .strictObject({
    step: z.string().nullable(),
    place: z.string().nullable().meta({ description: 'File and line of the playbook' }),
    message: z.string(),
  })
  .meta({ id: 'PlaybookProblem' });

export const playbookStep = z
  .strictObject({
    key: z.string(),
    name: z.string(),
    kind: z.enum(stepKinds),
    status: z.enum(stepStatuses).meta({
      description: '`kept`: done by the run that this one retries',
    }),
    startedAt: instant,
    endedAt: instant.nullable(),
    waitsFor: z
      .record(z.string(), z.union([z.string(), z.number()]))
      .nullable()
      .meta({ description: 'While it is running: a task, an approval, an instant, a ticket' }),
    opened: z
      .strictObject({ id: z.string(), number: z.int() })
      .nullable()
      .meta({ description: 'The ticket that it opened' }),
    problem: runProblem.nullable(),
  })
  .meta({ id: 'PlaybookStep' });

const runFields = {
  id: z.string(),
  playbook: z.string(),
  title: title.nullable(),
  version: z.int(),
  status: z.enum(runStatuses),
  startedAt: instant,
  endedAt: instant.nullable(),
  retryOf: z.string().nullable(),
  problem: runProblem.nullable(),
};

export const playbookRun = z
  .strictObject({ ...runFields, steps: z.array(playbookStep) })
  .meta({ id: 'PlaybookRun' });
export const playbookRunList = listOf('PlaybookRunList', playbookRun);

export const playbookRunSummary = z
  .strictObject({
    ...runFields,
    ticket: z.strictObject({
      id: z.string(),
      number: z.int().nullable(),
      subject: z.string().nullable(),
    }),
    runningSteps: z.array(z.string()),
  })
  .meta({ id: 'PlaybookRunSummary' });
export const playbookRunPage = pageOf('PlaybookRunPage', playbookRunSummary);

export const runQuery = z.strictObject({
  limit,
  cursor,
  status: z.enum(runStatuses).optional(),
  playbook: processWord.optional(),
});

const textMax = 2_000;
const inputsMax = 50;

export const playbookStart = z
  .strictObject({
    playbook: processWord,
    input: z
      .record(storable(64), z.union([storable(textMax), z.number(), z.boolean()]))
      .refine((input) => Object.keys(input).length <= inputsMax, {
        error: asked('at_most', { count: inputsMax, unit: null }),
      })
      .optional()
      .meta({ description: 'By the names of its fields' }),
  })
  .meta({ id: 'PlaybookStart' });

export const playbookRetry = z
  .strictObject({
    fromStep: line(300).optional().meta({
      description: 'The key of the first step to do again; the one that failed, where none',
    }),
  })
  .meta({ id: 'PlaybookRetry' });

export const playbookSecretPath = z.strictObject({ name: processWord });

export const playbookSecretBody = z
  .strictObject({
    value: storable(10_000).refine((value) => value !== '', { error: asked('not_blank') }),
  })
  .meta({ id: 'PlaybookSecretBody' });

export const playbookSecret = z
  .strictObject({ name: z.string(), version: z.int(), setAt: instant })
  .meta({ id: 'PlaybookSecret' });
export const playbookSecretList = listOf('PlaybookSecretList', playbookSecret);

export type PlaybookSecret = z.infer<typeof playbookSecret>;
export type PlaybookView = z.infer<typeof playbook>;
export type PlaybookRunView = z.infer<typeof playbookRun>;
export type PlaybookStepView = z.infer<typeof playbookStep>;
export type PlaybookRunSummary = z.infer<typeof playbookRunSummary>;
