import { ApplicationFailure } from '@temporalio/common';
import { z } from 'zod';
import { isTagWord } from '../../workflows/domain/tags.ts';
import { isOneLine, lineMax, messageMax, noteMax } from '../../workflows/domain/text_limits.ts';
import {
  diagnosticStepKinds,
  taskAfterMax,
  taskItemsMax,
  taskMinutesMax,
  ticketTypes,
  visibilities,
} from '../../workflows/domain/ticket.ts';
import type { GivenByPlaybook } from '../../workflows/playbooks/port.ts';

/**
 * What a playbook says is judged as what people say by the API: types end where a playbook is written in
 * JavaScript, or passes on what an activity gave. What no ticket can carry would stay in its history,
 * and come to the warehouse.
 */

const wordMax = 64;
const idMax = 128;
const atOnceMax = 20;

/** Counted as people count characters, not in halves of them. */
function text(max: number) {
  return z
    .string()
    .refine((value) => /\S/u.test(value), { error: 'expected a text that is not blank' })
    .refine((value) => [...value].length <= max, { error: `expected ${max} characters at most` })
    .refine((value) => value.isWellFormed() && !value.includes('\u0000'), {
      error: 'expected whole characters, and none that is U+0000',
    });
}

const line = text(lineMax).refine(isOneLine, { error: 'expected one line' });
const note = text(noteMax).nullable().optional();
const word = text(wordMax);
const id = text(idMax);
const tagWord = z
  .string()
  .refine(isTagWord, { error: 'expected small letters and digits, as vip-lounge' });
const instant = z.int().min(0);
const minutes = z.int().min(1).max(taskMinutesMax);
const words = z.array(word).max(atOnceMax).optional();
const ids = z.array(id).max(atOnceMax).optional();
const run = z.strictObject({ id, step: z.string() });
const reason = z.strictObject({ note });
const link = z.strictObject({ kind: word, id, inverse: word.optional() });

const spokenCommands: Record<GivenByPlaybook['name'], z.ZodType> = {
  addMessage: z.strictObject({
    text: text(messageMax),
    visibility: z.enum(visibilities).optional(),
    isAutomatic: z.boolean().optional(),
    seenSeq: z.int().min(0).optional(),
    mentionedAgents: ids,
    mentionedGroups: words,
  }),
  assign: z.strictObject({
    group: word.optional(),
    assignee: id.nullable().optional(),
    assigneeMemberships: z.unknown().optional(),
    assigneeSkills: z.unknown().optional(),
    note,
  }),
  classify: z.strictObject({
    type: z.enum(ticketTypes).optional(),
    category: word.nullable().optional(),
    service: word.nullable().optional(),
    impact: word.optional(),
    urgency: word.optional(),
    priority: word.nullable().optional(),
    note,
  }),
  addDiagnosticStep: z.strictObject({
    text: text(noteMax),
    kind: z.enum(diagnosticStepKinds),
    runbookStep: word.nullable().optional(),
    hasRuledOut: z.boolean(),
  }),
  escalate: z.strictObject({
    kind: z.enum(['functional', 'hierarchical', 'downward']),
    reason: word.nullable().optional(),
    toGroup: word.optional(),
    note,
    requestedOutcome: note,
  }),
  setPending: z.strictObject({ reason: word, until: instant.nullable().optional(), note }),
  endPending: z.strictObject({}),
  resolve: z.strictObject({
    code: word,
    note,
    rootCause: note,
    articleId: id.nullable().optional(),
    isForChildren: z.boolean().optional(),
  }),
  reopen: reason,
  close: reason,
  cancel: reason,
  link: link.extend({ from: id.optional() }),
  unlink: link.extend({ aliases: ids }),
  setFields: z.strictObject({
    fields: z.record(
      z.string(),
      z.union([text(noteMax), z.number(), z.null()], {
        error: 'expected a text, a number or null',
      }),
    ),
  }),
  tag: z.strictObject({ add: z.array(tagWord).max(atOnceMax).optional(), remove: words }),
  markAffected: z.strictObject({ add: ids, remove: ids, facts: z.unknown().optional() }),
  declareMajor: reason,
  withdrawMajor: reason,
  addTask: z.strictObject({
    task: word.optional(),
    title: line.nullable().optional(),
    description: text(messageMax).nullable().optional(),
    checklist: z.array(line).min(1).max(taskItemsMax).nullable().optional(),
    group: word.optional(),
    assignee: id.nullable().optional(),
    dueAt: instant.optional(),
    withinMinutes: minutes.optional(),
    after: z.array(z.int().min(1)).max(taskAfterMax).optional(),
    isRequired: z.boolean().optional(),
    isShown: z.boolean().optional(),
    run,
  }),
  requestApproval: z.strictObject({ rule: word }),
  requestConsent: z.strictObject({
    title: line,
    note: text(noteMax),
    withinMs: z.number().positive(),
    run,
  }),
  // The desk's own, of what it has asked itself.
  recordCheck: z.unknown(),
};

/** @throws not again, each place with what was expected: a command that is none is none the next time */
export function judgeSpoken({ name, spoken }: Pick<GivenByPlaybook, 'name' | 'spoken'>): void {
  const { error } = spokenCommands[name].safeParse(spoken);
  if (!error) return;
  const wrong = error.issues.map(({ path, message }) => `${[name, ...path].join('.')}: ${message}`);
  throw wrongCommand(wrong.slice(0, 5).join('; '));
}

/** A command is none the next time, too. */
export function wrongCommand(message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, 'WrongCommand');
}
