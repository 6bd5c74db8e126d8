import { z } from 'zod';
import { asked } from '../../http/expectations.ts';
import { given } from '../../http/given.ts';
import { noteText, processWord } from '../../http/text.ts';
import { level, priority, ticketType } from '../../http/words.ts';
import { ticketPath } from '../ticket_path.ts';
import { reasonText } from './command_texts.ts';
import { defineCommand } from './define_command.ts';

/** A null priority goes back to impact × urgency. */
const classificationBody = z
  .strictObject({
    type: ticketType.optional(),
    category: processWord.nullable().optional(),
    service: processWord.nullable().optional(),
    impact: level.optional(),
    urgency: level.optional(),
    priority: priority.nullable().optional(),
    reason: noteText.optional(),
  })
  .refine((body) => Object.keys(body).some((key) => key !== 'reason'), {
    error: asked('at_least_one_of', {
      fields: ['type', 'category', 'service', 'impact', 'urgency', 'priority'],
    }),
  })
  .meta({ id: 'Classification' });

export const classify = defineCommand({
  name: 'classify',
  method: 'put',
  address: '/api/tickets/{id}/classification',
  summary: 'Changes what the ticket is; its clocks follow',
  path: ticketPath,
  body: classificationBody,
  texts: ({ reason }) => ({ reason: reasonText(reason) }),
  payload: ({ body: { reason: _, ...classification }, textIds }) => ({
    ...given(classification),
    noteId: textIds.reason,
  }),
});
