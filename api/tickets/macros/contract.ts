import { z } from 'zod';
import { asked } from '../../http/expectations.ts';
import { listOf } from '../../http/page_contract.ts';
import { problem } from '../../http/problem_contract.ts';
import { line, messageText, noteText, processWord, recordId } from '../../http/text.ts';
import { level, locale, pendingReason, priority, ticketType } from '../../http/words.ts';
import { ticket } from '../contract.ts';
import { changedFields } from '../fields/given_fields.ts';
import { audience } from '../presets/audience.ts';
import { presetFields, presetTitle } from '../presets/contract.ts';
import { givenCommand } from '../sequence/given_command.ts';
import { tagWord } from '../tags/contract.ts';
import { templateNames, unknownNames } from './template.ts';

const template = <T extends z.ZodType<string>>(text: T) =>
  text.refine((value) => unknownNames(value).length === 0, {
    error: asked('template_names', { names: templateNames }),
  });

const messageTemplate = template(messageText);
const noteTemplate = template(noteText);
const tagWords = z.array(tagWord).max(20).optional();

/** One thing that a macro does. */
export const macroStep = z
  .discriminatedUnion('do', [
    z
      .strictObject({
        do: z.literal('reply'),
        en: messageTemplate.optional(),
        fr: messageTemplate.optional(),
      })
      .refine(({ en, fr }) => en !== undefined || fr !== undefined, {
        error: asked('at_least_one_of', { fields: ['en', 'fr'] }),
      }),
    z.strictObject({ do: z.literal('note'), text: noteTemplate }),
    z.strictObject({ do: z.literal('accept') }),
    z.strictObject({
      do: z.literal('assign'),
      group: processWord.optional(),
      assignee: recordId.nullable().optional().meta({ description: '`me`: whoever runs it' }),
    }),
    z
      .strictObject({
        do: z.literal('classify'),
        type: ticketType.optional(),
        category: processWord.optional(),
        service: processWord.optional(),
        impact: level.optional(),
        urgency: level.optional(),
        priority: priority.nullable().optional(),
      })
      .refine((step) => Object.keys(step).length > 1, {
        error: asked('at_least_one_of', {
          fields: ['type', 'category', 'service', 'impact', 'urgency', 'priority'],
        }),
      }),
    z.strictObject({ do: z.literal('setFields'), fields: changedFields }),
    z
      .strictObject({ do: z.literal('tag'), add: tagWords, remove: tagWords })
      .refine(({ add = [], remove = [] }) => add.length + remove.length > 0, {
        error: asked('at_least_one_of', { fields: ['add', 'remove'] }),
      }),
    z
      .strictObject({
        do: z.literal('addTask'),
        task: processWord.optional().meta({ description: 'One of the tasks of the process' }),
        title: template(line(200)).optional(),
        group: processWord.optional(),
      })
      .refine(({ task, title }) => task !== undefined || title !== undefined, {
        error: asked('at_least_one_of', { fields: ['task', 'title'] }),
      }),
    z.strictObject({
      do: z.literal('hold'),
      reason: pendingReason,
      days: z.int().min(1).max(60).optional(),
    }),
    z.strictObject({
      do: z.literal('resolve'),
      code: processWord,
      note: noteTemplate,
      rootCause: noteTemplate.optional(),
    }),
    z.strictObject({ do: z.literal('close') }),
  ])
  .meta({ id: 'MacroStep' });

export type MacroStep = z.infer<typeof macroStep>;

/** As many as one sequence of commands has at most. */
const stepsMax = 10;

const steps = z.array(macroStep).min(1).max(stepsMax);

export const macroBody = z
  .strictObject({ title: presetTitle, audience, steps })
  .meta({ id: 'MacroBody' });

export const macro = z.strictObject({ ...presetFields, steps }).meta({ id: 'Macro' });
export const macroList = listOf('MacroList', macro);

/** What a macro would say and do on a ticket. */
export const macroPreview = z
  .strictObject({
    id: z.string(),
    title: z.string(),
    version: z.int(),
    locale: locale.meta({ description: 'The requester’s language, or the one there is' }),
    reply: z.string().nullable().meta({ description: 'With its names filled in' }),
    steps: z.array(
      z.enum([
        'reply',
        'note',
        'accept',
        'assign',
        'classify',
        'setFields',
        'tag',
        'addTask',
        'hold',
        'resolve',
        'close',
      ]),
    ),
  })
  .meta({ id: 'MacroPreview' });

export const macroRunBody = z
  .strictObject({
    macro: recordId,
    version: z.int().min(1).meta({ description: 'As it was shown: a changed one is not run' }),
  })
  .meta({ id: 'MacroRun' });

export const macroOutcome = z
  .strictObject({
    ticket,
    steps: z.array(
      z.strictObject({
        do: macroPreview.shape.steps.element,
        outcome: z.enum(['done', 'refused', 'left']).meta({
          description: '`left`: not tried, behind one that was refused',
        }),
      }),
    ),
    refused: problem.nullable(),
    left: z.array(givenCommand).meta({
      description: 'What was not done, the refused one first, as `giveCommands` takes it',
    }),
  })
  .meta({ id: 'MacroOutcome', description: 'What was done, and why the rest was not' });

export type Macro = z.infer<typeof macro>;
export type MacroBody = z.output<typeof macroBody>;
export type MacroPreview = z.infer<typeof macroPreview>;
export type MacroOutcome = z.infer<typeof macroOutcome>;
