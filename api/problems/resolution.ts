import { z } from 'zod';
import { defineOperation } from '../http/operation.ts';
import { noteText, processWord } from '../http/text.ts';
import { problemPath, resolvedProblem } from './contract.ts';
import { defineChange, textOf } from './define_change.ts';
import { answerProblem } from './problem_answer.ts';
import { resolveWithIncidents } from './resolve_problem.ts';

/** With `incidents`, every incident still open is resolved too; without, they go their own way. */
const problemResolutionBody = z
  .strictObject({
    note: noteText,
    incidents: z
      .strictObject({
        code: processWord.meta({ description: 'A resolution code of their process' }),
        note: noteText,
      })
      .optional(),
  })
  .meta({ id: 'ProblemResolutionPut' });

export type ProblemResolutionBody = z.infer<typeof problemResolutionBody>;

const problemReasonBody = z
  .strictObject({ reason: noteText.optional() })
  .meta({ id: 'ProblemReason' });

export const resolveProblem = defineOperation({
  id: 'resolveProblem',
  method: 'put',
  address: '/api/problems/{id}/resolution',
  summary: 'Says that the cause is gone; with `incidents`, those still open are resolved too',
  tag: 'Problems',
  path: problemPath,
  body: problemResolutionBody,
  isKeyed: true,
  isMatched: true,
  answers: {
    200: {
      description: 'The problem after it, and how many incidents are being resolved',
      schema: resolvedProblem,
    },
  },
  async handle(call, dependencies) {
    const { account, path, body } = call;
    const resolvingIncidentCount = await resolveWithIncidents(body, call, dependencies);
    const answer = await answerProblem(path.id, account, dependencies);
    return { ...answer, body: { ...answer.body, resolvingIncidentCount } };
  },
});

export const reopenProblem = defineChange({
  id: 'reopenProblem',
  name: 'reopen',
  method: 'delete',
  resource: 'resolution',
  summary: 'Takes the resolution back: the cause is not gone',
  body: problemReasonBody,
  hasOptionalBody: true,
  texts: ({ reason }) => ({ reason: textOf('note', reason) }),
  payload: (_body, { reason }) => ({ noteId: reason ?? null }),
});

export const closeProblem = defineChange({
  id: 'closeProblem',
  name: 'close',
  method: 'put',
  resource: 'closure',
  summary: 'Closes a resolved problem for good',
  body: problemReasonBody,
  hasOptionalBody: true,
  texts: ({ reason }) => ({ reason: textOf('note', reason) }),
  payload: (_body, { reason }) => ({ noteId: reason ?? null }),
});
