import { z } from 'zod';
import { asked } from '../http/expectations.ts';
import { given } from '../http/given.ts';
import { noteText } from '../http/text.ts';
import { defineChange, nullOr, textOf } from './define_change.ts';

/** What is missing stays as it is; null takes it away. */
const diagnosisBody = z
  .strictObject({
    rootCause: noteText.nullable().optional(),
    workaround: noteText.nullable().optional(),
  })
  .refine((body) => Object.keys(body).length > 0, {
    error: asked('at_least_one_of', { fields: ['rootCause', 'workaround'] }),
  })
  .meta({ id: 'Diagnosis' });

export const diagnoseProblem = defineChange({
  id: 'diagnoseProblem',
  name: 'diagnose',
  method: 'put',
  resource: 'diagnosis',
  summary: 'Writes down the root cause or a workaround: the problem is a known error',
  body: diagnosisBody,
  texts: ({ rootCause, workaround }) => ({
    rootCause: textOf('root_cause', rootCause),
    workaround: textOf('workaround', workaround),
  }),
  payload: (body, { rootCause, workaround }) =>
    given({
      rootCauseId: nullOr(body.rootCause, rootCause),
      workaroundId: nullOr(body.workaround, workaround),
    }),
});
