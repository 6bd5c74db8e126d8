import { z } from 'zod';
import { asked } from '../http/expectations.ts';
import { given } from '../http/given.ts';
import { descriptionText, processWord, subjectText } from '../http/text.ts';
import { level, priority } from '../http/words.ts';
import { defineChange, nullOr, textOf } from './define_change.ts';

const problemDescriptionBody = z
  .strictObject({
    title: subjectText.optional(),
    description: descriptionText.nullable().optional(),
  })
  .refine((body) => Object.keys(body).length > 0, {
    error: asked('at_least_one_of', { fields: ['title', 'description'] }),
  })
  .meta({ id: 'ProblemDescription' });

/** A null priority goes back to impact × urgency. */
const problemClassificationBody = z
  .strictObject({
    category: processWord.nullable().optional(),
    service: processWord.nullable().optional(),
    impact: level.optional(),
    urgency: level.optional(),
    priority: priority.nullable().optional(),
  })
  .refine((body) => Object.keys(body).length > 0, {
    error: asked('at_least_one_of', {
      fields: ['category', 'service', 'impact', 'urgency', 'priority'],
    }),
  })
  .meta({ id: 'ProblemClassification' });

export const describeProblem = defineChange({
  id: 'describeProblem',
  name: 'describe',
  method: 'put',
  resource: 'description',
  summary: 'Says otherwise what the problem is; what is missing stays',
  body: problemDescriptionBody,
  texts: ({ title, description }) => ({
    title: textOf('title', title),
    description: textOf('description', description),
  }),
  payload: (body, { title, description }) =>
    given({ titleId: title, descriptionId: nullOr(body.description, description) }),
});

export const classifyProblem = defineChange({
  id: 'classifyProblem',
  name: 'classify',
  method: 'put',
  resource: 'classification',
  summary: 'Says what the problem concerns and how much it matters',
  body: problemClassificationBody,
  payload: (body) => given(body),
});
